//! The tables of several runs, laid out for query engines: a folder for each table, in it one for each day.
//!
//! `TABLE/as_of=2026-10-31/part.parquet` is the layout that Hive began and other engines understand: they read the
//! folders of a table as one table, and skip the days that a question is not about.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::model::Date;
use crate::run_folder::finished::{FinishedError, FinishedRun};
use crate::tables::{PARTITIONED_BY, PartitionError, RunTable, TableColumn, partition};

/// The name of each file.
const PART: &str = "part.parquet";

/// Why the tables of runs can't be laid out.
#[derive(Debug, thiserror::Error)]
pub enum PartitionsError {
    /// Two runs speak of the same day.
    #[error("{} and {} are both of {day}", .first.display(), .second.display())]
    SameDay {
        /// The day.
        day: Date,
        /// One run.
        first: PathBuf,
        /// The other run.
        second: PathBuf,
    },
    /// A run was written by an older version of the program.
    #[error("{} was written by an older version of the program: {reason}", .run.display())]
    Older {
        /// The run.
        run: PathBuf,
        /// What it lacks.
        reason: String,
    },
    /// Two runs hold a table with other columns.
    #[error("{} and {} differ in the table `{table}`: {column}", .first.display(), .second.display())]
    Columns {
        /// The table.
        table: RunTable,
        /// One run.
        first: PathBuf,
        /// The other run.
        second: PathBuf,
        /// The first column that differs.
        column: String,
    },
    /// A table is damaged.
    #[error("{}: {reason}", .path.display())]
    Damaged {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A table can't be read.
    #[error(transparent)]
    Run(#[from] FinishedError),
}

/// A file of the layout that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct PlannedPart<'r> {
    table: RunTable,
    run: &'r FinishedRun,
}

impl PlannedPart<'_> {
    /// Its path below the folder of all tables.
    pub fn path(&self) -> PathBuf {
        let day = format!("{PARTITIONED_BY}={}", self.run.as_of());
        [self.table.name(), &day, PART].iter().collect()
    }
}

/// The layout of the tables of runs.
#[derive(Debug)]
pub struct Partitions<'r> {
    runs: BTreeMap<Date, &'r FinishedRun>,
    /// The columns of each table, with the first run that had them.
    columns: BTreeMap<RunTable, (Vec<TableColumn>, &'r Path)>,
}

impl<'r> Partitions<'r> {
    /// Plans the layout of some runs.
    ///
    /// # Errors
    /// When two of them speak of the same day.
    pub fn plan(runs: &'r [FinishedRun]) -> Result<Self, PartitionsError> {
        let mut by_day: BTreeMap<Date, &'r FinishedRun> = BTreeMap::new();
        for run in runs {
            if let Some(other) = by_day.insert(run.as_of(), run) {
                let (first, second) = (other.folder().to_owned(), run.folder().to_owned());
                return Err(PartitionsError::SameDay { day: run.as_of(), first, second });
            }
        }
        Ok(Self { runs: by_day, columns: BTreeMap::new() })
    }

    /// The days of the runs, in order.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        self.runs.keys().copied()
    }

    /// The files, by table and day.
    pub fn parts(&self) -> Vec<PlannedPart<'r>> {
        let of = |table| self.runs.values().map(move |run| PlannedPart { table, run });
        RunTable::ALL.into_iter().flat_map(of).collect()
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When the run is of an older version of the program, its table is not as recorded, or has other columns than the
    /// tables of the same name before it.
    pub fn bytes(&mut self, part: PlannedPart<'r>) -> Result<Vec<u8>, PartitionsError> {
        let PlannedPart { table, run } = part;
        let older = |reason| PartitionsError::Older { run: run.folder().to_owned(), reason };
        let bytes = run.table(&table.path())?;
        let bytes = bytes.ok_or_else(|| older(format!("it holds no table `{table}`")))?;
        let made = partition(bytes).map_err(|error| match error {
            PartitionError::Older(column) => {
                older(format!("its table `{table}` has no column `{column}`"))
            }
            PartitionError::Damaged(_) => PartitionsError::Damaged {
                path: run.folder().join(table.path()),
                reason: error.to_string(),
            },
        })?;
        self.same_columns(part, made.columns)?;
        Ok(made.bytes)
    }

    /// Whether a table has the columns of the tables of the same name before it.
    fn same_columns(
        &mut self,
        PlannedPart { table, run }: PlannedPart<'r>,
        columns: Vec<TableColumn>,
    ) -> Result<(), PartitionsError> {
        let found = (columns, run.folder());
        let (known, first) = self.columns.entry(table).or_insert_with(|| found.clone());
        let Some(column) = difference(known, &found.0) else { return Ok(()) };
        let (first, second) = (first.to_owned(), run.folder().to_owned());
        Err(PartitionsError::Columns { table, first, second, column })
    }
}

/// The first column in which two tables differ, in words.
fn difference(one: &[TableColumn], other: &[TableColumn]) -> Option<String> {
    let shown = |column: &TableColumn| format!("`{}` {}", column.name, column.kind);
    let only = |these: &[TableColumn], those: &[TableColumn]| {
        these.iter().find(|column| !those.contains(column)).map(shown)
    };
    only(one, other).or_else(|| only(other, one)).map(|column| format!("only one has {column}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_only_one_has_is_named() {
        let column = |name: &str, kind| TableColumn { name: name.to_owned(), kind };
        let (day, text) = (column("due", "DATE"), column("due", "VARCHAR"));
        let one = [column("rank", "BIGINT"), day.clone()];
        assert_eq!(difference(&one, &one), None);
        let named = |one, other| difference(one, other).unwrap_or_default();
        assert_eq!(named(&one, &one[..1]), "only one has `due` DATE");
        assert_eq!(named(&one[..1], &one), "only one has `due` DATE");
        assert_eq!(named(&[text], &[day]), "only one has `due` VARCHAR");
    }
}
