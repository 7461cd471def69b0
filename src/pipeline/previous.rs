//! The previous run, and what changed since.

use std::path::Path;

use crate::assessment::attribution::Side;
use crate::assessment::tracking::{Earlier, Tracking, sightings, track};
use crate::assessment::{Assessment, Context, Memory};
use crate::comparison::movement::{Movement, Past, Present, Stand};
use crate::model::{FileReport, Register, Response};
use crate::run_folder::finished::{FinishedError, FinishedRun, KeptFindings};

/// The previous run.
#[derive(Debug)]
pub struct Previous {
    /// Its decisions and its snapshot.
    pub past: Past,
    /// Its findings; `None` if an older version of the program wrote it, which kept none.
    pub earlier: Option<Earlier>,
}

impl Previous {
    /// Reads it from its folder; earlier runs are looked up in the same parent folder.
    ///
    /// # Errors
    /// When a file of the run is not as `run.json` records it.
    pub fn read(run: &FinishedRun) -> Result<Self, FinishedError> {
        let beside = run.folder().parent().filter(|parent| !parent.as_os_str().is_empty());
        let past = Past::read(run, beside.unwrap_or(Path::new(".")))?;
        let register = past.snapshot.as_ref().ok().map(|snapshot| &snapshot.register);
        let earlier = earlier(run, register.cloned())?;
        Ok(Self { past, earlier })
    }

    /// The due days that its conditions and those before it had.
    pub fn memory(&self, register: &Register) -> Memory {
        self.earlier.as_ref().map_or_else(Memory::default, |one| one.memory(register))
    }
}

/// What a run kept of its findings; `None` if an older program wrote it and kept none.
fn earlier(
    run: &FinishedRun,
    register: Option<Register>,
) -> Result<Option<Earlier>, FinishedError> {
    let of = |kept: KeptFindings| {
        let (as_of, findings, conditions) = (run.as_of(), kept.findings, kept.conditions);
        Earlier { as_of, findings, conditions, register }
    };
    Ok(run.findings()?.map(of))
}

/// The due days that a run named, also those of the runs before it that still count: with these, the decisions of its own
/// day come out again. At a tier above its own an engagement may have remembered more.
///
/// # Errors
/// When its findings are not as recorded.
pub fn own_memory(run: &FinishedRun) -> Result<Memory, FinishedError> {
    let earlier = earlier(run, None)?;
    Ok(earlier.map_or_else(Memory::default, |one| one.own_memory()))
}

/// What moved between the previous run and the present assessment.
pub(super) fn movement(
    past: Past,
    assessment: &Assessment<'_>,
    responses: &[Response],
) -> Movement {
    let Context { catalogue, register, as_of, .. } = assessment.context;
    let side = Side { catalogue, register, responses, as_of };
    Movement::between(past, Present { as_of, stands: Stand::all(assessment), side: Ok(side) })
}

/// Matches the findings of an assessment with those of the previous run.
pub fn tracking(
    assessment: &Assessment<'_>,
    files: &[FileReport],
    earlier: Option<Earlier>,
) -> Tracking {
    let context = &assessment.context;
    let mut found = track(sightings(assessment, files), earlier, context.register, context.as_of);
    found.conditions = assessment.memory();
    found
}
