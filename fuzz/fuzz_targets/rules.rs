//! TOML in place of one data file: an adapter, a crosswalk, the vocabulary, the policy.
#![no_main]

use std::sync::LazyLock;

use flowdown_fuzz::catalogue::{Catalogue, Source};

// All other files are read anew each time: of the vocabulary, which takes most of that, a few words of each list will do.
static QUESTIONNAIRES: LazyLock<Source> = LazyLock::new(|| {
    let all = Source::embedded("questionnaires");
    let vocabulary = all.files.iter().find(|file| file.below.as_ref() == VOCABULARY).unwrap();
    let mut few: toml::Value = toml::from_str(&vocabulary.text).unwrap();
    cut(&mut few);
    all.with(VOCABULARY, &toml::to_string(&few).unwrap())
});
static SCORING: LazyLock<Source> = LazyLock::new(|| Source::embedded("scoring"));

const VOCABULARY: &str = "vocabulary.toml";

/// Words that are kept of a list.
const KEPT: usize = 2;

/// Cuts every list of words.
fn cut(value: &mut toml::Value) {
    match value {
        toml::Value::Array(list) if list.iter().all(toml::Value::is_str) => list.truncate(KEPT),
        toml::Value::Array(list) => list.iter_mut().for_each(cut),
        toml::Value::Table(table) => table.iter_mut().for_each(|(_, value)| cut(value)),
        _ => {}
    }
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((which, text)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let (questionnaires, scoring) = (&*QUESTIONNAIRES, &*SCORING);
    let all = questionnaires.files.len() + scoring.files.len();
    let at = usize::from(*which) % all;
    let result = match questionnaires.files.get(at) {
        Some(file) => Catalogue::from_sources(scoring, &questionnaires.clone().with(&file.below, text)),
        None => {
            let file = &scoring.files[at - questionnaires.files.len()];
            Catalogue::from_sources(&scoring.clone().with(&file.below, text), questionnaires)
        }
    };
    if let Err(problems) = result {
        assert!(!problems.0.is_empty());
    }
});
