//! What the cells of one column have in common.

use std::collections::BTreeMap;

use super::words::AnswerSet;
use super::{CellReading, Doubt, Grammar, by_limits};
use crate::catalogue::vocabulary::{Scale, normalise};
use crate::intake::grid::Value;
use crate::intake::value::{number, shown};
use crate::model::Reading;

/// How the numbers of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Numbers {
    /// They are not answers.
    #[default]
    None,
    /// Percents: 100 is yes, 0 is no.
    Percents,
    /// 1 is yes, 0 is no.
    Ones,
    /// A scale from 0.
    Scale,
}

/// What the filled cells of one column of answers have in common.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Habit {
    numbers: Numbers,
    /// Lists of answers that are in at least half of the cells: choices that the form offers.
    left: Vec<AnswerSet>,
}

/// The counts of a column.
#[derive(Default)]
struct Counts {
    filled: usize,
    percents: usize,
    ones: [usize; 2],
    scale: usize,
    above_one: usize,
    /// Cells that say not applicable or unanswered.
    silent: usize,
    lists: BTreeMap<AnswerSet, usize>,
}

impl Habit {
    /// The habit of a column; each cell comes with whether its number is shown as a percentage.
    pub fn of<'g>(grammar: Grammar<'_>, cells: impl Iterator<Item = (&'g Value, bool)>) -> Self {
        let mut counts = Counts::default();
        for (value, percent) in cells {
            counts.add(grammar, value, percent);
        }
        let left = counts.lists.iter().filter(|(_, count)| **count * 2 >= counts.filled);
        Self { left: left.map(|(kinds, _)| *kinds).collect(), numbers: counts.numbers() }
    }

    pub(super) fn is_left(&self, kinds: AnswerSet) -> bool {
        self.left.contains(&kinds)
    }

    /// Whether numbers of the column are read as a scale.
    pub fn is_scale(&self) -> bool {
        self.numbers == Numbers::Scale
    }

    /// Reads a number.
    pub(super) fn number(&self, value: &Value, scale: &Scale) -> CellReading {
        let share = || percentage(value).or_else(|| number(value));
        let by = |value: Option<f64>, yes, partial| {
            value.map_or_else(CellReading::unreadable, |value| {
                CellReading::plain(by_limits(value, yes, partial))
            })
        };
        match self.numbers {
            Numbers::None => CellReading::unreadable(),
            Numbers::Percents => by(share(), 1.0, f64::MIN_POSITIVE),
            Numbers::Ones => by(number(value), 1.0, 1.0),
            Numbers::Scale => {
                let heard = by(number(value), scale.yes, scale.partial);
                let is_read = heard.reading != Reading::Unreadable;
                if is_read { CellReading { doubt: Some(Doubt::Scale), ..heard } } else { heard }
            }
        }
    }
}

/// The share that a text such as `75 %` states, from 0 to 1.
fn percentage(value: &Value) -> Option<f64> {
    let Value::Text(text) = value else { return None };
    // All other percent signs are non-ASCII.
    if text.is_ascii() && !text.contains('%') {
        return None;
    }
    let folded = normalise::answer(text);
    let digits = folded.strip_suffix('%')?.trim_end();
    let share = number(&Value::Text(digits.into()))? / 100.0;
    (0.0..=1.0).contains(&share).then_some(share)
}

impl Counts {
    fn add(&mut self, grammar: Grammar<'_>, value: &Value, percent: bool) {
        let text = shown(value);
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        let plain = number(value);
        let is_share = plain.is_some_and(|share| (0.0..=1.0).contains(&share));
        self.percents += usize::from(percentage(value).is_some() || percent && is_share);
        if let Some(plain) = plain {
            self.add_number(plain, &grammar.vocabulary.scale);
        } else if let Value::Text(text) = value {
            self.add_text(grammar, text);
        }
    }

    fn add_number(&mut self, number: f64, scale: &Scale) {
        self.ones[0] += usize::from(number == 0.0);
        self.ones[1] += usize::from(number == 1.0);
        let is_step = number.fract() == 0.0 && (0.0..=scale.most).contains(&number);
        self.scale += usize::from(is_step);
        self.above_one += usize::from(is_step && number > 1.0);
    }

    fn add_text(&mut self, grammar: Grammar<'_>, text: &str) {
        match grammar.whole(text) {
            Some(Reading::NotApplicable | Reading::Blank) => self.silent += 1,
            Some(_) => {}
            None => {
                if let Some(kinds) = grammar.list(text) {
                    *self.lists.entry(kinds).or_default() += 1;
                }
            }
        }
    }

    /// How numbers are read: as answers only if every cell that is answered holds one.
    fn numbers(&self) -> Numbers {
        let said = self.filled - self.silent;
        let [zeros, ones] = self.ones;
        match () {
            () if said == 0 => Numbers::None,
            () if self.percents == said => Numbers::Percents,
            () if zeros + ones == said && zeros > 0 && ones > 0 => Numbers::Ones,
            () if self.scale == said && self.above_one > 0 => Numbers::Scale,
            () => Numbers::None,
        }
    }
}
