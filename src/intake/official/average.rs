//! The mean of two levels, over subcategories and then categories (CyFun).

use super::{Outcome, Rows, figure, sections, title};
use crate::catalogue::official::{Official, Requirement};
use crate::model::{FormRow, OfficialSection};

/// The highest level.
const MOST: f64 = 5.0;

/// What a requirement that does not apply counts as: the form's own formulas say so.
const NOT_APPLICABLE: f64 = 3.0;

/// Documentation and implementation of a row. Where one of them does not apply, neither does.
fn levels(row: Option<&FormRow>) -> [f64; 2] {
    let said = row.map_or(["", ""], |row| [row.answer.trim(), row.second.trim()]);
    if said.iter().any(|text| ["n/a", "na"].contains(&text.to_lowercase().as_str())) {
        return [NOT_APPLICABLE; 2];
    }
    // What is blank or no level is nought.
    said.map(|text| text.parse().ok().filter(|level| (0.0..=MOST).contains(level)).unwrap_or(0.0))
}

fn mean(values: &[f64]) -> f64 {
    let count = u32::try_from(values.len()).map_or(f64::INFINITY, f64::from);
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / count }
}

/// A requirement's subcategory: its id without the last number.
fn subcategory(one: &Requirement) -> &str {
    one.id.rsplit_once('.').map_or(one.id.as_str(), |(before, _)| before)
}

/// The mean over a category's subcategories of one of the two levels.
fn category(all: &[&Requirement], rows: &Rows<'_>, which: usize) -> f64 {
    let parts = all.chunk_by(|a, b| subcategory(a) == subcategory(b));
    let means = parts.map(|part| {
        let levels: Vec<f64> = part.iter().map(|one| levels(rows.get(&one.id))[which]).collect();
        mean(&levels)
    });
    mean(&means.collect::<Vec<_>>())
}

pub(super) fn score(scheme: &Official, rows: &Rows<'_>) -> Outcome {
    let all = &scheme.requirement;
    let held = all.iter().filter(|one| rows.get(&one.id).is_some()).count();
    let found: Vec<OfficialSection> = sections(scheme)
        .into_iter()
        .map(|(id, entry, all)| {
            let score = mean(&[category(&all, rows, 0), category(&all, rows, 1)]);
            OfficialSection {
                section: title(id, entry),
                score: Some(score),
                maximum: MOST,
                answers: None,
            }
        })
        .collect();
    let total = mean(&found.iter().filter_map(|section| section.score).collect::<Vec<_>>());
    let status = match scheme.target {
        _ if held < all.len() => {
            format!("no score: the file holds {held} of {} requirements", all.len())
        }
        Some(target) if total >= target => format!("at or above {}", figure(target)),
        Some(target) => format!("below {}", figure(target)),
        None => String::new(),
    };
    let score = (held == all.len()).then_some(total);
    Outcome { score, maximum: MOST, status, sections: found }
}
