//! `run.json`: which program read what, and what came of it, with digests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::decisions::PolicyStamp;
use super::folder::hex;
use crate::catalogue::{Catalogue, DataFile};

/// Format line of `run.json`.
pub(super) const FORMAT: &str = "flowdown-run/1";

/// A file with its digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
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
    /// A file's record.
    pub fn new(path: impl Into<String>, bytes: u64, sha256: impl Into<String>) -> Self {
        Self { path: path.into(), bytes, sha256: sha256.into() }
    }
}

/// An edition of a data file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireStamp {
    /// The questionnaire's id; `vocabulary` for the vocabulary.
    pub id: String,
    /// Its edition.
    pub edition: String,
}

/// The file `run.json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// `flowdown-run/1`.
    pub format: &'static str,
    /// Program and version.
    pub program: String,
    /// The day the run speaks of.
    pub as_of: String,
    /// The policy.
    pub policy: PolicyStamp,
    /// Editions of questionnaires and vocabulary.
    pub questionnaires: Vec<QuestionnaireStamp>,
    /// Files of `scoring/` and `questionnaires/`.
    pub catalogue: Vec<FileRecord>,
    /// Files of the portfolio.
    pub inputs: Vec<FileRecord>,
    /// Files of the run folder, without this one.
    pub outputs: Vec<FileRecord>,
    /// SHA-256 of the previous run's `run.json`.
    pub previous: Option<String>,
}

/// Name and version of this program.
pub fn program() -> String {
    format!("flowdown {}", env!("CARGO_PKG_VERSION"))
}

/// The policy's name, edition and the digest over the files of `scoring/`.
pub fn policy_stamp(catalogue: &Catalogue) -> PolicyStamp {
    let policy = &catalogue.policy;
    let files = catalogue.scoring_files();
    PolicyStamp { id: policy.id.clone(), edition: policy.edition.clone(), sha256: digest(files) }
}

/// One digest over files: SHA-256 of the lines `sha256  name`, as `sha256sum` writes them.
fn digest<'f>(files: impl Iterator<Item = &'f DataFile>) -> String {
    let mut lines: Vec<String> = files
        .map(|file| {
            format!("{}  {}\n", file.sha256, file.name.rsplit('/').next().unwrap_or_default())
        })
        .collect();
    lines.sort();
    hex(&Sha256::digest(lines.concat().as_bytes()))
}

/// The digest of the inputs: SHA-256 of the lines `sha256  path`, in the order of the paths.
pub fn inputs_digest(inputs: &[FileRecord]) -> String {
    let lines: String =
        inputs.iter().map(|file| format!("{}  {}\n", file.sha256, file.path)).collect();
    hex(&Sha256::digest(lines.as_bytes()))
}

/// The record of a run.
pub fn record(
    catalogue: &Catalogue,
    as_of: &str,
    inputs: Vec<FileRecord>,
    outputs: Vec<FileRecord>,
) -> Run {
    let mut questionnaires: Vec<QuestionnaireStamp> = catalogue
        .questionnaires
        .iter()
        .map(|one| QuestionnaireStamp { id: one.id.clone(), edition: one.edition.clone() })
        .collect();
    let vocabulary = catalogue.vocabulary.edition.clone();
    questionnaires.push(QuestionnaireStamp { id: "vocabulary".to_owned(), edition: vocabulary });
    let files = catalogue.files.iter();
    Run {
        format: FORMAT,
        program: program(),
        as_of: as_of.to_owned(),
        policy: policy_stamp(catalogue),
        questionnaires,
        catalogue: files
            .map(|file| {
                FileRecord::new(file.name.as_ref(), file.text.len() as u64, file.sha256.clone())
            })
            .collect(),
        inputs,
        outputs,
        previous: None,
    }
}
