//! `flowdown.toml`: what a portfolio wants other than the defaults.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::diagnostic::{Problem, Whereabouts};
use crate::model::Date;

/// Name of the file.
const NAME: &str = "flowdown.toml";

/// What a portfolio wants other than the defaults. Paths are below the portfolio folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Its name, for reports.
    pub name: Option<String>,
    /// Where runs are written.
    pub out: Option<PathBuf>,
    /// Folder of the policy.
    pub scoring: Option<PathBuf>,
    /// Folder of the questionnaires.
    pub questionnaires: Option<PathBuf>,
    /// The day of the assessment.
    pub as_of: Option<Date>,
    /// Whether what is worked out is kept beside the portfolio for the next run.
    pub cache: Option<bool>,
    /// The file's text, for its digest; none: there is no such file.
    pub text: Option<String>,
}

/// The file as typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    name: Option<String>,
    out: Option<PathBuf>,
    scoring: Option<PathBuf>,
    questionnaires: Option<PathBuf>,
    as_of: Option<toml::Spanned<toml::Value>>,
    cache: Option<bool>,
}

/// Reads the file, if there is one.
pub(super) fn read(folder: &Path, problems: &mut Vec<Problem>) -> Settings {
    let path = folder.join(NAME);
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(text, problems),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Settings::default(),
        Err(error) => {
            let help = "it must be a text file (UTF-8) that can be read";
            problems.push(Problem::file(path.display().to_string(), error.to_string(), help));
            Settings::default()
        }
    }
}

fn parse(text: String, problems: &mut Vec<Problem>) -> Settings {
    let mut report = |span: std::ops::Range<usize>, message: String, help: &str| {
        let at = Whereabouts::Text { file: NAME.into(), text: text.as_str().into(), span };
        problems.push(Problem { at, message, help: help.to_owned() });
    };
    let typed: Typed = match toml::from_str(&text) {
        Ok(typed) => typed,
        Err(error) => {
            let help = "known are name, out, scoring, questionnaires, as_of and cache";
            report(error.span().unwrap_or(0..0), error.message().to_owned(), help);
            return Settings::default();
        }
    };
    let as_of = typed.as_of.and_then(|value| {
        let day = day(value.get_ref());
        if day.is_none() {
            report(value.span(), "as_of is no date".to_owned(), "write as_of = 2026-10-31");
        }
        day
    });
    Settings {
        name: typed.name,
        out: typed.out,
        scoring: typed.scoring,
        questionnaires: typed.questionnaires,
        as_of,
        cache: typed.cache,
        text: Some(text),
    }
}

/// A date of TOML, or the text of one.
fn day(value: &toml::Value) -> Option<Date> {
    match value {
        toml::Value::String(text) => text.parse().ok().filter(|_| text.len() == 10),
        toml::Value::Datetime(moment) if moment.time.is_none() => moment.to_string().parse().ok(),
        _ => None,
    }
}
