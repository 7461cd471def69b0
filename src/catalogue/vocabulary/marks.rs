//! Characters and numbers that are answers.

use schemars::JsonSchema;
use serde::Deserialize;

use super::file::MarksFile;
use super::normalise;
use crate::model::Reading;

/// How a column of numbers from 0 is read, where the form says nothing of them.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// At least this: yes.
    pub yes: f64,
    /// At least this: partial.
    pub partial: f64,
    /// The largest number of the scale.
    pub most: f64,
}

/// What a box in front of words says about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// The words are the answer.
    Ticked,
    /// The words are not the answer.
    Empty,
}

/// Single characters that are answers.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    yes: Vec<String>,
    no: Vec<String>,
    ticked: Vec<String>,
    empty: Vec<String>,
    any: Vec<String>,
    none: Vec<String>,
    /// First characters of boxes.
    initials: Vec<char>,
}

impl Marks {
    pub(super) fn new(file: &MarksFile) -> Self {
        let all = |signs: &[String]| -> Vec<String> {
            signs.iter().map(|one| normalise::running(one)).collect()
        };
        let ticked = all(&[&file.ticked_box[..], &file.ticked_brackets].concat());
        let empty = all(&[&file.empty_box[..], &file.empty_brackets].concat());
        let initials = ticked.iter().chain(&empty).filter_map(|one| one.chars().next());
        Self {
            initials: initials.collect(),
            yes: all(&file.yes),
            no: all(&file.no),
            ticked,
            empty,
            any: all(&file.column.any),
            none: all(&file.column.none),
        }
    }

    /// The answer that a mark is; [`Reading::Blank`] for an empty box.
    pub fn answer(&self, sign: &str) -> Option<Reading> {
        let is = |signs: &[String]| signs.iter().any(|one| one == sign);
        match () {
            () if is(&self.yes) => Some(Reading::Yes),
            () if is(&self.no) => Some(Reading::No),
            () if is(&self.empty) => Some(Reading::Blank),
            () => None,
        }
    }

    /// Every mark that is an answer.
    pub(super) fn answers(&self) -> impl Iterator<Item = &str> {
        self.yes.iter().chain(&self.no).chain(&self.empty).map(String::as_str)
    }

    /// The box that a text begins with, and its length in bytes.
    pub fn leading_box(&self, text: &str) -> Option<(Tick, usize)> {
        if !text.starts_with(self.initials.as_slice()) {
            return None;
        }
        let begins = |signs: &[String]| {
            signs.iter().filter(|one| text.starts_with(one.as_str())).map(String::len).max()
        };
        let ticked = begins(&self.ticked).map(|length| (Tick::Ticked, length));
        ticked.or_else(|| begins(&self.empty).map(|length| (Tick::Empty, length)))
    }

    /// Whether a text in a column headed by an answer chooses that answer; `None` if it says something else.
    pub fn chooses(&self, text: &str) -> Option<bool> {
        let text = normalise::running(text);
        let is = |signs: &[String]| signs.contains(&text);
        match (is(&self.any), is(&self.none)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}
