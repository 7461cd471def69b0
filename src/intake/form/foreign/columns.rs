//! Which column of a foreign form is which.

use crate::catalogue::{Adapter, Part};
use crate::intake::form::Sheets;
use crate::intake::form::scan::Line;

/// The known columns of a header.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    parts: Vec<(u32, Part)>,
    /// The columns of the form's own text end here: the first that the supplier fills in.
    first_filled: u32,
}

/// Whether the supplier fills in a part.
const fn is_filled(part: Part) -> bool {
    !matches!(part, Part::Id | Part::Question | Part::Furniture)
}

/// What the cells of a row say as headers, with their index in the row.
pub(super) fn headers(
    line: Line<'_>,
    sheets: &Sheets<'_>,
    adapter: &Adapter,
) -> Vec<(usize, Part)> {
    let words = sheets.words(line.sheet).get(line.start..line.start + line.cells.len());
    let words = words.unwrap_or_default().iter().enumerate();
    words.filter_map(|(index, word)| Some((index, adapter.part_of(word.as_deref()?)?))).collect()
}

impl Columns {
    /// The columns that headers of a few rows name; none where they say too little. Of two columns of
    /// one part that holds one cell the first counts.
    pub(super) fn new(found: &[(u32, Part)], adapter: &Adapter) -> Option<Self> {
        let mut parts: Vec<(u32, Part)> = Vec::with_capacity(found.len());
        for (column, part) in found {
            // Under a heading over several columns stand the headers of each.
            if let Some(at) = parts.iter().position(|(known, _)| known == column) {
                if parts[at].1 == Part::Furniture {
                    parts[at].1 = *part;
                }
                continue;
            }
            let second = parts.iter().any(|(_, other)| other == part) && is_single(*part);
            parts.push((*column, if second { Part::Furniture } else { *part }));
        }
        let has = |wanted| parts.iter().any(|(_, part)| *part == wanted);
        let answers = has(Part::Answer) || (has(Part::Yes) && has(Part::No));
        let named = |part| adapter.layout.headers.contains_key(&part);
        // A list with ids is none of those without.
        let numbered = adapter.layout.made_ids && has(Part::Id);
        let finds = if adapter.layout.made_ids || adapter.layout.id_in_question {
            !named(Part::Question) || has(Part::Question)
        } else {
            !named(Part::Id) || has(Part::Id)
        };
        if !answers || !finds || numbered {
            return None;
        }
        let filled = parts.iter().filter(|(_, part)| is_filled(*part)).map(|(column, _)| *column);
        let first_filled = filled.min().unwrap_or(u32::MAX);
        Some(Self { parts, first_filled })
    }

    /// What a column holds.
    pub(super) fn part(&self, column: u32) -> Option<Part> {
        self.parts.iter().find(|(known, _)| *known == column).map(|(_, part)| *part)
    }

    /// The first column of a part.
    pub(super) fn column(&self, wanted: Part) -> Option<u32> {
        self.parts.iter().find(|(_, part)| *part == wanted).map(|(column, _)| *column)
    }

    /// The column where answers stand, or their first mark.
    pub(super) fn answer(&self) -> u32 {
        let first = || self.column(Part::Yes);
        self.column(Part::Answer).or_else(first).unwrap_or(self.first_filled)
    }

    /// The columns of remarks and documents.
    pub(super) fn remarks(&self) -> impl Iterator<Item = u32> {
        let remarks = self.parts.iter().filter(|(_, part)| !is_single(*part));
        remarks.map(|(column, _)| *column)
    }

    /// Whether a column is the form's own; `rest` are those without a known header.
    pub(super) fn is_own(&self, column: u32, rest: bool) -> bool {
        match self.part(column) {
            Some(part) => !is_filled(part),
            None => rest || self.is_before(column),
        }
    }

    /// Whether a column stands before everything that the supplier fills in.
    pub(super) const fn is_before(&self, column: u32) -> bool {
        column < self.first_filled
    }
}

/// Whether a part has one column only.
const fn is_single(part: Part) -> bool {
    !matches!(part, Part::Comment | Part::Evidence | Part::Furniture)
}
