//! Regular expressions of data files.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// Bytes that a compiled pattern may take.
const SIZE: usize = 1 << 20;

/// A regular expression, compiled when it is asked for the first time: most forms use few of them.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: Box<str>,
    compiled: OnceLock<Option<Regex>>,
}

fn compiled(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(SIZE).build()
}

impl Pattern {
    /// A pattern that is known to be valid: one of the files inside the program, which are tested.
    pub(super) fn known(text: &str) -> Self {
        Self { text: text.into(), compiled: OnceLock::new() }
    }

    /// A pattern of a file that a user wrote.
    ///
    /// # Errors
    /// When it is not valid.
    pub(super) fn checked(text: &str) -> Result<Self, regex::Error> {
        let made = compiled(text)?;
        Ok(Self { text: text.into(), compiled: OnceLock::from(Some(made)) })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The pattern, ready to be looked for. Always there: it was checked, or known to be valid.
    pub(super) fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| compiled(&self.text).ok()).as_ref()
    }
}
