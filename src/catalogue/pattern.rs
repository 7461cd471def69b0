//! Regular expressions of data files.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// The most bytes that a compiled pattern may take.
const SIZE: usize = 1 << 20;

/// A regular expression, compiled when it is first used: most forms use few of them.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: Box<str>,
    compiled: OnceLock<Option<Regex>>,
}

fn compiled(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(SIZE).build()
}

impl Pattern {
    /// A pattern that is known to be valid because it comes from a file inside the program, and these are tested.
    pub(super) fn known(text: &str) -> Self {
        Self { text: text.into(), compiled: OnceLock::new() }
    }

    /// A pattern from a file that a user wrote.
    ///
    /// # Errors
    /// If it is not valid, or too large when compiled.
    pub(super) fn checked(text: &str) -> Result<Self, regex::Error> {
        let made = compiled(text)?;
        Ok(Self { text: text.into(), compiled: OnceLock::from(Some(made)) })
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The compiled pattern. Never `None` in practice: it was checked, or is known to be valid.
    pub(super) fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| compiled(&self.text).ok()).as_ref()
    }
}
