//! The types of `vocabulary.toml`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Scale, Years};

/// Format line of `vocabulary.toml`.
pub(super) const FORMAT: &str = "flowdown-vocabulary/1";

/// Spellings by language.
pub(super) type Languages = IndexMap<String, Vec<String>>;

/// Spellings by key.
pub(super) type Keys = IndexMap<String, Vec<String>>;

/// Words for answers, by language.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnswersFile {
    /// Fully done.
    pub yes: Languages,
    /// Done in part.
    pub partial: Languages,
    /// Not done.
    pub no: Languages,
    /// Has no object.
    pub not_applicable: Languages,
}

/// Phrases behind an answer that make it worse, by language.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Qualifiers {
    /// A yes is a partial: partly, only, except.
    pub limits: Languages,
    /// A yes is a no: planned, will be, in progress.
    pub postpones: Languages,
    /// A yes or a partial is a no: not yet, not in place.
    pub denies: Languages,
    /// Longer phrases that hold one of these words and say nothing of the kind.
    pub harmless: Languages,
}

/// Single signs that are answers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MarksFile {
    /// Yes.
    pub yes: Vec<String>,
    /// No.
    pub no: Vec<String>,
    /// A box that is ticked; the words beside it are the answer.
    pub ticked_box: Vec<String>,
    /// A box that is not.
    pub empty_box: Vec<String>,
    /// Ticked boxes made of brackets.
    pub ticked_brackets: Vec<String>,
    /// Empty ones.
    pub empty_brackets: Vec<String>,
    /// In a column headed by an answer.
    pub column: ColumnMarks,
}

/// What stands in a column that is headed by an answer, such as Yes or N/A.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnMarks {
    /// The answer of the column is meant.
    pub any: Vec<String>,
    /// It is not meant.
    pub none: Vec<String>,
}

/// When a remark that stands several times, word for word, is worth a question.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remarks {
    /// Letters that it has at least: fewer, and it is a usual phrase.
    pub letters: usize,
    /// Answers of one file beside which it stands at least.
    pub answers: usize,
    /// Suppliers that wrote it at least.
    pub suppliers: usize,
}

impl Remarks {
    /// Whether a remark is long enough to be a supplier's own words.
    pub fn tells(&self, text: &str) -> bool {
        text.len() >= self.letters && text.chars().nth(self.letters.saturating_sub(1)).is_some()
    }
}

/// The file `vocabulary.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VocabularyFile {
    /// `flowdown-vocabulary/1`.
    pub format: String,
    /// Its edition.
    pub edition: String,
    /// Words for answers.
    pub answers: AnswersFile,
    /// Words that name nothing, by language (`any`: signs).
    pub nothing: Languages,
    /// Words of a cell in which nobody chose yet, by language.
    pub placeholders: Languages,
    /// Spellings of answers that are other words before a blank, by language: they count as a whole cell, or before a
    /// separator.
    pub before_separators: Languages,
    /// Phrases that begin with a word for an answer and are none, by language.
    pub no_answers: Languages,
    /// Phrases behind an answer that make it worse.
    pub qualifiers: Qualifiers,
    /// Which years lie ahead, for phrases with `{future}`, `{past}` or `{month}`.
    pub years: Years,
    /// Single signs that are answers.
    pub marks: MarksFile,
    /// How a column of numbers from 0 is read.
    pub scale: Scale,
    /// When a remark that stands several times, word for word, is worth a question.
    pub remarks: Remarks,
    /// Names of the twelve months, by language.
    pub months: IndexMap<String, Vec<Vec<String>>>,
    /// Names of sheets.
    pub sheets: Keys,
    /// Column headers and cover labels, by sheet.
    pub headers: IndexMap<String, Keys>,
    /// Words for values, by column.
    pub values: IndexMap<String, Keys>,
    /// Names of countries, by code.
    pub countries: Keys,
}
