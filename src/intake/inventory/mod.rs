//! A list of suppliers that is kept elsewhere: an inventory, an export. What the register has a column for is taken
//! over; the use of everything else is reported. Nothing is lost, and nothing that decides is guessed.

mod columns;
mod content;
mod ids;
mod rows;
mod table;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use self::columns::{Column, Fate};
pub use self::rows::SourceRow;
pub use self::table::{NoInventory, looks_like_one};

use super::grid::Grid;
use crate::catalogue::Vocabulary;

/// A supplier of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its id.
    pub id: String,
    /// Whether the id was made from the name.
    pub made: bool,
    /// What is known of it, by the keys of the register's columns.
    pub cells: Vec<(&'static str, String)>,
}

impl Taken {
    /// What is known under a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.cells.iter().find(|(known, _)| *known == key).map(|(_, text)| text.as_str())
    }
}

/// A list of suppliers, with the use of each of its columns and rows.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// The sheet that was read.
    pub sheet: Arc<str>,
    /// Its header row, zero-based.
    pub header: u32,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// Its rows, top down, without the header.
    pub rows: Vec<SourceRow>,
    /// The suppliers, in the order of their first rows.
    pub suppliers: Vec<Taken>,
    /// Sheets of the file that were not read.
    pub others: Vec<Arc<str>>,
}

/// Reads the list of suppliers of a file: from the sheet that is named, or else from the one whose header names most
/// columns.
///
/// # Errors
/// If there is no such sheet, or it has no column of names.
pub fn read(
    grids: &[Grid],
    wanted: Option<&str>,
    vocabulary: &Vocabulary,
) -> Result<Inventory, NoInventory> {
    let table = table::choose(grids, wanted, vocabulary)?;
    let columns = columns::columns(&table, vocabulary);
    let (rows, suppliers) = rows::rows(&table, &columns, vocabulary);
    let others = grids.iter().filter(|grid| !std::ptr::eq(*grid, table.grid));
    let others = others.filter(|grid| !grid.cells.is_empty());
    Ok(Inventory {
        sheet: Arc::clone(&table.grid.name),
        header: table.header,
        columns,
        rows,
        suppliers,
        others: others.map(|grid| Arc::clone(&grid.name)).collect(),
    })
}
