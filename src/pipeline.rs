//! One assessment, from a folder of returned questionnaires to a run folder: read, judge, compare with the previous
//! run, publish. [`run`] does all of it, and every command that makes a run calls it. Commands that only read call its
//! parts.

mod judging;
mod previous;
mod publishing;
mod reading;
mod remembered;

use std::path::{Path, PathBuf};

use tracing::info_span;

use crate::assessment::tracking::Tracking;
use crate::assessment::{Assessment, Inputs};
use crate::cache::Cache;
use crate::catalogue::Catalogue;
use crate::diagnostic::Problems;
use crate::intake::portfolio::PortfolioFiles;
use crate::model::{Date, FileReport};
use crate::run_folder::folder::{FolderError, RunFolder};

pub use judging::judge;
use previous::movement;
pub use previous::{Previous, own_memory, tracking};
pub use publishing::{Material, PublishError, publish};
pub use reading::{Portfolio, read, read_register};
pub use remembered::cache;

/// Called after each file that was read, from any thread.
pub type Progress<'p> = dyn Fn() + Sync + 'p;

/// The inputs and options of a run.
pub struct Job<'j> {
    /// The files of the portfolio.
    pub files: &'j PortfolioFiles,
    /// The questionnaires, the controls and the policy.
    pub catalogue: &'j Catalogue,
    /// The day everything is judged on.
    pub as_of: Date,
    /// The previous run; `None` if there is none.
    pub previous: Option<Previous>,
    /// The output folder. The run folder is made in it and named by the day.
    pub out: &'j Path,
    /// Whether a run of the same day is replaced.
    pub force: bool,
    /// The cache of earlier results.
    pub cache: &'j Cache,
    /// Called after each file that was read.
    pub progress: &'j Progress<'j>,
}

/// A run as it was published.
pub struct Run<'r> {
    /// Its folder.
    pub folder: PathBuf,
    /// What was decided.
    pub assessment: &'r Assessment<'r>,
    /// Every file below `responses/`, with its status.
    pub files: &'r [FileReport],
    /// Its findings, matched with those of earlier runs.
    pub tracking: &'r Tracking,
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The run folder can't be made, or exists already.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The register is invalid; holds all its problems.
    #[error(transparent)]
    Register(#[from] Problems),
    /// An output can't be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Makes a run and passes it to `look`. The run folder is opened before any work begins, so that a wrong path fails at
/// once.
///
/// # Errors
/// See [`RunError`]. An earlier run of the same day stays as it was then.
pub fn run<T>(job: Job<'_>, look: impl FnOnce(&Run<'_>) -> T) -> Result<T, RunError> {
    let staging = RunFolder::create(&job.out.join(job.as_of.to_string()), job.force)?;
    let read = info_span!(parent: None, "read")
        .in_scope(|| read(job.files, job.catalogue, job.cache, job.progress))?;
    let Portfolio { name, register, responses, mut files, inputs } = read;
    let memory = job.previous.as_ref().map(|before| before.memory(&register));
    let case = Inputs::new(job.catalogue, &register, &responses, job.as_of);
    let assessment = info_span!(parent: None, "judge")
        .in_scope(|| judge(case.remembering(memory.unwrap_or_default()), &mut files));
    let (past, earlier) = job.previous.map(|before| (before.past, before.earlier)).unzip();
    let digest = past.as_ref().map(|past| past.digest.clone());
    let movement = past.map(|past| {
        info_span!(parent: None, "compare").in_scope(|| movement(past, &assessment, &responses))
    });
    let tracking = info_span!(parent: None, "track")
        .in_scope(|| tracking(&assessment, &files, earlier.flatten()));
    let material = Material {
        name: &name,
        responses: &responses,
        files: &files,
        inputs: &inputs,
        previous: digest.as_deref(),
        movement: movement.as_ref(),
        tracking: &tracking,
    };
    let folder = info_span!(parent: None, "publish")
        .in_scope(|| publish(staging, &assessment, material, job.cache))?;
    Ok(look(&Run { folder, assessment: &assessment, files: &files, tracking: &tracking }))
}
