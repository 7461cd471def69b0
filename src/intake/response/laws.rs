//! No answer is lost, in any file that is accepted: the sample's responses, the fixtures, and lists drawn here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::content::{KnownForm, What};
use super::{FileRef, Reader};
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::testing::{catalogue, sheet};
use crate::intake::workbook::{self, Format, Limits, Workbook};
use crate::model::{CellRef, Reading, Register};

/// Cells of the largest file that is tried: each case reads it twice.
const MOST_CELLS: usize = 6_000;

/// A file that is accepted unchanged.
struct Sample {
    name: String,
    book: Workbook,
}

fn reader() -> Reader<'static> {
    static REGISTER: LazyLock<Register> = LazyLock::new(Register::default);
    Reader::standalone(catalogue(), &REGISTER)
}

fn known(name: &str, book: &Workbook) -> Option<KnownForm> {
    let file = FileRef { path: Arc::from(name), below: name, bytes: &[] };
    match reader().of_workbook(&file, book).what {
        What::Form(known) => Some(*known),
        _ => None,
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// Lists as people write them.
fn drawn() -> Vec<Sample> {
    let rows = |head: &str, row: &dyn Fn(usize) -> String| {
        let rows: Vec<String> = (1..=9).map(row).collect();
        format!("{head}\n{}", rows.join("\n"))
    };
    let answer = |at: usize| ["Yes", "Partial", "N/A", ""][at % 4].to_owned();
    let drawings = [
        rows("| ID | Question | Response | Comments |", &|at| {
            format!("| Q{at:03} | Is door {at} locked? | {} | see {at} |", answer(at))
        }),
        rows("| Nr. | Frage | Antwort | Bemerkung | Nachweis |", &|at| {
            format!("| {at} | Ist Raum {at} zu? | {} | | |", ["Ja", "Teilweise", ""][at % 3])
        }),
        rows("| Topic | Question | Answer |", &|at| {
            format!("| Doors | Is door {at} locked? | {} |", answer(at))
        }),
        rows("| ID | Question | Yes | No | N/A | Comments |", &|at| {
            let mark = |column: usize| if at % 4 == column { "X" } else { "" };
            format!("| Q{at} | Is door {at} locked? | {} | {} | {} | |", mark(0), mark(1), mark(2))
        }),
        rows("| ID | Question | Implemented? | Response | Assessor Status |", &|at| {
            format!("| Q{at} | Is door {at} locked? | {} | {} | |", answer(at), answer(at))
        }),
        rows("| ID | Question | Mandatory | Response | Weight |", &|at| {
            format!("| Q{at} | Is door {at} locked? | Yes | {} | 3 |", answer(at))
        }),
    ];
    let sample = |(at, drawing): (usize, &String)| Sample {
        name: format!("drawn-{at}.xlsx"),
        book: Workbook {
            format: Format::Xlsx,
            sheets: vec![sheet("Form", drawing)],
            external_links: false,
            macros: false,
        },
    };
    drawings.iter().enumerate().map(sample).collect()
}

/// Every accepted file.
static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join("sample-data"), &mut paths);
    files(&root.join("tests/fixtures"), &mut paths);
    let mut samples = drawn();
    for path in paths {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(book) = workbook::read(&name, &bytes, &Limits::default()) else { continue };
        let cells: usize = book.sheets.iter().map(|grid| grid.cells.len()).sum();
        if cells <= MOST_CELLS && known(&name, &book).is_some() {
            samples.push(Sample { name, book });
        }
    }
    samples
});

/// The readings of a form, by id.
fn readings(known: &KnownForm) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, given) in known.answers.iter().enumerate() {
        let id =
            known.ids.get(at).map_or_else(|| given.question.get().to_string(), ToString::to_string);
        all.entry(id).or_default().push(format!("{:?}", given.reading));
    }
    all
}

/// The same file with a cell put in, or changed.
fn with(book: &Workbook, sheet: usize, at: CellRef, text: &str) -> Workbook {
    let mut book = book.clone();
    let cells = &mut book.sheets[sheet].cells;
    let cell = Cell { at, value: Value::Text(text.into()), formula: false };
    match cells.binary_search_by_key(&at, |cell| cell.at) {
        Ok(index) => cells[index] = cell,
        Err(index) => cells.insert(index, cell),
    }
    book
}

/// Whether a change of one cell shows: in an answer, the ledger or a finding, or because the file is no longer a form.
fn shows(sample: &Sample, changed: &Workbook, sheet: usize, at: CellRef) -> bool {
    let (Some(before), Some(after)) =
        (known(&sample.name, &sample.book), known(&sample.name, changed))
    else {
        return true;
    };
    let name = &changed.sheets[sheet].name;
    let here = |place: &crate::model::Place| {
        place.cell == Some(at) && place.sheet.as_ref().is_none_or(|sheet| sheet == name)
    };
    readings(&before) != readings(&after)
        || before.unmapped != after.unmapped
        || after.ledger.unaccounted.iter().any(here)
        || before.findings != after.findings
}

/// A cell of a question's row, or of the column of its answer, that is blank.
fn blank_beside(
    sample: &Sample,
    question: usize,
    column: u32,
    below: u32,
) -> Option<(usize, CellRef)> {
    let known = known(&sample.name, &sample.book)?;
    let given = known.answers.get(question % known.answers.len().max(1))?;
    // Beside a no, nothing can become worse.
    if given.reading == Reading::No {
        return None;
    }
    let sheet = usize::from(given.spot.sheet);
    let grid: &Grid = sample.book.sheets.get(sheet)?;
    let row = given.spot.cell.row;
    let at = if column == 0 {
        CellRef::new(row + below, given.spot.cell.column)
    } else {
        CellRef::new(row, column - 1)
    };
    let shown = grid.get(at).is_none() && grid.look.area(at).is_none();
    shown.then_some((sheet, at))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_no_beside_any_question_is_never_lost(
        sample in any::<prop::sample::Index>(), question in any::<u16>(), column in 0_u32..9, below in 0_u32..12
    ) {
        let sample = sample.get(&SAMPLES);
        if let Some((sheet, at)) = blank_beside(sample, question.into(), column, below) {
            let changed = with(&sample.book, sheet, at, "No");
            prop_assert!(shows(sample, &changed, sheet, at), "{} {}!{at}", sample.name, sample.book.sheets[sheet].name);
        }
    }

    #[test]
    fn an_answer_changed_to_no_shows(sample in any::<prop::sample::Index>(), question in any::<u16>()) {
        let sample = sample.get(&SAMPLES);
        let known = known(&sample.name, &sample.book).map(|known| known.answers).unwrap_or_default();
        let given = known.get(usize::from(question) % known.len().max(1));
        if let Some(given) = given.filter(|given| given.reading != Reading::No) {
            let (sheet, at) = (usize::from(given.spot.sheet), given.spot.cell);
            let changed = with(&sample.book, sheet, at, "No");
            prop_assert!(shows(sample, &changed, sheet, at), "{} {at}", sample.name);
        }
    }
}

/// There are enough files for the laws.
#[test]
fn there_are_files_to_try() {
    assert!(SAMPLES.len() > 30, "{}", SAMPLES.len());
}
