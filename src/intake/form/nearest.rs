//! Where answers are in a file of no known form.

use std::collections::BTreeMap;

use super::sheets::Sheets;
use crate::catalogue::Vocabulary;
use crate::intake::answer::Grammar;
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::{cut, shown};

/// The least known answers in a column of answers.
const LEAST: usize = 3;

/// The most headers that a message names.
const NAMED: usize = 4;

/// Longest header in a message.
const SHOWN: usize = 40;

/// The texts above the answers, in columns that hold mostly known answers; the cell of the first answer if nothing is
/// above it.
pub fn headers_of_answers(sheets: &Sheets<'_>, vocabulary: &Vocabulary) -> Vec<String> {
    let grammar = Grammar::new(vocabulary);
    let mut headers: Vec<String> = Vec::new();
    for header in sheets.grids.iter().flat_map(|grid| of_grid(grid, grammar)) {
        if !headers.contains(&header) {
            headers.push(header);
        }
    }
    headers.truncate(NAMED);
    headers
}

fn of_grid(grid: &Grid, grammar: Grammar<'_>) -> Vec<String> {
    let mut columns: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
    for cell in &grid.cells {
        columns.entry(cell.at.column).or_default().push(cell);
    }
    let is_answer = |cell: &&&Cell| {
        matches!(&cell.value, Value::Text(text)
            if text.len() <= SHOWN && grammar.whole(text).is_some_and(|one| one.is_given()))
    };
    let named = |(_, cells): (u32, Vec<&Cell>)| {
        let answers = cells.iter().filter(is_answer).count();
        let first = cells.iter().position(|cell| is_answer(&cell))?;
        let above = first.checked_sub(1).map(|at| shown(&cells[at].value).into_owned());
        let header = above.unwrap_or_else(|| format!("{}", cells[first].at));
        (answers >= LEAST && answers * 2 >= cells.len()).then(|| cut(&header, SHOWN).into_owned())
    };
    columns.into_iter().filter_map(named).collect()
}
