//! Loads the whole catalogue, or reports every problem of its files.

use std::path::Path;

use super::adapter::Adapter;
use super::calibration::Calibration;
use super::control::Controls;
use super::effort::Effort;
use super::fingerprint::Fingerprints;
use super::mapping::Mapping;
use super::obligations::Obligations;
use super::official::Official;
use super::parts::{
    ScoringParts, read_adapters, read_fingerprints, read_mapping, read_official,
    read_questionnaires, read_vocabulary, unknown_files,
};
use super::policy::Policy;
use super::questionnaire::Questionnaire;
use super::sentences::Sentences;
use super::source::{DataFile, Source};
use super::vocabulary::Vocabulary;
use crate::diagnostic::Problems;
use crate::model::Relation;

/// What is asked and what an answer is worth. A catalogue exists only if all its files are valid.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The policy.
    pub policy: Policy,
    /// The controls.
    pub controls: Controls,
    /// The sentences about gate rules.
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
    /// Fingerprints of the questions of other people's forms, by file name.
    pub fingerprints: Vec<Fingerprints>,
    /// Known spellings of answers, headers and names.
    pub vocabulary: Vocabulary,
    /// How `map` analyses an unknown form.
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

    /// The files of `scoring/`, to be read again with other files.
    pub fn scoring(&self) -> Source {
        Source::kept("scoring", self.scoring_files())
    }

    /// The files of `questionnaires/`, to be read again with other files.
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
        // The two halves do not depend on each other.
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
