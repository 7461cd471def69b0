//! An adapter as typed in its file.

use crate::catalogue::telling::Telling;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a column of a form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The question's id.
    Id,
    /// The question's text.
    Question,
    /// The answer.
    Answer,
    /// A second answer beside it; the worse of the two counts.
    Second,
    /// A mark here means yes.
    Yes,
    /// A mark here means partial.
    Partial,
    /// A mark here means no.
    No,
    /// A mark here means not applicable.
    NotApplicable,
    /// A remark of the supplier.
    Comment,
    /// Documents that the supplier names.
    Evidence,
    /// Who does it: an answer of its own that says neither why nor how.
    Ownership,
    /// A word that is farther from the answer, such as Compliance or Implemented: the answer where no nearer one
    /// stands beside it.
    Compliance,
    /// A broad word such as Status: the answer only where most of the column's cells are known answers.
    Status,
    /// What an assessor says: it never makes an answer better.
    Assessor,
    /// Whose answers they are.
    Supplier,
    /// A yes or no about the question itself, such as Mandatory: never an answer.
    Flag,
    /// Text of the form itself.
    Furniture,
}

/// How a form is recognised.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Names of the sheets that hold answers; `*` stands for anything. Empty: any sheet.
    #[serde(default)]
    pub sheets: Vec<String>,
    /// How an id looks, as a regular expression; its groups, if any, are the id, joined by dots, and a group named `part`
    /// names a part of the question. Blanks in ids don't count.
    pub id: Option<String>,
    /// How many different questions a file must hold at least.
    pub least: usize,
    /// How a cell near the top states the edition; its first group is the edition.
    pub edition: Option<String>,
    /// Ids that only this form has. Without enough of them the file is another one.
    pub telling: Option<Telling>,
    /// Adapters of forms whose ids this one has, too: where both fit, this one reads the file.
    #[serde(default)]
    pub before: Vec<String>,
}

/// How a form is laid out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Header words of each part; a `*` at the end stands for anything.
    pub headers: BTreeMap<Part, Vec<String>>,
    /// Whether the header words of `vocabulary.toml` (`[headers.form]`) are known beside these.
    #[serde(default)]
    pub common_headers: bool,
    /// Rows over which one header may spread.
    #[serde(default = "one")]
    pub header_rows: u32,
    /// Whether rows above the first header are read by it, too.
    #[serde(default)]
    pub above: bool,
    /// Whether ids stand at the beginning of the question's text.
    #[serde(default)]
    pub id_in_question: bool,
    /// Whether there are no ids: they are made from the sheet and the question's place among its questions.
    #[serde(default)]
    pub made_ids: bool,
    /// Whether numbering begins anew on each sheet: the sheet's name goes before the id.
    #[serde(default)]
    pub ids_per_sheet: bool,
    /// How a section's heading looks, as a regular expression: its first group goes before the ids below.
    pub section: Option<String>,
    /// Whether columns without a known header are the form's own.
    #[serde(default)]
    pub rest_is_furniture: bool,
    /// Names of sheets that are wholly the form's own; `*` stands for anything.
    #[serde(default)]
    pub furniture_sheets: Vec<String>,
}

const fn one() -> u32 {
    1
}

/// From where on a number is a yes, and from where on a partial.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberLimits {
    /// At least this: yes.
    pub yes: f64,
    /// At least this: partial.
    pub partial: f64,
    /// The largest number that is an answer.
    pub most: f64,
}

/// How answers are spelled, beside the common vocabulary.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Spellings {
    /// Words for yes.
    pub yes: Vec<String>,
    /// Words for partial.
    pub partial: Vec<String>,
    /// Words for no.
    pub no: Vec<String>,
    /// Words for not applicable.
    #[serde(rename = "not-applicable")]
    pub not_applicable: Vec<String>,
    /// Words of the form that mean that nothing was answered.
    pub unanswered: Vec<String>,
    /// Answers in numbers.
    pub numbers: Option<NumberLimits>,
}

/// Rows that say whose form it is and when it was completed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CoverRows {
    /// Keys of the vocabulary's group `cover`, each with the ids of questions that say it.
    pub ids: BTreeMap<String, Vec<String>>,
    /// The same, with the labels that stand left of the value.
    pub labels: BTreeMap<String, Vec<String>>,
}

/// An adapter file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdapterFile {
    /// `flowdown-adapter/1`.
    pub format: String,
    /// Its id.
    pub id: String,
    /// The form's title.
    pub title: String,
    /// The questionnaire that the form asks: the one of a crosswalk. None: its questions reach no control yet.
    pub questionnaire: Option<String>,
    /// The newest edition of the form that is known.
    pub edition: Option<String>,
    /// Whether it fits many forms: it is only asked where no other adapter fits.
    #[serde(default)]
    pub general: bool,
    /// Whether it is our own form: its ids are those of our questionnaire, its cover and its other sheets are known.
    #[serde(default)]
    pub own: bool,
    /// How the form is recognised.
    pub recognise: Recognise,
    /// How it is laid out.
    pub layout: Layout,
    /// How its answers are spelled.
    #[serde(default)]
    pub answers: Spellings,
    /// Rows that say whose it is.
    #[serde(default)]
    pub cover: CoverRows,
}
