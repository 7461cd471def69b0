//! How many sections have all of their requirements met (CMMC Level 1), and what "met" means.

use super::{FormRows, MethodResult, few, sections, title};
use crate::catalogue::official::{Official, Requirement};
use crate::intake::form::Sheets;
use crate::model::{Code, Finding, OfficialSection, Reading};

/// The requirements that are not met. An unanswered one is not met; a not applicable one is met if it has a reason.
pub(super) fn open<'a>(
    all: impl IntoIterator<Item = &'a Requirement>,
    rows: &FormRows<'_>,
) -> impl Iterator<Item = &'a Requirement> {
    let is_met = |one: &&Requirement| {
        matches!(rows.reasoned(&one.id), Reading::Yes | Reading::NotApplicable)
    };
    all.into_iter().filter(move |one| !is_met(one))
}

/// The finding about not applicable answers without a reason.
pub(super) fn without_reason(
    scheme: &Official,
    rows: &FormRows<'_>,
    sheets: &Sheets<'_>,
) -> Vec<Finding> {
    let bare = |one: &&Requirement| {
        rows.reading(&one.id) == Reading::NotApplicable && rows.reasoned(&one.id) == Reading::No
    };
    let ids: Vec<&str> =
        scheme.requirement.iter().filter(bare).map(|one| one.id.as_str()).collect();
    let Some(spot) = ids.first().and_then(|id| rows.spot(id)) else { return Vec::new() };
    let message = format!(
        "not applicable without a reason counts as not met in {}: {} ({})",
        scheme.title,
        ids.len(),
        few(&ids)
    );
    let help = "have the supplier write beside each of them why it does not apply";
    vec![Finding::new(Code::NaWithoutReason, message).at(sheets.place(spot)).help(help)]
}

pub(super) fn score(
    scheme: &Official,
    rows: &FormRows<'_>,
    sheets: &Sheets<'_>,
) -> (MethodResult, Vec<Finding>) {
    let section = |(id, entry, all): (&str, Option<&_>, Vec<&Requirement>)| {
        let met = open(all, rows).next().is_none();
        let score = Some(if met { 1.0 } else { 0.0 });
        OfficialSection { section: title(id, entry), score, maximum: 1.0, answers: None }
    };
    let sections: Vec<OfficialSection> = sections(scheme).into_iter().map(section).collect();
    let sum = |of: fn(&OfficialSection) -> f64| sections.iter().map(of).sum::<f64>();
    let (score, maximum) = (sum(|one| one.score.unwrap_or_default()), sum(|one| one.maximum));
    let open: Vec<&str> = open(&scheme.requirement, rows).map(|one| one.id.as_str()).collect();
    let status = match open.as_slice() {
        [] => "all met".to_owned(),
        open => format!("not met: {} open: {}", open.len(), few(open)),
    };
    let outcome = MethodResult { score: Some(score), maximum, status, sections };
    (outcome, without_reason(scheme, rows, sheets))
}
