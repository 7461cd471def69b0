//! Changes as plain sentences.

use super::action::Action;
use super::change::Change;
use crate::assessment::context::Context;
use crate::assessment::supplier::certificate::Standing;
use crate::model::{
    Answer, ControlIndex, Engagement, EvidenceLevel, InformationKind, Kinds, RowIndex, Subcontract,
    SupplierId,
};

/// The data that the sentences need.
pub(super) struct ChangeTeller<'t, 'a> {
    /// The context to look things up in.
    pub context: &'t Context<'a>,
    /// The engagement.
    pub engagement: &'t Engagement,
}

/// The texts of a change: supplier, subject, present state, required state, sentence.
type ChangeWords = (SupplierId, String, String, String, String);

impl ChangeTeller<'_, '_> {
    /// A change with its texts and its effort points.
    pub(super) fn change(&self, action: Action) -> Change {
        let (supplier, subject, from, to, text) = self.tell(&action);
        let effort = action.points(self.context.catalogue);
        Change { action, supplier, subject, from, to, effort, text }
    }

    fn row(&self, row: RowIndex) -> &Subcontract {
        self.context.subcontracts(&self.engagement.id)[row]
    }

    fn tell(&self, action: &Action) -> ChangeWords {
        match action {
            Action::Answer { supplier, control, from, .. } => {
                let (id, title) = self.control(*control);
                let text = format!("Raise {id} ({title}) from {from} to yes");
                (supplier.clone(), id, from.to_string(), Answer::Yes.to_string(), text)
            }
            Action::Evidence { supplier, control, from, to } => {
                let (id, title) = self.control(*control);
                let by = match to {
                    EvidenceLevel::E0 | EvidenceLevel::E1 => "name a document",
                    EvidenceLevel::E2 => "have it assured independently",
                    EvidenceLevel::E3 => "test it ourselves",
                };
                let text = format!("Support the yes to {id} ({title}): {by} ({to})");
                (supplier.clone(), id, from.to_string(), to.to_string(), text)
            }
            Action::Supply { .. } | Action::Renew { .. } => self.certificate(action),
            Action::Obtain { .. } | Action::Refresh { .. } => self.response(action),
            Action::Register { supplier } => {
                let text = format!("Enter {supplier} in the register");
                let (from, to) = ("unknown".to_owned(), "entered".to_owned());
                (supplier.clone(), String::new(), from, to, text)
            }
            Action::LeaveOut { supplier } => {
                let text = format!("Leave {supplier} out of the chain");
                let (from, to) = ("in the chain".to_owned(), "left out".to_owned());
                (supplier.clone(), String::new(), from, to, text)
            }
            Action::Shorten { supplier, rows } => {
                let givers: Vec<&str> =
                    rows.iter().map(|row| self.row(*row).from.as_str()).collect();
                let givers = givers.join(", ");
                let text = format!(
                    "Pass nothing on to {supplier} through {givers}: that way has too many levels"
                );
                (supplier.clone(), givers, "passed on".to_owned(), "not passed on".to_owned(), text)
            }
            _ => self.edge(action),
        }
    }

    fn control(&self, control: ControlIndex) -> (String, &str) {
        let entry = &self.context.catalogue.controls.list()[control];
        (entry.id.to_string(), &entry.title)
    }

    fn certificate(&self, action: &Action) -> ChangeWords {
        let policy = &self.context.catalogue.policy;
        let engagement = &self.engagement.id;
        match action {
            Action::Renew { supplier, certificate } => {
                let weighed = &self.context.profile(supplier).certificates[*certificate].weighed;
                let (key, name) =
                    weighed.scheme.map_or(("", ""), |(key, scheme)| (key, scheme.name.as_str()));
                let standing = weighed.standing.map_or("not listed", Standing::word);
                let in_standing =
                    weighed.in_standing() && weighed.standing != Some(Standing::Expiring);
                let now = if in_standing { "out of scope" } else { standing };
                let text = if in_standing {
                    format!("Widen the scope of the certificate of {name} to {engagement}")
                } else {
                    format!(
                        "Renew the certificate of {name} ({standing}), with {engagement} in its scope"
                    )
                };
                (supplier.clone(), key.to_owned(), now.to_owned(), "valid".to_owned(), text)
            }
            Action::Supply { supplier, scheme } => {
                let name = policy.schemes.get(scheme).map_or(scheme.as_str(), |one| &one.name);
                let text =
                    format!("Supply a certificate of {name} whose scope covers {engagement}");
                (supplier.clone(), scheme.clone(), "none".to_owned(), "valid".to_owned(), text)
            }
            _ => self.edge(action),
        }
    }

    fn response(&self, action: &Action) -> ChangeWords {
        match action {
            Action::Refresh { supplier, response } => {
                let old = self.context.profile(supplier).statements.responses[*response];
                let of = old.completed_on.map_or_else(|| "undated".to_owned(), |on| on.to_string());
                let file = old.file.to_string();
                let text = format!("Have the response {file} ({of}) confirmed or sent again");
                (supplier.clone(), file, of, self.context.as_of.to_string(), text)
            }
            Action::Obtain { supplier } => {
                let text = "Obtain a response to our questionnaire".to_owned();
                (supplier.clone(), String::new(), "none".to_owned(), "accepted".to_owned(), text)
            }
            _ => self.edge(action),
        }
    }

    /// The supplier that a row concerns, and the two ends of the row in words.
    fn ends(&self, row: Option<RowIndex>) -> (SupplierId, String) {
        row.map_or_else(
            || (self.engagement.supplier.clone(), format!("us to {}", self.engagement.supplier)),
            |row| {
                let row = self.row(row);
                (row.to.clone(), format!("{} to {}", row.from, row.to))
            },
        )
    }

    fn edge(&self, action: &Action) -> ChangeWords {
        let told = |row: Option<RowIndex>, from: &str, to: &str, text: &dyn Fn(&str) -> String| {
            let (supplier, ends) = self.ends(row);
            let text = text(&ends);
            (supplier, ends, from.to_owned(), to.to_owned(), text)
        };
        match action {
            Action::TakeOutRow { row } => told(Some(*row), "a row", "no row", &|ends| {
                format!("Take the row {ends} out of the chain, or enter how it really goes")
            }),
            Action::StateTier { row, to } => {
                let now = self.row(*row).tier.map_or("", crate::model::Tier::name);
                told(Some(*row), now, to.name(), &|ends| {
                    format!("State {to} as the tier passed on from {ends}; more is not received")
                })
            }
            Action::StateKinds { row, to } => {
                let words = |kinds: &[InformationKind]| Kinds::from(kinds).to_string();
                let then = if to.is_empty() { "all received".to_owned() } else { words(to) };
                told(Some(*row), &words(&self.row(*row).kinds), &then, &|ends| {
                    format!(
                        "State the kinds passed on from {ends} ({then}); others are not received"
                    )
                })
            }
            Action::FlowDown { row } => told(Some(*row), "no", "yes", &|ends| {
                format!("Flow our obligations down in writing from {ends}")
            }),
            Action::Consent { row } => told(Some(*row), "none", "given", &|ends| {
                format!("Consent in writing to passing on from {ends}")
            }),
            Action::Licence { row } => told(*row, "none", "licence", &|ends| {
                format!("Get an export licence for the transfer from {ends}")
            }),
            Action::Mechanism { row, word } => {
                let mechanisms = &self.context.catalogue.policy.mechanisms;
                let name = mechanisms.get(word).map_or(word.as_str(), String::as_str);
                told(*row, "none", word, &|ends| {
                    format!("Put in place for the transfer from {ends}: {name} ({word})")
                })
            }
            Action::Hours { row, from, to } => {
                let (now, then) = (from.map_or_else(|| "none".to_owned(), hours), hours(*to));
                let (party, _) = self.ends(*row);
                told(*row, &now, &then, &|_| {
                    format!("Have {party} agree to breach notice within {then} (now {now})")
                })
            }
            _ => told(None, "", "", &|_| String::new()),
        }
    }
}

/// Hours rounded to hundredths, without trailing zeros.
fn hours(value: f64) -> String {
    format!("{} h", (value * 100.0).round() / 100.0)
}
