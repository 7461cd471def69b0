//! Boxes before words: `☐ Yes ☒ No`.

use super::words::{AnswerText, parts};
use super::{CellReading, Doubt, Grammar};
use crate::catalogue::vocabulary::Tick;
use crate::model::{Polarity, Reading};

impl Grammar<'_> {
    /// The answer whose box is ticked; unanswered if several boxes are ticked, or none. `None` if the text has no boxes
    /// beside words.
    pub(super) fn boxes(self, running: &str, good: Polarity) -> Option<CellReading> {
        let (boxes, words) = self.split(running);
        // A box alone is read as a mark, and boxes without words are no choices.
        if boxes.is_empty() || words.iter().all(|one| one.is_empty()) {
            return None;
        }
        // Boxes are before their words or, where the text begins with words, after them.
        let before = words[0].is_empty();
        let of = |at: usize| if before { words.get(at + 1) } else { words.get(at) };
        let mut ticked = (0..boxes.len()).filter(|at| boxes[*at] == Tick::Ticked);
        let (Some(at), None) = (ticked.next(), ticked.next()) else {
            return Some(CellReading::doubted(Reading::Blank, Doubt::ChoicesLeft));
        };
        let words = of(at).copied().unwrap_or_default();
        let text = AnswerText::of(self, words);
        Some(self.answers(&text, &super::Habit::default(), good))
    }

    /// The boxes of a text, and the words before the first, between them and after the last.
    fn split(self, running: &str) -> (Vec<Tick>, Vec<&str>) {
        let (mut boxes, mut words) = (Vec::new(), Vec::new());
        let (mut from, mut at) = (0, 0);
        while at < running.len() {
            if let Some((found, length)) = self.vocabulary.marks.leading_box(&running[at..]) {
                words.push(trimmed(&running[from..at]));
                boxes.push(found);
                at += length;
                from = at;
            } else {
                at += running[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        words.push(trimmed(&running[from..]));
        (boxes, words)
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || parts(c))
}
