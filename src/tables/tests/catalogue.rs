//! The page of the tables, compared with the tables; and their files as partitions.

use std::collections::BTreeMap;

use polars::prelude::PolarsResult;

use super::reading::{Read, read};
use super::world::World;
use super::{RunTable, assessed, tables};
use crate::tables::{PartitionError, TableColumn, partition};

const PAGE: &str = include_str!("../../../docs/tables.md");

/// The tables and columns that the page describes: below a heading with the table's name, the rows that begin with a
/// column's name and type.
fn described() -> BTreeMap<String, Vec<(String, String)>> {
    let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut table = None;
    for line in PAGE.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            let name = heading.trim_start_matches('#').trim().strip_prefix('`');
            table = name.and_then(|name| name.split('`').next()).map(str::to_owned);
        }
        let (Some(table), Some(row)) = (&table, line.strip_prefix("| `")) else { continue };
        let (name, rest) = row.split_once('`').expect("a name between accents");
        let kind = rest.split('|').nth(1).unwrap_or_default().trim();
        tables.entry(table.clone()).or_default().push((name.to_owned(), kind.to_owned()));
    }
    tables
}

/// The bytes of every table of a portfolio with something in each.
fn written() -> Vec<(RunTable, Vec<u8>)> {
    let world = World::full(9);
    let assessment = assessed(&world);
    let tables = tables(&world, &assessment);
    tables.parquet().map(|written| written.expect("a vector takes every byte")).collect()
}

fn pairs(columns: &[TableColumn]) -> Vec<(String, String)> {
    columns.iter().map(|column| (column.name.clone(), column.kind.to_owned())).collect()
}

#[test]
fn the_page_lists_every_column_of_every_table() {
    let page = described();
    let first = &page["every table"];
    assert_eq!(first.len(), 4);
    for (table, bytes) in written() {
        let own = page.get(table.name()).unwrap_or_else(|| panic!("`{table}` is not described"));
        let expected: Vec<_> = first.iter().chain(own).cloned().collect();
        assert_eq!(pairs(&read(bytes).columns), expected, "{table}");
    }
    assert_eq!(page.len(), RunTable::ALL.len() + 1);
}

/// A column, whatever its type, as text.
fn shown(frame: &Read, column: &TableColumn) -> Vec<String> {
    let name = &column.name;
    match column.kind {
        "VARCHAR" => frame.texts(name).iter().map(|value| format!("{value:?}")).collect(),
        "DOUBLE" => frame.numbers(name).iter().map(|value| format!("{value:?}")).collect(),
        "BIGINT" => frame.counts(name).iter().map(|value| format!("{value:?}")).collect(),
        "BOOLEAN" => frame.flags(name).iter().map(|value| format!("{value:?}")).collect(),
        "DATE" => frame.days(name).iter().map(|value| format!("{value:?}")).collect(),
        other => panic!("`{name}` is of the unknown type `{other}`"),
    }
}

#[test]
fn a_partition_is_the_table_without_its_day() {
    for (table, bytes) in written() {
        let whole = read(bytes.clone());
        let made = partition(bytes).expect("a table of this program");
        let part = read(made.bytes);
        assert_eq!(part.columns, whole.columns[1..], "{table}");
        assert_eq!(part.columns, made.columns);
        assert_eq!(part.height, whole.height, "{table}");
        for column in &part.columns {
            assert_eq!(shown(&part, column), shown(&whole, column), "{table} {}", column.name);
        }
    }
}

#[test]
fn a_table_of_another_program_is_no_partition() -> PolarsResult<()> {
    let mut frame = polars::prelude::df!("as_of" => ["2026-10-31"], "rank" => [1_i64])?;
    let mut bytes = Vec::new();
    polars_io::parquet::write::ParquetWriter::new(&mut bytes).finish(&mut frame)?;
    // The day is a text, as older versions wrote days.
    assert!(matches!(partition(bytes), Err(PartitionError::Older("as_of"))));
    let (_, whole) = written().swap_remove(0);
    let without = partition(whole.clone()).expect("a table").bytes;
    assert!(matches!(partition(without), Err(PartitionError::Older("as_of"))));
    for length in [0, 4, whole.len() / 2, whole.len() - 1] {
        let cut = whole[..length].to_vec();
        assert!(matches!(partition(cut), Err(PartitionError::Damaged(_))), "{length}");
    }
    Ok(())
}
