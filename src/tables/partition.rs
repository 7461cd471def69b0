//! A table of a run as a partition: a file among those of other runs, in a folder whose name holds the day.
//!
//! Engines read the day from the path (`as_of=2026-10-31`) and add it as a column. Some refuse files that hold the
//! column too, so it is left out. The other columns are copied page by page as they are, without decoding them.

use std::io::Cursor;

use polars::prelude::{PolarsError, PolarsResult};
use polars_arrow::datatypes::ArrowSchema;
use polars_parquet::parquet::fallible_streaming_iterator;
use polars_parquet::read::{FileMetadata, PageReader, get_page_iterator, read_metadata};
use polars_parquet::write::{
    CompressedPage, DynIter, DynStreamingIterator, FileWriter, SchemaDescriptor,
};

use super::columns::{DAY, TEXT, TableColumn, columns};
use super::stamp::Stamp;
use super::writer::OPTIONS;
use crate::intake::workbook::caught;

/// The column whose value the path of a partition holds.
pub const PARTITIONED_BY: &str = Stamp::AS_OF;

/// A table without the column that its path holds.
#[derive(Debug)]
pub struct Partition {
    /// The bytes of its Parquet file.
    pub bytes: Vec<u8>,
    /// The columns of the file.
    pub columns: Vec<TableColumn>,
}

/// Why a table can't be a partition.
#[derive(Debug, thiserror::Error)]
pub enum PartitionError {
    /// It has no column that tells of which run it is.
    #[error("it has no column `{0}`: an older version of the program wrote it")]
    Older(&'static str),
    /// It can't be read.
    #[error("it is damaged ({0})")]
    Damaged(String),
}

/// Makes a partition of a table.
///
/// # Errors
/// When the bytes are not a table of a run, or one that an older version of the program wrote.
pub fn partition(bytes: Vec<u8>) -> Result<Partition, PartitionError> {
    // The library may panic on a forged file.
    caught(|| copied(bytes)).unwrap_or_else(|message| Err(PartitionError::Damaged(message)))
}

fn copied(bytes: Vec<u8>) -> Result<Partition, PartitionError> {
    let damaged = |error: PolarsError| PartitionError::Damaged(error.to_string());
    let metadata = read_metadata(&mut Cursor::new(&bytes)).map_err(damaged)?;
    let mut columns = columns(metadata.schema());
    let day = place(&columns, PARTITIONED_BY, DAY)?;
    for name in [Stamp::RUN, Stamp::PORTFOLIO, Stamp::POLICY] {
        place(&columns, name, TEXT)?;
    }
    columns.remove(day);
    let bytes = without(bytes, &metadata, day).map_err(damaged)?;
    Ok(Partition { bytes, columns })
}

/// The index of a column.
fn place(columns: &[TableColumn], name: &'static str, kind: &str) -> Result<usize, PartitionError> {
    let is_it = |column: &TableColumn| column.name == name && column.kind == kind;
    columns.iter().position(is_it).ok_or(PartitionError::Older(name))
}

/// The file without one of its columns.
fn without(bytes: Vec<u8>, metadata: &FileMetadata, left_out: usize) -> PolarsResult<Vec<u8>> {
    // No page is longer than the file.
    let longest = bytes.len();
    let source = Cursor::new(bytes.into());
    let mut fields = metadata.schema().fields().to_vec();
    fields.remove(left_out);
    let schema = SchemaDescriptor::new(metadata.schema().name().into(), fields);
    let mut out = Vec::new();
    let arrow = ArrowSchema::default();
    let mut writer = FileWriter::new_with_parquet_schema(&mut out, arrow, schema, OPTIONS);
    for group in &metadata.row_groups {
        let chunks = group.parquet_columns().iter().enumerate();
        let kept = chunks.filter(|(index, _)| *index != left_out);
        let pages = kept.map(|(_, chunk)| {
            pages(get_page_iterator(chunk, source.clone(), Vec::new(), longest)?)
        });
        let pages = pages.collect::<PolarsResult<Vec<_>>>()?;
        let columns = pages.iter().map(|pages| {
            let pages = pages.iter().map(PolarsResult::Ok);
            Ok(DynStreamingIterator::new(fallible_streaming_iterator::convert(pages)))
        });
        writer.write(group.num_rows() as u64, DynIter::new(columns))?;
    }
    writer.end(Some(Vec::new()))?;
    drop(writer);
    Ok(out)
}

/// The pages of a column of a row group, compressed as they are.
fn pages(pages: PageReader) -> PolarsResult<Vec<CompressedPage>> {
    pages
        .map(|page| {
            let mut page = page?;
            if let CompressedPage::Data(page) = &mut page {
                // No column is a list, so a page has as many rows as values. Only the writer notes them.
                page.num_rows = Some(page.num_values());
            }
            Ok(page)
        })
        .collect()
}
