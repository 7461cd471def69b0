//! Reads the files of the catalogue one by one; every problem goes to the list.

use super::adapter::{self, Adapter, AdapterFile};
use super::calibration::{self, Calibration};
use super::control::{self, Controls, ControlsFile};
use super::crosswalk::{self, CrosswalkFile};
use super::decode::Document;
use super::effort::{self, Effort};
use super::fingerprint::{self, Fingerprints, FingerprintsFile};
use super::mapping::{self, Mapping};
use super::obligations::{self, Obligations};
use super::official::{self, Official};
use super::policy::{self, Policy};
use super::questionnaire::{self, Questionnaire, QuestionnaireFile};
use super::sentences::{self, RulesFile, Sentences};
use super::source::{DataFile, Source};
use super::vocabulary::{self, Vocabulary, VocabularyFile};
use crate::diagnostic::Problem;
use rayon::prelude::*;

/// The contents of the files of `scoring/`; `None` where the file, or one that it refers to, has problems.
pub(super) struct ScoringParts {
    pub(super) policy: Option<Policy>,
    pub(super) controls: Option<Controls>,
    pub(super) sentences: Option<Sentences>,
    pub(super) obligations: Option<Obligations>,
    pub(super) effort: Option<Effort>,
    pub(super) calibration: Option<Calibration>,
}

impl ScoringParts {
    pub(super) fn read(scoring: &Source, problems: &mut Vec<Problem>) -> Self {
        let mut policy = policy::read(scoring, problems);
        let controls = policy.as_ref().and_then(|one| read_controls(scoring, one, problems));
        let sentences = read_sentences(scoring, problems);
        let obligations = read_obligations(scoring, policy.as_ref(), problems);
        if let Some((policy, obligations)) = policy.as_mut().zip(obligations.as_ref()) {
            policy.return_or_destruction_days = obligations.return_days();
        }
        let known = policy.as_ref().zip(controls.as_ref());
        let effort =
            known.and_then(|(policy, controls)| read_effort(scoring, policy, controls, problems));
        let calibration = read_calibration(scoring, problems);
        Self { policy, controls, sentences, obligations, effort, calibration }
    }
}

/// What was read of a questionnaire file, with its problems.
type ReadQuestionnaire<'f> = (Option<Document<'f>>, Option<Questionnaire>, Vec<Problem>);

fn read_questionnaire<'f>(
    file: &'f DataFile,
    controls: &Controls,
) -> Option<ReadQuestionnaire<'f>> {
    let mut problems = Vec::new();
    let below = &*file.below;
    let read = if is_apart(below) {
        return None;
    } else if below.starts_with("crosswalks/") {
        policy::decode::<CrosswalkFile>(file, &mut problems).map(|(typed, document)| {
            let made = crosswalk::check(typed, &document, controls, &mut problems);
            (document, made)
        })
    } else {
        policy::decode::<QuestionnaireFile>(file, &mut problems).map(|(typed, document)| {
            let made = questionnaire::check(typed, &document, controls, &mut problems);
            (document, made)
        })
    };
    let (document, questionnaire) = read.unzip();
    Some((document, questionnaire, problems))
}

pub(super) fn read_adapters(
    source: &Source,
    questionnaires: Option<&[Questionnaire]>,
    problems: &mut Vec<Problem>,
) -> Vec<Adapter> {
    let mut found: Vec<Adapter> = Vec::new();
    let files = source.files.iter().filter(|file| file.below.starts_with("adapters/"));
    for file in files {
        let Some((typed, document)) = policy::decode::<AdapterFile>(file, problems) else {
            continue;
        };
        // Without questionnaires, every adapter would be reported for naming an unknown one.
        let Some(questionnaires) = questionnaires else { continue };
        let adapter = adapter::check(typed, &document, questionnaires, problems);
        if found.iter().any(|other| other.id == adapter.id) {
            let message = format!("the adapter `{}` stands twice", adapter.id);
            let at = [super::decode::Step::Key("id")];
            problems.push(document.problem(&at, message, "give each an id of its own"));
        }
        found.push(adapter);
    }
    found
}

/// Whether a file of `questionnaires/` holds no questions.
fn is_apart(below: &str) -> bool {
    let folders = ["adapters/", "fingerprints/", "official/"];
    ["vocabulary.toml", "mapping.toml"].contains(&below)
        || folders.iter().any(|folder| below.starts_with(folder))
}

pub(super) fn read_official(
    source: &Source,
    questionnaires: Option<&[Questionnaire]>,
    problems: &mut Vec<Problem>,
) -> Vec<Official> {
    let files = source.files.iter().filter(|file| file.below.starts_with("official/"));
    let read = files.filter_map(|file| {
        let (typed, document) = policy::decode::<Official>(file, problems)?;
        if let Some(questionnaires) = questionnaires {
            official::check(&typed, &document, questionnaires, problems);
        }
        Some(typed)
    });
    read.collect()
}

pub(super) fn read_fingerprints(
    source: &Source,
    questionnaires: Option<&[Questionnaire]>,
    problems: &mut Vec<Problem>,
) -> Vec<Fingerprints> {
    let files = source.files.iter().filter(|file| file.below.starts_with("fingerprints/"));
    let read = files.filter_map(|file| {
        let (typed, document) = policy::decode::<FingerprintsFile>(file, problems)?;
        Some(fingerprint::check(typed, &document, questionnaires?, problems))
    });
    read.collect()
}

/// Names of the files of `scoring/`.
const SCORING: &[&str] = &[
    "calibration.toml",
    "certificates.toml",
    "controls.toml",
    "domains.toml",
    "effort.toml",
    "evidence.toml",
    "gates.toml",
    "likelihood.toml",
    "obligations.toml",
    "policy.toml",
    "rules.toml",
    "signers.toml",
    "tiers.toml",
    "transfers.toml",
    "waivers.toml",
];

/// Reports unknown and missing files: a misspelt file name must not silently mean the default.
pub(super) fn unknown_files(
    scoring: &Source,
    questionnaires: &Source,
    problems: &mut Vec<Problem>,
) {
    for file in &scoring.files {
        let name = file.name.rsplit('/').next().unwrap_or_default();
        if !SCORING.contains(&name) {
            let help = crate::diagnostic::did_you_mean(name, SCORING.iter().copied());
            problems.push(Problem::file(file.name.to_string(), "no such file is read", help));
        }
    }
    for name in ["vocabulary.toml", "mapping.toml"] {
        if questionnaires.file(name).is_none() {
            let help = "write the default files with `flowdown catalogue --export DIR`";
            let message = format!("{name} is missing");
            problems.push(Problem::file(questionnaires.folder.clone(), message, help));
        }
    }
}

pub(super) fn read_vocabulary(source: &Source, problems: &mut Vec<Problem>) -> Option<Vocabulary> {
    let file = source.file("vocabulary.toml")?;
    let (typed, document) = policy::decode::<VocabularyFile>(file, problems)?;
    Some(vocabulary::read(&typed, &document, problems))
}

pub(super) fn read_mapping(source: &Source, problems: &mut Vec<Problem>) -> Option<Mapping> {
    let file = source.file("mapping.toml")?;
    let (typed, document) = policy::decode::<Mapping>(file, problems)?;
    mapping::check(&typed, &document, problems);
    Some(typed)
}

fn read_controls(
    source: &Source,
    policy: &Policy,
    problems: &mut Vec<Problem>,
) -> Option<Controls> {
    let (typed, document) = policy::part::<ControlsFile>(source, "controls.toml", problems)?;
    Some(control::check(typed, &document, policy, problems))
}

fn read_obligations(
    source: &Source,
    policy: Option<&Policy>,
    problems: &mut Vec<Problem>,
) -> Option<Obligations> {
    let (typed, document) = policy::part::<Obligations>(source, "obligations.toml", problems)?;
    obligations::check(&typed, &document, policy, problems);
    Some(typed)
}

fn read_sentences(source: &Source, problems: &mut Vec<Problem>) -> Option<Sentences> {
    let (typed, document) = policy::part::<RulesFile>(source, "rules.toml", problems)?;
    sentences::check(&typed, &document, problems)
}

fn read_calibration(source: &Source, problems: &mut Vec<Problem>) -> Option<Calibration> {
    let (typed, document) = policy::part::<Calibration>(source, "calibration.toml", problems)?;
    calibration::check(&typed, &document, problems);
    Some(typed)
}

fn read_effort(
    source: &Source,
    policy: &Policy,
    controls: &Controls,
    problems: &mut Vec<Problem>,
) -> Option<Effort> {
    let (typed, document) = policy::part::<Effort>(source, "effort.toml", problems)?;
    effort::check(&typed, &document, policy, controls, problems);
    Some(typed)
}

pub(super) fn read_questionnaires(
    source: &Source,
    controls: &Controls,
    problems: &mut Vec<Problem>,
) -> Vec<Questionnaire> {
    let mut found: Vec<Questionnaire> = Vec::new();
    let read = source.files.par_iter().map(|file| read_questionnaire(file, controls));
    for (document, questionnaire, more) in read.collect::<Vec<_>>().into_iter().flatten() {
        problems.extend(more);
        let (Some(document), Some(questionnaire)) = (document, questionnaire) else { continue };
        if found.iter().any(|other| other.id == questionnaire.id) {
            let message = format!("the questionnaire `{}` stands twice", questionnaire.id);
            let at = [super::decode::Step::Key("id")];
            problems.push(document.problem(&at, message, "give each an id of its own"));
        }
        found.push(questionnaire);
    }
    // Our own first, then the others; each by file name.
    found.sort_by_key(|questionnaire| !questionnaire.native);
    if !found.iter().any(|one| one.native) && problems.is_empty() {
        let help = "write the default files with `flowdown catalogue --export DIR`";
        problems.push(Problem::file(source.folder.clone(), "there is no questionnaire", help));
    }
    found
}
