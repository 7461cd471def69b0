//! The subject of a finding in a form that stays the same in the next run.

use crate::model::{Finding, NamedBy, Rule};

/// The engagement and the subject of a finding; `None` if it is not tracked. `form` is the questionnaire of its
/// response.
pub(super) fn of_finding(
    finding: &Finding,
    form: Option<&str>,
) -> Option<(Option<String>, String)> {
    let own = finding.subject.as_str();
    let place = finding.place.as_ref().map_or("", |place| &place.file);
    Some(match finding.code.named_by() {
        NamedBy::Nothing => return None,
        NamedBy::Supplier => (None, String::new()),
        NamedBy::Own => (None, own.to_owned()),
        NamedBy::Engagement => (Some(own.to_owned()), String::new()),
        NamedBy::File => (None, place.to_owned()),
        NamedBy::Form => {
            let form = form.unwrap_or(place);
            (None, format!("{form} {own}").trim_end().to_owned())
        }
    })
}

/// Whether the subject of a rule, as it is kept over runs, is another party of the chain, which may be renamed.
pub(super) fn is_party(rule: &str) -> bool {
    Rule::ALL.iter().any(|one| one.memory() == rule && one.names_giver())
}
