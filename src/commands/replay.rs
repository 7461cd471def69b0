//! `flowdown replay`: assesses past runs under other rules.

use std::collections::HashMap;
use std::path::PathBuf;

use super::named_run::{no_run, whole};
use super::outcome::{CommandError, ExitStatus};
use super::terminal::Terminal;
use crate::assessment::attribution::{rename, renamed};
use crate::assessment::{Inputs, Memory, assess};
use crate::catalogue::{Catalogue, Positions, Source};
use crate::cli::{Global, ReplayArgs};
use crate::comparison::movement::Stand;
use crate::comparison::replay::{Replayed, occurred, replay, text};
use crate::diagnostic::Problems;
use crate::model::{Date, Response};
use crate::run_folder::snapshot::Snapshot;

/// A past run with its snapshot; suppliers have their ids of the newest run.
pub(super) struct SnapshotRun {
    /// Its as-of date.
    pub as_of: Date,
    /// The decisions as recorded.
    pub stands: Vec<Stand>,
    /// Its snapshot.
    pub snapshot: Snapshot,
    /// SHA-256 of its `run.json`.
    pub digest: String,
    /// The SHA-256 of the previous run's `run.json`.
    pub previous: Option<String>,
}

pub(super) fn run(
    global: &Global,
    args: &ReplayArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let kept = kept(&args.runs)?;
    let incidents = occurred(kept.iter().map(|run| &run.snapshot.register));
    let mut policy = String::new();
    let mut runs = Vec::with_capacity(kept.len());
    // The due days that a run remembers are those that its previous run would have set under these rules.
    let mut before: Option<(String, Memory)> = None;
    for run in kept {
        let rules = rules(global, &run.snapshot)?;
        policy = format!("{} {}", rules.policy.id, rules.policy.edition);
        let went_on = before.take().filter(|(digest, _)| Some(digest) == run.previous.as_ref());
        let memory = went_on.map(|(_, memory)| memory).unwrap_or_default();
        let (replayed, unasked, memory) = anew(&run.snapshot, &rules, memory);
        before = Some((run.digest, memory));
        runs.push(Replayed { as_of: run.as_of, decided: run.stands, replayed, unasked });
    }
    let found = replay(&runs, &incidents, policy);
    if args.json {
        terminal.json(&found)?;
    } else {
        terminal.result(&text(&found))?;
    }
    Ok(ExitStatus::Done)
}

/// The past runs in the order of their days. Each must be as it was written and have a snapshot.
pub(super) fn kept(folders: &[PathBuf]) -> Result<Vec<SnapshotRun>, CommandError> {
    let mut kept: Vec<SnapshotRun> = Vec::with_capacity(folders.len());
    for folder in folders {
        let run = whole(folder)?;
        let stands = Stand::of(&run).map_err(no_run)?;
        let snapshot = run.snapshot().map_err(|error| {
            let help = "assess that quarter again with this program, from its portfolio";
            CommandError::failed(error.to_string(), help)
        })?;
        let (digest, previous) = (run.digest().to_owned(), run.previous().map(str::to_owned));
        kept.push(SnapshotRun { as_of: run.as_of(), stands, snapshot, digest, previous });
    }
    kept.sort_by_key(|run| run.as_of);
    if let Some(pair) = kept.windows(2).find(|pair| pair[0].as_of == pair[1].as_of) {
        let message = format!("two of the runs are of {}", pair[0].as_of);
        return Err(CommandError::failed(message, "name one run of each day"));
    }
    let Some((newest, older)) = kept.split_last_mut() else { return Ok(kept) };
    for run in older {
        let ids = renamed(&run.snapshot.register, &newest.snapshot.register);
        rename(&mut run.snapshot.register, &mut run.snapshot.responses, &ids);
        let ids: HashMap<&str, &str> =
            ids.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
        run.stands.iter_mut().for_each(|stand| stand.rename(&ids));
    }
    Ok(kept)
}

/// The rules of the options; without an option the questionnaires are those of the run.
pub(super) fn rules(global: &Global, snapshot: &Snapshot) -> Result<Catalogue, Problems> {
    let open = |folder: &Option<PathBuf>, or: Source| match folder {
        Some(path) => Source::folder(path),
        None => Ok(or),
    };
    let scoring = open(&global.scoring, Source::embedded("scoring"))?;
    let questionnaires = open(&global.questionnaires, snapshot.catalogue.questionnaires())?;
    Catalogue::from_sources(&scoring, &questionnaires)
}

/// The decisions under other rules, the number of responses to questionnaires that these rules do not have, and the due
/// days that the run would have set.
pub(super) fn anew(
    snapshot: &Snapshot,
    rules: &Catalogue,
    memory: Memory,
) -> (Vec<Stand>, usize, Memory) {
    let known = Positions::new(rules);
    let translate = |one: &Response| known.translated(one, &snapshot.catalogue);
    let all = snapshot.responses.iter().map(translate);
    let (asked, unasked): (Vec<Response>, Vec<Response>) =
        all.partition(|one| usize::from(one.questionnaire) < rules.questionnaires.len());
    let inputs = Inputs::new(rules, &snapshot.register, &asked, snapshot.as_of);
    let assessment = assess(inputs.remembering(memory));
    (Stand::all(&assessment), unasked.len(), assessment.memory())
}
