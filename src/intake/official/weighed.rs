//! Which weights score a form that gives points for compliant answers: those of its own scoring sheet, or else those of
//! exactly its edition, or else none.

use super::own::{self, Own, Scoring, Trouble};
use super::{FormRows, MethodResult, earned, few};
use crate::catalogue::official::Official;
use crate::intake::form::Sheets;
use crate::intake::value::cut;
use crate::model::{Code, Finding, Place, points};

/// Characters of an edition in a sentence.
const SHOWN: usize = 20;

/// The most differences to the known weights that are listed.
const NAMED: usize = 5;

/// The form's title and edition, for messages.
fn name(scheme: &Official, edition: Option<&str>) -> String {
    match edition {
        Some(edition) => format!("{}, edition {}", scheme.title, cut(edition, SHOWN)),
        None => format!("{}, edition not stated", scheme.title),
    }
}

/// What to do where the weights are not known.
fn advice(scheme: &Official, edition: Option<&str>) -> String {
    let known = scheme.editions.join(", ");
    match edition {
        Some(_) => format!(
            "ask for the whole workbook with its scoring sheet, or add the edition to questionnaires/official (known: {known})"
        ),
        None => format!("ask which edition it is, and for the whole workbook (known: {known})"),
    }
}

/// No score: the weights of this edition are not known.
pub(super) fn unknown(
    scheme: &Official,
    edition: Option<&str>,
    sheets: &Sheets<'_>,
) -> (MethodResult, Vec<Finding>) {
    let holds = if scheme.scoring.is_some() { " and the file holds no scoring sheet" } else { "" };
    let why = match edition {
        Some(_) => format!("this edition's weights are not known{holds}"),
        None => format!("weights differ from edition to edition{holds}"),
    };
    let sentence = format!("no score: {}: {why}", name(scheme, edition));
    let finding = Finding::new(Code::OfficialEdition, sentence.clone());
    let finding = finding.at(Place::file(sheets.file.clone())).help(advice(scheme, edition));
    (MethodResult::none(format!("{sentence}; {}", advice(scheme, edition))), vec![finding])
}

/// The score by the weights of the edition that the scheme knows.
fn by_edition(scheme: &Official, rows: &FormRows<'_>) -> MethodResult {
    earned::outcome(scheme, &earned::lines(scheme, rows))
}

/// No score: the form's scoring sheet can't be used.
fn unusable(
    scheme: &Official,
    edition: Option<&str>,
    trouble: &Trouble,
    sheets: &Sheets<'_>,
) -> (MethodResult, Vec<Finding>) {
    let place = sheets.place(trouble.spot);
    let message = format!(
        "the scoring sheet of {} can't be used: {}",
        name(scheme, edition),
        trouble.message
    );
    let status = format!("no score: {message} ({})", place.within());
    let help = "ask for the form as it was published, filled in and saved by a spreadsheet program";
    (
        MethodResult::none(status),
        vec![Finding::new(Code::OfficialSheet, message).at(place).help(help)],
    )
}

/// The sheet was calculated with other answers: scores by the edition's own weights, if they are known.
fn stale(
    scheme: &Official,
    edition: Option<&str>,
    trouble: &Trouble,
    rows: &FormRows<'_>,
    sheets: &Sheets<'_>,
) -> (MethodResult, Vec<Finding>) {
    let place = sheets.place(trouble.spot);
    let why = format!(
        "the scoring sheet of {} was worked out with other answers: {}",
        name(scheme, edition),
        trouble.message
    );
    let help = "open the file in a spreadsheet program, save it and read it again";
    let outcome = if scheme.knows(edition) && !scheme.requirement.is_empty() {
        let mut outcome = by_edition(scheme, rows);
        let note = format!("; by the weights of the edition, as {why} ({})", place.within());
        outcome.status.push_str(&note);
        outcome
    } else {
        MethodResult::none(format!("no score: {why} ({}); {help}", place.within()))
    };
    (outcome, vec![Finding::new(Code::OfficialSheet, why).at(place).help(help)])
}

/// The score by the form's own weights.
fn by_sheet(
    scheme: &Official,
    edition: Option<&str>,
    own: &Scoring<'_>,
    rows: &FormRows<'_>,
    sheets: &Sheets<'_>,
) -> (MethodResult, Vec<Finding>) {
    let place = sheets.place(own.spot);
    let mut outcome = earned::outcome(scheme, &own.lines());
    let sheet = place.sheet.as_deref().unwrap_or_default().to_owned();
    outcome.status.push_str(&format!("; weights from the file's own scoring sheet `{sheet}`"));
    let mut findings = Vec::new();
    let mut report = |code, message: String, help: &str| {
        findings.push(Finding::new(code, message).at(place.clone()).help(help));
    };
    let differing = own.differing(scheme);
    if !differing.is_empty() {
        let exact = scheme.knows(edition);
        let whose = if exact { "this edition" } else { "the edition that is known" };
        let first = differing.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if differing.len() > NAMED { ", …" } else { "" };
        let count = differing.len();
        let mut message =
            format!("{count} weights or compliant answers are not those of {whose}: {first}{more}");
        if exact {
            let by = by_edition(scheme, rows);
            let score = by.score.unwrap_or_default();
            let known = format!("{} of {}", points(score), points(by.maximum));
            message.push_str(&format!("; by the edition's own weights it is {known}"));
            outcome.status.push_str(&format!("; by the edition's own weights {known}"));
        }
        let help =
            "ask who changed the scoring sheet, and compare it with the form as it was published";
        report(Code::OfficialSheet, message, help);
    }
    let unexplained = own.unexplained(scheme, rows);
    if !unexplained.is_empty() {
        let message = format!(
            "the scoring sheet leaves out {} questions that no answer leaves out in the edition that is known: {}",
            unexplained.len(),
            few(&unexplained)
        );
        report(Code::OfficialSheet, message, "see whether this edition has such a switch");
    }
    let overrides = own.overrides();
    if !overrides.is_empty() {
        let what = overrides.join("; ");
        outcome.status.push_str(&format!("; overridden in the file: {what}"));
        let message = format!("the official score counts what was overridden in the file: {what}");
        report(Code::OfficialOverride, message, "ask whose overrides they are");
    }
    let off = own.switched_off();
    if !off.is_empty() {
        outcome.status.push_str(&format!("; questions left out by answers: {}", few(&off)));
    }
    (outcome, findings)
}

pub(super) fn score(
    scheme: &Official,
    edition: Option<&str>,
    rows: &FormRows<'_>,
    sheets: &Sheets<'_>,
) -> (MethodResult, Vec<Finding>) {
    let exact = scheme.knows(edition);
    match own::read(scheme, exact, rows, sheets) {
        Own::Read(own) => by_sheet(scheme, edition, &own, rows, sheets),
        Own::Unusable(trouble) => unusable(scheme, edition, &trouble, sheets),
        Own::Stale(trouble) => stale(scheme, edition, &trouble, rows, sheets),
        Own::Absent if exact => (by_edition(scheme, rows), Vec::new()),
        Own::Absent => unknown(scheme, edition, sheets),
    }
}
