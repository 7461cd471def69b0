//! Finds the sheet and the header of the list.

use crate::catalogue::Vocabulary;
use crate::intake::grid::{Cell, Grid};
use crate::intake::header;
use crate::intake::register::{KINDS, key_of_title};
use crate::intake::value::{cut, shown};

/// The header is in one of this many rows.
const ROWS: u32 = 40;
/// The most titles that a message names.
const TITLES: usize = 12;

/// Why a file holds no list of suppliers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoInventory {
    /// There is no sheet of the name.
    #[error("there is no sheet `{0}`; there are {1}")]
    NoSheet(String, String),
    /// No header names the suppliers.
    #[error("no column of supplier names was found; the first rows say {0}")]
    NoNames(String),
}

impl NoInventory {
    /// What to do next.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::NoSheet(..) => "name one of them with --sheet",
            Self::NoNames(_) => {
                "head the column of names `Name` or `Supplier name`, or name the sheet with --sheet"
            }
        }
    }
}

/// A sheet with its header row.
pub(super) struct InventoryTable<'g> {
    pub(super) grid: &'g Grid,
    pub(super) header: u32,
}

/// The key of the register's supplier column that a cell names.
pub(super) fn key_of(cell: &Cell, vocabulary: &Vocabulary) -> Option<&'static str> {
    let suppliers = KINDS.iter().find(|kind| kind.key == "suppliers")?;
    key_of_title(vocabulary, suppliers, &shown(&cell.value))
}

/// How many supplier columns a sheet's header names, and its row; `None` without a column of names.
fn header_of(grid: &Grid, vocabulary: &Vocabulary) -> Option<(usize, u32)> {
    let rank = |meanings: &[(&'static str, u32)]| {
        let mut keys: Vec<&str> = meanings.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.contains(&"name").then_some(keys.len())
    };
    let rows = header::near(grid, ROWS);
    let found = header::best(rows, |cell| key_of(cell, vocabulary), rank)?;
    Some((rank(&found.meanings)?, found.row()))
}

/// The titles of a sheet that looks like a list of suppliers; `None` if it does not. A form's cover has a word or two
/// of such a list, but no rows below it.
pub fn looks_like_one(grid: &Grid, vocabulary: &Vocabulary) -> Option<Vec<String>> {
    let (known, row) = header_of(grid, vocabulary)?;
    let below = grid.rows().filter(|cells| cells[0].at.row > row && cells.len() > 1).count();
    let cells = grid.rows().find(|cells| cells[0].at.row == row)?;
    (below > 0 && (known > 1 || cells.len() > 2)).then(|| titles(cells))
}

fn titles(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(|cell| cut(&shown(&cell.value), 40).into_owned()).collect()
}

/// The sheet that is named, or else the visible one whose header names most columns; of equals the longest, then the
/// first.
pub(super) fn choose<'g>(
    grids: &'g [Grid],
    wanted: Option<&str>,
    vocabulary: &Vocabulary,
) -> Result<InventoryTable<'g>, NoInventory> {
    let is_wanted = |grid: &&Grid| wanted.map_or(grid.visible, |wanted| *grid.name == *wanted);
    let candidates: Vec<&Grid> = grids.iter().filter(is_wanted).collect();
    if let (Some(wanted), []) = (wanted, candidates.as_slice()) {
        let names: Vec<&str> = grids.iter().map(|grid| &*grid.name).collect();
        return Err(NoInventory::NoSheet(wanted.to_owned(), names.join(", ")));
    }
    let ranked = candidates.iter().filter_map(|grid| {
        let (known, header) = header_of(grid, vocabulary)?;
        Some(((known, grid.rows().count()), InventoryTable { grid, header }))
    });
    let best = ranked.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, table)| table).ok_or_else(|| NoInventory::NoNames(seen(&candidates)))
}

/// The first row of several cells of each sheet, for a message.
fn seen(grids: &[&Grid]) -> String {
    let first = grids.iter().filter_map(|grid| grid.rows().find(|cells| cells.len() > 1));
    let titles: Vec<String> = first.flat_map(titles).take(TITLES).collect();
    if titles.is_empty() { "nothing".to_owned() } else { format!("`{}`", titles.join("`, `")) }
}
