//! Finds the register: one workbook, or a folder with one CSV per sheet.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folders::in_front;
use crate::diagnostic::{Problem, Problems};
use crate::disk;
use crate::intake::grid::Grid;
use crate::intake::workbook::{self, Limits};

/// Endings of a register in one file.
const ENDINGS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];

/// What to do without a register.
const HELP: &str =
    "`flowdown init FOLDER` writes a template; with --from FILE it takes a list of suppliers over";

/// The files of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterFiles {
    /// The name of its portfolio, if several are read as one.
    pub portfolio: Option<Arc<str>>,
    /// The files, each with its path below the portfolio; the portfolio's name, if it has one, comes first.
    pub files: Vec<(String, PathBuf)>,
}

impl RegisterFiles {
    /// Reads the files' sheets, for [`crate::intake::register::read`]; each file's bytes go to `seen`.
    ///
    /// # Errors
    /// Every file that can't be read, with what to do.
    pub fn read(
        &self,
        limits: &Limits,
        mut seen: impl FnMut(&str, &[u8]),
    ) -> Result<Vec<(String, Vec<Grid>)>, Problems> {
        let mut sources = Vec::new();
        let mut problems = Vec::new();
        for (name, path) in &self.files {
            match disk::read(path, limits.max_file_bytes) {
                Ok(bytes) => {
                    seen(name, &bytes);
                    match workbook::read(name, &bytes, limits) {
                        Ok(workbook) => sources.push((name.clone(), workbook.sheets)),
                        Err(error) => {
                            problems.push(Problem::file(name, error.to_string(), error.help()))
                        }
                    }
                }
                Err(error) => problems.push(Problem::file(name, error.to_string(), error.help())),
            }
        }
        if problems.is_empty() { Ok(sources) } else { Err(Problems(problems)) }
    }
}

/// Finds the one register of a folder.
pub(super) fn find(
    folder: &Path,
    portfolio: Option<&Arc<str>>,
    problems: &mut Vec<Problem>,
) -> Option<RegisterFiles> {
    let names = names_in(folder, problems)?;
    let found = among(&names, folder);
    match found.as_slice() {
        [] => problems.push(Problem::file(
            folder.display().to_string(),
            "the folder holds no register",
            HELP,
        )),
        ["register/"] => return text_files(folder, portfolio, problems),
        [name] => {
            let files = vec![(in_front(portfolio, name), folder.join(name))];
            return Some(RegisterFiles { portfolio: portfolio.cloned(), files });
        }
        several => {
            let message = format!("there are several registers: {}", several.join(", "));
            problems.push(Problem::file(
                folder.display().to_string(),
                message,
                "keep one and move the others away",
            ));
        }
    }
    None
}

/// The registers among a folder's names; a folder of text files ends with `/`.
fn among<'n>(names: &'n [String], folder: &Path) -> Vec<&'n str> {
    let is_workbook = |name: &&String| {
        let ending = name.strip_prefix("register.");
        ending.is_some_and(|ending| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
    };
    let mut found: Vec<&str> = names.iter().filter(is_workbook).map(String::as_str).collect();
    let has_folder =
        names.iter().any(|name| name == "register") && folder.join("register").is_dir();
    found.extend(has_folder.then_some("register/"));
    found
}

/// The registers that a folder already holds; empty if there is no such folder.
pub fn registers(folder: &Path) -> Vec<String> {
    let names = names_in(folder, &mut Vec::new()).unwrap_or_default();
    among(&names, folder).into_iter().map(str::to_owned).collect()
}

/// The files of a register with one CSV per sheet, in the order of their names.
fn text_files(
    folder: &Path,
    portfolio: Option<&Arc<str>>,
    problems: &mut Vec<Problem>,
) -> Option<RegisterFiles> {
    let folder = folder.join("register");
    let names = names_in(&folder, problems)?;
    let is_text = |name: &&String| {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        let known = ending.is_some_and(|ending| {
            ["csv", "tsv"].iter().any(|known| known.eq_ignore_ascii_case(ending))
        });
        known && !name.starts_with(['.', '~'])
    };
    let path = |name: &String| in_front(portfolio, &format!("register/{name}"));
    let files = names.iter().filter(is_text).map(|name| (path(name), folder.join(name)));
    let files: Vec<_> = files.collect();
    if files.is_empty() {
        let message = "the folder holds no .csv file";
        problems.push(Problem::file(in_front(portfolio, "register/"), message, HELP));
        return None;
    }
    Some(RegisterFiles { portfolio: portfolio.cloned(), files })
}

/// The names in a folder, sorted. A name that is not UTF-8 can't be a register's.
fn names_in(folder: &Path, problems: &mut Vec<Problem>) -> Option<Vec<String>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            let mut names: Vec<String> = entries
                .flatten()
                .filter_map(|entry| entry.file_name().into_string().ok())
                .collect();
            names.sort_unstable();
            Some(names)
        }
        Err(error) => {
            let help = "name a folder that can be read";
            problems.push(Problem::file(folder.display().to_string(), error.to_string(), help));
            None
        }
    }
}
