//! Which files a portfolio folder holds. Nothing is read here but `flowdown.toml`.

mod files;
mod register;
mod settings;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use files::{ResponseFile, UnreadFile};
pub use register::{RegisterFiles, registers};
pub use settings::Settings;

use crate::diagnostic::{Problem, Problems};

/// The files of a portfolio.
#[derive(Debug, Clone)]
pub struct PortfolioFiles {
    /// The folder.
    pub folder: PathBuf,
    /// What `flowdown.toml` says.
    pub settings: Settings,
    /// Where the register is.
    pub register: RegisterFiles,
    /// Every file below `responses/`, in the byte order of its path.
    pub responses: Vec<ResponseFile>,
}

/// Whether a folder is a portfolio: whether it holds a register.
pub fn is_portfolio(folder: &Path) -> bool {
    register::find(folder, &mut Vec::new()).is_some()
}

/// Finds the files of a portfolio folder.
///
/// # Errors
/// If the folder can't be read, holds no register or several, or `flowdown.toml` is invalid.
pub fn discover(folder: &Path) -> Result<PortfolioFiles, Problems> {
    if !folder.is_dir() {
        let help = "name a portfolio folder; `flowdown init FOLDER` makes one";
        return Err(Problems(vec![Problem::file(
            folder.display().to_string(),
            "there is no such folder",
            help,
        )]));
    }
    let mut problems = Vec::new();
    let settings = settings::read(folder, &mut problems);
    let register = register::find(folder, &mut problems);
    let responses = files::below_responses(folder).map_err(|problem| problems.push(problem));
    match (register, responses) {
        (Some(register), Ok(responses)) if problems.is_empty() => {
            Ok(PortfolioFiles { folder: folder.to_owned(), settings, register, responses })
        }
        _ => Err(Problems(problems)),
    }
}
