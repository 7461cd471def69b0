//! What the run before left to the next one.

use super::compare::past;
use super::terminal::Terminal;
use super::{CommandError, no_run};
use crate::assessment::tracking::Earlier;
use crate::report::finished::FinishedRun;
use crate::report::movement::Past;

/// The run before.
pub(super) struct Before {
    /// What it decided and had read.
    pub(super) past: Past,
    /// Its findings; none: an older program wrote it and kept none.
    pub(super) earlier: Option<Earlier>,
}

impl Before {
    /// Reads it from its folder.
    pub(super) fn read(run: &FinishedRun, terminal: &Terminal) -> Result<Self, CommandError> {
        let past = past(run)?;
        let findings = run.findings().map_err(no_run)?;
        if findings.is_none() {
            terminal.note(&format!(
                "{} holds no findings.json ({} wrote it): every finding counts as seen for the first time",
                run.folder().display(),
                run.program()
            ));
        }
        let register = past.state.as_ref().ok().map(|state| &state.register);
        let earlier = findings.map(|findings| Earlier {
            as_of: run.as_of(),
            findings,
            register: register.cloned(),
        });
        Ok(Self { past, earlier })
    }
}
