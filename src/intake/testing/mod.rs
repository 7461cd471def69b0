//! Sheets drawn as text, and the shipped catalogue to read them with.

use std::sync::{Arc, LazyLock};

use crate::catalogue::Catalogue;
use crate::intake::grid::{Cell, Grid, HiddenRows, Look, Value};
use crate::model::CellRef;

/// The shipped policy, controls, questionnaire and vocabulary.
pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| match Catalogue::embedded() {
        Ok(catalogue) => catalogue,
        Err(problems) => panic!("{problems}"),
    });
    &CATALOGUE
}

/// A sheet from a drawing: one line per row, cells between `|`.
///
/// `12.5` is a number, `"12"` a text, `@2026-01-15` a date, `TRUE` a truth value, `#REF!` an error,
/// `=x` a formula with the stored result `x`, `=` a formula without one. A line `...` is a blank row.
pub(crate) fn sheet(name: &str, drawing: &str) -> Grid {
    let mut grid = Grid {
        name: Arc::from(name),
        visible: true,
        cells: Vec::new(),
        empty_formulas: Vec::new(),
        hidden_rows: HiddenRows::default(),
        look: Look::default(),
    };
    let lines = drawing.lines().map(str::trim).filter(|line| !line.is_empty());
    for (row, line) in (0..).zip(lines) {
        let line = line.strip_prefix('|').unwrap_or(line);
        for (column, text) in
            (0..).zip(line.strip_suffix('|').unwrap_or(line).split('|').map(str::trim))
        {
            put(&mut grid, CellRef::new(row, column), text);
        }
    }
    grid
}

fn put(grid: &mut Grid, at: CellRef, text: &str) {
    let (formula, text) = text.strip_prefix('=').map_or((false, text), |text| (true, text));
    match text {
        "" if formula => grid.empty_formulas.push(at),
        "" | "..." => {}
        text => grid.cells.push(Cell { at, value: value(text), formula }),
    }
}

fn value(text: &str) -> Value {
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match (quoted, text) {
        (Some(text), _) => Value::Text(text.into()),
        (_, "TRUE") => Value::Bool(true),
        (_, "FALSE") => Value::Bool(false),
        (_, "#REF!") => Value::Error("#REF!"),
        _ => typed(text),
    }
}

fn typed(text: &str) -> Value {
    let day = text.strip_prefix('@').and_then(|day| day.parse().ok());
    match (day, text.parse()) {
        (Some(day), _) => Value::Date(day, 0.0),
        (None, Ok(number)) => Value::Number(number),
        _ => Value::Text(text.into()),
    }
}
