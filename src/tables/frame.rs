//! Builds typed columns from rows: each is filled in one pass, and a missing value is null.

use std::fmt::{Display, Write as _};

use polars::prelude::*;

/// A data frame that is being built: the columns so far, all over the same rows.
pub(super) struct FrameBuilder<'r, R> {
    rows: &'r [R],
    columns: Vec<Column>,
}

impl<'r, R> FrameBuilder<'r, R> {
    /// Starts without columns.
    pub(super) const fn of(rows: &'r [R]) -> Self {
        Self { rows, columns: Vec::new() }
    }

    /// Adds a column of texts; an empty text is null.
    pub(super) fn text(mut self, name: &str, get: impl Fn(&'r R) -> Option<&'r str>) -> Self {
        let mut builder = StringChunkedBuilder::new(name.into(), self.rows.len());
        for row in self.rows {
            builder.append_option(get(row).filter(|text| !text.is_empty()));
        }
        self.columns.push(builder.finish().into_column());
        self
    }

    /// Adds a column of values as they are displayed, such as dates and cells; an empty text is null.
    pub(super) fn shown<T: Display>(
        mut self,
        name: &str,
        get: impl Fn(&'r R) -> Option<T>,
    ) -> Self {
        let mut builder = StringChunkedBuilder::new(name.into(), self.rows.len());
        let mut text = String::new();
        for row in self.rows {
            text.clear();
            // Writing to a String fails only where the value itself refuses to print.
            let shown = get(row).is_some_and(|value| write!(text, "{value}").is_ok());
            builder.append_option(Some(&text).filter(|text| shown && !text.is_empty()));
        }
        self.columns.push(builder.finish().into_column());
        self
    }

    /// Adds a column of numbers.
    pub(super) fn number(mut self, name: &str, get: impl Fn(&'r R) -> Option<f64>) -> Self {
        let mut builder = PrimitiveChunkedBuilder::<Float64Type>::new(name.into(), self.rows.len());
        self.rows.iter().for_each(|row| builder.append_option(get(row)));
        self.columns.push(builder.finish().into_column());
        self
    }

    /// Adds a column of counts.
    pub(super) fn count(mut self, name: &str, get: impl Fn(&'r R) -> usize) -> Self {
        let mut builder = PrimitiveChunkedBuilder::<UInt64Type>::new(name.into(), self.rows.len());
        self.rows.iter().for_each(|row| builder.append_value(get(row) as u64));
        self.columns.push(builder.finish().into_column());
        self
    }

    /// Adds a column of true and false.
    pub(super) fn flag(mut self, name: &str, get: impl Fn(&'r R) -> Option<bool>) -> Self {
        let mut builder = BooleanChunkedBuilder::new(name.into(), self.rows.len());
        self.rows.iter().for_each(|row| builder.append_option(get(row)));
        self.columns.push(builder.finish().into_column());
        self
    }

    /// The finished data frame.
    ///
    /// # Errors
    /// When two columns have the same name.
    pub(super) fn frame(self) -> PolarsResult<DataFrame> {
        DataFrame::new(self.rows.len(), self.columns)
    }
}

/// Values in one cell, separated by `;` as in the register.
pub(super) struct Joined<'v, T>(&'v [T]);

/// The values in one cell; `None` if there are none.
pub(super) fn joined<T: Display>(values: &[T]) -> Option<Joined<'_, T>> {
    Some(Joined(values)).filter(|joined| !joined.0.is_empty())
}

impl<T: Display> Display for Joined<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, value) in self.0.iter().enumerate() {
            write!(f, "{}{value}", if index == 0 { "" } else { ";" })?;
        }
        Ok(())
    }
}
