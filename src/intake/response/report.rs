//! What is written down about a file.

use std::sync::Arc;

use super::recognised::Recognised;
use crate::catalogue::vocabulary::normalise;
use crate::intake::workbook::Workbook;
use crate::model::{Code, FileReport, FileStatus, Finding, GivenAnswer, Ledger, Place};

/// A report of a file that nothing is known of yet.
pub(super) fn blank(file: Arc<str>, bytes: u64, sha256: String) -> FileReport {
    FileReport {
        file,
        bytes,
        sha256,
        status: FileStatus::Accepted,
        reason: String::new(),
        adapter: None,
        questionnaire: None,
        edition: None,
        supplier: None,
        completed_on: None,
        expected: 0,
        found: 0,
        added: 0,
        repeated: 0,
        unmapped: None,
        official: Vec::new(),
        ledger: Ledger::default(),
        findings: Vec::new(),
    }
}

/// The file can't be read.
pub(super) fn refuse(report: &mut FileReport, reason: impl Into<String>, help: impl Into<String>) {
    reject(report, FileStatus::Refused, Code::FileRefused, reason.into(), help.into());
}

/// The file can be read, but it is not clear what or whose it is.
pub(super) fn quarantine(
    report: &mut FileReport,
    reason: impl Into<String>,
    help: impl Into<String>,
) {
    reject(report, FileStatus::Quarantined, Code::FileQuarantined, reason.into(), help.into());
}

fn reject(report: &mut FileReport, status: FileStatus, code: Code, reason: String, help: String) {
    report.status = status;
    report.reason.clone_from(&reason);
    let place = Place::file(Arc::clone(&report.file));
    report.findings.push(Finding::new(code, reason).at(place).help(help));
}

/// Why a file is none of a supplier's, by its name alone: programs leave such files behind.
pub(super) fn by_product(name: &str) -> Option<&'static str> {
    let of_system =
        ["thumbs.db", "desktop.ini"].iter().any(|known| known.eq_ignore_ascii_case(name));
    if name.starts_with("~$") || name.starts_with(".~lock.") {
        Some("it is a temporary file of an office program")
    } else if of_system || name == ".DS_Store" || name.starts_with("._") {
        Some("it is a file of the operating system")
    } else if name.starts_with('.') {
        Some("it is a hidden file")
    } else {
        None
    }
}

/// Notes what a workbook carries beside its cells.
pub(super) fn note_contents(report: &mut FileReport, workbook: &Workbook) {
    let mut note = |code, message: &str, help: &str| {
        let place = Place::file(Arc::clone(&report.file));
        report.findings.push(Finding::new(code, message).at(place).help(help));
    };
    if workbook.macros {
        note(
            Code::FileMacros,
            "the file carries a program; it was not run",
            "ask for the form without macros",
        );
    }
    if workbook.external_links {
        let message = "cells refer to other files; their stored values were read";
        note(Code::FileExternalLinks, message, "ask the supplier to write the values themselves");
    }
}

/// Takes over what a form says of itself; its answers come back.
pub(super) fn fill(report: &mut FileReport, read: Recognised<'_>) -> Vec<GivenAnswer> {
    let form = read.form;
    report.adapter = Some(read.adapter);
    report.questionnaire = read.asked.map(|asked| asked.id.clone());
    report.edition = read.edition;
    report.expected = read.expected;
    (report.found, report.added, report.repeated) = (form.found, form.added, form.repeated);
    report.ledger = form.ledger;
    report.findings.extend(form.findings);
    let place = || Place::file(Arc::clone(&report.file));
    let mut more = Vec::new();
    if let (Some(edition), Some(newest)) = (&report.edition, &read.newest)
        && normalise::header(edition) != normalise::header(newest)
    {
        let message = format!("the form states edition `{edition}`; edition {newest} is read");
        let help = "rows are read by their id; questions of other editions are listed";
        more.push(Finding::new(Code::EditionOther, message).at(place()).help(help));
    }
    if read.unmapped.is_some() {
        let message =
            format!("the questions of {} reach no control; nothing of it is scored", read.name);
        let help = "add a crosswalk to questionnaires/crosswalks and name it in the adapter";
        more.push(Finding::new(Code::FormUnmapped, message).at(place()).help(help));
    }
    report.unmapped = read.unmapped;
    report.findings.extend(more);
    form.answers
}

/// Every finding of a file speaks of its supplier.
pub(super) fn name_supplier(report: &mut FileReport) {
    for finding in report.findings.iter_mut().filter(|finding| finding.supplier.is_none()) {
        finding.supplier.clone_from(&report.supplier);
    }
}
