//! Reads answer cells: the one grammar for every form, ours and other people's.
//!
//! ```text
//! words     known answers in a text
//! boxes     boxes before words
//! habit     what the cells of one column have in common
//! kind      numbers, dates and words, where a question asks for them
//! worse     which of several answers is the worse
//! memo      remembers how texts were read
//! ```
//!
//! A cell is read as a whole, and never better than the worst answer in it (yes, partial, no). Words come from
//! `questionnaires/vocabulary.toml`; an adapter adds those of its form. Where the good answer of a question is no, the
//! same holds with yes and no exchanged.

mod boxes;
mod habit;
mod kind;
mod memo;
#[cfg(test)]
mod tests;
mod words;
mod worse;

pub use self::habit::Habit;
pub use self::kind::help;
pub use self::memo::Memo;
pub use self::worse::{exchanged, worse, worst_of, worst_part, worst_silent};

use std::cell::LazyCell;

use self::words::{AnswerSet, AnswerText};
use super::grid::Value;
use super::value::number;
use crate::catalogue::vocabulary::normalise;
use crate::catalogue::{Adapter, Vocabulary};
use crate::model::{Polarity, Reading};

/// Bytes by which a spelling in a text may be longer than its folded form: quotes and blanks.
const SLACK: usize = 8;

/// Characters of the longest text that is searched for answers: no answer is longer.
const LONGEST_ANSWER: usize = 4_000;

/// Bytes of the longest list of choices.
const LONGEST_LIST: usize = 400;

/// Bytes of the longest text that may be a placeholder.
const LONGEST_WHOLE: usize = normalise::LONGEST_PLACEHOLDER;

/// The reading of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct CellReading {
    /// The answer.
    pub reading: Reading,
    /// The words after the answer, as written; `None` if there are none.
    pub remark: Option<Box<str>>,
    /// Why the reading is not just that of a known answer.
    pub doubt: Option<Doubt>,
}

/// Why a cell was not read as the known answer that is in it.
#[derive(Debug, Clone, PartialEq)]
pub enum Doubt {
    /// A list of choices in which none was chosen.
    ChoicesLeft,
    /// Two different answers.
    Ambiguous,
    /// Words that limit, postpone or deny the answer.
    Qualified {
        /// The answer without them.
        plain: Reading,
        /// The words.
        words: Box<str>,
    },
    /// A number of a scale.
    Scale,
    /// No known answer.
    Unreadable,
}

impl CellReading {
    /// A reading without words or doubt.
    pub const fn plain(reading: Reading) -> Self {
        Self { reading, remark: None, doubt: None }
    }

    /// The reading of a text that is no known answer.
    pub const fn unreadable() -> Self {
        Self::doubted(Reading::Unreadable, Doubt::Unreadable)
    }

    const fn doubted(reading: Reading, doubt: Doubt) -> Self {
        Self { reading, remark: None, doubt: Some(doubt) }
    }
}

/// Reads cells in the words of a form.
#[derive(Debug, Clone, Copy)]
pub struct Grammar<'v> {
    vocabulary: &'v Vocabulary,
    /// The form's own words; `None` means only the common ones.
    adapter: Option<&'v Adapter>,
    /// What was read before; `None` means that nothing is remembered.
    memo: Option<&'v Memo>,
}

/// How much worse the words beside an answer make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Discount {
    Limits,
    Postpones,
    Denies,
}

impl<'v> Grammar<'v> {
    /// The grammar of the vocabulary alone.
    pub const fn new(vocabulary: &'v Vocabulary) -> Self {
        Self { vocabulary, adapter: None, memo: None }
    }

    /// The grammar with the words of a form.
    pub const fn of_form(vocabulary: &'v Vocabulary, adapter: &'v Adapter) -> Self {
        Self { vocabulary, adapter: Some(adapter), memo: None }
    }

    /// Reads each text only once. A memo serves one grammar.
    pub const fn remembering(self, memo: &'v Memo) -> Self {
        Self { memo: Some(memo), ..self }
    }

    fn once<T: Copy>(
        self,
        text: &str,
        place: impl Fn(&mut memo::KnownText) -> &mut Option<T>,
        make: impl FnOnce() -> T,
    ) -> T {
        match self.memo {
            Some(memo) => memo.once(text, place, make),
            None => make(),
        }
    }

    /// Reads a cell of a column, for a question whose good answer is `good`.
    pub fn read(self, value: &Value, habit: &Habit, good: Polarity) -> CellReading {
        match value {
            Value::Bool(true) => CellReading::plain(Reading::Yes),
            Value::Bool(false) => CellReading::plain(Reading::No),
            Value::Date(..) | Value::Error(_) => CellReading::unreadable(),
            Value::Number(_) => self.number(value, habit),
            Value::Text(text) => {
                let read = || self.text_or_number(value, text, habit, good);
                self.memo.map_or_else(read, |memo| memo.heard(text, good, habit, read))
            }
        }
    }

    /// Reads a number by the rules of the form, or else by what the whole column holds.
    fn number(self, value: &Value, habit: &Habit) -> CellReading {
        let own = self.adapter.and_then(|adapter| adapter.rules().numbers);
        if let Some(limits) = own {
            let number = number(value).filter(|number| (0.0..=limits.most).contains(number));
            return number.map_or_else(CellReading::unreadable, |number| {
                CellReading::plain(by_limits(number, limits.yes, limits.partial))
            });
        }
        habit.number(value, &self.vocabulary.scale)
    }

    fn text_or_number(
        self,
        value: &Value,
        text: &str,
        habit: &Habit,
        good: Polarity,
    ) -> CellReading {
        let heard = self.text(text, habit, good);
        if heard.reading == Reading::Unreadable { self.number(value, habit) } else { heard }
    }

    /// Reads a text.
    fn text(self, text: &str, habit: &Habit, good: Polarity) -> CellReading {
        if let Some(reading) = self.whole(text) {
            return CellReading::plain(reading);
        }
        if is_too_long(text) {
            return CellReading::unreadable();
        }
        let running = normalise::running(text);
        if let Some(heard) = self.boxes(&running, good) {
            return heard;
        }
        let found = AnswerText::of(self, &running);
        let heard = self.found(&found, habit, good);
        CellReading { remark: found.behind(text, &heard), ..heard }
    }

    /// The known answer, placeholder or mark that is the whole text.
    pub fn whole(self, text: &str) -> Option<Reading> {
        // No known text is longer than this in any spelling; most remarks are.
        if text.len() > LONGEST_WHOLE.max(self.longest() * 4) {
            return None;
        }
        if !self.may_be_whole(text) {
            return None;
        }
        self.once(text, |known| &mut known.whole, || self.whole_of(text))
    }

    /// Whether a text may be a known answer, placeholder or mark; most are not.
    fn may_be_whole(self, text: &str) -> bool {
        self.vocabulary.may_be_whole(text)
            || self.adapter.is_some_and(|adapter| adapter.may_be_answer(text))
    }

    fn whole_of(self, text: &str) -> Option<Reading> {
        let folded = normalise::answer(text);
        if folded.is_empty() {
            return Some(Reading::Blank);
        }
        self.word(&folded).or_else(|| {
            let blank = self.vocabulary.is_placeholder_of(&folded);
            blank.then_some(Reading::Blank)
        })
    }

    /// Bytes of the longest spelling of an answer.
    fn longest(self) -> usize {
        let own = self.adapter.map_or(0, Adapter::longest_answer);
        own.max(self.vocabulary.longest_answer()) + SLACK
    }

    /// How far, in bytes, a known answer at the beginning of a text may reach.
    fn reach(self, text: &str) -> usize {
        let head = &text[..text.floor_char_boundary(self.longest())];
        let own = self.adapter.filter(|adapter| adapter.may_begin_with_answer(head));
        let own = own.map_or(0, |adapter| adapter.reach(head));
        let known = self.vocabulary.may_begin_so(head).then(|| self.vocabulary.reach(head));
        own.max(known.unwrap_or_default())
    }

    /// The known answer or mark that a folded text is.
    fn word(self, folded: &str) -> Option<Reading> {
        let own = self.adapter.and_then(|adapter| adapter.answer_of(folded));
        own.or_else(|| self.vocabulary.answer_of(folded))
            .or_else(|| self.vocabulary.marks.answer(folded))
    }

    /// The reading of a text with the answers that were found in it.
    fn found(self, text: &AnswerText<'_>, habit: &Habit, good: Polarity) -> CellReading {
        if let Some(label) = text.label(self, good) {
            let Some(rest) = label.value else { return CellReading::unreadable() };
            let heard = self.answers(&rest, habit, good);
            return self.qualified(heard, label.words, good);
        }
        self.answers(text, habit, good)
    }

    fn answers(self, text: &AnswerText<'_>, habit: &Habit, good: Polarity) -> CellReading {
        let kinds = text.kinds();
        let count = kinds.count();
        if count >= 3 || count == 2 && text.is_list() && habit.is_left(kinds) {
            return CellReading::doubted(Reading::Blank, Doubt::ChoicesLeft);
        }
        if count == 2 {
            let heard = CellReading::doubted(kinds.and(text.lines).worst(good), Doubt::Ambiguous);
            let rest = text.rest();
            // Words that turn a yes into a no do so even if a partial is beside it.
            let each =
                kinds.readings().map(|one| self.qualified(CellReading::plain(one), &rest, good));
            return each.fold(heard, |worst, one| worse_heard(worst, one, good));
        }
        match text.hits.first() {
            Some(hit) if text.begins_with(hit) => {
                let worst = kinds.and(text.lines).worst(good);
                let heard = if text.lines == AnswerSet::default() || worst == hit.reading {
                    CellReading::plain(hit.reading)
                } else {
                    CellReading::doubted(worst, Doubt::Ambiguous)
                };
                self.qualified(heard, &text.rest(), good)
            }
            _ => CellReading::unreadable(),
        }
    }

    /// An answer made worse by the words beside it.
    fn qualified(self, heard: CellReading, words: &str, good: Polarity) -> CellReading {
        let plain = exchanged(heard.reading, good);
        if !matches!(plain, Reading::Yes | Reading::Partial) {
            return heard;
        }
        let Some((weight, words)) = self.weigh(words, good) else { return heard };
        let reading = match (plain, weight) {
            (_, Discount::Denies) | (Reading::Yes, Discount::Postpones) => Reading::No,
            (Reading::Partial, Discount::Limits) => return heard,
            _ => Reading::Partial,
        };
        let doubt = Doubt::Qualified { plain: heard.reading, words: words.into() };
        CellReading { reading: exchanged(reading, good), remark: None, doubt: Some(doubt) }
    }

    /// The words of a text that make an answer worst, and how much worse.
    fn weigh(self, running: &str, good: Polarity) -> Option<(Discount, String)> {
        let dated = self.vocabulary.dated(running);
        let harmless = LazyCell::new(|| self.vocabulary.harmless.places(&dated.text));
        let lists = [
            (Discount::Denies, &self.vocabulary.denies),
            (Discount::Postpones, &self.vocabulary.postpones),
            (Discount::Limits, &self.vocabulary.limits),
        ];
        let percent = words::percent(running);
        if let Some((0, words)) = &percent {
            return Some((Discount::Denies, words.clone()));
        }
        let phrase = lists.into_iter().find_map(|(weight, phrases)| {
            let found = phrases.find_outside(&dated.text, || &harmless)?;
            Some((weight, running.get(dated.original(&found))?.to_owned()))
        });
        let limits = || percent.filter(|(share, _)| *share < 100).map(|(_, words)| words);
        let clause = || {
            let is_harmless = |at| harmless.iter().any(|range| dated.original(range).contains(&at));
            words::clause(self, running, is_harmless, good)
        };
        phrase.or_else(|| Some((Discount::Limits, limits().or_else(clause)?)))
    }
}

/// Whether a text is too long to be an answer, whatever it says.
fn is_too_long(text: &str) -> bool {
    text.len() > LONGEST_ANSWER && text.chars().nth(LONGEST_ANSWER).is_some()
}

/// The worse of two readings of one text. A blank or not applicable reading makes nothing worse.
fn worse_heard(one: CellReading, other: CellReading, good: Polarity) -> CellReading {
    let counts =
        |heard: &CellReading| !matches!(heard.reading, Reading::Blank | Reading::NotApplicable);
    if counts(&one) && counts(&other) && worse(one.reading, other.reading, good) != one.reading {
        return other;
    }
    one
}

/// The reading of a number, by the least numbers that are a yes and a partial.
fn by_limits(number: f64, yes: f64, partial: f64) -> Reading {
    match number {
        _ if number >= yes => Reading::Yes,
        _ if number >= partial => Reading::Partial,
        _ => Reading::No,
    }
}

impl Grammar<'_> {
    /// Whether a text is a known answer, begins with one, or has one after a label. If it is too long for an answer,
    /// its beginning counts.
    pub fn holds_answer(self, text: &str) -> bool {
        let text = &text[..text.floor_char_boundary(LONGEST_ANSWER)];
        self.once(text, |known| &mut known.holds, || self.holds_answer_of(text))
    }

    fn holds_answer_of(self, text: &str) -> bool {
        match self.whole(text) {
            Some(reading) => reading.is_given(),
            None => {
                let running = normalise::running(text);
                let several = |doubt| matches!(doubt, Some(Doubt::ChoicesLeft | Doubt::Ambiguous));
                match self.boxes(&running, Polarity::Yes) {
                    Some(heard) => heard.reading.is_given() || several(heard.doubt),
                    None => AnswerText::of(self, &running).holds_answer(self),
                }
            }
        }
    }

    /// The answers that a text lists, if it holds several and nothing else. A long text is no list of choices.
    fn list(self, text: &str) -> Option<AnswerSet> {
        if text.len() > LONGEST_LIST {
            return None;
        }
        let read = || {
            let running = normalise::running(text);
            let text = AnswerText::of(self, &running);
            let kinds = text.kinds();
            (kinds.count() >= 2 && text.is_list()).then_some(kinds)
        };
        self.once(text, |known| &mut known.list, read)
    }
}
