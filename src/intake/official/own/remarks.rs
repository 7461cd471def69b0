//! What a person should know about a scoring sheet: overrides, questions that it leaves out, and other weights.

use super::{Scoring, same};
use crate::catalogue::official::{Official, Requirement};
use crate::intake::official::{FormRows, few};
use crate::model::points;

impl Scoring<'_> {
    /// What was changed in the score by hand; empty if nothing was.
    pub(in crate::intake::official) fn overrides(&self) -> Vec<String> {
        let ids = |of: &dyn Fn(&super::Entry<'_>) -> bool| -> Vec<&str> {
            self.entries.iter().filter(|one| of(one)).map(|one| one.id.as_ref()).collect()
        };
        let marked = ids(&|one| one.marked);
        let weighed = ids(&|one| one.weighed || self.rewritten.contains(one.id.as_ref()));
        let off: Vec<&str> = self.off.iter().map(String::as_str).collect();
        let kinds = [
            ("answers marked by hand", marked),
            ("importance chosen by hand", weighed),
            ("sections taken out", off),
        ];
        let some = kinds.into_iter().filter(|(_, ids)| !ids.is_empty());
        some.map(|(what, ids)| format!("{what} {}: {}", ids.len(), few(&ids))).collect()
    }

    /// Sections with questions that the sheet leaves out.
    pub(in crate::intake::official) fn switched_off(&self) -> Vec<&str> {
        let mut off: Vec<&str> = Vec::new();
        for one in self.entries.iter().filter(|one| !one.counts) {
            if !off.contains(&one.section.as_str()) {
                off.push(&one.section);
            }
        }
        off
    }

    /// Questions that the sheet leaves out although no answer does so in the known edition.
    pub(in crate::intake::official) fn unexplained(
        &self,
        scheme: &Official,
        rows: &FormRows<'_>,
    ) -> Vec<&str> {
        let known = |id: &str| scheme.requirement.iter().find(|known| known.id == id);
        let counted = |id: &str| known(id).is_some_and(|known| rows.counts(known));
        let out = self.entries.iter().filter(|one| !one.counts && counted(&one.id));
        out.map(|one| one.id.as_ref()).collect()
    }

    /// Weights and compliant answers that differ from the scheme's, each with both.
    pub(in crate::intake::official) fn differing(&self, scheme: &Official) -> Vec<String> {
        let mut differing = Vec::new();
        for one in &self.entries {
            let Some(known) = scheme.requirement.iter().find(|known| known.id == one.id) else {
                continue;
            };
            let changed = self.rewritten.contains(one.id.as_ref());
            let weight = one.base.filter(|base| !changed && *base != f64::from(known.weight));
            if let Some(weight) = weight {
                let message =
                    format!("{} weighs {} instead of {}", one.id, points(weight), known.weight);
                differing.push(message);
            }
            if let Some(wanted) = other_answer(known, &one.wanted) {
                differing.push(format!("{} wants `{}` instead of `{wanted}`", one.id, one.wanted));
            }
        }
        differing
    }
}

/// The scheme's compliant answer, if the sheet has another.
fn other_answer<'k>(known: &'k Requirement, wanted: &str) -> Option<&'k str> {
    let other = known.compliant.as_deref()?.trim_end_matches('*');
    (!same(other, wanted)).then_some(other)
}
