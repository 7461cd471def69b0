//! `flowdown.toml`: settings of a portfolio that differ from the defaults.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::folders::in_front;
use crate::diagnostic::{Problem, Whereabouts};
use crate::disk::{self, DiskError};
use crate::intake::workbook::Limits;
use crate::model::Date;

/// Name of the file.
pub(super) const NAME: &str = "flowdown.toml";
/// Longest file that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Settings of a portfolio that differ from the defaults. Paths are below the portfolio folder.
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
    /// Whether results are kept beside the portfolio for the next run.
    pub cache: Option<bool>,
    /// The limits on a returned file.
    pub limits: Limits,
    /// Path and text of each such file, for its digest.
    pub texts: Vec<(String, String)>,
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
    #[serde(default)]
    limits: TypedLimits,
}

/// The limits on a returned file; each one that is given replaces the default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedLimits {
    file_bytes: Option<NonZeroU32>,
    parts: Option<NonZeroU32>,
    unpacked_bytes: Option<NonZeroU32>,
    parsed_bytes: Option<NonZeroU32>,
    tags: Option<NonZeroU32>,
    sheets: Option<NonZeroU32>,
    cells: Option<NonZeroU32>,
    text_bytes: Option<NonZeroU32>,
    area: Option<NonZeroU32>,
    styles: Option<NonZeroU32>,
}

impl TypedLimits {
    fn over(&self, limits: Limits) -> Limits {
        let long =
            |typed: Option<NonZeroU32>, usual: u64| typed.map_or(usual, |one| one.get().into());
        let count = |typed: Option<NonZeroU32>, usual: usize| {
            typed.map_or(usual, |one| usize::try_from(one.get()).unwrap_or(usize::MAX))
        };
        Limits {
            max_file_bytes: long(self.file_bytes, limits.max_file_bytes),
            max_parts: count(self.parts, limits.max_parts),
            max_unpacked_bytes: long(self.unpacked_bytes, limits.max_unpacked_bytes),
            max_parsed_bytes: long(self.parsed_bytes, limits.max_parsed_bytes),
            max_tags: long(self.tags, limits.max_tags),
            max_sheets: count(self.sheets, limits.max_sheets),
            max_cells: count(self.cells, limits.max_cells),
            max_text_bytes: count(self.text_bytes, limits.max_text_bytes),
            max_area: long(self.area, limits.max_area),
            max_styles: count(self.styles, limits.max_styles),
            ..limits
        }
    }
}

/// Reads the file, if there is one.
pub(super) fn read(
    folder: &Path,
    name: Option<&Arc<str>>,
    problems: &mut Vec<Problem>,
) -> Settings {
    let path = folder.join(NAME);
    match disk::read_text(&path, LONGEST) {
        Ok(text) => parse(in_front(name, NAME), text, problems),
        Err(DiskError::Missing) => Settings::default(),
        Err(error) => {
            let help = error.help();
            problems.push(Problem::file(path.display().to_string(), error.to_string(), help));
            Settings::default()
        }
    }
}

fn parse(file: String, text: String, problems: &mut Vec<Problem>) -> Settings {
    let mut report = |span: std::ops::Range<usize>, message: String, help: &str| {
        let at = Whereabouts::Text { file: file.as_str().into(), text: text.as_str().into(), span };
        problems.push(Problem { at, message, help: help.to_owned() });
    };
    let typed: Typed = match toml::from_str(&text) {
        Ok(typed) => typed,
        Err(error) => {
            let help =
                "known are name, out, scoring, questionnaires, as_of, cache and the table [limits]";
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
        limits: typed.limits.over(Limits::default()),
        texts: vec![(file, text)],
    }
}

/// A TOML date, or the text of one.
fn day(value: &toml::Value) -> Option<Date> {
    match value {
        toml::Value::String(text) => text.parse().ok().filter(|_| text.len() == 10),
        toml::Value::Datetime(moment) if moment.time.is_none() => moment.to_string().parse().ok(),
        _ => None,
    }
    .filter(|day: &Date| (1900..=9000).contains(&day.year()))
}
