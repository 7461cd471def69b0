//! `flowdown init`: makes a new portfolio folder.

use std::path::{Path, PathBuf};

use super::files::write_files;
use super::outcome::{CommandError, ExitStatus};
use super::setting::{load, today};
use super::terminal::Terminal;
use crate::catalogue::Catalogue;
use crate::cli::{Global, InitArgs};
use crate::diagnostic::Lines;
use crate::intake::inventory::{self, Inventory};
use crate::intake::portfolio;
use crate::intake::workbook::{self, Limits};
use crate::outgoing::register_template::{self, Imported, RegisterError};

/// The initial content of `flowdown.toml`.
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

/// The next steps that are printed.
const NEXT: &str = "\
next: fill in register.xlsx, then
  flowdown request FOLDER --to forms   write a questionnaire for each supplier
  put what comes back into FOLDER/responses/<Supplier ID>/
  flowdown assess FOLDER               score, decide, and write the run folder";

/// The first steps if the register was made from a list.
const CHECK: &str = "\
first: in register.xlsx check the sheet Suppliers and fill what is marked; sheet Imported says what became of the list;
  add a row to Engagements for each supplier that receives information: its tier is never guessed
";

pub(super) fn run(
    global: &Global,
    args: &InitArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let catalogue = load(global, None)?;
    let as_of = global.as_of.unwrap_or_else(today);
    let list = args.from.as_deref().map(|path| list(path, args.sheet.as_deref(), &catalogue));
    let list = list.transpose()?;
    if let (Some(list), true) = (&list, args.dry_run) {
        let mut told = register_template::told(&list.imported(), &catalogue);
        told.line("nothing was written");
        terminal.result(&told)?;
        return Ok(ExitStatus::Done);
    }
    refuse_what_is_there(args)?;
    let register = match &list {
        Some(list) => register_template::of_list(&catalogue, &list.imported(), as_of),
        None => register_template::template(&catalogue, as_of),
    };
    write(args, register)?;
    let folder = args.folder.display().to_string();
    let mut text = Lines::new();
    if let Some(list) = &list {
        text.append(&register_template::told(&list.imported(), &catalogue));
        text.append(&Lines::ours(CHECK));
    }
    text.line(format_args!("made {folder}"));
    NEXT.lines().for_each(|line| text.line(line.replace("FOLDER", &folder)));
    terminal.result(&text)?;
    Ok(ExitStatus::Done)
}

/// A list of suppliers and its file.
struct SupplierList {
    file: String,
    inventory: Inventory,
}

impl SupplierList {
    fn imported(&self) -> Imported<'_> {
        Imported { file: &self.file, inventory: &self.inventory }
    }
}

/// Reads the list of suppliers in a file.
fn list(
    path: &Path,
    sheet: Option<&str>,
    catalogue: &Catalogue,
) -> Result<SupplierList, CommandError> {
    let bytes = super::map::bytes(path)?;
    let shown = path.display().to_string();
    let book = workbook::read(&shown, &bytes, &Limits::default())
        .map_err(|error| CommandError::failed(format!("{shown}: {error}"), error.help()))?;
    let inventory = inventory::read(&book.sheets, sheet, &catalogue.vocabulary)
        .map_err(|error| CommandError::failed(format!("{shown}: {error}"), error.help()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(SupplierList { file: name, inventory })
}

/// Refuses a folder that has a register, or, unless suppliers come from a list, one that has settings.
fn refuse_what_is_there(args: &InitArgs) -> Result<(), CommandError> {
    let settings = settings_of(args);
    let there = portfolio::registers(&args.folder).into_iter().next();
    let there = there.map(|name| args.folder.join(name));
    match there.or_else(|| Some(settings).filter(|path| args.from.is_none() && path.exists())) {
        None => Ok(()),
        Some(there) => {
            let message = format!("{} is already there", there.display());
            Err(CommandError::failed(message, "name a new folder; nothing is overwritten"))
        }
    }
}

fn settings_of(args: &InitArgs) -> PathBuf {
    args.folder.join("flowdown.toml")
}

/// Makes the folder with its files; an existing file is never replaced.
fn write(args: &InitArgs, register: Result<Vec<u8>, RegisterError>) -> Result<(), CommandError> {
    let register = register.map_err(|error| CommandError::failed(error.to_string(), ""))?;
    std::fs::create_dir_all(args.folder.join("responses")).map_err(|error| {
        let message = format!("{}: {error}", args.folder.display());
        CommandError::failed(message, "name a folder that can be written")
    })?;
    let mut files = vec![(args.folder.join("register.xlsx"), register.as_slice())];
    let settings = settings_of(args);
    if !settings.exists() {
        files.push((settings, SETTINGS.as_bytes()));
    }
    write_files(&files, false, "name a new folder; nothing is overwritten")
}
