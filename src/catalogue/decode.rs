//! Reads TOML text as a type and reports every problem, not only the first.
//!
//! serde stops at the first error. So the entry at which it stopped is removed and the rest is read again, until
//! nothing is left to report.

use std::cell::OnceCell;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::source::DataFile;
use crate::diagnostic::{Problem, Whereabouts, closest};

/// The most problems that are reported for one file; more would hide the first ones.
const MOST: usize = 50;

/// A step on the way to an entry of a TOML document.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// Into a table.
    Key(&'a str),
    /// Into an array.
    Index(usize),
}

/// A TOML file, with the places of its entries.
pub struct Document<'f> {
    file: &'f DataFile,
    /// Parsed when a place is first needed: nearly every file is valid, and some are large.
    root: OnceCell<Option<Root<'f>>>,
}

type Root<'f> = Spanned<DeTable<'f>>;

impl<'f> Document<'f> {
    /// Reads a file as `T`.
    ///
    /// # Errors
    /// The first syntax error; without one, every unknown key, wrong type and missing key. Each has its line.
    pub fn read<T: DeserializeOwned>(file: &'f DataFile) -> Result<(T, Self), Vec<Problem>> {
        let quick = file.json().and_then(|json| serde_json::from_str(json).ok());
        if let Some(value) = quick {
            return Ok((value, Self { file, root: OnceCell::new() }));
        }
        let root = DeTable::parse(&file.text).map_err(|error| vec![from_toml(file, &error)])?;
        let read = T::deserialize(toml::Deserializer::from(root));
        let document = Self { file, root: OnceCell::new() };
        match read {
            Ok(value) => Ok((value, document)),
            Err(_) => Err(document.every_problem::<T>()),
        }
    }

    /// Whether it is one of the files inside the program.
    pub const fn is_embedded(&self) -> bool {
        self.file.embedded
    }

    fn root(&self) -> Option<&Root<'f>> {
        self.root.get_or_init(|| DeTable::parse(&self.file.text).ok()).as_ref()
    }

    /// Every problem that keeps the document from being read as `T`.
    fn every_problem<T: DeserializeOwned>(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = Vec::new();
        let Some(mut rest) = self.root().cloned() else { return problems };
        while problems.len() < MOST {
            let error = match T::deserialize(toml::Deserializer::from(rest.clone())) {
                Ok(_) => break,
                Err(error) => error,
            };
            // A key that is missing because its broken value was just removed is not a new problem.
            let echo = !problems.is_empty() && error.message().starts_with("missing field");
            if !echo {
                problems.push(from_toml(self.file, &error));
            }
            let span = error.span().unwrap_or_default();
            if echo || !remove(rest.get_mut(), &span) {
                break;
            }
        }
        problems
    }

    /// A problem at an entry, or at the nearest entry above it if it does not exist.
    pub fn problem(
        &self,
        path: &[Step<'_>],
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem { at: self.place(path), message: message.into(), help: help.into() }
    }

    /// The place of an entry.
    fn place(&self, path: &[Step<'_>]) -> Whereabouts {
        let root = self.root();
        let mut span = root.map(Spanned::span).unwrap_or_default();
        let mut table = root.map(Spanned::get_ref);
        let mut value: Option<&Spanned<DeValue<'_>>> = None;
        for step in path {
            let next = match step {
                Step::Key(key) => table.and_then(|table| {
                    table.iter().find(|(known, _)| known.get_ref().as_ref() == *key)
                }),
                Step::Index(index) => None.or_else(|| {
                    let item = value?.get_ref().as_array()?.get(*index)?;
                    span = item.span();
                    value = Some(item);
                    table = item.get_ref().as_table();
                    None
                }),
            };
            match (step, next) {
                (Step::Key(_), Some((key, found))) => {
                    span = if found.get_ref().is_table() || found.get_ref().is_array() {
                        key.span()
                    } else {
                        found.span()
                    };
                    value = Some(found);
                    table = found.get_ref().as_table();
                }
                (Step::Key(_), None) => break,
                (Step::Index(_), _) => {}
            }
        }
        Whereabouts::Text {
            file: self.file.name.clone(),
            text: self.file.text.clone(),
            span: first_line(&self.file.text, span),
        }
    }
}

/// The part of a span that is on its first line.
fn first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let line = text.get(span.clone()).and_then(|part| part.find('\n'));
    span.start..line.map_or(span.end, |length| span.start + length)
}

fn from_toml(file: &DataFile, error: &toml::de::Error) -> Problem {
    let span = first_line(&file.text, error.span().unwrap_or_default());
    let message = error.message().split(", expected").next().unwrap_or_default();
    let expected = error.message().strip_prefix(message).unwrap_or_default();
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let written = message.split('`').nth(1).unwrap_or_default();
    let help = match closest(written, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => expected.trim_start_matches(", ").to_owned(),
    };
    Problem {
        at: Whereabouts::Text { file: file.name.clone(), text: file.text.clone(), span },
        message: message.trim().replace('\n', " "),
        help,
    }
}

/// Removes the innermost entry around a span from a table; false if there is none.
fn remove(table: &mut DeTable<'_>, span: &Range<usize>) -> bool {
    let holds = |outer: &Range<usize>| outer.start <= span.start && span.end <= outer.end;
    let key = table
        .iter()
        .find(|(key, value)| {
            holds(&key.span()) || holds(&value.span()) || inside(value.get_ref(), span)
        })
        .map(|(key, _)| (key.clone(), holds(&key.span())));
    let Some((key, at_key)) = key else {
        return false;
    };
    let deeper = !at_key
        && table.get_mut(&key).is_some_and(|value| match value.get_mut() {
            DeValue::Table(inner) => remove(inner, span),
            DeValue::Array(items) => {
                let index = items
                    .iter()
                    .position(|item| holds(&item.span()) || inside(item.get_ref(), span));
                index.is_some_and(|index| {
                    let removed = match items.get_mut(index).map(Spanned::get_mut) {
                        Some(DeValue::Table(inner)) => remove(inner, span),
                        _ => false,
                    };
                    if !removed {
                        let kept = items.iter().enumerate().filter(|(at, _)| *at != index);
                        let kept: DeArray<'_> = kept.map(|(_, item)| item.clone()).collect();
                        *items = kept;
                    }
                    true
                })
            }
            _ => false,
        });
    if !deeper {
        table.remove(&key);
    }
    true
}

/// Whether anything in a value encloses a span (tables made by headers have short spans).
fn inside(value: &DeValue<'_>, span: &Range<usize>) -> bool {
    let holds = |outer: &Range<usize>| outer.start <= span.start && span.end <= outer.end;
    match value {
        DeValue::Table(table) => table.iter().any(|(key, value)| {
            holds(&key.span()) || holds(&value.span()) || inside(value.get_ref(), span)
        }),
        DeValue::Array(items) => {
            items.iter().any(|item| holds(&item.span()) || inside(item.get_ref(), span))
        }
        _ => false,
    }
}
