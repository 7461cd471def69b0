//! Finds the header of a table: the one of its first rows that names most known columns.

use super::grid::{Cell, Grid};

/// A row that names columns.
#[derive(Debug, Clone)]
pub struct Header<'g, K> {
    /// The cells of the row.
    pub cells: &'g [Cell],
    /// The meanings of its cells, with their columns, from left to right.
    pub meanings: Vec<(K, u32)>,
}

impl<K> Header<'_, K> {
    /// The row, zero-based.
    pub fn row(&self) -> u32 {
        self.cells.first().map_or(0, |cell| cell.at.row)
    }
}

/// The filled rows of a sheet that may be its header.
pub fn near(grid: &Grid, rows: u32) -> impl Iterator<Item = &[Cell]> {
    grid.rows().take_while(move |cells| cells[0].at.row < rows)
}

/// The row with most different meanings, the first of equals; `None` if no cell has a meaning.
pub fn find<'g, K: PartialEq>(
    rows: impl Iterator<Item = &'g [Cell]>,
    meaning: impl Fn(&Cell) -> Option<K>,
) -> Option<Header<'g, K>> {
    best(rows, meaning, |meanings| {
        let is_first = |at: usize| meanings[..at].iter().all(|(known, _)| *known != meanings[at].0);
        let distinct = (0..meanings.len()).filter(|at| is_first(*at)).count();
        (distinct > 0).then_some(distinct)
    })
}

/// The row of the highest rank, the first of equals. A row without a rank is no header.
pub fn best<'g, K, R: Ord>(
    rows: impl Iterator<Item = &'g [Cell]>,
    meaning: impl Fn(&Cell) -> Option<K>,
    rank: impl Fn(&[(K, u32)]) -> Option<R>,
) -> Option<Header<'g, K>> {
    let ranked = rows.filter_map(|cells| {
        let known = cells.iter().filter_map(|cell| Some((meaning(cell)?, cell.at.column)));
        let meanings: Vec<(K, u32)> = known.collect();
        Some((rank(&meanings)?, Header { cells, meanings }))
    });
    let best = ranked.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, header)| header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::testing::sheet;
    use crate::intake::value::shown;

    fn letter(cell: &Cell) -> Option<char> {
        let text = shown(&cell.value);
        text.strip_prefix('k').and_then(|rest| rest.chars().next())
    }

    #[test]
    fn the_first_row_with_most_different_meanings_is_the_header() {
        let drawn = "
            | ka | ka  | ka | ka |
            | ka | any | kb |    |
            | kb | ka  |    |    |
            | ka | kb  | kc |    |
        ";
        let grid = sheet("S", drawn);
        let found = |rows| find(near(&grid, rows), letter).map(|header| header.row());
        assert_eq!(found(3), Some(1));
        assert_eq!(found(4), Some(3));
        assert_eq!(find(near(&sheet("S", "| any |"), 9), letter).map(|header| header.row()), None);
    }
}
