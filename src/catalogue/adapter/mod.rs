//! Adapters: how other people's forms are laid out, and how their answers are spelled.

mod check;
mod file;

pub use self::check::check;
pub use self::file::{AdapterFile, CoverRows, Layout, NumberLimits, Part, Recognise, Spellings};

use std::borrow::Cow;

use foldhash::HashMap;

use super::pattern::Pattern;
use super::telling::ReadyTelling;
use super::vocabulary::{Beginnings, normalise};
use crate::model::Reading;

/// Format line of an adapter.
const FORMAT: &str = "flowdown-adapter/1";

/// The longest text, in bytes, that may be an id with blanks.
const LONGEST_SPACED: usize = 60;

/// The group of an id pattern that names a part of a question.
const PART: &str = "part";

/// An adapter, ready to recognise and read its form.
#[derive(Debug, Clone)]
pub struct Adapter {
    /// Its id.
    pub id: String,
    /// The form's title.
    pub title: String,
    /// The questionnaire, as an index into the catalogue's.
    pub questionnaire: Option<u16>,
    /// The newest edition of the form that is known.
    pub edition: Option<String>,
    /// Whether it is only asked where no other adapter fits.
    pub general: bool,
    /// Whether it is our own form.
    pub own: bool,
    /// How many different questions a file must hold at least.
    pub least: usize,
    /// How it is laid out.
    pub layout: Layout,
    /// Adapters that leave a file to this one where both fit.
    pub before: Vec<String>,
    told: Option<ReadyTelling>,
    id_pattern: Option<Pattern>,
    edition_pattern: Option<Pattern>,
    section_pattern: Option<Pattern>,
    sheets: Vec<String>,
    headers: HashMap<String, Part>,
    /// Beginnings of headers, the longest first.
    beginnings: Vec<(String, Part)>,
    /// First bytes of headers, and of beginnings.
    initials: Vec<u8>,
    /// Bytes of the longest header or beginning.
    longest: usize,
    spellings: HashMap<String, Reading>,
    longest_answer: usize,
    /// The beginnings of answers in the form's own words.
    answer_beginnings: Beginnings,
    rules: Spellings,
    cover_ids: HashMap<String, String>,
    cover_labels: HashMap<String, String>,
}

/// The first group of a match, or the whole match if the pattern has no group.
fn found<'t>(pattern: &Pattern, text: &'t str) -> Option<&'t str> {
    let captures = pattern.regex()?.captures(text)?;
    captures.get(1).or_else(|| captures.get(0)).map(|part| part.as_str())
}

/// The id in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundId<'t> {
    /// The question's id.
    pub id: Cow<'t, str>,
    /// The part of the question that the row is about; `None` means the whole question.
    pub part: Option<Cow<'t, str>>,
}

impl FoundId<'_> {
    /// A copy that owns its text.
    pub fn into_owned(self) -> FoundId<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        FoundId { id: owned(self.id), part: self.part.map(owned) }
    }
}

fn found_id<'t>(pattern: &Pattern, text: &'t str) -> Option<FoundId<'t>> {
    let pattern = pattern.regex()?;
    if pattern.captures_len() == 1 {
        let id = Cow::Borrowed(pattern.find(text)?.as_str());
        return Some(FoundId { id, part: None });
    }
    let captures = pattern.captures(text)?;
    let names = pattern.capture_names().skip(1);
    let groups = captures.iter().skip(1).zip(names).filter(|(_, name)| *name != Some(PART));
    let groups: Vec<&str> = groups.filter_map(|(group, _)| Some(group?.as_str())).collect();
    let id = match groups[..] {
        [] => Cow::Borrowed(captures.get(0)?.as_str()),
        [one] => Cow::Borrowed(one),
        _ => Cow::Owned(groups.join(".")),
    };
    let part = captures.name(PART).map(|part| Cow::Borrowed(part.as_str()));
    Some(FoundId { id, part })
}

/// A trimmed text without its blanks; `None` if it has none or is too long for an id.
pub fn without_blanks(text: &str) -> Option<String> {
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r') || !byte.is_ascii();
    if text.len() > LONGEST_SPACED
        || !text.bytes().any(is_blank)
        || !text.contains(char::is_whitespace)
    {
        return None;
    }
    let mut out = text.to_owned();
    out.retain(|c| !c.is_whitespace());
    Some(out)
}

/// A header folded for comparison: its letters and digits, or the trimmed header if it has none, such as `#`.
pub fn folded(header: &str) -> String {
    let letters = normalise::header(header);
    if letters.is_empty() { header.trim().to_owned() } else { letters }
}

impl Adapter {
    /// Whether a sheet may hold answers.
    pub fn holds_answers(&self, sheet: &str) -> bool {
        !self.is_furniture(sheet)
            && (self.sheets.is_empty()
                || self.sheets.iter().any(|name| normalise::fits(name, sheet)))
    }

    /// Whether it names the sheets that hold answers.
    pub const fn names_sheets(&self) -> bool {
        !self.sheets.is_empty()
    }

    /// Whether a sheet is wholly the form's own.
    pub fn is_furniture(&self, sheet: &str) -> bool {
        self.layout.furniture_sheets.iter().any(|name| normalise::fits(name, sheet))
    }

    /// The part that a header names.
    pub fn part(&self, header: &str) -> Option<Part> {
        self.part_of(&folded(header))
    }

    /// Whether a text may be a header of this form. Tests the first letter only, which rules out most texts.
    pub fn may_be_part(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let first = bytes.iter().position(|byte| !byte.is_ascii() || byte.is_ascii_alphanumeric());
        first.is_none_or(|at| {
            let joined = bytes.get(at + 1).is_some_and(|next| !next.is_ascii());
            let letter = bytes[at].to_ascii_lowercase();
            joined || !letter.is_ascii() || self.initials.contains(&letter)
        })
    }

    /// The part that a header names, given what [`folded`] made of it.
    pub fn part_of(&self, word: &str) -> Option<Part> {
        // Every adapter is tried on every cell of a file, and the first byte rules most of them out.
        let first = word.bytes().next()?;
        if !self.initials.contains(&first) {
            return None;
        }
        let begins = || self.beginnings.iter().find(|(known, _)| word.starts_with(known));
        let whole = if word.len() <= self.longest { self.headers.get(word) } else { None };
        whole.copied().or_else(|| begins().map(|(_, part)| *part))
    }

    /// The id in a text. Where ids are in the question's text, the text begins with the id. The groups of a pattern are
    /// joined by dots; the group `part` names a part of the question. An id may hold blanks.
    pub fn id<'t>(&self, text: &'t str) -> Option<FoundId<'t>> {
        let text = text.trim();
        let spaced = || self.id_of(text, without_blanks(text).as_deref()).map(FoundId::into_owned);
        self.id_of(text, None).or_else(spaced)
    }

    /// The same for a trimmed text and what [`without_blanks`] made of it.
    pub fn id_of<'t>(&self, text: &'t str, dense: Option<&'t str>) -> Option<FoundId<'t>> {
        let pattern = self.id_pattern.as_ref()?;
        let dense = dense.filter(|_| !self.layout.id_in_question);
        found_id(pattern, text).or_else(|| found_id(pattern, dense?))
    }

    /// The pattern of an id.
    pub const fn id_pattern(&self) -> Option<&Pattern> {
        self.id_pattern.as_ref()
    }

    /// The edition that a text states.
    pub fn states_edition<'t>(&self, text: &'t str) -> Option<&'t str> {
        found(self.edition_pattern.as_ref()?, text)
    }

    /// The prefix that the heading of a section gives to the ids below it.
    pub fn section<'t>(&self, text: &'t str) -> Option<&'t str> {
        found(self.section_pattern.as_ref()?, text.trim())
    }

    /// Whether the form has ids.
    pub const fn has_ids(&self) -> bool {
        self.id_pattern.is_some()
    }

    /// The reading of a text in the form's own words; [`Reading::Blank`] for a word that means unanswered.
    pub fn answer(&self, text: &str) -> Option<Reading> {
        self.spellings.get(normalise::answer(text).as_ref()).copied()
    }

    /// The same for a text that [`normalise::answer`] folded.
    pub fn answer_of(&self, folded: &str) -> Option<Reading> {
        self.spellings.get(folded).copied()
    }

    /// Whether a text may be an answer in the form's own words.
    pub fn may_be_answer(&self, text: &str) -> bool {
        self.answer_beginnings.may_hold(text)
    }

    /// Whether a text may begin with an answer in the form's own words.
    pub fn may_begin_with_answer(&self, text: &str) -> bool {
        self.answer_beginnings.may_begin(text)
    }

    /// How far into a text an answer in the form's own words may reach, see [`Beginnings::reach`].
    pub fn reach(&self, running: &str) -> usize {
        self.answer_beginnings.reach(running)
    }

    /// Length in bytes of the longest spelling of an answer.
    pub const fn longest_answer(&self) -> usize {
        self.longest_answer
    }

    /// How answers are spelled, as typed.
    pub const fn rules(&self) -> &Spellings {
        &self.rules
    }

    /// The key of the vocabulary's group `cover` that the question with this id answers.
    pub fn cover_of_id(&self, id: &str) -> Option<&str> {
        self.cover_ids.get(id).map(String::as_str)
    }

    /// Whether the ids of a file show that it is this form and not another with similar ids.
    pub fn is_told_by<'t>(&self, ids: impl IntoIterator<Item = &'t str>) -> bool {
        self.told.as_ref().is_none_or(|told| told.by(ids))
    }

    /// Whether the ids of a file must show that it is this form.
    pub const fn must_be_told(&self) -> bool {
        self.told.is_some()
    }

    /// Whether the form has headings of sections.
    pub const fn has_sections(&self) -> bool {
        self.section_pattern.is_some()
    }

    /// Whether labels beside the questions may state facts about the file.
    pub fn has_labels(&self) -> bool {
        !self.cover_labels.is_empty()
    }

    /// The key of the vocabulary's group `cover` that a label names.
    pub fn cover_of_label(&self, label: &str) -> Option<&str> {
        self.cover_labels.get(&normalise::header(label)).map(String::as_str)
    }

    /// Whether a text names this form.
    pub fn is_named(&self, text: &str) -> bool {
        let text = normalise::header(text);
        [&self.id, &self.title].iter().any(|name| normalise::header(name) == text)
    }
}
