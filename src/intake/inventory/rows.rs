//! The rows of the list: the supplier of each, and what is taken over from it.

use std::collections::HashMap;

use super::Taken;
use super::columns::{Column, Fate};
use super::content::is_mail;
use super::ids;
use super::table::{InventoryTable, key_of};
use crate::catalogue::Vocabulary;
use crate::catalogue::vocabulary::normalise;
use crate::intake::grid::Cell;
use crate::intake::register::name_key;
use crate::intake::value::{cut, shown};

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// Its row number, zero-based.
    pub row: u32,
    /// Its supplier; `None` if the row was not used.
    pub supplier: Option<String>,
    /// Why the row, or a part of it, was not used.
    pub why: Vec<String>,
    /// Its filled cells with their columns, as written.
    pub cells: Vec<(u32, String)>,
}

/// A supplier while its rows are read.
pub(super) struct Growing {
    pub(super) given: Option<String>,
    pub(super) name: String,
    parent: Option<String>,
    /// Its rows, as indexes into all rows.
    rows: Vec<usize>,
    cells: Vec<(&'static str, String)>,
}

/// All rows but the header, and their suppliers.
pub(super) fn rows(
    table: &InventoryTable<'_>,
    columns: &[Column],
    vocabulary: &Vocabulary,
) -> (Vec<SourceRow>, Vec<Taken>) {
    let reader = RowReader { table, columns, vocabulary };
    let filled = table.grid.rows().filter(|cells| cells[0].at.row != table.header);
    let mut rows: Vec<SourceRow> = Vec::new();
    let mut growing: Vec<Growing> = Vec::new();
    let mut known: HashMap<(Option<String>, String), usize> = HashMap::new();
    for cells in filled {
        let mut row = reader.source(cells);
        match reader.name(cells) {
            Err(why) => row.why.push(why.to_owned()),
            Ok(name) => {
                let given = reader.text(cells, "supplier-id");
                let key = (given.clone(), normalise::answer(&name).into_owned());
                let at = *known.entry(key).or_insert_with(|| {
                    growing.push(Growing::new(given, name));
                    growing.len() - 1
                });
                growing[at].rows.push(rows.len());
                reader.fill(cells, &mut growing[at], &mut row.why);
            }
        }
        rows.push(row);
    }
    let mut suppliers = named(&growing, &mut rows);
    parents(&mut suppliers, &growing, &mut rows, vocabulary);
    (rows, suppliers)
}

impl Growing {
    fn new(given: Option<String>, name: String) -> Self {
        let cells = vec![("name", name.clone())];
        Self { given, name, parent: None, rows: Vec::new(), cells }
    }

    /// Adds what a row says. The first text under a key counts; a different one is reported.
    fn learn(&mut self, key: &'static str, text: String, why: &mut Vec<String>) {
        match self.cells.iter().find(|(known, _)| *known == key) {
            None => self.cells.push((key, text)),
            Some((_, first)) if *first == text => {}
            Some(_) => {
                why.push(format!("`{}` differs from a row above, which counts", cut(&text, 60)))
            }
        }
    }
}

/// Reads the rows of a list.
struct RowReader<'r> {
    table: &'r InventoryTable<'r>,
    columns: &'r [Column],
    vocabulary: &'r Vocabulary,
}

impl RowReader<'_> {
    fn source(&self, cells: &[Cell]) -> SourceRow {
        let texts = cells.iter().map(|cell| (cell.at.column, shown(&cell.value).into_owned()));
        let row = cells[0].at.row;
        let hidden = self.table.grid.hidden_rows.contains(row);
        SourceRow {
            row,
            supplier: None,
            why: hidden.then(|| "the row is hidden".to_owned()).into_iter().collect(),
            cells: texts.filter(|(_, text)| !text.is_empty()).collect(),
        }
    }

    /// The text under a key; `None` if blank or a placeholder.
    fn text(&self, cells: &[Cell], key: &str) -> Option<String> {
        let is_wanted = |column: &&Column| matches!(column.fate, Fate::Used(known) if known == key);
        let column = self.columns.iter().find(is_wanted)?;
        let cell = cells.iter().find(|cell| cell.at.column == column.at)?;
        Some(shown(&cell.value).into_owned()).filter(|text| self.vocabulary.names_something(text))
    }

    /// The name of a row's supplier, or why it has none.
    fn name(&self, cells: &[Cell]) -> Result<String, &'static str> {
        if cells[0].at.row < self.table.header {
            return Err("the row stands above the header");
        }
        let known = cells.iter().filter(|cell| key_of(cell, self.vocabulary).is_some()).count();
        if known > 1 && known * 2 > cells.len() {
            return Err("the header stands here again");
        }
        let is_rule = |cell: &Cell| !shown(&cell.value).chars().any(char::is_alphanumeric);
        if cells.iter().all(is_rule) {
            return Err("the row is a line");
        }
        if cells.len() == 1 && self.columns.iter().filter(|column| column.filled > 0).count() > 2 {
            return Err("one cell alone: a heading or a footer");
        }
        let name = self.text(cells, "name").ok_or("the row names no supplier")?;
        let told = ["supplier-id", "country"].iter().any(|key| self.text(cells, key).is_some());
        if !told && self.vocabulary.value("totals", &name).is_some() {
            return Err("the row counts the others");
        }
        Ok(name)
    }

    /// Takes over what a row says; the rest is reported.
    fn fill(&self, cells: &[Cell], supplier: &mut Growing, why: &mut Vec<String>) {
        for column in self.columns {
            let Fate::Used(key) = column.fate else { continue };
            let Some(text) = self.text(cells, key) else { continue };
            match key {
                "supplier-id" | "name" => {}
                "parent-id" => supplier.parent = supplier.parent.take().or(Some(text)),
                "country" => match self.vocabulary.country(&text) {
                    Some(country) => supplier.learn(key, country.to_string(), why),
                    None => why.push(format!("`{}` is no country", cut(&text, 60))),
                },
                "email" if !is_mail(&text) => {
                    why.push(format!("`{}` is no mail address", cut(&text, 60)));
                }
                key => supplier.learn(key, text, why),
            }
        }
    }
}

/// Gives each supplier its id, and writes it into its rows.
fn named(growing: &[Growing], rows: &mut [SourceRow]) -> Vec<Taken> {
    let ids = ids::of(growing);
    let named = growing.iter().zip(ids).map(|(supplier, (id, made))| {
        for (count, at) in supplier.rows.iter().enumerate() {
            let row = &mut rows[*at];
            row.supplier = Some(id.clone());
            if count > 0 {
                row.why.push("a further row of this supplier".to_owned());
            } else if let Some(given) = supplier.given.as_deref().filter(|_| made) {
                let given = cut(given, 60);
                row.why.push(format!("`{given}` is another supplier's id; this one was made"));
            } else if made {
                row.why.push("the id was made from the name".to_owned());
            }
        }
        Taken { id, made, cells: supplier.cells.clone() }
    });
    named.collect()
}

/// Finds parents among the suppliers: by id, or else by a name that only one of them has.
fn parents(
    suppliers: &mut [Taken],
    growing: &[Growing],
    rows: &mut [SourceRow],
    vocabulary: &Vocabulary,
) {
    let mut names: HashMap<String, Option<String>> = HashMap::new();
    for (supplier, one) in suppliers.iter().zip(growing) {
        let entry = names.entry(name_key(&one.name, vocabulary));
        entry.and_modify(|id| *id = None).or_insert_with(|| Some(supplier.id.clone()));
    }
    let ids: Vec<String> = suppliers.iter().map(|supplier| supplier.id.clone()).collect();
    for (supplier, one) in suppliers.iter_mut().zip(growing) {
        let Some(written) = &one.parent else { continue };
        let by_id = ids.iter().find(|id| *id == written).cloned();
        let by_name = || names.get(&name_key(written, vocabulary)).cloned().flatten();
        match by_id.or_else(by_name).filter(|id| *id != supplier.id) {
            Some(parent) => supplier.cells.push(("parent-id", parent)),
            None => {
                let why =
                    format!("the parent `{}` is no other supplier of the list", cut(written, 60));
                for at in one.rows.iter().take(1) {
                    rows[*at].why.push(why.clone());
                }
            }
        }
    }
}
