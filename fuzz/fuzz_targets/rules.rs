//! TOML in place of one data file: an adapter, a crosswalk, the vocabulary, the policy.
#![no_main]

use std::sync::LazyLock;

use flowdown_fuzz::catalogue::{Catalogue, Source};

static QUESTIONNAIRES: LazyLock<Source> = LazyLock::new(|| Source::embedded("questionnaires"));
static SCORING: LazyLock<Source> = LazyLock::new(|| Source::embedded("scoring"));

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
