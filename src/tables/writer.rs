//! Writes frames to a Parquet file, a bounded number of rows at a time.

use std::io::Write;

use polars::prelude::*;

/// The most rows of a row group, unless one item alone has more. It bounds the memory too: only one row group of a
/// table is held as columns.
pub(super) const ROWS: usize = 128 * 1024;

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
pub(super) fn write<R, I: AsRef<[R]>>(
    out: impl Write,
    runs: impl Iterator<Item = I>,
    frame: impl Fn(&[R]) -> PolarsResult<DataFrame>,
) -> PolarsResult<()> {
    // On this thread, not in polars' own pool, which the program's `--threads` does not control. Zstandard takes a
    // sixth longer than Snappy here and halves the files.
    let writer = ParquetWriter::new(out)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::default())
        .set_parallel(false);
    let mut writer = writer.batched(frame(&[])?.schema())?;
    for run in runs {
        writer.write_batch(&frame(run.as_ref())?)?;
    }
    writer.finish().map(|_| ())
}
