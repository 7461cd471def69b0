//! The mean of two levels, over subcategories and then categories (CyFun).

use super::{FormRows, MethodResult, level, mean, same, sections, title};
use crate::catalogue::official::{Official, Requirement};
use crate::model::{FormRow, OfficialSection, points};

/// The levels of documentation and implementation of a row. If either is not applicable, both take the scheme's level
/// for that.
fn levels(scheme: &Official, row: Option<&FormRow>) -> [f64; 2] {
    let said = row.map_or(["", ""], |row| [row.answer.trim(), row.second.trim()]);
    let apart = |text: &&str| scheme.not_applicable.iter().any(|word| same(word, text));
    if said.iter().any(apart) {
        return [scheme.not_applicable_level.unwrap_or_default(); 2];
    }
    said.map(|text| level(scheme, text))
}

/// A requirement's subcategory: its id without the last number.
fn subcategory(one: &Requirement) -> &str {
    one.id.rsplit_once('.').map_or(one.id.as_str(), |(before, _)| before)
}

/// The mean of one of the two levels over the subcategories of a category.
fn category(scheme: &Official, all: &[&Requirement], rows: &FormRows<'_>, which: usize) -> f64 {
    let parts = all.chunk_by(|a, b| subcategory(a) == subcategory(b));
    let means = parts.map(|part| {
        let levels: Vec<f64> =
            part.iter().map(|one| levels(scheme, rows.get(&one.id))[which]).collect();
        mean(&levels)
    });
    mean(&means.collect::<Vec<_>>())
}

pub(super) fn score(scheme: &Official, rows: &FormRows<'_>) -> MethodResult {
    let (all, most) = (&scheme.requirement, scheme.most.unwrap_or_default());
    let held = all.iter().filter(|one| rows.get(&one.id).is_some()).count();
    let found: Vec<OfficialSection> = sections(scheme)
        .into_iter()
        .map(|(id, entry, all)| {
            let score = mean(&[0, 1].map(|which| category(scheme, &all, rows, which)));
            OfficialSection {
                section: title(id, entry),
                score: Some(score),
                maximum: most,
                answers: None,
            }
        })
        .collect();
    let total = mean(&found.iter().filter_map(|section| section.score).collect::<Vec<_>>());
    let status = match scheme.target {
        _ if held < all.len() => {
            format!("no score: the file holds {held} of {} requirements", all.len())
        }
        Some(target) if total >= target => format!("at or above {}", points(target)),
        Some(target) => format!("below {}", points(target)),
        None => String::new(),
    };
    let score = (held == all.len()).then_some(total);
    MethodResult { score, maximum: most, status, sections: found }
}
