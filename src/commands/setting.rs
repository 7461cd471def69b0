//! What decides how a portfolio is read: its files, the catalogue, the day.

use std::path::{Component, Path, PathBuf};

use super::outcome::CommandError;
use super::terminal::Terminal;
use crate::catalogue::Catalogue;
use crate::cli::Global;
use crate::intake::portfolio::{PortfolioFiles, Settings};
use crate::model::Date;

/// Today: the only place where a clock is read.
pub(super) fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    let now = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The catalogue: of the command line's folders, else of the portfolio's, else the embedded one.
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
    /// Its files.
    pub(super) files: PortfolioFiles,
    /// The catalogue: questionnaires and policy.
    pub(super) catalogue: Catalogue,
    /// The day everything is judged on.
    pub(super) as_of: Date,
}

impl Setting {
    /// Finds the files, loads the catalogue, and says the day.
    pub(super) fn open(
        global: &Global,
        portfolio: &Path,
        terminal: &Terminal,
    ) -> Result<Self, CommandError> {
        let files = crate::intake::portfolio::discover(portfolio)?;
        let catalogue = load(global, Some(&files))?;
        let as_of = global.as_of.or(files.settings.as_of).unwrap_or_else(today);
        terminal.note(&format!("as of {as_of}"));
        Ok(Self { files, catalogue, as_of })
    }

    /// The output folder: of the command line, else of the portfolio's settings, below the portfolio.
    pub(super) fn out(&self, named: Option<&Path>) -> Result<PathBuf, CommandError> {
        let folder = &self.files.folder;
        let usual = Path::new("out");
        let below = self.files.settings.out.as_deref().unwrap_or(usual);
        let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if named.is_none() && !below.components().all(plain) {
            let message =
                format!("flowdown.toml: out = `{}` lies outside of the portfolio", below.display());
            let help = "name a folder below the portfolio, or another one with --out";
            return Err(CommandError::failed(message, help));
        }
        let out = named.map_or_else(|| folder.join(below), Path::to_owned);
        // A run is no response, and must not be read as one by the next run.
        for input in ["responses", "register"] {
            if is_within(&out, &folder.join(input)) {
                let message = format!("{} lies in {input}/, which is read", out.display());
                return Err(CommandError::failed(message, "choose another folder with --out"));
            }
        }
        Ok(out)
    }
}

/// Whether a path that need not exist yet leads into a folder, or is the folder.
fn is_within(path: &Path, folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    let mut above = path.ancestors().filter(|part| !part.as_os_str().is_empty());
    let there = above.find_map(|part| Some((part, part.canonicalize().ok()?)));
    match there {
        Some((part, real)) => {
            let rest = path.strip_prefix(part).unwrap_or(Path::new(""));
            real.join(rest).starts_with(&folder)
        }
        None => {
            Path::new(".").canonicalize().is_ok_and(|here| here.join(path).starts_with(&folder))
        }
    }
}
