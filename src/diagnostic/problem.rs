//! A problem that stops a run: a policy, questionnaire or register that is invalid.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::model::Place;

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    /// In a text file.
    Text {
        /// The path of the file as the user knows it.
        file: Arc<str>,
        /// Its whole text.
        text: Arc<str>,
        /// The byte range of the text that the problem is about.
        span: Range<usize>,
    },
    /// In a spreadsheet.
    Cell(Place),
    /// In a file as a whole, or in a folder.
    File(String),
}

impl Whereabouts {
    /// The line number in a text file, counted from 1.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Text { text, span, .. } => {
                let before = text.get(..span.start.min(text.len())).unwrap_or(text);
                Some(before.matches('\n').count() + 1)
            }
            Self::Cell(_) | Self::File(_) => None,
        }
    }
}

impl fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { file, .. } => write!(f, "{file}:{}", self.line().unwrap_or(1)),
            Self::Cell(place) => place.fmt(f),
            Self::File(file) => f.write_str(file),
        }
    }
}

/// What is wrong, where, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it is.
    pub at: Whereabouts,
    /// What is wrong: lower case, no full stop, the user's own text in backticks.
    pub message: String,
    /// What to do next; may be empty.
    pub help: String,
}

impl Problem {
    /// A problem of a spreadsheet cell.
    pub fn cell(place: Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at: Whereabouts::Cell(place), message: message.into(), help: help.into() }
    }

    /// A problem of a file or folder as a whole.
    pub fn file(
        file: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { at: Whereabouts::File(file.into()), message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)?;
        if !self.help.is_empty() {
            write!(f, " (help: {})", self.help)?;
        }
        Ok(())
    }
}

/// Every problem of an input, shown together; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
