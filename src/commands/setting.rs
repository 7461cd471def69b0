//! What decides how a portfolio is read: its files, the catalogue, the day.

use std::path::{Component, Path, PathBuf};

use super::outcome::CommandError;
use super::terminal::Terminal;
use crate::catalogue::Catalogue;
use crate::cli::Global;
use crate::intake::portfolio::{PortfolioFiles, Settings, discover_all};
use crate::model::Date;

/// Today in the time zone of the machine (`TZ`, else the system's; UTC if there is neither). This is the only place
/// where a clock is read. A gate in Tokyo answers for Tokyo's day.
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}

/// The catalogue: from the command line's folders, else from the portfolio's, else the embedded one.
pub(super) fn load(
    global: &Global,
    files: Option<&PortfolioFiles>,
) -> Result<Catalogue, CommandError> {
    let of_settings = |pick: fn(&Settings) -> &Option<PathBuf>| {
        files.and_then(|files| pick(&files.settings).as_ref().map(|path| files.folder.join(path)))
    };
    let scoring = global.scoring.clone().or_else(|| of_settings(|settings| &settings.scoring));
    let questionnaires =
        global.questionnaires.clone().or_else(|| of_settings(|settings| &settings.questionnaires));
    Ok(Catalogue::load(scoring.as_deref(), questionnaires.as_deref())?)
}

/// A portfolio with everything that decides how it is read.
pub(super) struct Setting {
    pub(super) files: PortfolioFiles,
    pub(super) catalogue: Catalogue,
    /// The day everything is judged on.
    pub(super) as_of: Date,
}

impl Setting {
    /// Finds the files, loads the catalogue, and prints the day.
    pub(super) fn open(
        global: &Global,
        portfolio: &Path,
        terminal: &Terminal,
    ) -> Result<Self, CommandError> {
        Self::open_all(global, &[portfolio.to_owned()], terminal)
    }

    /// The same for several portfolios that are read as one.
    pub(super) fn open_all(
        global: &Global,
        portfolios: &[PathBuf],
        terminal: &Terminal,
    ) -> Result<Self, CommandError> {
        let files = discover_all(portfolios)?;
        let catalogue = load(global, Some(&files))?;
        let as_of = global.as_of.or(files.settings.as_of).unwrap_or_else(today);
        terminal.note(&format!("as of {as_of}"));
        Ok(Self { files, catalogue, as_of })
    }

    /// The output folder: the one on the command line, else the one in the portfolio's settings, else `out`; the latter
    /// two are below the portfolio. Of several portfolios none is the place of the run, so that it must be named.
    pub(super) fn out(&self, named: Option<&Path>) -> Result<PathBuf, CommandError> {
        let folder = &self.files.folder;
        let usual = Path::new("out");
        let below = self.files.settings.out.as_deref().unwrap_or(usual);
        if named.is_none() && !self.files.others.is_empty() {
            let message = "several portfolios are assessed as one, and no output folder is named";
            return Err(CommandError::failed(message, "say with --out where the run belongs"));
        }
        let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if named.is_none() && !below.components().all(plain) {
            let message =
                format!("flowdown.toml: out = `{}` lies outside of the portfolio", below.display());
            let help = "name a folder below the portfolio, or another one with --out";
            return Err(CommandError::failed(message, help));
        }
        let out = named.map_or_else(|| folder.join(below), Path::to_owned);
        // The output must not be below an input folder: the next run would read it.
        let named = [&self.files.settings.scoring, &self.files.settings.questionnaires];
        let named = named.into_iter().filter_map(|one| one.as_deref());
        let own = named.map(|input| (folder, input));
        let folders = [folder].into_iter().chain(&self.files.others);
        let read = folders
            .flat_map(|folder| ["responses", "register"].map(|below| (folder, Path::new(below))));
        for (folder, input) in read.chain(own) {
            if is_within(&out, folder, input) {
                let message =
                    format!("{} lies in {}/, which is read", out.display(), input.display());
                return Err(CommandError::failed(message, "choose another folder with --out"));
            }
        }
        Ok(out)
    }
}

/// Whether a path is `below` in the folder or inside it; neither need exist yet.
fn is_within(path: &Path, folder: &Path, below: &Path) -> bool {
    let inputs = [real(folder).join(below), real(&folder.join(below))];
    let path = real(path);
    inputs.iter().any(|input| path.starts_with(input))
}

/// A path with symbolic links resolved in the part of it that exists.
fn real(path: &Path) -> PathBuf {
    let above = path.ancestors().filter(|part| !part.as_os_str().is_empty());
    let mut above = above.chain([Path::new(".")]);
    let there = above.find_map(|part| Some((part, part.canonicalize().ok()?)));
    let (part, real) = there.unwrap_or((Path::new(""), PathBuf::new()));
    real.join(path.strip_prefix(part).unwrap_or(path))
}
