//! Writes frames to a Parquet file, a bounded number of rows at a time.

use std::io::Write;

use polars::prelude::{PolarsError, PolarsResult};
use polars_parquet::read::ParquetError;
use polars_parquet::write::{
    CompressedPage, CompressionOptions, Compressor, DynIter, DynStreamingIterator,
    FallibleStreamingIterator as _, FileWriter, Page, StatisticsOptions, Version, WriteOptions,
    array_to_columns, get_dtype_encoding,
};

use super::frame::Frame;

/// The most rows of a row group, unless one item alone has more. It bounds the memory too: only one row group of a
/// table is held as columns.
pub(super) const ROWS: usize = 128 * 1024;

/// How every table is written. Zstandard takes a sixth longer than Snappy here and halves the files.
pub(super) const OPTIONS: WriteOptions = WriteOptions {
    statistics: StatisticsOptions {
        min_value: true,
        max_value: true,
        distinct_count: false,
        null_count: true,
        // Not left to an environment variable of the library: same input, same bytes.
        binary_statistics_truncate_length: Some(64),
    },
    version: Version::V1,
    compression: CompressionOptions::Zstd(None),
    data_page_size: None,
};

/// Splits items into runs of at most `limit` rows together; an item with more is a run by itself. The runs depend only
/// on the items.
pub(super) fn runs<T>(
    items: &[T],
    limit: usize,
    rows: impl Fn(&T) -> usize,
) -> impl Iterator<Item = &[T]> {
    let mut rest = items;
    std::iter::from_fn(move || {
        let mut sum = 0;
        let fits = |item: &&T| {
            sum += rows(item);
            sum <= limit
        };
        let count = rest.iter().take_while(fits).count().max(1).min(rest.len());
        let (run, after) = rest.split_at(count);
        rest = after;
        Some(run).filter(|run| !run.is_empty())
    })
}

/// Writes a table; every run of items becomes one row group.
///
/// # Errors
/// When a frame can't be built, or `out` can't be written to.
pub(super) fn write<R>(
    out: impl Write,
    runs: impl Iterator<Item = impl AsRef<[R]>>,
    frame: impl Fn(&[R]) -> PolarsResult<Frame>,
) -> PolarsResult<()> {
    let mut writer = TableWriter::new(out, &frame(&[])?)?;
    for run in runs {
        writer.write(&frame(run.as_ref())?)?;
    }
    writer.finish()
}

/// A table that is being written.
pub(super) struct TableWriter<W: Write>(FileWriter<W>);

impl<W: Write> TableWriter<W> {
    /// Begins a table with the columns of a frame.
    ///
    /// # Errors
    /// Never in practice: only for types of columns that Parquet does not know.
    pub(super) fn new(out: W, frame: &Frame) -> PolarsResult<Self> {
        Ok(Self(FileWriter::try_new(out, frame.schema.clone(), OPTIONS)?))
    }

    /// Writes a frame as a row group, on this thread: polars' own pool is not controlled by the program's `--threads`.
    ///
    /// # Errors
    /// When it can't be written to.
    pub(super) fn write(&mut self, frame: &Frame) -> PolarsResult<()> {
        if frame.rows == 0 {
            return Ok(());
        }
        let types = self.0.parquet_schema().fields().to_vec();
        let mut columns = Vec::with_capacity(types.len());
        for (column, kind) in frame.columns.iter().zip(types) {
            let encoding = get_dtype_encoding(column.dtype());
            let pages = array_to_columns(column, kind, OPTIONS, &encoding)?;
            columns.extend(pages.into_iter().map(|pages| Ok(compressed(pages))));
        }
        self.0.write(frame.rows as u64, DynIter::new(columns.into_iter()))
    }

    /// Writes the end of the file. The types of Parquet say all; no second schema of another format is added.
    ///
    /// # Errors
    /// When it can't be written to.
    pub(super) fn finish(mut self) -> PolarsResult<()> {
        self.0.end(Some(Vec::new())).map(|_| ())
    }
}

/// The pages of a column, each compressed when it is written.
fn compressed(
    pages: DynIter<'static, PolarsResult<Page>>,
) -> DynStreamingIterator<'static, CompressedPage, PolarsError> {
    let pages = pages
        .map(|page| page.map_err(|error| ParquetError::FeatureNotSupported(error.to_string())));
    let pages = Compressor::new(pages, OPTIONS.compression, Vec::new());
    DynStreamingIterator::new(pages.map_err(PolarsError::from))
}
