//! `questionnaires/mapping.toml`: how `flowdown map` looks at a form that it does not know.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decode::{Document, Step};
use crate::diagnostic::{Problem, did_you_mean};
use Step::Key;

/// Format line of `mapping.toml`.
const FORMAT: &str = "flowdown-mapping/1";

/// Languages whose word endings can be removed.
pub const LANGUAGES: [&str; 2] = ["en", "de"];

/// Which controls are proposed for a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposals {
    /// Controls proposed for a question, at most; 1 to 3.
    pub most: usize,
    /// Least similarity of a proposal, 0 to 1.
    pub floor: f64,
    /// How often a word of a control's title counts; 1 to 10.
    pub title_weight: usize,
}

/// When a sheet counts as a table of questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableRules {
    /// The header stands in one of this many rows; 1 to 1000.
    pub header_rows: u32,
    /// Rows of a header, one above the other, at most; 1 to 5.
    pub header_height: u32,
    /// Fewer questions make no form; at least 1.
    pub least_questions: usize,
    /// Part of the texts of a question column that must look like questions, 0 to 1.
    pub least_like_questions: f64,
    /// Part of the filled cells of an answer column that must hold answers, 0 to 1.
    pub least_like_answers: f64,
}

/// Words of which one gives a header its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeaderWords {
    /// Ids of questions.
    pub id: Vec<String>,
    /// The group that a question stands in.
    pub group: Vec<String>,
    /// Questions.
    pub question: Vec<String>,
    /// Answers.
    pub answer: Vec<String>,
    /// Comments.
    pub comment: Vec<String>,
    /// Evidence.
    pub evidence: Vec<String>,
    /// No meaning, whatever else stands in the header.
    pub none: Vec<String>,
    /// Phrases that say whether a question must be answered or applies: no meaning either.
    pub flag: Vec<String>,
}

/// How a question begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionWords {
    /// First words of a question.
    pub begins: Vec<String>,
    /// First words of a question that asks for words.
    pub for_words: Vec<String>,
}

/// The file `mapping.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// `flowdown-mapping/1`.
    pub format: String,
    /// Its edition.
    pub edition: String,
    /// Which controls are proposed for a question.
    pub proposals: Proposals,
    /// When a sheet counts as a table of questions.
    pub table: TableRules,
    /// Words of headers.
    pub headers: HeaderWords,
    /// Words of questions.
    pub questions: QuestionWords,
    /// Words that are left out, by language.
    pub stop_words: IndexMap<String, Vec<String>>,
    /// Words that mean what other words say, by language.
    pub same_as: IndexMap<String, IndexMap<String, String>>,
}

/// Checks the file. Every problem goes to the list.
pub fn check(mapping: &Mapping, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let mut report = |path: &[&str], message: String, help: &str| {
        let path: Vec<Step<'_>> = path.iter().map(|key| Key(key)).collect();
        problems.push(document.problem(&path, message, help));
    };
    if mapping.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        report(&["format"], "the format is not known".to_owned(), &help);
    }
    let (proposals, table) = (&mapping.proposals, &mapping.table);
    let shares = [
        (["proposals", "floor"], proposals.floor),
        (["table", "least_like_questions"], table.least_like_questions),
        (["table", "least_like_answers"], table.least_like_answers),
    ];
    for (path, share) in shares {
        if !(0.0..=1.0).contains(&share) {
            report(&path, format!("{share} is outside 0 to 1"), "write a part, such as 0.5");
        }
    }
    let counts = [
        (["proposals", "most"], proposals.most, 1..=3),
        (["proposals", "title_weight"], proposals.title_weight, 1..=10),
        (["table", "header_rows"], table.header_rows as usize, 1..=1000),
        (["table", "header_height"], table.header_height as usize, 1..=5),
        (["table", "least_questions"], table.least_questions, 1..=1000),
    ];
    for (path, count, range) in counts {
        if !range.contains(&count) {
            let message = format!("{count} is outside {} to {}", range.start(), range.end());
            report(&path, message, "write a whole number in that range");
        }
    }
    let tables = [
        ("stop_words", mapping.stop_words.keys().collect::<Vec<_>>()),
        ("same_as", mapping.same_as.keys().collect()),
    ];
    for (name, languages) in tables {
        for language in languages.into_iter().filter(|one| !LANGUAGES.contains(&one.as_str())) {
            let message = format!("the endings of `{language}` are not known");
            report(&[name, language], message, &did_you_mean(language, LANGUAGES));
        }
    }
}
