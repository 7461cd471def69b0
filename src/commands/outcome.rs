//! How a command ends: its exit status, or the error that stopped it.

use crate::diagnostic::Problems;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done: 0.
    Done,
    /// A gate, a check or a verification said no: 1.
    Refused,
    /// Wrong usage, or an invalid policy, questionnaire or register: 2.
    Invalid,
    /// Done, but some inputs could not be used: 3.
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

/// The error that stopped a command.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A policy, questionnaire, register or portfolio is invalid.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// Any other error.
    #[error("{message}")]
    Failed {
        /// What is wrong, and where.
        message: String,
        /// What the user can do about it.
        help: String,
    },
    /// The reader of the output closed it, as in `flowdown … | head`.
    #[error("the reader of the output went away")]
    BrokenPipe,
}

impl CommandError {
    /// An error with its message and its help.
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
