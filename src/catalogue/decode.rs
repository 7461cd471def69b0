//! TOML text to a type, reporting every problem rather than the first.
//!
//! serde stops at the first error. So the entry in which it stopped is taken out and the rest is
//! read again, until nothing is left to complain about.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::source::DataFile;
use crate::diagnostic::{Problem, Whereabouts, closest};

/// Problems reported of one file at the most; more would only hide the first ones.
const MOST: usize = 50;

/// A step on the way to an entry of a TOML document.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// Into a table.
    Key(&'a str),
    /// Into an array.
    Index(usize),
}

/// A TOML file, parsed, with the places of its entries.
pub struct Document<'f> {
    file: &'f DataFile,
    root: Spanned<DeTable<'f>>,
}

impl<'f> Document<'f> {
    /// Parses a file.
    ///
    /// # Errors
    /// The first syntax error, with its line.
    pub fn parse(file: &'f DataFile) -> Result<Self, Problem> {
        DeTable::parse(&file.text)
            .map(|root| Self { file, root })
            .map_err(|error| from_toml(file, &error))
    }

    /// Reads the document as `T`, or says everything that keeps it from being one.
    ///
    /// # Errors
    /// Every unknown key, wrong type and missing key, each with its line.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Vec<Problem>> {
        // Nearly every file is right, and some are large.
        if let Ok(value) = T::deserialize(toml::Deserializer::from(self.root.clone())) {
            return Ok(value);
        }
        let mut problems: Vec<Problem> = Vec::new();
        let mut rest = self.root.clone();
        while problems.len() < MOST {
            let error = match T::deserialize(toml::Deserializer::from(rest.clone())) {
                Ok(_) => break,
                Err(error) => error,
            };
            // A key missing because its broken value was just taken out is no news.
            let echo = !problems.is_empty() && error.message().starts_with("missing field");
            if !echo {
                problems.push(from_toml(self.file, &error));
            }
            let span = error.span().unwrap_or_default();
            if echo || !remove(rest.get_mut(), &span) {
                break;
            }
        }
        Err(problems)
    }

    /// A problem at an entry; of the nearest entry above it where it does not exist.
    pub fn problem(
        &self,
        path: &[Step<'_>],
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem { at: self.place(path), message: message.into(), help: help.into() }
    }

    /// Where an entry stands.
    fn place(&self, path: &[Step<'_>]) -> Whereabouts {
        let mut span = self.root.span();
        let mut table = Some(self.root.get_ref());
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

/// The part of a span that stands on its first line.
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

/// Takes the innermost entry around a span out of a table; false if there is none.
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

/// Whether anything in a value stands around a span (tables made by headers have short spans).
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
