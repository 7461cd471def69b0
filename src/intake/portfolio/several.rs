//! Several portfolios read as one: the files of all, and the settings that they share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folders::{PortfolioFolders, in_front, name};
use super::settings::NAME;
use super::{PortfolioFiles, RegisterFiles, ResponseFile, Settings, discover, discover_named};
use crate::diagnostic::{Problem, Problems};

/// Finds the files of several portfolio folders as those of one. The order of the folders decides only whose cache is
/// used; everything else comes in the order of their names.
///
/// # Errors
/// The problems of each folder; names that are the same; settings that differ.
pub fn discover_all(folders: &[PathBuf]) -> Result<PortfolioFiles, Problems> {
    if let [one] = folders {
        return discover(one);
    }
    let named = PortfolioFolders::new(folders)?;
    let mut problems = Vec::new();
    let mut found: Vec<(Option<Arc<str>>, PortfolioFiles)> = Vec::new();
    for (name, folder) in named.iter() {
        match discover_named(folder, name) {
            Ok(files) => found.push((name.cloned(), files)),
            Err(more) => problems.extend(more.0),
        }
    }
    if let Some((first, others)) = found.split_first() {
        others.iter().for_each(|other| compare(first, other, &mut problems));
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    let home = found.first().map(|(_, files)| files.folder.clone()).unwrap_or_default();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    joined(home, found.into_iter().map(|(_, files)| files).collect(), folders)
}

/// The files of all folders; the settings are those of the first.
fn joined(
    home: PathBuf,
    found: Vec<PortfolioFiles>,
    folders: &[PathBuf],
) -> Result<PortfolioFiles, Problems> {
    let mut settings = Settings::default();
    let (mut registers, mut responses) = (Vec::<RegisterFiles>::new(), Vec::<ResponseFile>::new());
    let (mut names, mut texts, mut cache) = (Vec::new(), Vec::new(), None);
    for files in found {
        names.push(files.settings.name.clone().or_else(|| name(&files.folder)).unwrap_or_default());
        texts.extend(files.settings.texts.iter().cloned());
        // A folder that keeps nothing has a reason to: none of its answers go into another's cache.
        cache = if cache == Some(false) { cache } else { files.settings.cache.or(cache) };
        registers.extend(files.registers);
        responses.extend(files.responses);
        if files.folder == home {
            settings = files.settings;
        }
    }
    responses.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let settings = Settings { name: Some(names.join(" + ")), out: None, cache, texts, ..settings };
    let others = folders.iter().filter(|folder| **folder != home).cloned().collect();
    Ok(PortfolioFiles { folder: home, others, settings, registers, responses })
}

/// Reports each setting that differs between two folders.
fn compare(
    (one, ours): &(Option<Arc<str>>, PortfolioFiles),
    (other, theirs): &(Option<Arc<str>>, PortfolioFiles),
    problems: &mut Vec<Problem>,
) {
    let day = |files: &PortfolioFiles| files.settings.as_of.map(|day| day.to_string());
    let path = |files: &PortfolioFiles, pick: fn(&Settings) -> &Option<PathBuf>| {
        pick(&files.settings).as_ref().map(|path| real(&files.folder.join(path)))
    };
    let scoring = |files: &PortfolioFiles| path(files, |settings| &settings.scoring);
    let questionnaires = |files: &PortfolioFiles| path(files, |settings| &settings.questionnaires);
    let limits = |files: &PortfolioFiles| format!("{:?}", files.settings.limits);
    let mut report = |key: &str, said: Option<(Option<String>, Option<String>)>| {
        let shown = |said: Option<String>| said.unwrap_or_else(|| "not set".to_owned());
        let there = in_front(one.as_ref(), NAME);
        let message = match said {
            Some((ours, theirs)) => {
                let (ours, theirs) = (shown(ours), shown(theirs));
                format!("`{key}` is {theirs} here and {ours} in {there}")
            }
            None => format!("`{key}` differs from that in {there}"),
        };
        let help = "portfolios that are read as one have the same settings; write the same in both";
        problems.push(Problem::file(in_front(other.as_ref(), NAME), message, help));
    };
    for (key, said) in [
        ("scoring", (scoring(ours), scoring(theirs))),
        ("questionnaires", (questionnaires(ours), questionnaires(theirs))),
        ("as_of", (day(ours), day(theirs))),
    ] {
        if said.0 != said.1 {
            report(key, Some(said));
        }
    }
    if limits(ours) != limits(theirs) {
        report("[limits]", None);
    }
}

/// A folder of rules as the system knows it, so that `../rules` is one folder for all.
fn real(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_owned()).display().to_string()
}
