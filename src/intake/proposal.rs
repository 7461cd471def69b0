//! Which of our controls a question may be about, judged by the words that both use.
//!
//! Each control is a text: its title, and the text and guidance of our questions that reach it. A word weighs more the
//! fewer controls use it (tf-idf); texts are compared by cosine similarity. The result is a proposal to a person and is
//! never scored.

use crate::model::ControlIndex;
use std::collections::{BTreeMap, HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};

use crate::catalogue::{Catalogue, Mapping};

/// The most words of a question that are read.
const MOST_WORDS: usize = 1_000;

/// A control that a question may be about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The control, as an index into the catalogue.
    pub control: ControlIndex,
    /// The cosine similarity of the texts, 0 to 1, rounded to thousandths.
    pub similarity: f64,
}

/// Proposes controls. Made once per file.
pub struct Proposer<'c> {
    mapping: &'c Mapping,
    english: Language<'c>,
    german: Language<'c>,
    /// Weight of a word: the rarer, the higher.
    rarity: HashMap<String, f64>,
    /// Weight of a word that no control uses.
    unknown: f64,
    /// Weights of the words of each control, as a vector of length 1.
    controls: Vec<BTreeMap<String, f64>>,
}

struct Language<'c> {
    stemmer: Stemmer,
    stop: HashSet<&'c str>,
    same: HashMap<&'c str, &'c str>,
}

impl<'c> Language<'c> {
    fn new(mapping: &'c Mapping, code: &str, algorithm: Algorithm) -> Self {
        let stop = mapping.stop_words.get(code).into_iter().flatten().map(String::as_str);
        let same = mapping.same_as.get(code).into_iter().flatten();
        Self {
            stemmer: Stemmer::create(algorithm),
            stop: stop.collect(),
            same: same.map(|(from, to)| (from.as_str(), to.as_str())).collect(),
        }
    }
}

/// The words of a text in lower case; words joined by a hyphen stay together.
fn words(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    let words = split.map(|word| word.trim_matches('-')).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(str::to_lowercase).collect()
}

impl<'c> Proposer<'c> {
    /// A proposer of the controls of a catalogue.
    pub fn new(catalogue: &'c Catalogue) -> Self {
        let mapping = &catalogue.mapping;
        let mut proposer = Self {
            mapping,
            english: Language::new(mapping, "en", Algorithm::English),
            german: Language::new(mapping, "de", Algorithm::German),
            rarity: HashMap::new(),
            unknown: 0.0,
            controls: Vec::new(),
        };
        let texts: Vec<BTreeMap<String, f64>> = (0..catalogue.controls.list().len())
            .map(|control| proposer.control_words(catalogue, control.into()))
            .collect();
        let mut used: BTreeMap<&str, f64> = BTreeMap::new();
        for word in texts.iter().flat_map(BTreeMap::keys) {
            *used.entry(word).or_default() += 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a few hundred controls")]
        let all = texts.len() as f64;
        let rarity = used.into_iter().map(|(word, by)| (word.to_owned(), (1.0 + all / by).ln()));
        proposer.rarity = rarity.collect();
        proposer.unknown = (1.0 + all).ln();
        proposer.controls = texts.into_iter().map(|text| proposer.weighed(text)).collect();
        proposer
    }

    fn control_words(&self, catalogue: &Catalogue, control: ControlIndex) -> BTreeMap<String, f64> {
        let mut counts = BTreeMap::new();
        let title = &catalogue.controls.list()[control].title;
        for _ in 0..self.mapping.proposals.title_weight {
            self.count(title, &mut counts);
        }
        let native = catalogue.questionnaires.iter().filter(|one| one.native);
        for question in native.flat_map(|one| &one.questions) {
            if question.reaches.iter().any(|reach| reach.control == control) {
                self.count(&question.text, &mut counts);
                self.count(&question.guidance, &mut counts);
            }
        }
        counts
    }

    /// Counts the stems of a text.
    fn count(&self, text: &str, counts: &mut BTreeMap<String, f64>) {
        let words = words(text);
        let language = self.language(&words);
        for word in &words {
            if let Some(same) = language.same.get(word.as_str()) {
                for word in self::words(same) {
                    self.count_word(&word, &self.english, counts);
                }
            } else {
                self.count_word(word, language, counts);
            }
        }
    }

    fn count_word(&self, word: &str, language: &Language<'_>, counts: &mut BTreeMap<String, f64>) {
        for part in word.split('-').filter(|part| part.chars().count() > 1) {
            if !language.stop.contains(part) {
                *counts.entry(language.stemmer.stem(part).into_owned()).or_default() += 1.0;
            }
        }
    }

    /// German if the words hold more German than English stop words.
    fn language(&self, words: &[String]) -> &Language<'c> {
        let stops = |language: &Language<'_>| {
            words.iter().filter(|word| language.stop.contains(word.as_str())).count()
        };
        if stops(&self.german) > stops(&self.english) { &self.german } else { &self.english }
    }

    /// Turns counts into weights, as a vector of length 1.
    fn weighed(&self, counts: BTreeMap<String, f64>) -> BTreeMap<String, f64> {
        let weigh = |(word, count): (String, f64)| {
            let rarity = self.rarity.get(&word).copied().unwrap_or(self.unknown);
            (word, (1.0 + count.ln()) * rarity)
        };
        let mut weights: BTreeMap<String, f64> = counts.into_iter().map(weigh).collect();
        let length = weights.values().map(|weight| weight * weight).sum::<f64>().sqrt();
        weights.values_mut().for_each(|weight| *weight /= length);
        weights
    }

    /// The controls most similar to a question, the best first; of equals the first of the catalogue.
    pub fn propose(&self, question: &str) -> Vec<Candidate> {
        let mut counts = BTreeMap::new();
        self.count(question, &mut counts);
        let asked = self.weighed(counts);
        let alike = |weights: &BTreeMap<String, f64>| -> f64 {
            let shared = asked
                .iter()
                .map(|(word, weight)| weights.get(word).map_or(0.0, |other| weight * other));
            (shared.sum::<f64>() * 1000.0).round() / 1000.0
        };
        let rules = &self.mapping.proposals;
        let mut found: Vec<Candidate> = self
            .controls
            .iter()
            .enumerate()
            .map(|(control, weights)| Candidate {
                control: control.into(),
                similarity: alike(weights),
            })
            .filter(|one| one.similarity > 0.0 && one.similarity >= rules.floor)
            .collect();
        // A stable sort keeps the order of the catalogue among equals.
        found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
        found.truncate(rules.most);
        found
    }

    /// Whether a question asks for words rather than for yes or no.
    pub fn asks_for_words(&self, question: &str) -> bool {
        let text = super::discover::leading_id(question).map_or(question, |(_, rest)| rest);
        let words = words(text);
        let first = words.iter().take(2).map(String::as_str).collect::<Vec<_>>();
        let begins = |phrase: &String| {
            let phrase: Vec<&str> = phrase.split(' ').collect();
            first.starts_with(&phrase)
        };
        self.mapping.questions.for_words.iter().any(begins)
    }
}
