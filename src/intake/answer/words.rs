//! Finds known answers in a text.

use super::{CellReading, Doubt, Grammar, exchanged};
use crate::catalogue::vocabulary::normalise;
use crate::model::{Polarity, Reading};

/// The most labels in one text whose answers are read. Each costs a search of all that follows it.
const MOST_LABELS: usize = 8;

/// An answer in a text: its first byte, the first byte after it, and its reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FoundAnswer {
    start: usize,
    end: usize,
    pub(super) reading: Reading,
}

/// A text with the answers in it.
pub(super) struct AnswerText<'t> {
    /// The text, folded by [`normalise::running`].
    running: &'t str,
    /// The first byte after punctuation, and after a number such as `1)`.
    start: usize,
    pub(super) hits: Vec<FoundAnswer>,
    /// Answers that are a line of their own inside a hit over several lines, as the `oui` of `en général⏎oui`. The
    /// lines may not belong together, so the text is read no better than these.
    pub(super) lines: AnswerSet,
}

/// A label and the text after its colon.
pub(super) struct Label<'t> {
    /// The words of the label that may qualify the answer; empty if the label is a word for the good answer.
    pub(super) words: &'t str,
    /// The text after the colon; `None` if more labels have answers than are read.
    pub(super) value: Option<AnswerText<'t>>,
}

/// Whether a character separates answers from other words.
pub(super) const fn parts(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '/'
            | '|'
            | '\\'
            | '-'
            | '–'
            | '—'
            | '―'
            | '−'
            | '‐'
            | '‑'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '<'
            | '>'
            | '、'
            | '。'
            | '「'
            | '」'
            | '・'
            | '【'
            | '】'
            | '·'
            | '•'
            | '\n'
            | '"'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '!'
            | '='
            | '+'
            | '&'
            | '~'
            | '*'
            | '_'
            | '→'
    )
}

/// Whether a character makes the answer before it a question.
const fn asks(c: char) -> bool {
    matches!(c, '?' | '？' | '¿')
}

impl<'t> AnswerText<'t> {
    /// Whether a known answer begins the text, follows its label, or is there beside another one.
    pub(super) fn holds_answer(&self, grammar: Grammar<'_>) -> bool {
        let told = |text: &AnswerText<'_>| {
            let first = text.hits.first();
            text.kinds().count() > 1 || first.is_some_and(|hit| text.begins_with(hit))
        };
        match self.label(grammar, Polarity::Yes) {
            Some(label) => label.value.is_none_or(|value| told(&value)),
            None => told(self),
        }
    }

    pub(super) fn of(grammar: Grammar<'_>, running: &'t str) -> Self {
        let start = beginning(running);
        let mut text = Self { running, start, hits: Vec::new(), lines: AnswerSet::default() };
        let mut at = start;
        while at < running.len() {
            if let Some(hit) = text.longest(grammar, at) {
                at = hit.end;
                text.lines = lines_of(grammar, &running[hit.start..hit.end], text.lines);
                text.hits.push(hit);
            }
            at = next(running, at);
        }
        text
    }

    /// The longest known answer that begins at a byte and ends before a separator, at the end of the text or, where it
    /// begins the text, before a blank.
    fn longest(&self, grammar: Grammar<'_>, start: usize) -> Option<FoundAnswer> {
        let rest = &self.running[start..];
        let reach = grammar.reach(rest);
        let ends =
            rest.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= reach);
        let ends: Vec<usize> = ends.filter(|end| self.ends_word(start, start + end)).collect();
        let hit = ends.into_iter().rev().find_map(|end| {
            let word = normalise::answer(&rest[..end]);
            let reading = grammar.word(&word)?;
            let behind = rest[end..].trim_start_matches(' ');
            let parted = behind.chars().next().is_none_or(parts);
            if !parted && grammar.vocabulary.needs_separator(&word) {
                return None;
            }
            // An empty box beside words is no answer.
            (reading != Reading::Blank).then_some(FoundAnswer { start, end: start + end, reading })
        });
        // `No sé` is no answer, though it begins with one; `no se cumple` is one, though it begins with a phrase that
        // is none.
        let none = grammar.vocabulary.no_answers.beginning(rest).unwrap_or_default();
        hit.filter(|hit| hit.end - hit.start > none)
    }

    fn ends_word(&self, start: usize, end: usize) -> bool {
        let (word, rest) = (&self.running[start..end], &self.running[end..]);
        // Punctuation after an answer separates it from the next one.
        if word.ends_with([' ', '\n', '.', ',', ';', '!', '。', '、', '"', '”', '“', '»', '」'])
        {
            return false;
        }
        match rest.chars().next() {
            None => true,
            Some(' ') => start == self.start || rest.trim_start().chars().next().is_none_or(parts),
            Some(c) => parts(c),
        }
    }

    pub(super) fn begins_with(&self, hit: &FoundAnswer) -> bool {
        hit.start == self.start
    }

    /// The different answers in the text.
    pub(super) fn kinds(&self) -> AnswerSet {
        self.hits.iter().fold(AnswerSet::default(), |kinds, hit| kinds.with(hit.reading))
    }

    /// Whether the text holds answers and nothing else; other words would be the supplier's own.
    pub(super) fn is_list(&self) -> bool {
        !self.rest().contains(char::is_alphanumeric)
    }

    /// The text without its answers.
    pub(super) fn rest(&self) -> String {
        let mut rest = String::with_capacity(self.running.len());
        let mut at = 0;
        for hit in &self.hits {
            rest.push_str(&self.running[at..hit.start]);
            rest.push('\u{1}');
            at = hit.end;
        }
        rest.push_str(&self.running[at..]);
        rest
    }

    /// A label, a colon or question mark, and after it nothing but one answer and its words: `Implemented: No`. The
    /// label holds no answer, or is one word for the good answer.
    pub(super) fn label(&self, grammar: Grammar<'_>, good: Polarity) -> Option<Label<'t>> {
        let (mut looked_to, mut tried) = (0, 0);
        for (at, c) in self.running.char_indices().filter(|(_, c)| *c == ':' || asks(*c)) {
            let first = self.hits.first().filter(|hit| hit.start < at);
            let second = self.hits.get(1).filter(|hit| hit.start < at);
            if second.is_some() || first.is_some_and(|hit| !self.is_label(hit, at, good)) {
                return None;
            }
            let value = self.running[at + c.len_utf8()..].trim_start();
            // Further colons before that answer lead to the same text.
            if at < looked_to {
                continue;
            }
            looked_to = self.running.len() - value.len() + beginning(value);
            if !AnswerText::begins_with_answer(grammar, value) {
                continue;
            }
            tried += 1;
            let words = if first.is_some() { "" } else { &self.running[..at] };
            if tried > MOST_LABELS {
                return Some(Label { words, value: None });
            }
            if let Some(text) = one_thing(grammar, value) {
                return Some(Label { words, value: Some(text) });
            }
        }
        None
    }

    /// Whether an answer is the whole label before a byte: one word for the good answer.
    fn is_label(&self, hit: &FoundAnswer, at: usize, good: Polarity) -> bool {
        let between = self.running.get(hit.end..at).unwrap_or_default();
        exchanged(hit.reading, good) == Reading::Yes
            && hit.start == self.start
            && between.trim().is_empty()
    }

    fn begins_with_answer(grammar: Grammar<'_>, running: &str) -> bool {
        let start = beginning(running);
        let text = AnswerText { running, start, hits: Vec::new(), lines: AnswerSet::default() };
        text.start < running.len() && text.longest(grammar, text.start).is_some()
    }

    /// The words after the answer, as written in the text.
    pub(super) fn behind(&self, text: &str, heard: &CellReading) -> Option<Box<str>> {
        let reads = heard.reading.is_given() || matches!(heard.doubt, Some(Doubt::Ambiguous));
        let hit = self.hits.first().filter(|_| reads)?;
        let skipped = letters(&self.running[..hit.end]);
        let mut seen = 0;
        let cut = text.char_indices().find(|(_, c)| {
            let enough = seen >= skipped;
            seen += letters(&normalise::running(c.encode_utf8(&mut [0; 4])));
            enough
        });
        let rest = cut.map_or("", |(at, _)| &text[at..]);
        let rest =
            rest.trim_matches(|c: char| c.is_whitespace() || c != ')' && c != '(' && parts(c));
        let bracketed = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let rest = bracketed.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(rest);
        (!rest.is_empty()).then(|| rest.into())
    }
}

/// Adds the known answers among the lines of a hit to those that are known; a hit on one line adds none.
fn lines_of(grammar: Grammar<'_>, hit: &str, known: AnswerSet) -> AnswerSet {
    if !hit.contains('\n') {
        return known;
    }
    let lines = hit.split('\n').filter_map(|line| grammar.word(&normalise::answer(line)));
    lines.fold(known, AnswerSet::with)
}

/// A text that begins with an answer, if it holds no different one and is more than a phrase such as `no objections`.
fn one_thing<'t>(grammar: Grammar<'_>, running: &'t str) -> Option<AnswerText<'t>> {
    let dated = grammar.vocabulary.dated(running);
    if grammar.vocabulary.harmless.begins(&dated.text) {
        return None;
    }
    let text = AnswerText::of(grammar, running);
    (text.kinds().count() == 1).then_some(text)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Where the first word of a text begins: after punctuation, and after a number with a bracket or full stop (`1) Yes`).
fn beginning(running: &str) -> usize {
    let skip = |text: &str| text.len() - text.trim_start_matches(|c| c == ' ' || parts(c)).len();
    let start = skip(running);
    let rest = &running[start..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &rest[digits..];
    if (1..=2).contains(&digits)
        && behind.starts_with([')', '.'])
        && !behind[1..].starts_with(|c: char| c.is_ascii_digit())
    {
        let after = start + digits + 1;
        return after + skip(&running[after..]);
    }
    start
}

/// The first byte after the next separator, and after the blanks and separators that follow it.
fn next(running: &str, at: usize) -> usize {
    let Some(sign) = running[at..].find(|c| parts(c) || asks(c)) else { return running.len() };
    let rest = &running[at + sign..];
    running.len() - rest.trim_start_matches(|c| c == ' ' || parts(c) || asks(c)).len()
}

/// The first words of a clause that begins with the bad answer before a blank, as in `yes for the head office, no for
/// the branches`. A clause inside a harmless phrase, or one that only begins like an answer, does not count.
pub(super) fn clause(
    grammar: Grammar<'_>,
    running: &str,
    is_harmless: impl Fn(usize) -> bool,
    good: Polarity,
) -> Option<String> {
    let bad = exchanged(Reading::No, good);
    let mut at = next(running, 0);
    while at < running.len() {
        let rest = &running[at..];
        let word = rest.split(|c: char| c == ' ' || parts(c)).next().unwrap_or_default();
        let goes_on = rest[word.len()..].starts_with(' ');
        if goes_on
            && grammar.word(&normalise::answer(word)) == Some(bad)
            && !is_harmless(at)
            && !grammar.vocabulary.no_answers.begins(rest)
        {
            return Some(rest.split(parts).next().unwrap_or_default().trim().to_owned());
        }
        at = next(running, at);
    }
    None
}

/// The first percentage of a text: 0, 100, or 50 for anything between; and how it is written.
pub(super) fn percent(running: &str) -> Option<(u32, String)> {
    let sign = running.find('%')?;
    let before = running[..sign].trim_end();
    let digits = before.len()
        - before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',').len();
    let number = &before[before.len() - digits..];
    let value: f64 = number.replace(',', ".").parse().ok()?;
    let whole = match value {
        _ if value <= 0.0 => 0,
        _ if value >= 100.0 => 100,
        _ => 50,
    };
    Some((whole, format!("{number}%")))
}

/// A set of answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct AnswerSet(u8);

const KINDS: [Reading; 4] = [Reading::Yes, Reading::Partial, Reading::No, Reading::NotApplicable];

impl AnswerSet {
    pub(super) fn with(self, reading: Reading) -> Self {
        let bit = KINDS.iter().position(|one| *one == reading).map_or(0, |at| 1 << at);
        Self(self.0 | bit)
    }

    pub(super) const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(super) const fn count(self) -> u32 {
        self.0.count_ones()
    }

    fn has(self, reading: Reading) -> bool {
        self.with(reading) == self
    }

    /// The answers of the set.
    pub(super) fn readings(self) -> impl Iterator<Item = Reading> {
        KINDS.into_iter().filter(move |one| self.has(*one))
    }

    /// The worst of yes, partial and no. A yes or a partial beside a not applicable counts as blank, because it is
    /// unclear which of them is meant.
    pub(super) fn worst(self, good: Polarity) -> Reading {
        let bad = exchanged(Reading::No, good);
        if self.has(bad) {
            bad
        } else if self.has(Reading::NotApplicable) {
            Reading::Blank
        } else if self.has(Reading::Partial) {
            Reading::Partial
        } else {
            exchanged(Reading::Yes, good)
        }
    }
}
