//! Rows of several registers as rows of one: a supplier of several is one supplier, and what is said twice counts once.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;

use super::context::RegisterContext;
use super::row::RegisterRow;
use crate::diagnostic::Problem;
use crate::intake::value::cut;
use crate::model::{Place, Supplier, SupplierId};

/// What a supplier is said to be: two registers must not say it differently.
const SAID: [&str; 6] = ["name", "country", "parent-id", "contact", "email", "language"];

/// What to do about a contradiction.
const HELP: &str = "make both cells say the same, or give two suppliers two ids";

/// A supplier with the cells it was read from.
#[derive(Debug)]
pub(super) struct SupplierRow {
    pub(super) supplier: Supplier,
    /// The cells of what it is said to be; empty if there is one register alone.
    pub(super) cells: Vec<(&'static str, Place)>,
}

impl SupplierRow {
    /// The cells of a row that a contradiction could name.
    pub(super) fn cells(row: &RegisterRow<'_, '_>) -> Vec<(&'static str, Place)> {
        let keys = SAID.into_iter().filter(|_| row.cx.several);
        keys.map(|key| (key, row.place_of(key))).collect()
    }

    /// Takes over what another row of the same supplier says. A contradiction is a problem with both cells.
    fn join(&mut self, other: Self, cx: &mut RegisterContext<'_>) {
        let (ours, theirs) = (said(&self.supplier), said(&other.supplier));
        let cells = self.cells.iter_mut().zip(other.cells);
        for ((cell, (key, place)), (ours, theirs)) in cells.zip(ours.into_iter().zip(theirs)) {
            match (ours, theirs) {
                (Some(ours), Some(theirs)) if folded(key, &ours) != folded(key, &theirs) => {
                    cx.problems.push(contradiction(
                        (&other.supplier.id, key),
                        (&ours, &cell.1),
                        (&theirs, place),
                        cx,
                    ));
                }
                (None, Some(_)) => cell.1 = place,
                _ => {}
            }
        }
        let (own, other) = (&mut self.supplier, other.supplier);
        own.parent = own.parent.take().or(other.parent);
        own.contact = own.contact.take().or(other.contact);
        own.email = own.email.take().or(other.email);
        own.language = own.language.take().or(other.language);
        let fresh = other.aliases.into_iter().filter(|alias| !own.aliases.contains(alias));
        let fresh: Vec<String> = fresh.collect();
        own.aliases.extend(fresh);
    }
}

/// What a supplier is said to be, in the order of [`SAID`].
fn said(supplier: &Supplier) -> [Option<String>; 6] {
    [
        Some(supplier.name.clone()),
        supplier.country.map(|country| country.to_string()),
        supplier.parent.as_ref().map(ToString::to_string),
        supplier.contact.clone(),
        supplier.email.clone(),
        supplier.language.clone(),
    ]
}

/// A text folded for comparison: without case, kinds of blanks, full stops and commas. An id is compared as it is.
pub(super) fn folded(key: &str, text: &str) -> String {
    if key.ends_with("-id") {
        return text.to_owned();
    }
    let lower = text.nfkc().collect::<String>().to_lowercase();
    let kept = if key == "email" { lower } else { lower.replace(['.', ','], " ") };
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn contradiction(
    (id, key): (&SupplierId, &str),
    (ours, first): (&str, &Place),
    (theirs, place): (&str, Place),
    cx: &RegisterContext<'_>,
) -> Problem {
    let title = cx.vocabulary.canonical("suppliers", key);
    let (id, ours, theirs) = (cut(id.as_str(), 60), cut(ours, 60), cut(theirs, 60));
    let message = format!("{title} of `{id}` is `{theirs}` here and `{ours}` at {first}");
    Problem::cell(place, message, HELP)
}

/// The suppliers of all registers, each id once. Within one register, a repeated id is reported elsewhere.
pub(super) fn suppliers(
    mut registers: Vec<Vec<SupplierRow>>,
    cx: &mut RegisterContext<'_>,
) -> Vec<SupplierRow> {
    if registers.len() == 1 {
        return registers.remove(0);
    }
    let mut known: HashMap<SupplierId, usize> = HashMap::new();
    let mut all: Vec<SupplierRow> = Vec::new();
    for row in registers.into_iter().flatten() {
        match known.get(&row.supplier.id) {
            Some(at) => all[*at].join(row, cx),
            None => {
                known.insert(row.supplier.id.clone(), all.len());
                all.push(row);
            }
        }
    }
    all
}

/// The rows of all registers, without those that an earlier register holds word for word.
pub(super) fn distinct<T: Serialize>(mut registers: Vec<Vec<T>>) -> Vec<T> {
    if registers.len() == 1 {
        return registers.remove(0);
    }
    let mut known: HashSet<String> = HashSet::new();
    let mut all = Vec::new();
    for rows in registers {
        // The place of a row is not written, so that equal rows are equal texts.
        let texts: Vec<Option<String>> =
            rows.iter().map(|row| serde_json::to_string(row).ok()).collect();
        let is_new = |text: &Option<String>| text.as_ref().is_none_or(|text| !known.contains(text));
        let fresh: Vec<bool> = texts.iter().map(is_new).collect();
        all.extend(rows.into_iter().zip(fresh).filter_map(|(row, fresh)| fresh.then_some(row)));
        known.extend(texts.into_iter().flatten());
    }
    all
}
