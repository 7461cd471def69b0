//! The report about a file.

use std::sync::Arc;

use crate::intake::workbook::Workbook;
use crate::model::{Code, FileReport, FileStatus, Finding, Ledger, Place};

/// The report of a file of which nothing is known yet.
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

/// Records that the file can't be read.
pub(super) fn refuse(report: &mut FileReport, reason: impl Into<String>, help: impl Into<String>) {
    reject(report, FileStatus::Refused, Code::FileRefused, reason.into(), help.into());
}

/// Records that the file can be read, but that it is not clear what or whose it is.
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

/// Why a file is not a supplier's, judged by its name: programs leave such files behind.
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

/// Findings about what a workbook carries besides its cells.
pub(super) fn contents(file: &Arc<str>, workbook: &Workbook) -> Vec<Finding> {
    let note = |code, message: &str, help: &str| {
        Finding::new(code, message).at(Place::file(Arc::clone(file))).help(help)
    };
    let macros = workbook.macros.then(|| {
        note(
            Code::FileMacros,
            "the file carries a program; it was not run",
            "ask for the form without macros",
        )
    });
    let links = workbook.external_links.then(|| {
        let message = "cells refer to other files; their stored values were read";
        note(Code::FileExternalLinks, message, "ask the supplier to write the values themselves")
    });
    macros.into_iter().chain(links).collect()
}

/// Gives every finding of a file its supplier.
pub(super) fn name_supplier(report: &mut FileReport) {
    for finding in report.findings.iter_mut().filter(|finding| finding.supplier.is_none()) {
        finding.supplier.clone_from(&report.supplier);
    }
}
