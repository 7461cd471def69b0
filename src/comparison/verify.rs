//! Whether a run is as it was written: its record, its files, the earlier runs, and its input files.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Lines;
use crate::intake::portfolio::PortfolioFolders;
use crate::model::Date;
use crate::run_folder::finished::{FinishedError, FinishedRun, change_of_input};

/// The longest chain of runs that is followed.
const LONGEST: usize = 1_000;

/// The format line of the JSON form.
const FORMAT: &str = "flowdown-verify/1";

/// A run with what is no longer as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VerifiedRun {
    /// Its folder, as it was named or found.
    pub run: String,
    /// The day it speaks of; none: its record can't be read.
    pub as_of: Option<Date>,
    /// Whether everything is as recorded.
    pub sound: bool,
    /// Files of it that were hashed.
    pub outputs: usize,
    /// What differs, a sentence each.
    pub changes: Vec<String>,
}

/// The files a run was made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VerifiedInputs {
    /// Files that are as they were.
    pub same: usize,
    /// Files that differ, a sentence each.
    pub changes: Vec<String>,
    /// Files that are no longer there: they are not compared.
    pub gone: Vec<String>,
    /// Files that the run could not read either: no digest is recorded for them.
    pub unread: Vec<String>,
    /// Files of the portfolio that the run did not know.
    pub new: Vec<String>,
}

/// The same run once more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VerifiedRerun {
    /// The program that assessed again.
    pub program: String,
    /// Files that came out as the same bytes.
    pub same: usize,
    /// Files that came out otherwise, or are missing on one side.
    pub differ: Vec<String>,
}

/// What was compared, and what differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Verification {
    /// `flowdown-verify/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// Whether everything that was compared is as recorded.
    pub sound: bool,
    /// The run, then the runs before it.
    pub chain: Vec<VerifiedRun>,
    /// The digest of a run before that is not there; none: the chain goes back to its beginning.
    pub missing: Option<String>,
    /// The files it was made of; none: no portfolio was named.
    pub inputs: Option<VerifiedInputs>,
    /// The same run assessed again; none: it was not asked for.
    pub rerun: Option<VerifiedRerun>,
}

/// The JSON Schema of [`Verification`].
pub fn schema() -> String {
    crate::schema::of::<Verification>()
}

fn verified(run: &FinishedRun) -> VerifiedRun {
    let mut changes = run.changes();
    let strangers = run.strangers().into_iter();
    changes.extend(strangers.map(|path| format!("{path}: the record does not list it")));
    if changes.is_empty()
        && let Err(error) = run.decisions()
    {
        changes.push(error.to_string());
    }
    VerifiedRun {
        run: run.folder().display().to_string(),
        as_of: Some(run.as_of()),
        sound: changes.is_empty(),
        outputs: run.outputs().len(),
        changes,
    }
}

/// Compares a run, and the earlier runs of its chain, with their records; earlier runs are looked up in the folder
/// `runs`.
///
/// # Errors
/// When the folder is not a run. A damaged record is not an error: the verification reports it.
pub fn verify(
    folder: &Path,
    runs: &Path,
) -> Result<(Verification, Option<FinishedRun>), FinishedError> {
    let mut verification = Verification {
        format: FORMAT.into(),
        sound: false,
        chain: Vec::new(),
        missing: None,
        inputs: None,
        rerun: None,
    };
    let run = match FinishedRun::open(folder) {
        Ok(run) => run,
        Err(error @ FinishedError::NoRun(_)) => return Err(error),
        Err(error) => {
            verification.chain.push(unreadable(folder, &error));
            return Ok((verification, None));
        }
    };
    verification.chain.push(verified(&run));
    let mut seen: HashSet<String> = HashSet::from([run.digest().to_owned()]);
    let mut before = run.previous().map(str::to_owned);
    while let Some(digest) = before.take() {
        let fresh = seen.len() < LONGEST && seen.insert(digest.clone());
        let Some(found) = FinishedRun::find(&digest, runs).filter(|_| fresh) else {
            verification.missing = Some(digest);
            break;
        };
        match FinishedRun::open(&found) {
            Ok(run) => {
                verification.chain.push(verified(&run));
                before = run.previous().map(str::to_owned);
            }
            Err(error) => verification.chain.push(unreadable(&found, &error)),
        }
    }
    verification.sum_up();
    Ok((verification, Some(run)))
}

fn unreadable(folder: &Path, error: &FinishedError) -> VerifiedRun {
    VerifiedRun {
        run: folder.display().to_string(),
        as_of: None,
        sound: false,
        outputs: 0,
        changes: vec![error.to_string()],
    }
}

impl Verification {
    fn sum_up(&mut self) {
        self.sound = self.chain.iter().all(|run| run.sound)
            && self.missing.is_none()
            && self.inputs.as_ref().is_none_or(|inputs| inputs.changes.is_empty())
            && self.rerun.as_ref().is_none_or(|rerun| rerun.differ.is_empty());
    }

    /// Compares the input files of the run with their records; `names` are the files that the portfolios hold now. A file
    /// of a portfolio that is not named counts as gone.
    pub fn compare_inputs(
        &mut self,
        run: &FinishedRun,
        portfolios: &PortfolioFolders,
        names: &[String],
    ) {
        let known: HashSet<&str> = run.inputs().iter().map(|file| file.path.as_str()).collect();
        let new = names.iter().filter(|name| !known.contains(name.as_str()));
        let mut inputs = VerifiedInputs {
            same: 0,
            changes: Vec::new(),
            gone: Vec::new(),
            unread: Vec::new(),
            new: new.cloned().collect(),
        };
        for file in run.inputs() {
            let Some((folder, below)) = portfolios.divide(&file.path) else {
                inputs.gone.push(file.path.clone());
                continue;
            };
            match change_of_input(folder, below, file) {
                None => inputs.same += 1,
                Some(_) if file.sha256.is_empty() => inputs.unread.push(file.path.clone()),
                Some(_) if !folder.join(below).exists() => {
                    inputs.gone.push(file.path.clone());
                }
                Some(change) => inputs.changes.push(change),
            }
        }
        self.inputs = Some(inputs);
        self.sum_up();
    }

    /// Compares the run with its repetition.
    pub fn compare_rerun(&mut self, run: &FinishedRun, again: &FinishedRun) {
        let (old, new): (HashSet<_>, HashSet<_>) =
            (run.outputs().iter().collect(), again.outputs().iter().collect());
        let mut differ: Vec<String> =
            old.symmetric_difference(&new).map(|file| file.path.clone()).collect();
        differ.sort();
        differ.dedup();
        let mut same = old.intersection(&new).count();
        // `run.json` names the policy and the previous run, so it is compared like any other file.
        if run.digest() == again.digest() {
            same += 1;
        } else {
            differ.push("run.json".to_owned());
        }
        let program = again.program().to_owned();
        self.rerun = Some(VerifiedRerun { program, same, differ });
        self.sum_up();
    }

    /// The verification as text: one line for each part, with the differences below it.
    pub fn text(&self) -> Lines {
        let mut text = Lines::new();
        let mut add = |line: String| text.line(line);
        for run in &self.chain {
            let word = if run.sound { "as it was written" } else { "CHANGED" };
            let day = run.as_of.map_or_else(|| "no day".to_owned(), |day| day.to_string());
            add(format!("{} of {day}: {word}, {} files", run.run, run.outputs));
            run.changes.iter().for_each(|change| add(format!("  {change}")));
        }
        match &self.missing {
            Some(digest) => add(format!(
                "its previous run, {digest}, is not there; name its folder with --runs"
            )),
            None if self.chain.last().is_some_and(|run| run.as_of.is_none()) => {
                add("what came before can't be said: the record names it".to_owned())
            }
            None if self.chain.len() > 1 => {
                add(format!("chain of {} runs, whole", self.chain.len()))
            }
            None => add("no previous run is recorded".to_owned()),
        }
        match &self.inputs {
            None => add("inputs: not compared (name the portfolio with --portfolio)".to_owned()),
            Some(inputs) => {
                let (changed, gone) = (inputs.changes.len(), inputs.gone.len());
                add(format!(
                    "inputs: {} the same, {changed} changed, {gone} no longer there",
                    inputs.same
                ));
                inputs.changes.iter().for_each(|change| add(format!("  {change}")));
                let mut list = |paths: &[String], words: &str| {
                    paths.iter().for_each(|path| add(format!("  {path}: {words}")));
                };
                list(&inputs.gone, "no longer there, not compared");
                list(&inputs.unread, "the run could not read it, not compared");
                list(&inputs.new, "new, the run did not know it");
            }
        }
        if let Some(rerun) = &self.rerun {
            add(format!(
                "assessed again by {}: {} files the same, {} not",
                rerun.program,
                rerun.same,
                rerun.differ.len()
            ));
            rerun.differ.iter().for_each(|path| add(format!("  {path}: other bytes")));
        }
        text
    }
}
