//! `questionnaires/vocabulary.toml`: how people spell answers, headers, countries and the rest.

mod beginnings;
mod file;
mod letters;
mod marks;
pub mod normalise;
mod pairs;
mod person;
mod phrases;
mod read;
mod years;

use std::cell::LazyCell;
use std::sync::{Arc, OnceLock};

use foldhash::{HashMap, HashSet};

pub use beginnings::Beginnings;
pub use file::{Remarks, VocabularyFile};
use letters::Letters;
pub use marks::{Marks, Scale, Tick};
pub use person::same_person;
pub use phrases::Phrases;
pub use read::read;
pub use years::{Dated, Years};

use crate::diagnostic::{Candidates, closest};
use crate::model::{Country, Reading};

/// Whether a text has the form of a country code (two upper-case ASCII letters).
pub fn is_country_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// The group of headers of forms.
const FORM: &str = "form";

/// The key of words for an assessor among the headers of forms.
const ASSESSOR_WORDS: &str = "assessor-words";

/// A table from spelling to key.
type SpellingTable = HashMap<String, Arc<str>>;

/// Known spellings, ready to look up.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// The file's edition.
    pub edition: String,
    answers: HashMap<String, Reading>,
    /// Spellings of answers with more than one letter, sorted; made at the first suggestion.
    suggested: OnceLock<Candidates>,
    nothing: HashSet<String>,
    /// Characters of the longest text in `nothing`.
    longest_nothing: usize,
    placeholders: HashSet<String>,
    /// Phrases that begin with a word for an answer but are not answers.
    pub no_answers: Phrases,
    /// The beginnings of answers, placeholders and marks.
    beginnings: Beginnings,
    /// The beginnings of words that name nothing.
    nothing_beginnings: Beginnings,
    /// Spellings that are not answers before a blank, where they are other words.
    before_separators: HashSet<String>,
    /// Words that make a yes a partial.
    pub limits: Phrases,
    /// Words that make a yes a no.
    pub postpones: Phrases,
    /// Words that make a yes or a partial a no.
    pub denies: Phrases,
    /// Phrases that contain such words but do not limit, postpone or deny.
    pub harmless: Phrases,
    /// Which years lie ahead.
    years: Years,
    /// Single characters that are answers.
    pub marks: Marks,
    /// How a column of numbers from 0 is read.
    pub scale: Scale,
    /// Bytes of the longest spelling of an answer.
    longest_answer: usize,
    /// When a repeated remark is worth a question.
    pub remarks: Remarks,
    months: HashMap<String, i8>,
    sheets: SpellingTable,
    headers: HashMap<Box<str>, SpellingTable>,
    /// First letters of the headers of forms.
    form_letters: Letters,
    /// First letters of the words for an assessor.
    assessor_letters: Letters,
    values: HashMap<Box<str>, SpellingTable>,
    countries: HashMap<String, Country>,
    country_names: HashMap<Country, String>,
    canonical: HashMap<(Box<str>, Box<str>), String>,
}

impl Vocabulary {
    /// The answer that a text is a word for: [`Reading::Yes`], `Partial`, `No` or `NotApplicable`.
    pub fn answer(&self, text: &str) -> Option<Reading> {
        self.answers.get(normalise::answer(text).as_ref()).copied()
    }

    /// The same for a text that [`normalise::answer`] folded.
    pub fn answer_of(&self, folded: &str) -> Option<Reading> {
        self.answers.get(folded).copied()
    }

    /// Whether a text may be an answer, a placeholder or a mark as a whole. A quick test that rules out most texts.
    pub fn may_be_whole(&self, text: &str) -> bool {
        self.beginnings.may_hold(text)
    }

    /// Whether a text may begin with one of them.
    pub fn may_begin_so(&self, text: &str) -> bool {
        self.beginnings.may_begin(text)
    }

    /// How far into a text one of them may reach, see [`Beginnings::reach`].
    pub fn reach(&self, running: &str) -> usize {
        self.beginnings.reach(running)
    }

    /// Whether a spelling is an answer only as a whole or before a separator.
    pub fn needs_separator(&self, folded: &str) -> bool {
        self.before_separators.contains(folded)
    }

    /// The known answer nearest to a text, as a suggestion only.
    pub fn nearest_answer(&self, text: &str) -> Option<&str> {
        let known = self.suggested.get_or_init(|| {
            let all = self.answers.keys().filter(|word| word.chars().count() > 1);
            let mut all: Vec<String> = all.cloned().collect();
            all.sort_unstable();
            Candidates::of(all)
        });
        known.closest(&normalise::answer(text))
    }

    /// Whether a comment or evidence cell names something: it is not blank and no placeholder.
    pub fn names_something(&self, text: &str) -> bool {
        // Most texts are too long to be a placeholder; they need no folding.
        let may_be_nothing = self.nothing_beginnings.may_hold(text);
        if !may_be_nothing || normalise::letters(text) > self.longest_nothing {
            return true;
        }
        let text = normalise::answer(text);
        !text.is_empty() && !self.nothing.contains(text.as_ref())
    }

    /// Every spelling of an answer, folded, with its reading; sorted.
    pub fn answers(&self) -> Vec<(&str, Reading)> {
        let mut all: Vec<(&str, Reading)> =
            self.answers.iter().map(|(word, reading)| (word.as_str(), *reading)).collect();
        all.sort_unstable_by_key(|(word, _)| *word);
        all
    }

    /// Bytes of the longest spelling of an answer.
    pub const fn longest_answer(&self) -> usize {
        self.longest_answer
    }

    /// Whether a cell holds what a form shows where nothing was chosen yet.
    pub fn is_placeholder(&self, text: &str) -> bool {
        text.len() <= normalise::LONGEST_PLACEHOLDER
            && self.is_placeholder_of(&normalise::answer(text))
    }

    /// The same for a text that [`normalise::answer`] folded.
    pub fn is_placeholder_of(&self, folded: &str) -> bool {
        folded.len() <= normalise::LONGEST_PLACEHOLDER
            && self.placeholders.contains(normalise::unframed(folded))
    }

    /// The words that deny or postpone a yes, as written in a text folded by [`normalise::running`].
    pub fn doubt<'t>(&self, running: &'t str) -> Option<&'t str> {
        let dated = self.dated(running);
        let harmless = LazyCell::new(|| self.harmless.places(&dated.text));
        let found = |phrases: &Phrases| phrases.find_outside(&dated.text, || &harmless);
        let marked = found(&self.denies).or_else(|| found(&self.postpones))?;
        running.get(dated.original(&marked))
    }

    /// A text folded by [`normalise::running`] with its dates marked: phrases of doubt and harmless phrases are
    /// searched for in this text.
    pub fn dated<'t>(&self, running: &'t str) -> Dated<'t> {
        self.years.mark(running, &self.months)
    }

    /// The month of a name, 1 to 12.
    pub fn month(&self, text: &str) -> Option<i8> {
        self.months.get(&normalise::header(text)).copied()
    }

    /// The key of a sheet's name, e.g. `suppliers`.
    pub fn sheet(&self, name: &str) -> Option<&str> {
        self.sheets.get(&normalise::header(name)).map(AsRef::as_ref)
    }

    /// The key of a column header or cover label within a group, e.g. `form`, `cover`, `suppliers`.
    pub fn header(&self, group: &str, text: &str) -> Option<&str> {
        // Every cell of a file is tested for being a header, in several ways.
        if group == FORM && !self.form_letters.may_hold(text.as_bytes()) {
            return None;
        }
        let folded = normalise::header(text);
        // Characters such as `#` have no letters; they are looked up unchanged.
        let key = if folded.is_empty() { text.trim() } else { &folded };
        self.headers.get(group)?.get(key).map(AsRef::as_ref)
    }

    /// Whether a word of a form's header names an assessor of the supplier.
    pub fn is_assessor_word(&self, word: &str) -> bool {
        self.assessor_letters.may_hold(word.as_bytes())
            && self.header(FORM, word) == Some(ASSESSOR_WORDS)
    }

    /// Whether a text holds such a word. Every cell of a file is tested, and most are ASCII sentences.
    pub fn has_assessor_word(&self, text: &str) -> bool {
        let breaks = text.bytes().fold(false, |any, byte| any | matches!(byte, b'\t'..=b'\r'));
        if text.is_ascii() && !breaks {
            return text.split(' ').any(|word| self.is_assessor_word(word));
        }
        text.split_whitespace().any(|word| self.is_assessor_word(word))
    }

    /// The first spelling of a key: the one that the program writes. Groups are those of [`Self::header`], and
    /// `sheets`.
    pub fn canonical(&self, group: &str, key: &str) -> &str {
        self.canonical.get(&(Box::from(group), Box::from(key))).map_or("", String::as_str)
    }

    /// The key of a value within a group: `tiers`, `kinds`, `levels`, `certificate-status`,
    /// `mechanisms`, `all`.
    pub fn value(&self, group: &str, text: &str) -> Option<&str> {
        let folded = normalise::header(text);
        // Characters such as `*` have no letters; they are looked up unchanged.
        let key = if folded.is_empty() { text.trim() } else { &folded };
        self.values.get(group)?.get(key).map(AsRef::as_ref)
    }

    /// Keys of a group of values, sorted.
    pub fn value_keys(&self, group: &str) -> Vec<&str> {
        let table = self.values.get(group).into_iter().flatten();
        let mut keys: Vec<&str> = table.map(|(_, key)| key.as_ref()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The country of a code or a name.
    pub fn country(&self, text: &str) -> Option<Country> {
        let trimmed = text.trim();
        if trimmed.len() == 2 {
            let code = Country::from_code(trimmed);
            if let Some(code) = code.filter(|code| self.country_names.contains_key(code)) {
                return Some(code);
            }
        }
        self.countries.get(&normalise::header(text)).copied()
    }

    /// The English name of a country; its code if it has none.
    pub fn country_name(&self, country: Country) -> String {
        self.country_names.get(&country).cloned().unwrap_or_else(|| country.to_string())
    }

    /// The known country name nearest to a text, as a suggestion only.
    pub fn nearest_country(&self, text: &str) -> Option<&str> {
        let mut names: Vec<&str> = self.country_names.values().map(String::as_str).collect();
        names.sort_unstable();
        closest(text, names)
    }
}
