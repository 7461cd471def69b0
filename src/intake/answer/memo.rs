//! Remembers how texts were read.

use std::cell::RefCell;

use foldhash::HashMap;

use super::words::AnswerSet;
use super::{CellReading, Habit};
use crate::model::{Polarity, Reading};

/// Length in bytes of the longest text that is remembered; longer ones are seldom repeated.
const LONGEST: usize = 200;

/// What the texts of one file say, each read once. A column of a thousand answers holds some five texts, and each is
/// needed when columns are chosen, when their habits are found, and when its row is read.
///
/// The key is the unchanged text. Everything else that a reading depends on is either constant as long as a memo lives
/// (the vocabulary and the form's words: a memo serves one [`super::Grammar`]), or stored with the reading and compared
/// (the habit of the column and the good answer). No reading depends on earlier ones, so the order of the calls does
/// not matter.
#[derive(Debug, Clone, Default)]
pub struct Memo(RefCell<HashMap<Box<str>, KnownText>>);

/// What is known of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownText {
    /// The answer that the whole text is.
    pub(super) whole: Option<Option<Reading>>,
    /// Whether it holds an answer.
    pub(super) holds: Option<bool>,
    /// The answers that it lists.
    pub(super) list: Option<Option<AnswerSet>>,
    /// Its readings, by the good answer and the habit of the column.
    heard: Vec<(Polarity, Habit, CellReading)>,
}

impl Memo {
    /// A property that depends on the text alone.
    pub(super) fn once<T: Copy>(
        &self,
        text: &str,
        place: impl Fn(&mut KnownText) -> &mut Option<T>,
        make: impl FnOnce() -> T,
    ) -> T {
        if text.len() > LONGEST {
            return make();
        }
        let known = self.0.borrow_mut().get_mut(text).and_then(|known| *place(known));
        known.unwrap_or_else(|| {
            let made = make();
            self.change(text, |known| *place(known) = Some(made));
            made
        })
    }

    /// The reading of a text in a column.
    pub(super) fn heard(
        &self,
        text: &str,
        good: Polarity,
        habit: &Habit,
        make: impl FnOnce() -> CellReading,
    ) -> CellReading {
        if text.len() > LONGEST {
            return make();
        }
        let is_same =
            |(known, of, _): &&(Polarity, Habit, CellReading)| *known == good && of == habit;
        let known =
            self.0.borrow().get(text).and_then(|known| {
                known.heard.iter().find(is_same).map(|(.., heard)| heard.clone())
            });
        known.unwrap_or_else(|| {
            let made = make();
            self.change(text, |known| known.heard.push((good, habit.clone(), made.clone())));
            made
        })
    }

    fn change(&self, text: &str, change: impl FnOnce(&mut KnownText)) {
        let mut all = self.0.borrow_mut();
        match all.get_mut(text) {
            Some(known) => change(known),
            None => change(all.entry(text.into()).or_default()),
        }
    }
}
