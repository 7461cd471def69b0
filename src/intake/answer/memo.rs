//! What was read of a text before.

use std::cell::RefCell;

use foldhash::HashMap;

use super::words::AnswerSet;
use super::{CellReading, Habit};
use crate::model::{Polarity, Reading};

/// Bytes of the longest text that is remembered. A longer one seldom stands twice.
const LONGEST: usize = 200;

/// What the texts of one file say, each worked out once: a column of a thousand answers holds five texts, and each is
/// asked for when columns are chosen, when their habits are looked for, and when its row is read.
///
/// The key is the text as it stands. All else that a reading follows from is either the same for as long as a memo
/// lives (the vocabulary, and the form whose words are known: a memo serves one [`super::Grammar`]), or stands beside
/// the reading and is compared (the habit of the column, and which answer is the good one). No reading follows from
/// what was read before, so it does not matter which text is asked for first.
#[derive(Debug, Clone, Default)]
pub struct Memo(RefCell<HashMap<Box<str>, KnownText>>);

/// What is known of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownText {
    /// The answer that it is as a whole.
    pub(super) whole: Option<Option<Reading>>,
    /// Whether it holds an answer.
    pub(super) holds: Option<bool>,
    /// The answers that it lists.
    pub(super) list: Option<Option<AnswerSet>>,
    /// What it says, by the good answer and the habit of its column.
    heard: Vec<(Polarity, Habit, CellReading)>,
}

impl Memo {
    /// Something of a text that follows from nothing else.
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

    /// What a text says in a column.
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
