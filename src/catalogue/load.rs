//! Everything together: policy, controls, questionnaires and vocabulary, or every problem of them.

use std::path::Path;

use rayon::prelude::*;

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
use crate::diagnostic::{Problem, Problems};
use crate::model::Relation;

/// What is asked and what an answer is worth: valid, or never handed out.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The policy.
    pub policy: Policy,
    /// The controls.
    pub controls: Controls,
    /// What is said about gate rules.
    pub sentences: Sentences,
    /// What contracts should contain.
    pub obligations: Obligations,
    /// What a change costs on the path to approval.
    pub effort: Effort,
    /// How far incidents may move base rates.
    pub calibration: Calibration,
    /// The questionnaires; our own first.
    pub questionnaires: Vec<Questionnaire>,
    /// How other people's forms are laid out, by file name.
    pub adapters: Vec<Adapter>,
    /// Official schemes of other people's questionnaires, by file name.
    pub official: Vec<Official>,
    /// What the questions of other people's forms read, by file name.
    pub fingerprints: Vec<Fingerprints>,
    /// How people spell things.
    pub vocabulary: Vocabulary,
    /// How an unknown form is looked at.
    pub mapping: Mapping,
    /// Every data file that was read, with its digest: those of `scoring/` first.
    pub files: Vec<DataFile>,
    scoring_files: usize,
}

impl Catalogue {
    /// Reads both folders; `None` means the copies inside the program.
    ///
    /// # Errors
    /// Every problem of every file, each with its line.
    pub fn load(scoring: Option<&Path>, questionnaires: Option<&Path>) -> Result<Self, Problems> {
        let open = |folder: Option<&Path>, name| match folder {
            Some(path) => Source::folder(path),
            None => Ok(Source::embedded(name)),
        };
        let (scoring, questionnaires) =
            (open(scoring, "scoring"), open(questionnaires, "questionnaires"));
        match (scoring, questionnaires) {
            (Ok(scoring), Ok(questionnaires)) => Self::from_sources(&scoring, &questionnaires),
            (first, second) => {
                let problems = [first.err(), second.err()].into_iter().flatten();
                Err(Problems(problems.flat_map(|problems| problems.0).collect()))
            }
        }
    }

    /// Our own questionnaire: the one that `request` writes.
    pub fn native(&self) -> Option<&Questionnaire> {
        self.questionnaires.iter().find(|questionnaire| questionnaire.native)
    }

    /// The files of `scoring/`.
    pub fn scoring_files(&self) -> impl Iterator<Item = &DataFile> {
        self.files.iter().take(self.scoring_files)
    }

    /// The files of `scoring/`, to be read again beside others.
    pub fn scoring(&self) -> Source {
        Source::kept("scoring", self.scoring_files())
    }

    /// The files of `questionnaires/`, to be read again beside others.
    pub fn questionnaires(&self) -> Source {
        Source::kept("questionnaires", self.questionnaire_files())
    }

    /// The files of `questionnaires/`.
    pub fn questionnaire_files(&self) -> impl Iterator<Item = &DataFile> {
        self.files.iter().skip(self.scoring_files)
    }

    /// Reads the copies inside the program.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn embedded() -> Result<Self, Problems> {
        Self::load(None, None)
    }

    /// Checks the files of two folders.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn from_sources(scoring: &Source, questionnaires: &Source) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        unknown_files(scoring, questionnaires, &mut problems);
        // Two halves that ask nothing of one another.
        let (parts, (vocabulary, mut more)) = rayon::join(
            || ScoringParts::read(scoring, &mut problems),
            || {
                let mut problems = Vec::new();
                (read_vocabulary(questionnaires, &mut problems), problems)
            },
        );
        problems.append(&mut more);
        let mapping = read_mapping(questionnaires, &mut problems);
        let controls = parts.controls.as_ref();
        let read = controls.map(|one| read_questionnaires(questionnaires, one, &mut problems));
        let adapters = read_adapters(questionnaires, read.as_deref(), &mut problems);
        let official = read_official(questionnaires, read.as_deref(), &mut problems);
        let fingerprints = read_fingerprints(questionnaires, read.as_deref(), &mut problems);
        let files = || scoring.files.iter().chain(&questionnaires.files).cloned().collect();
        let whole = || {
            Some(Self {
                policy: parts.policy?,
                controls: parts.controls?,
                sentences: parts.sentences?,
                obligations: parts.obligations?,
                effort: parts.effort?,
                calibration: parts.calibration?,
                questionnaires: read?,
                adapters,
                official,
                fingerprints,
                vocabulary: vocabulary?,
                mapping: mapping?,
                files: files(),
                scoring_files: scoring.files.len(),
            })
        };
        if problems.is_empty() {
            whole().ok_or(Problems(problems))
        } else {
            Err(Problems(problems))
        }
    }

    /// Every way a question reaches a control: questionnaire, question, control, relation, group.
    pub fn crosswalks(
        &self,
    ) -> impl Iterator<Item = (&Questionnaire, &str, &str, Relation, Option<&str>)> {
        self.questionnaires.iter().filter(|questionnaire| !questionnaire.native).flat_map(
            move |questionnaire| {
                questionnaire.questions.iter().flat_map(move |question| {
                    question.reaches.iter().map(move |reach| {
                        let control = self.controls.list()[reach.control].id.as_str();
                        (
                            questionnaire,
                            question.id.as_str(),
                            control,
                            reach.relation,
                            reach.group.as_deref(),
                        )
                    })
                })
            },
        )
    }
}

/// What the files of `scoring/` say; none: a file has problems, or one that it refers to.
struct ScoringParts {
    policy: Option<Policy>,
    controls: Option<Controls>,
    sentences: Option<Sentences>,
    obligations: Option<Obligations>,
    effort: Option<Effort>,
    calibration: Option<Calibration>,
}

impl ScoringParts {
    fn read(scoring: &Source, problems: &mut Vec<Problem>) -> Self {
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

/// A questionnaire file with its problems; none: the file is of another kind.
type Read<'f> = (Option<Document<'f>>, Option<Questionnaire>, Vec<Problem>);

fn read_questionnaire<'f>(file: &'f DataFile, controls: &Controls) -> Option<Read<'f>> {
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

fn read_adapters(
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
        // Without the questionnaires their absence would be said of every adapter.
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

fn read_official(
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

fn read_fingerprints(
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

/// A misspelt file name must not silently mean the default.
fn unknown_files(scoring: &Source, questionnaires: &Source, problems: &mut Vec<Problem>) {
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

fn read_vocabulary(source: &Source, problems: &mut Vec<Problem>) -> Option<Vocabulary> {
    let file = source.file("vocabulary.toml")?;
    let (typed, document) = policy::decode::<VocabularyFile>(file, problems)?;
    Some(vocabulary::read(&typed, &document, problems))
}

fn read_mapping(source: &Source, problems: &mut Vec<Problem>) -> Option<Mapping> {
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

fn read_questionnaires(
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
