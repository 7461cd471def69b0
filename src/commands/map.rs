//! `flowdown map`: describes the layout of an unknown form, once for all its responses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::write_files;
use super::outcome::{CommandError, ExitStatus};
use super::setting::{load, today};
use super::terminal::Terminal;
use crate::catalogue::{Catalogue, Source, export_into};
use crate::cli::{Global, MapArgs};
use crate::diagnostic::{Lines, escaped_json};
use crate::digest::sha256;
use crate::disk;
use crate::intake::accepted::{self, Accepted, FormLayout};
use crate::intake::discover::{Discovery, discover};
use crate::intake::form::Sheets;
use crate::intake::form::{Form, FormReader};
use crate::intake::response::{FileRef, Reader};
use crate::intake::workbook::{self, Format, Limits, Workbook};
use crate::model::Register;
use crate::outgoing::mapping::{self, MapOrder};
use crate::run_folder::file_name::is_device;

pub(super) fn run(
    global: &Global,
    args: &MapArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    match (&args.accept, &args.form) {
        (Some(workbook), _) => accept(global, args, workbook, terminal),
        (None, Some(form)) if args.fingerprints => fingerprints(global, form, terminal),
        (None, Some(form)) => propose(global, args, form, terminal),
        (None, None) => {
            Err(CommandError::failed("no form is named", "name a form, or see flowdown map --help"))
        }
    }
}

/// A form read from disk.
struct OpenForm {
    path: String,
    sha256: String,
    workbook: Workbook,
}

impl OpenForm {
    fn read(path: &Path) -> Result<Self, CommandError> {
        let bytes = bytes(path)?;
        let shown = path.display().to_string();
        let workbook = workbook::read(&shown, &bytes, &Limits::default())
            .map_err(|error| CommandError::failed(format!("{shown}: {error}"), error.help()))?;
        Ok(Self { path: shown, sha256: sha256(&bytes), workbook })
    }

    fn sheets(&self) -> Sheets<'_> {
        let named = self.workbook.format != Format::Csv;
        Sheets::new(&Arc::from(self.path.as_str()), &self.workbook.sheets, named)
    }
}

/// The bytes of a file, unless it is too long.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, CommandError> {
    let failed = |message: String| {
        CommandError::failed(
            format!("{}: {message}", path.display()),
            "name a file that can be read",
        )
    };
    disk::read(path, Limits::default().max_file_bytes).map_err(|error| failed(error.to_string()))
}

/// Prints the fingerprints by which a changed question is told from the publisher's.
fn fingerprints(
    global: &Global,
    path: &Path,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let (catalogue, register) = (load(global, None)?, Register::default());
    let bytes = bytes(path)?;
    let file = FileRef { path: path.display().to_string().into(), below: "", bytes: &bytes };
    let table = Reader::standalone(&catalogue, &register).fingerprints(&file);
    let table = table.map_err(|reason| {
        let message = format!("{}: {reason}", path.display());
        CommandError::failed(message, "name a blank form of another publisher that `check` knows")
    })?;
    terminal.raw(&escaped_toml(&table))?;
    Ok(ExitStatus::Done)
}

/// Writes the workbook with the recognised layout and the proposed links.
fn propose(
    global: &Global,
    args: &MapArgs,
    path: &Path,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let catalogue = load(global, None)?;
    let form = OpenForm::read(path)?;
    if let Some(known) = known(&catalogue, &form.sheets(), None) {
        let message =
            format!("{}: the form is known already: {known}; nothing was written", form.path);
        terminal.result(&Lines::from_iter([message]))?;
        return Ok(ExitStatus::Incomplete);
    }
    let discovery = discover(&form.workbook.sheets, &catalogue);
    let mut text = told(&form.path, &discovery);
    if discovery.tables.is_empty() {
        text.line("no questions were found; nothing was written");
        terminal.result(&text)?;
        return Ok(ExitStatus::Incomplete);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{stem}-map.xlsx")));
    let id = slug(&stem);
    let order = MapOrder {
        file: &form.path,
        sha256: &form.sha256,
        id: &id,
        as_of: global.as_of.unwrap_or_else(today),
        grids: &form.workbook.sheets,
        discovery: &discovery,
    };
    let made = mapping::workbook(&catalogue, &order)
        .map_err(|error| CommandError::failed(error.to_string(), ""))?;
    let help = "replace it with --force, or choose --out";
    write_files(&[(out.clone(), made)], args.force, help)?;
    text.line(format_args!("wrote {}", out.display()));
    text.line("next: open it, choose controls, then");
    text.line(format_args!("  flowdown map --accept {} --to DIR", out.display()));
    terminal.result(&text)?;
    Ok(ExitStatus::Done)
}

/// The recognised layout, sheet by sheet.
fn told(path: &str, discovery: &Discovery) -> Lines {
    let mut text = Lines::from_iter([format!("{path}: {} questions", discovery.questions())]);
    for table in &discovery.tables {
        let header = table
            .header
            .map_or("no header".to_owned(), |(first, _)| format!("header in row {}", first + 1));
        let answers = if table.columns.answer.is_some() { "" } else { ", no answer column" };
        text.line(format_args!(
            "  {}: {} questions, {header}, ids {}{answers}; sure: {}",
            table.name,
            table.rows.len(),
            table.ids.word(),
            table.sureness.word()
        ));
    }
    for passed in &discovery.passed {
        text.line(format_args!("  {}: {}", passed.name, passed.reason));
    }
    text
}

/// A file's name as the id of a form: lower case letters, digits and single hyphens.
fn slug(stem: &str) -> String {
    let mut id = String::new();
    for c in stem.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    let id: String = id.chars().take(40).collect();
    let id = id.trim_end_matches('-');
    // The id is also a file name, and Windows reserves some names for devices.
    match id {
        "" => "form".to_owned(),
        id if is_device(id) => format!("form-{id}"),
        id => id.to_owned(),
    }
}

/// The known form of a publisher that the sheets fit; general adapters and the adapter `except` are left out.
fn known(catalogue: &Catalogue, sheets: &Sheets<'_>, except: Option<&str>) -> Option<String> {
    let all = FormReader::all(catalogue);
    let mut others =
        all.iter().filter(|one| !one.adapter.general && Some(one.adapter.id.as_str()) != except);
    let fits = others.find(|one| one.read(sheets).is_ok())?;
    Some(format!("{} (adapter {})", fits.adapter.title, fits.adapter.id))
}

/// Reads the workbook back, tries the new adapter on the form, and writes the files.
fn accept(
    global: &Global,
    args: &MapArgs,
    workbook: &Path,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let folder = &args.to;
    let fresh = is_fresh(folder)?;
    let source = if fresh { Source::embedded("questionnaires") } else { Source::folder(folder)? };
    let scoring = match &global.scoring {
        Some(folder) => Source::folder(folder)?,
        None => Source::embedded("scoring"),
    };
    let catalogue = load(global, None)?;
    let shown = workbook.display().to_string();
    let accepted = accepted::read(&shown, &bytes(workbook)?, &catalogue)?;
    if is_device(&accepted.id) {
        let message =
            format!("{shown}: the id `{}` is the name of a device on Windows", accepted.id);
        return Err(CommandError::failed(message, "give the form another id"));
    }
    let form = the_form(args, workbook, &accepted)?;
    let named = form.workbook.format != Format::Csv;
    let layout = accepted::layout(&shown, &accepted, &form.workbook.sheets, named)?;
    let files = files(&accepted, &layout, &catalogue);
    for (name, _) in &files {
        let path = folder.join(name);
        if path.exists() && !args.force {
            let message = format!("{} is already there", path.display());
            return Err(CommandError::failed(
                message,
                "replace it with --force, or give the form another id",
            ));
        }
    }
    let source = files.iter().fold(source, |source, (name, text)| source.with(name, text));
    let mapped = Catalogue::from_sources(&scoring, &source)?;
    let reply = try_out(&mapped, &accepted, &form)?;
    if fresh {
        export_into("questionnaires", folder)
            .map_err(|error| CommandError::failed(format!("{}: {error}", folder.display()), ""))?;
    }
    let written = files.each_ref().map(|(name, text)| (folder.join(name), text.as_bytes()));
    write_files(&written, args.force, "replace it with --force, or give the form another id")?;
    terminal.result(&done(folder, &files, &accepted, &reply, &form))?;
    Ok(ExitStatus::Done)
}

/// Whether a folder is missing or empty; it gets the default files first then.
fn is_fresh(folder: &Path) -> Result<bool, CommandError> {
    if !folder.exists() {
        return Ok(true);
    }
    let mut entries = std::fs::read_dir(folder).map_err(|error| {
        let message = format!("{}: {error}", folder.display());
        CommandError::failed(message, "name a folder of questionnaires with --to")
    })?;
    Ok(entries.next().is_none())
}

/// The form from which the workbook was made; its bytes must be the same.
fn the_form(
    args: &MapArgs,
    workbook: &Path,
    accepted: &Accepted,
) -> Result<OpenForm, CommandError> {
    let there = PathBuf::from(&accepted.file);
    let beside = there.file_name().map(|name| workbook.with_file_name(name));
    let found = match &args.from {
        Some(path) => Some(path.clone()),
        None => [Some(there), beside].into_iter().flatten().find(|path| path.is_file()),
    };
    let help = "name the form that the workbook was made from with --from";
    let path = found.ok_or_else(|| {
        CommandError::failed(format!("the form `{}` is not there", accepted.file), help)
    })?;
    let form = OpenForm::read(&path)?;
    if form.sha256 == accepted.sha256 {
        return Ok(form);
    }
    let message = format!("{} is not the form that the workbook was made from", form.path);
    Err(CommandError::failed(message, help))
}

/// The two files: their paths below the folder, and their texts.
fn files(accepted: &Accepted, layout: &FormLayout, catalogue: &Catalogue) -> [(String, String); 2] {
    [
        (format!("adapters/{}.toml", accepted.id), mapping::adapter(accepted, layout)),
        (format!("crosswalks/{}.toml", accepted.id), mapping::crosswalk(accepted, catalogue)),
    ]
}

/// Reads the form with the accepted layout.
fn try_out(
    catalogue: &Catalogue,
    accepted: &Accepted,
    form: &OpenForm,
) -> Result<Form, CommandError> {
    let sheets = form.sheets();
    if let Some(other) = known(catalogue, &sheets, Some(&accepted.id)) {
        let message = format!("{}: the form fits another layout, too: {other}", form.path);
        return Err(CommandError::failed(
            message,
            "take that adapter out of the folder, or map that form again",
        ));
    }
    let all = FormReader::all(catalogue);
    let own = all.iter().find(|one| one.adapter.id == accepted.id);
    let read = own.map(|one| one.read(&sheets));
    match read {
        Some(Ok(reply)) => Ok(reply),
        Some(Err(miss)) => {
            let message = format!("{}: the form can't be read this way: {}", form.path, miss.why);
            Err(CommandError::failed(
                message,
                "check header rows, columns and IDs on the sheet Form; nothing was written",
            ))
        }
        None => Err(CommandError::failed("the adapter was not loaded", "")),
    }
}

/// The summary: the files that were written, and the answers of the form as the new adapter reads them.
fn done(
    folder: &Path,
    files: &[(String, String); 2],
    accepted: &Accepted,
    reply: &Form,
    form: &OpenForm,
) -> Lines {
    let linked = accepted.questions.iter().filter(|question| !question.links.is_empty()).count();
    let mut text = Lines::new();
    for (name, _) in files {
        text.line(format_args!("wrote {}", folder.join(name).display()));
    }
    let (found, asked) = (reply.found, accepted.questions.len());
    text.line(format_args!("{linked} of {asked} questions reach a control"));
    let added = match reply.added {
        0 => String::new(),
        added => format!(", {added} rows of the form are not in the workbook"),
    };
    text.line(format_args!("tried on {}: {found} of {asked} questions found{added}", form.path));
    let tally = reply.tally;
    text.line(format_args!(
        "answers: yes {}, partial {}, no {}, not applicable {}, unanswered {}, unreadable {}",
        tally.yes,
        tally.partial,
        tally.no,
        tally.not_applicable,
        tally.unanswered,
        tally.unreadable
    ));
    text.line(format_args!("use it with --questionnaires {}", folder.display()));
    text
}

/// TOML of the program itself, which may quote text from outside. That text is escaped for the terminal in the way of
/// TOML.
fn escaped_toml(table: &str) -> String {
    table.lines().map(|line| format!("{}\n", escaped_json(line))).collect()
}
