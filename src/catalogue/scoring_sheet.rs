//! The sheet on which a form keeps the weights of its own edition: its columns, and the meaning of its words.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// Header words of a column; empty if the form has no such column.
type HeaderWords = Vec<String>;

/// Header words of the columns of a scoring sheet.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoringColumns {
    /// The question's id.
    pub id: HeaderWords,
    /// The answer that earns the weight.
    pub compliant: HeaderWords,
    /// The weight.
    pub weight: HeaderWords,
    /// A weight that goes before it where it is a number.
    #[serde(default)]
    pub adjusted: HeaderWords,
    /// 1 where the question counts, 0 where an answer switched it off.
    #[serde(default)]
    pub required: HeaderWords,
    /// The supplier's answer, as the sheet works with it.
    #[serde(default)]
    pub answer: HeaderWords,
    /// An answer of the analyst that counts instead of the supplier's.
    #[serde(default)]
    pub analyst_answer: HeaderWords,
    /// A mark of the analyst: compliant, or not.
    #[serde(default)]
    pub mark: HeaderWords,
    /// An importance that the analyst chose, in words.
    #[serde(default)]
    pub importance: HeaderWords,
    /// Where the question is scored.
    #[serde(default)]
    pub location: HeaderWords,
    /// Points that are possible; a word of `left_out` where an answer switched the question off.
    #[serde(default)]
    pub potential: HeaderWords,
    /// How the answer becomes points.
    #[serde(default)]
    pub mapping: HeaderWords,
    /// The points that the sheet gives: a question that has none there is never awarded, whatever is answered.
    #[serde(default)]
    pub score: HeaderWords,
    /// 1 where the analyst found an answer in words good enough.
    #[serde(default)]
    pub rated: HeaderWords,
}

/// A table of the form's sections, of which an analyst may take some out of the score.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionTable {
    /// The sheet; `*` stands for anything.
    pub sheet: String,
    /// Header words of the column with a section's maximum: where there is none, or 0, the section is left out.
    pub maximum: HeaderWords,
    /// Sections by what stands in their row instead of their id.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// A table in which an analyst writes weights that go before those of the form.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightTable {
    /// The sheet; `*` stands for anything.
    pub sheet: String,
    /// Header words of the ids.
    pub id: HeaderWords,
    /// Header words of the weights.
    pub weight: HeaderWords,
}

/// Where a form keeps the weights of its own edition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoringSheet {
    /// The sheet; `*` stands for anything.
    pub sheet: String,
    /// Header words of its columns. All of them have to be there but those that only an analyst fills in.
    pub columns: ScoringColumns,
    /// The largest weight that is one.
    pub most: f64,
    /// Words for a question that is not scored, in the columns of the location and of the compliant answer.
    #[serde(default)]
    pub not_scored: Vec<String>,
    /// Words for a question that an answer switched off, in the column of the possible points.
    #[serde(default)]
    pub left_out: Vec<String>,
    /// Words of the mapping for a question that earns nothing before the analyst marks it.
    #[serde(default)]
    pub waits: Vec<String>,
    /// The analyst's words for a compliant answer.
    #[serde(default)]
    pub marked_compliant: Vec<String>,
    /// Points of the words for an importance.
    #[serde(default)]
    pub importance: BTreeMap<String, f64>,
    /// Sections that are not told by how ids begin, but by the location.
    #[serde(default)]
    pub locations: BTreeMap<String, String>,
    /// Whether questions outside the listed sections are no part of the score.
    #[serde(default)]
    pub only_listed: bool,
    /// A table of the form's sections.
    pub sections: Option<SectionTable>,
    /// A table of an analyst's weights.
    pub weights: Option<WeightTable>,
}

impl ScoringSheet {
    /// Its problems: the key, what is wrong, what to do. `earns`: the method gives points for compliant answers.
    pub(super) fn problems(&self, earns: bool) -> Vec<(&'static str, &'static str, &'static str)> {
        let mut problems = Vec::new();
        if !earns {
            let help = "take it out, or choose `contains` or `equals`";
            problems.push(("sheet", "this method reads no weights from the form", help));
        }
        let columns = &self.columns;
        if [&columns.id, &columns.compliant, &columns.weight].iter().any(|words| words.is_empty()) {
            let help = "give header words of the id, the compliant answer and the weight";
            problems.push(("columns", "a column has no header words", help));
        }
        if !(self.most.is_finite() && self.most > 0.0) {
            problems.push(("most", "it is no weight", "write the largest weight, such as 100"));
        }
        let points = self.importance.values();
        if points.clone().any(|points| !(0.0..=self.most).contains(points)) {
            let help = "write points from 0 to `most`";
            problems.push(("importance", "an importance has no points", help));
        }
        problems
    }
}
