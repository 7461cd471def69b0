//! What an analyst changed in other tables of the form: weights, and sections taken out of the score.

use std::collections::HashSet;

use super::table::ScoreTable;
use crate::catalogue::official::Official;
use crate::catalogue::scoring_sheet::{SectionTable, WeightTable};
use crate::intake::form::Sheets;
use crate::intake::grid::{Cell, Value};

/// Ids of questions whose weight an analyst wrote.
pub(super) fn weights(spec: &WeightTable, sheets: &Sheets<'_>) -> HashSet<String> {
    let Some(table) = ScoreTable::find(sheets, &spec.sheet, &[&spec.id, &spec.weight]) else {
        return HashSet::new();
    };
    let rows = table.rows().filter_map(|row| row.first()).map(|cell| cell.at.row);
    let weighed = rows.filter(|row| table.number(*row, 1).is_some());
    weighed.map(|row| table.text(row, 0).into_owned()).filter(|id| !id.is_empty()).collect()
}

/// The section that a cell names.
fn section<'s>(spec: &'s SectionTable, scheme: &'s Official, cell: &Cell) -> Option<&'s str> {
    let Value::Text(text) = &cell.value else { return None };
    let text = text.trim();
    let id = text.trim_end_matches('*');
    let listed = scheme.section.iter().find(|one| one.id == id).map(|one| one.id.as_str());
    listed.or_else(|| spec.labels.get(text).map(String::as_str))
}

/// Sections that the form's own table of sections leaves out although questions of theirs count.
pub(super) fn sections_off(
    spec: &SectionTable,
    scheme: &Official,
    sheets: &Sheets<'_>,
    maximum: impl Fn(&str) -> f64,
) -> Vec<String> {
    let Some(table) = ScoreTable::find(sheets, &spec.sheet, &[&spec.maximum]) else {
        return Vec::new();
    };
    if !table.has(0) {
        return Vec::new();
    }
    let (mut seen, mut off) = (HashSet::new(), Vec::new());
    for row in table.rows() {
        let named = row.iter().find_map(|cell| Some((section(spec, scheme, cell)?, cell.at.row)));
        let Some((section, row)) = named.filter(|(section, _)| seen.insert(*section)) else {
            continue;
        };
        let is_on = table.number(row, 0).is_some_and(|most| most > 0.0);
        if !is_on && maximum(section) > 0.0 {
            off.push(section.to_owned());
        }
    }
    off
}
