//! Text in runs of letters, some with a font of their own.

use std::collections::HashMap;

use super::super::error::ReadError;
use super::super::sheet::is_blank;
use super::tally::LookTally;
use crate::intake::value::trimmed;

/// A text while it is read.
#[derive(Default)]
pub(super) struct Runs {
    text: String,
    /// Where each run ends, and whether its own font strikes it out; `None` if it has the font of its cell.
    runs: Vec<(usize, Option<bool>)>,
}

impl Runs {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.runs.clear();
    }

    /// Adds letters to the last run if they have its font, or else as a new run.
    pub(super) fn push(&mut self, letters: &str, own: Option<bool>) {
        self.text.push_str(letters);
        match self.runs.last_mut() {
            Some((end, last)) if *last == own => *end = self.text.len(),
            _ => self.runs.push((self.text.len(), own)),
        }
    }

    /// A text of UTF-16 units with its runs: where each begins, and whether its font strikes out.
    pub(super) fn of_units(units: &[u16], runs: impl Iterator<Item = (usize, bool)>) -> Self {
        let mut text = Self::default();
        let (mut start, mut own) = (0, None);
        for (next, struck) in runs.chain([(units.len(), false)]) {
            let next = next.clamp(start, units.len());
            text.push(&String::from_utf16_lossy(&units[start..next]), own);
            (start, own) = (next, Some(struck));
        }
        text
    }

    /// What remains of the text; `None` if no letter has a font of its own.
    pub(super) fn remains(&self) -> Option<Remains> {
        let is_rich = self.runs.iter().any(|(_, own)| own.is_some());
        is_rich.then(|| Remains([self.unstruck(false), self.unstruck(true)]))
    }

    /// The part of the text that is not struck out; `cell`: whether its cell's font is. `None` if no letter is struck
    /// out.
    pub(super) fn unstruck(&self, cell: bool) -> Option<Box<str>> {
        let (mut start, mut left, mut any) = (0, String::new(), false);
        for (end, own) in &self.runs {
            let letters = &self.text[start..*end];
            start = *end;
            if !own.unwrap_or(cell) {
                left.push_str(letters);
            } else if !is_blank(letters) {
                any = true;
            }
        }
        any.then(|| trimmed(&left).into())
    }
}

/// The part of a text with runs that is not struck out: in a cell whose font is plain, and in one whose font is struck
/// out. `None` if no letter is struck out.
#[derive(Debug, PartialEq)]
pub(super) struct Remains([Option<Box<str>>; 2]);

impl Remains {
    /// In a cell whose font is struck out or not.
    pub(super) fn of(&self, struck: bool) -> Option<&str> {
        self.0[usize::from(struck)].as_deref()
    }

    /// The same texts, each changed.
    pub(super) fn map(self, change: impl Fn(Box<str>) -> Box<str>) -> Self {
        Self(self.0.map(|text| text.map(&change)))
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(AsRef::as_ref)
    }
}

/// The shared texts with runs, by their indexes in the table.
#[derive(Default)]
pub(super) struct Texts(HashMap<u32, Remains>);

impl Texts {
    pub(super) fn insert(
        &mut self,
        place: u32,
        remains: Remains,
        tally: &mut LookTally<'_>,
    ) -> Result<(), ReadError> {
        tally.mark()?;
        for text in remains.texts() {
            tally.text(text, "characters in one cell")?;
        }
        self.0.insert(place, remains);
        Ok(())
    }

    pub(super) fn get(&self, place: u32) -> Option<&Remains> {
        self.0.get(&place)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
