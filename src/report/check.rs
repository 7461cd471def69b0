//! The output of `flowdown check` about returned files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::reading::read_as;
use crate::catalogue::{Catalogue, Question, QuestionKind};
use crate::diagnostic::Lines;
use crate::model::{
    Answer, AnswerIndex, Code, Date, FileReport, FileStatus, GivenAnswer, OfficialScore, Polarity,
    QuestionIndex, Reading, Response, SupplierId, Tally, Tier, Unaccounted, points,
};
use crate::run_folder::figure::Figure;

/// The format line of the JSON form.
const FORMAT: &str = "flowdown-check/1";

/// What was found in files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CheckReport {
    /// `flowdown-check/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// The files, by path.
    pub files: Vec<CheckedFile>,
}

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CheckedFile {
    /// Its path.
    pub file: String,
    /// What became of it.
    pub status: FileStatus,
    /// Why it is not accepted.
    pub reason: Option<String>,
    /// The layout it was read by.
    pub adapter: Option<String>,
    /// The questionnaire.
    pub questionnaire: Option<String>,
    /// The edition it states.
    pub edition: Option<String>,
    /// Who sent it.
    pub supplier: Option<SupplierId>,
    /// When it was completed.
    pub completed_on: Option<Date>,
    /// Questions of the form.
    pub questions: Questions,
    /// Answers, each question once.
    pub answers: AnswerCounts,
    /// The ledger.
    pub cells: Cells,
    /// Cells that are not accounted for, by column, for people.
    #[serde(skip)]
    pub columns: Vec<Unaccounted>,
    /// What a person should look at.
    pub integrity: Vec<IntegrityRemark>,
    /// Scores by official schemes of the form's questionnaire; none for our own form.
    pub official: Vec<OfficialFigures>,
    /// Controls about which something was answered.
    pub controls_reached: usize,
}

/// Questions of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Questions {
    /// In the questionnaire.
    pub expected: usize,
    /// Found, each once.
    pub found: usize,
    /// Rows with an id the questionnaire does not have.
    pub added: usize,
    /// Rows beyond the first of a question.
    pub repeated: usize,
}

/// Answers by kind, each question once: of a repeated one the worst.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AnswerCounts {
    /// Yes, or a number or date good enough at the highest tier.
    pub yes: usize,
    /// Partial.
    pub partial: usize,
    /// No.
    pub no: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// Blank.
    pub unanswered: usize,
    /// Not understood.
    pub unreadable: usize,
}

impl From<Tally> for AnswerCounts {
    fn from(tally: Tally) -> Self {
        let Tally { yes, partial, no, not_applicable, unanswered, unreadable } = tally;
        Self { yes, partial, no, not_applicable, unanswered, unreadable }
    }
}

/// A score by an official scheme. It changes no decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OfficialFigures {
    /// The scheme.
    pub scheme: String,
    /// Its points or level; none: the scheme gives no score.
    pub score: Option<Figure>,
    /// The most that could be.
    pub maximum: Figure,
    /// Score over maximum.
    pub share: Option<Figure>,
    /// What the score means.
    pub status: String,
    /// Its sections.
    pub sections: Vec<OfficialSectionFigures>,
    /// What the file itself computed.
    pub in_file: Option<Figure>,
}

/// A section of an official score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OfficialSectionFigures {
    /// Its name.
    pub section: String,
    /// Its points, level or count; none: nothing in it counts.
    pub score: Option<Figure>,
    /// The most that could be.
    pub maximum: Figure,
    /// Answers by kind, for schemes that only count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<AnswerCounts>,
}

/// Non-empty cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Cells {
    /// Seen.
    pub seen: usize,
    /// Answers, comments, evidence, known boilerplate.
    pub accounted: usize,
    /// The rest, by cell.
    pub unaccounted: Vec<String>,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IntegrityRemark {
    /// The finding's code.
    pub code: Code,
    /// Where it stands.
    pub place: Option<String>,
    /// What it is.
    pub message: String,
    /// What to do about it; for people only.
    #[serde(skip)]
    pub help: String,
}

/// The JSON Schema of [`CheckReport`].
pub fn schema() -> String {
    crate::schema::of::<CheckReport>()
}

/// The report on files and their responses.
pub fn check(catalogue: &Catalogue, read: &[(FileReport, Option<Response>)]) -> CheckReport {
    let files = read.iter().map(|(file, response)| checked(catalogue, file, response.as_ref()));
    CheckReport { format: FORMAT.into(), files: files.collect() }
}

fn checked(catalogue: &Catalogue, file: &FileReport, response: Option<&Response>) -> CheckedFile {
    let unmapped = || file.unmapped.map(|tally| (AnswerCounts::from(tally), 0)).unwrap_or_default();
    let (answers, controls) = response.map_or_else(unmapped, |response| count(catalogue, response));
    let remarks = file.findings.iter().map(|finding| IntegrityRemark {
        code: finding.code,
        place: finding.place.as_ref().map(ToString::to_string),
        message: finding.message.clone(),
        help: finding.help.clone(),
    });
    CheckedFile {
        file: file.file.to_string(),
        status: file.status,
        reason: Some(file.reason.clone()).filter(|reason| !reason.is_empty()),
        adapter: file.adapter.clone(),
        questionnaire: file.questionnaire.clone(),
        edition: file.edition.clone(),
        supplier: file.supplier.clone(),
        completed_on: file.completed_on,
        questions: Questions {
            expected: file.expected,
            found: file.found,
            added: file.added,
            repeated: file.repeated,
        },
        answers,
        columns: file.ledger.columns.clone(),
        cells: Cells {
            seen: file.ledger.seen,
            accounted: file.ledger.accounted,
            unaccounted: file.ledger.unaccounted.iter().map(crate::model::Place::within).collect(),
        },
        integrity: remarks.collect(),
        official: file.official.iter().map(OfficialFigures::from).collect(),
        controls_reached: controls,
    }
}

/// The number of answers of each kind and of controls answered, by the words in the form.
fn count(catalogue: &Catalogue, response: &Response) -> (AnswerCounts, usize) {
    let questionnaire = &catalogue.questionnaires[usize::from(response.questionnaire)];
    // One entry of a questionnaire can stand for many ids, and so have rows of several questions.
    let mut rows: BTreeMap<(QuestionIndex, Option<&str>), Vec<&GivenAnswer>> = BTreeMap::new();
    for (at, answer) in AnswerIndex::each(&response.answers) {
        rows.entry((answer.question, response.id(at))).or_default().push(answer);
    }
    let mut answers = AnswerCounts::default();
    let mut controls = BTreeSet::new();
    for ((question, _), rows) in rows {
        let question = &questionnaire.questions[question];
        let said = |given: &&GivenAnswer| judged(question, given.reading, response.completed_on);
        let answered = rows.iter().map(said).filter(|answer| answer.is_answered()).max();
        if answered.is_some() {
            controls.extend(question.reaches.iter().map(|reach| reach.control));
        }
        let unreadable = rows.iter().any(|given| given.reading == Reading::Unreadable);
        let apart = rows.iter().any(|given| given.reading == Reading::NotApplicable);
        *match answered {
            Some(Answer::Yes) => &mut answers.yes,
            Some(Answer::Partial) => &mut answers.partial,
            Some(_) => &mut answers.no,
            None if unreadable => &mut answers.unreadable,
            None if apart => &mut answers.not_applicable,
            None => &mut answers.unanswered,
        } += 1;
    }
    (answers, controls.len())
}

impl From<&OfficialScore> for OfficialFigures {
    fn from(found: &OfficialScore) -> Self {
        let sections = found.sections.iter().map(|one| OfficialSectionFigures {
            section: one.section.clone(),
            score: one.score.map(Figure::from),
            maximum: one.maximum.into(),
            answers: one.answers.map(AnswerCounts::from),
        });
        Self {
            scheme: found.scheme.clone(),
            score: found.score.map(Figure::from),
            maximum: found.maximum.into(),
            share: found.share().map(Figure::from),
            status: found.status.clone(),
            sections: sections.collect(),
            in_file: found.in_file.as_ref().map(|stated| stated.score.into()),
        }
    }
}

/// The word as written; a number or date by the thresholds of the highest tier, on the day of completion.
fn judged(question: &Question, reading: Reading, on: Option<Date>) -> Answer {
    // A question for free text counts an answer word as well.
    let kind = match question.kind {
        QuestionKind::Text => QuestionKind::Choice,
        kind => kind,
    };
    read_as(
        reading,
        Polarity::Yes,
        question.thresholds.as_ref(),
        kind,
        Tier::Critical,
        on.unwrap_or(Date::MAX),
    )
}

/// The report as text for people.
pub fn text(check: &CheckReport) -> Lines {
    let mut text = Lines::new();
    for file in &check.files {
        let reason = file.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        text.line(format_args!("{}  {}{reason}", file.file, file.status));
        if file.questions.found > 0 {
            let (asked, answers) = (&file.questions, &file.answers);
            let supplier = file.supplier.as_ref().map_or("–", SupplierId::as_str);
            let on = file.completed_on.map_or_else(|| "undated".to_owned(), |on| on.to_string());
            text.line(format_args!(
                "  {} of {supplier}, completed {on}",
                file.questionnaire.as_deref().or(file.adapter.as_deref()).unwrap_or("–"),
            ));
            text.line(format_args!(
                "  questions {} of {}, added {}, repeated {}",
                asked.found, asked.expected, asked.added, asked.repeated,
            ));
            text.line(format_args!(
                "  yes {}, partial {}, no {}, not applicable {}, unanswered {}, unreadable {}; controls reached {}",
                answers.yes, answers.partial, answers.no, answers.not_applicable, answers.unanswered, answers.unreadable, file.controls_reached,
            ));
        }
        for one in &file.official {
            let score = one.score.map_or_else(String::new, |score| {
                format!(" {} of {}", points(score.0), points(one.maximum.0))
            });
            let in_file =
                one.in_file.map(|score| format!(" (the file itself: {})", points(score.0)));
            let in_file = in_file.unwrap_or_default();
            text.line(format_args!("  {}{score}{in_file}: {}", one.scheme, one.status));
        }
        text.line(format_args!(
            "  cells {} = {} accounted + {} unaccounted",
            file.cells.seen,
            file.cells.accounted,
            file.cells.unaccounted.len()
        ));
        for column in &file.columns {
            text.line(format_args!("    {column}"));
        }
        for remark in &file.integrity {
            text.line(format_args!("  {:<20} {}", remark.code, remark.message));
            // The file is named above already.
            let place = remark.place.iter().filter(|place| **place != file.file);
            let help = Some(&remark.help).filter(|help| !help.is_empty());
            for line in place.cloned().chain(help.map(|help| format!("help: {help}"))) {
                text.line(format_args!("  {:<20} {line}", ""));
            }
        }
    }
    text
}
