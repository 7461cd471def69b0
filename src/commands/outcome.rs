//! How a command ends: its exit status, or why it could not do its work.

use crate::diagnostic::Problems;

/// How a command ended; its number is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done.
    Done,
    /// A gate or a check said no.
    Refused,
    /// Wrong usage, or an invalid policy, questionnaire or register.
    Invalid,
    /// Done, but some inputs could not be used.
    Incomplete,
}

impl ExitStatus {
    /// The exit status.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Invalid => 2,
            Self::Incomplete => 3,
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A policy, questionnaire, register or portfolio is invalid.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// Another problem stops the command.
    #[error("{message}")]
    Failed {
        /// What is wrong, and where.
        message: String,
        /// What to do next.
        help: String,
    },
    /// The reader of the output has closed it, as in `flowdown … | head`.
    #[error("the reader of the output went away")]
    BrokenPipe,
}

impl CommandError {
    /// A problem stops the command.
    pub fn failed(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), help: help.into() }
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::failed(error.to_string(), "")
        }
    }
}
