//! The folders of portfolios that are read as one, told apart by their names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

use crate::diagnostic::{Problem, Problems};
use crate::model::PORTFOLIO_PARTS;

/// The portfolio folders of a run. With more than one, the name of its folder stands in front of each path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortfolioFolders(Vec<(Option<Arc<str>>, PathBuf)>);

impl PortfolioFolders {
    /// The folders in the given order.
    ///
    /// # Errors
    /// If two folders have the same name, or one has none.
    pub fn new(folders: &[PathBuf]) -> Result<Self, Problems> {
        match folders {
            [one] => Ok(Self(vec![(None, one.clone())])),
            _ => Self::named(folders),
        }
    }

    /// The folders in the given order, each with its name in front of its paths.
    ///
    /// # Errors
    /// If two folders have the same name, or one has none that tells it from the parts of a portfolio.
    pub fn named(folders: &[PathBuf]) -> Result<Self, Problems> {
        let mut named: Vec<(Option<Arc<str>>, PathBuf)> = Vec::new();
        let mut problems = Vec::new();
        for folder in folders {
            let own = name(folder)
                .filter(|name| !PORTFOLIO_PARTS.contains(&name.to_lowercase().as_str()));
            let Some(name) = own else {
                let help = "give the folder a name of plain text";
                problems.push(problem(folder, "the folder has no name to tell its files by", help));
                continue;
            };
            if named.iter().any(|(_, other)| is_one(other, folder)) {
                let help = "name it once";
                problems.push(problem(folder, "the folder is named twice", help));
            } else if let Some((_, other)) = named.iter().find(|(known, _)| is_same(known, &name)) {
                let message = format!("{} has the same name", other.display());
                let help = "rename one of the two: the name stands in front of its files' paths";
                problems.push(problem(folder, message, help));
            }
            named.push((Some(name.into()), folder.clone()));
        }
        if problems.is_empty() { Ok(Self(named)) } else { Err(Problems(problems)) }
    }

    /// The folders, each with the name in front of its paths; one folder alone has none.
    pub fn iter(&self) -> impl Iterator<Item = (Option<&Arc<str>>, &Path)> {
        self.0.iter().map(|(name, folder)| (name.as_ref(), folder.as_path()))
    }

    /// The folder that a path belongs to, and the path below it.
    pub fn divide<'p>(&self, path: &'p str) -> Option<(&Path, &'p str)> {
        let below = |name: &Option<Arc<str>>| match name {
            None => Some(path),
            Some(name) => path.strip_prefix(&**name)?.strip_prefix('/'),
        };
        self.0.iter().find_map(|(name, folder)| Some((folder.as_path(), below(name)?)))
    }
}

/// A path with the name of its folder in front, if the folder has one.
pub(super) fn in_front(name: Option<&Arc<str>>, path: &str) -> String {
    name.map_or_else(|| path.to_owned(), |name| format!("{name}/{path}"))
}

fn problem(folder: &Path, message: impl Into<String>, help: &str) -> Problem {
    Problem::file(folder.display().to_string(), message, help)
}

/// Case and kinds of accents tell no folders apart: not every system does.
fn is_same(known: &Option<Arc<str>>, name: &str) -> bool {
    let folded = |name: &str| name.nfc().collect::<String>().to_lowercase();
    known.as_ref().is_some_and(|known| folded(known) == folded(name))
}

/// Whether two paths lead to one folder.
fn is_one(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| Some(one) == real(other))
}

/// The last part of a path, or of what `.` and `..` stand for.
pub(super) fn name(folder: &Path) -> Option<String> {
    let last = |path: &Path| Some(path.file_name()?.to_str()?.to_owned());
    match folder.file_name() {
        Some(_) => last(folder),
        None => last(&folder.canonicalize().ok()?),
    }
}
