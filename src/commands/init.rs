//! `flowdown init`: a portfolio folder to start with.

use super::terminal::Terminal;
use super::{CommandError, Status, load, today};
use crate::cli::{Global, InitArgs};
use crate::diagnostic::Lines;
use crate::report::register_template;

/// What `flowdown.toml` holds to begin with.
const SETTINGS: &str = "\
# Settings of this portfolio. Take the # away in front of a line to use it.

# name = \"Suppliers of the works\"     # shown on reports; else the folder's name
# out = \"out\"                         # where runs go, below this folder
# scoring = \"rules/scoring\"           # your own policy: flowdown catalogue --export rules
# questionnaires = \"rules/questionnaires\"
# as_of = 2026-10-31                  # the day everything is judged on; else today

# [limits]                            # how much a returned file may hold; SECURITY.md lists them all
# cells = 300000
";

/// What is done next.
const NEXT: &str = "\
next: fill in register.xlsx, then
  flowdown request FOLDER --to forms   write a questionnaire for each supplier
  put what comes back into FOLDER/responses/<Supplier ID>/
  flowdown assess FOLDER               score, decide, and write the run folder";

/// Runs the command.
pub(super) fn run(
    global: &Global,
    args: &InitArgs,
    terminal: &Terminal,
) -> Result<Status, CommandError> {
    let catalogue = load(global, None)?;
    let as_of = global.as_of.unwrap_or_else(today);
    let register = args.folder.join("register.xlsx");
    let settings = args.folder.join("flowdown.toml");
    if let Some(there) = [&register, &settings].into_iter().find(|path| path.exists()) {
        let message = format!("{} is already there", there.display());
        return Err(CommandError::failed(message, "name a new folder; nothing is overwritten"));
    }
    let template = register_template::template(&catalogue, as_of)
        .map_err(|error| CommandError::failed(error.to_string(), ""))?;
    std::fs::create_dir_all(args.folder.join("responses")).map_err(|error| {
        let message = format!("{}: {error}", args.folder.display());
        CommandError::failed(message, "name a folder that can be written")
    })?;
    let files = [(register, template.as_slice()), (settings, SETTINGS.as_bytes())];
    super::write_files(&files, false, "name a new folder; nothing is overwritten")?;
    let folder = args.folder.display().to_string();
    let mut text = Lines::from_iter([format!("made {folder}")]);
    NEXT.lines().for_each(|line| text.line(line.replace("FOLDER", &folder)));
    terminal.result(&text)?;
    Ok(Status::Done)
}
