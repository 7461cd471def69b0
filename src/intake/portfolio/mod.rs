//! Which files a portfolio folder holds, or several that are read as one. Nothing is read here but `flowdown.toml`.

mod files;
mod folders;
mod register;
mod settings;
mod several;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use files::{ResponseFile, UnreadFile};
pub use folders::PortfolioFolders;
pub use register::{RegisterFiles, registers};
pub use settings::Settings;
pub use several::discover_all;

use crate::diagnostic::{Problem, Problems};

/// The files of a portfolio, or of several that are read as one.
#[derive(Debug, Clone)]
pub struct PortfolioFiles {
    /// The folder; of several the first that was named.
    pub folder: PathBuf,
    /// The other folders.
    pub others: Vec<PathBuf>,
    /// What `flowdown.toml` says.
    pub settings: Settings,
    /// Where the registers are: one for each folder.
    pub registers: Vec<RegisterFiles>,
    /// Every file below `responses/`, in the byte order of its path.
    pub responses: Vec<ResponseFile>,
}

/// Whether a folder is a portfolio: whether it holds a register.
pub fn is_portfolio(folder: &Path) -> bool {
    register::find(folder, None, &mut Vec::new()).is_some()
}

/// Finds the files of a portfolio folder.
///
/// # Errors
/// If the folder can't be read, holds no register or several, or `flowdown.toml` is invalid.
pub fn discover(folder: &Path) -> Result<PortfolioFiles, Problems> {
    discover_named(folder, None)
}

/// Finds the files of a folder; its name, if it has one, comes in front of each path.
fn discover_named(folder: &Path, name: Option<&Arc<str>>) -> Result<PortfolioFiles, Problems> {
    if !folder.is_dir() {
        let help = "name a portfolio folder; `flowdown init FOLDER` makes one";
        return Err(Problems(vec![Problem::file(
            folder.display().to_string(),
            "there is no such folder",
            help,
        )]));
    }
    let mut problems = Vec::new();
    let settings = settings::read(folder, name, &mut problems);
    let register = register::find(folder, name, &mut problems);
    let responses = files::below_responses(folder, name).map_err(|problem| problems.push(problem));
    match (register, responses) {
        (Some(register), Ok(responses)) if problems.is_empty() => Ok(PortfolioFiles {
            folder: folder.to_owned(),
            others: Vec::new(),
            settings,
            registers: vec![register],
            responses,
        }),
        _ => Err(Problems(problems)),
    }
}
