//! `run.json`: the program, its inputs and its outputs, with digests.

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decisions::PolicyStamp;
use crate::catalogue::{Catalogue, DataFile};
use crate::digest::sha256;
use crate::model::{Date, PORTFOLIO_PARTS};

/// The format line of `run.json`.
pub(super) const FORMAT: &str = "flowdown-run/1";

/// The longest `run.json` that is read, in bytes: about 100,000 files.
pub(super) const LONGEST_RECORD: u64 = 64 * 1024 * 1024;

/// A file with its digest.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// Path with `/` between its parts, below the portfolio or the run folder.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl FileRecord {
    /// The record of a file with the given path, size and digest.
    pub fn new(path: impl Into<String>, bytes: u64, sha256: impl Into<String>) -> Self {
        Self { path: path.into(), bytes, sha256: sha256.into() }
    }
}

/// An edition of a data file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct QuestionnaireStamp {
    /// The questionnaire's id; `vocabulary` for the vocabulary.
    pub id: String,
    /// Its edition.
    pub edition: String,
}

/// The file `run.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RunJson {
    /// `flowdown-run/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// Program and version.
    pub program: String,
    /// The day the run speaks of.
    pub as_of: Date,
    /// The policy.
    pub policy: PolicyStamp,
    /// Editions of questionnaires and vocabulary.
    #[serde(default)]
    pub questionnaires: Vec<QuestionnaireStamp>,
    /// Files of `scoring/` and `questionnaires/`.
    pub catalogue: Vec<FileRecord>,
    /// Files of the portfolio.
    pub inputs: Vec<FileRecord>,
    /// Files of the run folder, without this one.
    pub outputs: Vec<FileRecord>,
    /// SHA-256 of the previous run's `run.json`.
    pub previous: Option<String>,
    /// SHA-256 of this file with zeros in place of these digits: an edit of the record is detected.
    #[serde(default)]
    pub sha256: String,
}

/// The JSON Schema of [`RunJson`].
pub fn schema() -> String {
    crate::schema::of::<RunJson>()
}

impl RunJson {
    /// The record as text, with its own digest.
    ///
    /// # Errors
    /// Never in practice: every field can be serialised.
    pub fn sealed(&self) -> serde_json::Result<String> {
        let text = format!("{}\n", serde_json::to_string_pretty(self)?);
        Ok(seal(&text).unwrap_or(text))
    }
}

/// The text before the digits of the record's own digest, which is the last field.
const SEAL: &str = "\n  \"sha256\": \"";

/// The byte range of the digits of a record's own digest.
fn digits(record: &str) -> Option<std::ops::Range<usize>> {
    let start = record.rfind(SEAL)? + SEAL.len();
    let span = start..start + 64;
    let hex = record.get(span.clone())?.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then_some(span)
}

/// A record with its own digest filled in; `None` if it has no field for one.
pub fn seal(record: &str) -> Option<String> {
    let span = digits(record)?;
    let mut text = record.to_owned();
    text.replace_range(span.clone(), &"0".repeat(64));
    let digest = sha256(text.as_bytes());
    text.replace_range(span, &digest);
    Some(text)
}

/// The name and version of this program.
pub fn program() -> String {
    format!("flowdown {}", env!("CARGO_PKG_VERSION"))
}

/// The policy's name, edition and the digest over the files of `scoring/`.
pub fn policy_stamp(catalogue: &Catalogue) -> PolicyStamp {
    let policy = &catalogue.policy;
    let files = catalogue.scoring_files();
    PolicyStamp { id: policy.id.clone(), edition: policy.edition.clone(), sha256: digest(files) }
}

/// One digest over several files: SHA-256 of the lines `sha256  name`, as `sha256sum` writes them.
fn digest<'f>(files: impl Iterator<Item = &'f DataFile>) -> String {
    let mut lines: Vec<String> = files
        .map(|file| {
            format!("{}  {}\n", file.sha256(), file.name.rsplit('/').next().unwrap_or_default())
        })
        .collect();
    lines.sort();
    sha256(lines.concat().as_bytes())
}

/// The digest of the inputs: SHA-256 of the lines `sha256  path`, in the order of the paths.
pub fn inputs_digest(inputs: &[FileRecord]) -> String {
    let lines: String =
        inputs.iter().map(|file| format!("{}  {}\n", file.sha256, file.path)).collect();
    sha256(lines.as_bytes())
}

/// The record of a run, without its own digest.
pub fn record(
    catalogue: &Catalogue,
    as_of: Date,
    inputs: Vec<FileRecord>,
    outputs: Vec<FileRecord>,
    previous: Option<&str>,
) -> RunJson {
    let mut questionnaires: Vec<QuestionnaireStamp> = catalogue
        .questionnaires
        .iter()
        .map(|one| QuestionnaireStamp { id: one.id.clone(), edition: one.edition.clone() })
        .collect();
    let vocabulary = catalogue.vocabulary.edition.clone();
    questionnaires.push(QuestionnaireStamp { id: "vocabulary".to_owned(), edition: vocabulary });
    let files = catalogue.files.iter();
    RunJson {
        format: FORMAT.into(),
        program: program(),
        as_of,
        policy: policy_stamp(catalogue),
        questionnaires,
        catalogue: files
            .map(|file| FileRecord::new(file.name.as_ref(), file.text.len() as u64, file.sha256()))
            .collect(),
        inputs,
        outputs,
        previous: previous.map(str::to_owned),
        sha256: "0".repeat(64),
    }
}

/// The names of the portfolios that a run was made of, from the paths of its registers; none if it was made of one alone.
pub fn portfolios(inputs: &[FileRecord]) -> BTreeSet<&str> {
    let front = |file: &'_ FileRecord| {
        let (front, below) = file.path.split_once('/')?;
        let own = !PORTFOLIO_PARTS.contains(&front) && below.starts_with("register");
        own.then_some(front.len())
    };
    inputs.iter().filter_map(|file| Some(&file.path[..front(file)?])).collect()
}
