//! A row of a form's scoring sheet: the weight of a question, whether it counts, and what an analyst changed.

use std::borrow::Cow;

use super::table::ScoreTable;
use super::{Trouble, is_one};
use crate::catalogue::official::Official;
use crate::catalogue::scoring_sheet::ScoringSheet;
use crate::intake::grid::Value;
use crate::intake::official::earned::complies;
use crate::intake::value::{cut, shown};

/// Longest text of a cell in a message.
const SHOWN: usize = 40;

/// Indexes of the columns, in the order of [`words`].
pub(super) const ID: usize = 0;
const COMPLIANT: usize = 1;
const WEIGHT: usize = 2;
const REQUIRED: usize = 3;
pub(super) const ANSWER: usize = 4;
const MARK: usize = 5;
const IMPORTANCE: usize = 6;
const LOCATION: usize = 7;
const POTENTIAL: usize = 8;
/// From here on, a column may be missing.
const ADJUSTED: usize = 9;
const ANALYST_ANSWER: usize = 10;
const MAPPING: usize = 11;
const RATED: usize = 12;
const SCORE: usize = 13;

/// The header words of every column.
pub(super) fn words(spec: &ScoringSheet) -> [&[String]; 14] {
    let all = &spec.columns;
    [
        &all.id,
        &all.compliant,
        &all.weight,
        &all.required,
        &all.answer,
        &all.mark,
        &all.importance,
        &all.location,
        &all.potential,
        &all.adjusted,
        &all.analyst_answer,
        &all.mapping,
        &all.rated,
        &all.score,
    ]
}

/// Header words of required columns that are missing.
pub(super) fn missing<'c>(spec: &'c ScoringSheet, table: &ScoreTable<'_>) -> Vec<&'c str> {
    let needed = words(spec).into_iter().enumerate().take(ADJUSTED);
    needed
        .filter(|(part, _)| !table.has(*part))
        .filter_map(|(_, all)| all.first())
        .map(String::as_str)
        .collect()
}

/// A question of the sheet, with its weight.
pub(super) struct Entry<'g> {
    pub(super) id: Cow<'g, str>,
    pub(super) row: u32,
    pub(super) section: String,
    /// The weight that counts.
    pub(super) weight: f64,
    /// The weight of the form itself, before an analyst's importance; `None` if it is no number.
    pub(super) base: Option<f64>,
    /// Whether the question counts: no answer switched it off.
    pub(super) counts: bool,
    /// The answer that earns the weight.
    pub(super) wanted: Cow<'g, str>,
    /// The supplier's answer, as the sheet uses it.
    pub(super) said: Cow<'g, str>,
    /// Whether it earns the weight, whatever the supplier answered; `None` if that depends on the answer.
    pub(super) awarded: Option<bool>,
    /// Whether an analyst decided that.
    pub(super) marked: bool,
    /// Whether an analyst chose the importance.
    pub(super) weighed: bool,
}

/// A row of the sheet.
pub(super) enum EntryRow<'g> {
    /// No question, or one outside the score.
    Other,
    /// A question that the form does not score.
    Unscored(Cow<'g, str>),
    /// A question with its weight.
    Scored(Box<Entry<'g>>),
}

/// Reads the rows of one sheet.
pub(super) struct EntryReader<'r, 'g> {
    pub(super) scheme: &'r Official,
    pub(super) spec: &'r ScoringSheet,
    pub(super) table: &'r ScoreTable<'g>,
}

impl<'g> EntryReader<'_, 'g> {
    pub(super) fn read(&self, row: u32) -> Result<EntryRow<'g>, Trouble> {
        let (id, location) = (self.table.text(row, ID), self.table.text(row, LOCATION));
        let Some((begin, _)) = id.split_once('-') else { return Ok(EntryRow::Other) };
        if is_one(&self.spec.not_scored, &location) {
            return Ok(EntryRow::Unscored(id));
        }
        let section = self.spec.locations.iter().find(|(word, _)| is_one([*word], &location));
        let section = section.map_or_else(|| begin.to_owned(), |(_, section)| section.clone());
        let listed = || self.scheme.section.iter().any(|one| one.id == section);
        if self.spec.only_listed && !listed() {
            return Ok(EntryRow::Other);
        }
        let importance = self.table.text(row, IMPORTANCE);
        let (weight, base) = self.weight(row, &importance)?;
        let counts = self.counts(row)?;
        let wanted = self.table.text(row, COMPLIANT);
        let (awarded, marked) = self.awarded(row, &wanted);
        let said = self.table.text(row, ANSWER);
        let weighed = !importance.is_empty();
        let entry = Entry {
            id,
            row,
            section,
            weight,
            base,
            counts,
            wanted,
            said,
            awarded,
            marked,
            weighed,
        };
        Ok(EntryRow::Scored(Box::new(entry)))
    }

    /// The answer that the sheet holds in a row, scored or not.
    pub(super) fn said(&self, row: u32) -> Cow<'g, str> {
        self.table.text(row, ANSWER)
    }

    fn trouble(&self, row: u32, part: usize, id: &str, what: &str) -> Trouble {
        let held = self.table.value(row, part).map_or(Cow::Borrowed("nothing"), shown);
        let message = format!("{what} of {} is `{}`", cut(id, SHOWN), cut(&held, SHOWN));
        Trouble { message, spot: self.table.spot(row, part) }
    }

    /// The weight that counts, and the form's own.
    fn weight(&self, row: u32, importance: &str) -> Result<(f64, Option<f64>), Trouble> {
        let adjusted = self.table.number(row, ADJUSTED);
        let part = if adjusted.is_some() { ADJUSTED } else { WEIGHT };
        let base = adjusted.or_else(|| self.table.number(row, WEIGHT));
        let id = self.table.text(row, ID);
        if !importance.is_empty() {
            let mut known = self.spec.importance.iter();
            let chosen = known.find(|(word, _)| is_one([*word], importance));
            let chosen = chosen.map(|(_, points)| *points);
            let no = || self.trouble(row, IMPORTANCE, &id, "the importance");
            return Ok((chosen.ok_or_else(no)?, base));
        }
        let fits = |weight: &f64| (0.0..=self.spec.most).contains(weight);
        let weight = base.filter(fits);
        Ok((weight.ok_or_else(|| self.trouble(row, part, &id, "the weight"))?, base))
    }

    /// Whether the question counts: no answer switched it off.
    fn counts(&self, row: u32) -> Result<bool, Trouble> {
        let id = self.table.text(row, ID);
        if self.table.has(REQUIRED) {
            return match self.table.number(row, REQUIRED) {
                Some(1.0) => Ok(true),
                Some(0.0) => Ok(false),
                _ => Err(self.trouble(row, REQUIRED, &id, "1 or 0 for whether it is required")),
            };
        }
        match self.table.value(row, POTENTIAL) {
            _ if !self.table.has(POTENTIAL) => Ok(true),
            Some(Value::Number(_)) => Ok(true),
            Some(Value::Text(text)) if is_one(&self.spec.left_out, text) => Ok(false),
            _ => Err(self.trouble(row, POTENTIAL, &id, "the possible score")),
        }
    }

    /// Whether the weight is earned, whatever the supplier answered; and whether an analyst decided that.
    fn awarded(&self, row: u32, wanted: &str) -> (Option<bool>, bool) {
        if self.table.has(SCORE) && self.table.value(row, SCORE).is_none() {
            return (Some(false), false);
        }
        let (mark, answer) = (self.table.text(row, MARK), self.table.text(row, ANALYST_ANSWER));
        if !mark.is_empty() {
            return (Some(is_one(&self.spec.marked_compliant, &mark)), true);
        }
        if !answer.is_empty() {
            return (Some(complies(self.scheme.method, wanted, &answer)), true);
        }
        if wanted.is_empty() && self.table.number(row, RATED) == Some(1.0) {
            return (Some(true), true);
        }
        let waits = is_one(&self.spec.waits, &self.table.text(row, MAPPING));
        (waits.then_some(false), false)
    }
}
