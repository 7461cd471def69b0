//! `flowdown sample`: writes a made-up portfolio of any size.

use super::outcome::{CommandError, ExitStatus};
use super::setting::{load, today};
use super::terminal::Terminal;
use crate::cli::{Global, SampleArgs};
use crate::diagnostic::Lines;
use crate::sample::{SampleOrder, generate};

pub(super) fn run(
    global: &Global,
    args: &SampleArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let catalogue = load(global, None)?;
    let as_of = global.as_of.unwrap_or_else(today);
    let order =
        SampleOrder { suppliers: args.suppliers, seed: args.seed, as_of, chains: args.chains };
    generate(&args.folder, &order, &catalogue).map_err(|error| {
        CommandError::failed(error.to_string(), "name a new folder that can be written")
    })?;
    let folder = args.folder.display();
    terminal.result(&Lines::from_iter([
        format!("made {folder} with {} suppliers", args.suppliers),
        format!("next: flowdown assess {folder} --as-of {as_of}"),
    ]))?;
    Ok(ExitStatus::Done)
}
