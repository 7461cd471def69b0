//! Made-up portfolios of any size, for trials and benchmarks: the same seed gives the same bytes.
//!
//! Names are made of syllables; any likeness to a real firm is chance.

mod dice;
mod register;
mod response;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::catalogue::Catalogue;
use crate::model::Date;
use crate::outgoing::form::FormError;
use crate::outgoing::register_template::RegisterError;
use dice::Dice;

/// The size, seed and day of a portfolio to make.
#[derive(Debug, Clone, Copy)]
pub struct SampleOrder {
    /// How many suppliers, at least 1.
    pub suppliers: u32,
    /// The seed: the same seed gives the same portfolio.
    pub seed: u64,
    /// The day the portfolio is made for; the dates of its responses and certificates lie around it.
    pub as_of: Date,
    /// Whether suppliers pass information on to each other.
    pub chains: bool,
}

/// Why a portfolio can't be made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The folder is not empty.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// A file or folder can't be written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder that was being written.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A form can't be made.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The register can't be made.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The catalogue has no questionnaire of our own.
    #[error("no questionnaire of our own is loaded")]
    NoQuestionnaire,
}

/// How good a supplier's answers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quality {
    Good,
    Average,
    Poor,
    Silent,
}

/// A made-up supplier; everything about it follows from its number and the seed.
pub(crate) struct Maker {
    number: u32,
    seed: u64,
}

impl Maker {
    /// A generator of its own for each supplier and purpose, so that nothing depends on the order of the work.
    fn dice(&self, purpose: u64) -> Dice {
        Dice::new(
            self.seed
                ^ u64::from(self.number).wrapping_mul(0x9E37_79B9_7F4A_7C15)
                ^ purpose.wrapping_mul(0xD1B5_4A32_D192_ED03),
        )
    }

    fn id(&self) -> String {
        format!("S-{:05}", self.number)
    }

    fn quality(&self) -> Quality {
        match self.dice(1).below(20) {
            0..=8 => Quality::Good,
            9..=14 => Quality::Average,
            15..=18 => Quality::Poor,
            _ => Quality::Silent,
        }
    }
}

/// Writes a portfolio into a folder that is new or empty.
///
/// # Errors
/// When the folder is not empty, or can't be written.
pub fn generate(
    folder: &Path,
    order: &SampleOrder,
    catalogue: &Catalogue,
) -> Result<(), SampleError> {
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |source| SampleError::Io { path, source }
    };
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(SampleError::NotEmpty(folder.to_owned()));
    }
    std::fs::create_dir_all(folder).map_err(fail(folder))?;
    let makers: Vec<Maker> =
        (1..=order.suppliers).map(|number| Maker { number, seed: order.seed }).collect();
    let register = register::write(&makers, order, catalogue)?;
    let path = folder.join("register.xlsx");
    std::fs::write(&path, register).map_err(fail(&path))?;
    let responses = folder.join("responses");
    std::fs::create_dir_all(&responses).map_err(fail(&responses))?;
    makers.par_iter().try_for_each(|maker| {
        let Some((name, bytes)) = response::write(maker, order, catalogue)? else { return Ok(()) };
        let folder = responses.join(maker.id());
        std::fs::create_dir_all(&folder).map_err(fail(&folder))?;
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(fail(&path))
    })
}
