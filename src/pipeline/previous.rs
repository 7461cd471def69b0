//! What the run before left to the next one.

use std::path::Path;

use crate::assessment::attribution::Side;
use crate::assessment::tracking::{Earlier, Tracking, sightings, track};
use crate::assessment::{Assessment, Context, Memory};
use crate::comparison::movement::{Movement, Past, Present, Stand};
use crate::model::{FileReport, Register, Response};
use crate::run_folder::finished::{FinishedError, FinishedRun};

/// The run before.
#[derive(Debug)]
pub struct Previous {
    /// What it decided and had read.
    pub past: Past,
    /// Its findings; none: an older program wrote it and kept none.
    pub earlier: Option<Earlier>,
}

impl Previous {
    /// Reads it from its folder; the runs before it are looked for beside it.
    ///
    /// # Errors
    /// When something in it is not as recorded.
    pub fn read(run: &FinishedRun) -> Result<Self, FinishedError> {
        let beside = run.folder().parent().filter(|parent| !parent.as_os_str().is_empty());
        let past = Past::read(run, beside.unwrap_or(Path::new(".")))?;
        let register = past.snapshot.as_ref().ok().map(|snapshot| &snapshot.register);
        let earlier = run.findings()?.map(|kept| Earlier {
            as_of: run.as_of(),
            findings: kept.findings,
            conditions: kept.conditions,
            register: register.cloned(),
        });
        Ok(Self { past, earlier })
    }

    /// The due days that it remembers.
    pub fn memory(&self, register: &Register) -> Memory {
        self.earlier.as_ref().map_or_else(Memory::default, |one| one.memory(register))
    }
}

/// The due days that a run named itself, those of runs before it among them: with these its own day is judged again as it
/// was.
///
/// # Errors
/// When its findings are not as recorded.
pub fn own_memory(run: &FinishedRun) -> Result<Memory, FinishedError> {
    let kept = run.findings()?;
    let (as_of, register) = (run.as_of(), None);
    let earlier = kept.map(|kept| {
        let (findings, conditions) = (kept.findings, kept.conditions);
        Earlier { as_of, findings, conditions, register }
    });
    Ok(earlier.map_or_else(Memory::default, |one| one.own_memory()))
}

/// What moved between a past run and an assessment of today.
pub(super) fn movement(
    past: Past,
    assessment: &Assessment<'_>,
    responses: &[Response],
) -> Movement {
    let Context { catalogue, register, as_of, .. } = assessment.context;
    let side = Side { catalogue, register, responses, as_of };
    Movement::between(past, Present { as_of, stands: Stand::all(assessment), side: Ok(side) })
}

/// Meets what an assessment found with what the run before kept.
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
