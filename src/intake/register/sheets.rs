//! The sheets of the register with their columns, and where they are found.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::RegisterContext;
use crate::diagnostic::{Problem, closest, did_you_mean};
use crate::intake::grid::Grid;
use crate::intake::inventory;
use crate::model::{CellRef, Code, Finding, Place};

/// The most titles of a list that a message names.
const TITLES: usize = 8;

/// A sheet of the register.
#[derive(Debug)]
pub struct SheetKind {
    /// Its key in the vocabulary's `sheets` and `headers`.
    pub key: &'static str,
    /// Whether a register needs it.
    pub required: bool,
    /// Its columns by their keys in the vocabulary; `true`: the column must be present and filled.
    pub columns: &'static [(&'static str, bool)],
}

/// Every sheet, in the order of the template.
pub const KINDS: &[SheetKind] = &[
    SheetKind {
        key: "suppliers",
        required: true,
        columns: &[
            ("supplier-id", true),
            ("name", true),
            ("country", true),
            ("parent-id", false),
            ("contact", false),
            ("email", false),
            ("language", false),
            ("aliases", false),
        ],
    },
    SheetKind {
        key: "engagements",
        required: true,
        columns: &[
            ("engagement-id", true),
            ("supplier-id", true),
            ("deal-id", true),
            ("purpose", false),
            ("information-tier", true),
            ("information-kinds", false),
            ("origin-country", true),
            ("processing-countries", false),
            ("access-countries", false),
            ("transfer-mechanism", false),
            ("licence-reference", false),
            ("start", true),
            ("end", false),
            ("volume", false),
            ("value-at-risk", false),
            ("currency", false),
            ("notice-hours-agreed", false),
            ("notice-hours-owed", false),
            ("reserve-hours", false),
            ("owner", false),
        ],
    },
    SheetKind {
        key: "phases",
        required: false,
        columns: &[
            ("engagement-id", true),
            ("phase", true),
            ("information-tier", true),
            ("starts", false),
            ("purpose", false),
            ("permitted-recipients", false),
        ],
    },
    SheetKind {
        key: "subcontracts",
        required: false,
        columns: &[
            ("engagement-id", true),
            ("from-supplier-id", true),
            ("to-supplier-id", true),
            ("information-tier", false),
            ("information-kinds", false),
            ("share", false),
            ("notice-hours-agreed", false),
            ("obligations-flowed-down", false),
            ("consent", false),
            ("processing-countries", false),
            ("access-countries", false),
            ("transfer-mechanism", false),
            ("licence-reference", false),
        ],
    },
    SheetKind {
        key: "certificates",
        required: false,
        columns: &[
            ("supplier-id", true),
            ("scheme", true),
            ("edition", false),
            ("number", false),
            ("scope", false),
            ("covers", false),
            ("sites", false),
            ("certification-body", false),
            ("accreditation", false),
            ("issued", false),
            ("expires", false),
            ("last-surveillance", false),
            ("status", false),
            ("excluded-controls", false),
        ],
    },
    SheetKind {
        key: "evidence",
        required: false,
        columns: &[
            ("supplier-id", true),
            ("control", true),
            ("level", true),
            ("reference", false),
            ("dated", false),
            ("reviewed-by", false),
        ],
    },
    SheetKind {
        key: "waivers",
        required: false,
        columns: &[
            ("waiver-id", true),
            ("supplier-id", true),
            ("engagement-id", false),
            ("rule-or-control", true),
            ("reason", true),
            ("requested-by", true),
            ("approved-by", true),
            ("approved-on", true),
            ("expires", true),
        ],
    },
    SheetKind {
        key: "incidents",
        required: false,
        columns: &[
            ("incident-id", true),
            ("supplier-id", true),
            ("detected", true),
            ("notified", false),
            ("severity", false),
            ("summary", false),
        ],
    },
    SheetKind {
        key: "responses",
        required: false,
        columns: &[
            ("file", true),
            ("supplier-id", true),
            ("questionnaire", false),
            ("completed-on", false),
        ],
    },
];

/// A sheet that was found.
#[derive(Debug, Clone)]
pub(super) struct RegisterSheet<'g> {
    pub(super) kind: &'static SheetKind,
    pub(super) file: Arc<str>,
    /// `None` for a file without sheets.
    pub(super) name: Option<Arc<str>>,
    pub(super) grid: &'g Grid,
}

impl RegisterSheet<'_> {
    pub(super) fn place(&self, cell: Option<CellRef>) -> Place {
        Place { file: Arc::clone(&self.file), sheet: self.name.clone(), cell }
    }
}

/// The sheets that were found, by key.
pub(super) type FoundSheets<'g> = HashMap<&'static str, RegisterSheet<'g>>;

/// Finds every sheet by its key; unknown ones become findings, repeated and missing ones problems.
pub(super) fn find<'g>(
    sources: &'g [(String, Vec<Grid>)],
    cx: &mut RegisterContext<'_>,
) -> FoundSheets<'g> {
    let mut found = FoundSheets::new();
    for (file, grids) in sources {
        let file: Arc<str> = Arc::from(file.as_str());
        for grid in grids {
            let stem = stem(&file);
            let title = stem.unwrap_or(&grid.name);
            let name = stem.is_none().then(|| Arc::clone(&grid.name));
            let key = cx.vocabulary.sheet(title);
            match KINDS.iter().find(|kind| Some(kind.key) == key) {
                Some(kind) => {
                    let sheet = RegisterSheet { kind, file: Arc::clone(&file), name, grid };
                    add(sheet, &mut found, cx);
                }
                None => unknown(
                    title,
                    key,
                    Place { file: Arc::clone(&file), sheet: name, cell: None },
                    grid,
                    cx,
                ),
            }
        }
    }
    let missing: Vec<&SheetKind> =
        KINDS.iter().filter(|kind| kind.required && !found.contains_key(kind.key)).collect();
    let suppliers_alone = found.keys().all(|key| *key == "suppliers");
    if suppliers_alone && !missing.is_empty() && is_inventory(sources, cx) {
        return FoundSheets::new();
    }
    for kind in missing {
        self::missing(kind, sources, cx);
    }
    found
}

/// The name of a text file without its ending: the name of its only sheet.
fn stem(file: &str) -> Option<&str> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, ending) = name.rsplit_once('.')?;
    ["csv", "tsv"].iter().any(|known| known.eq_ignore_ascii_case(ending)).then_some(stem)
}

fn add<'g>(sheet: RegisterSheet<'g>, found: &mut FoundSheets<'g>, cx: &mut RegisterContext<'_>) {
    let at = sheet.place(None);
    if let Some(first) = found.get(sheet.kind.key) {
        let canonical = cx.vocabulary.canonical("sheets", sheet.kind.key);
        let message =
            format!("there are two {canonical} sheets; the other is {}", first.place(None));
        cx.problems.push(Problem::cell(at, message, "keep one, or rename the other"));
    } else {
        found.insert(sheet.kind.key, sheet);
    }
}

fn unknown(
    title: &str,
    key: Option<&str>,
    place: Place,
    grid: &Grid,
    cx: &mut RegisterContext<'_>,
) {
    let ours = matches!(key, Some("lists" | "instructions" | "imported"));
    if ours || (grid.cells.is_empty() && grid.empty_formulas.is_empty()) {
        return;
    }
    let known: Vec<&str> =
        KINDS.iter().map(|kind| cx.vocabulary.canonical("sheets", kind.key)).collect();
    let finding =
        Finding::new(Code::RegisterSheetUnknown, format!("nothing uses the sheet `{title}`"));
    cx.findings.push(finding.at(place).about(title).help(did_you_mean(title, known)));
}

/// Whether the file is a list of suppliers in place of a register. This is reported as one problem with what to do:
/// everything else that is missing follows from it.
fn is_inventory(sources: &[(String, Vec<Grid>)], cx: &mut RegisterContext<'_>) -> bool {
    let mut grids =
        sources.iter().flat_map(|(file, grids)| grids.iter().map(move |grid| (file, grid)));
    let found = grids.find_map(|(file, grid)| {
        Some((file, grid, inventory::looks_like_one(grid, cx.vocabulary)?))
    });
    let Some((file, grid, titles)) = found else { return false };
    let engagements = cx.vocabulary.canonical("sheets", "engagements");
    if near(engagements, sources).is_some() {
        return false;
    }
    let titles: Vec<&str> = titles.iter().map(String::as_str).take(TITLES).collect();
    let message = format!(
        "this is a list of suppliers (`{}`), and no register: it has no sheet {engagements}",
        titles.join("`, `")
    );
    let help =
        format!("`flowdown init FOLDER --from {file}` makes a register of it in a new folder");
    let name = stem(file).is_none().then(|| Arc::clone(&grid.name));
    let place = Place { file: Arc::from(file.as_str()), sheet: name, cell: None };
    cx.problems.push(Problem::cell(place, message, help));
    true
}

/// The sheet whose name is nearest to a missing one's.
fn near<'s>(canonical: &str, sources: &'s [(String, Vec<Grid>)]) -> Option<&'s str> {
    let names = sources
        .iter()
        .flat_map(|(file, grids)| grids.iter().map(move |grid| stem(file).unwrap_or(&grid.name)));
    closest(canonical, names)
}

fn missing(kind: &SheetKind, sources: &[(String, Vec<Grid>)], cx: &mut RegisterContext<'_>) {
    let canonical = cx.vocabulary.canonical("sheets", kind.key);
    let file = sources.first().map_or("register", |(file, _)| file.as_str());
    let help = match near(canonical, sources) {
        Some(near) => format!("is it `{near}`? rename that one"),
        None => "`flowdown init FOLDER` writes a template that has it".to_owned(),
    };
    cx.problems.push(Problem::file(file, format!("the sheet {canonical} is missing"), help));
}
