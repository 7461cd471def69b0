//! Typed columns out of rows: each is filled in one pass, a missing value is a null.

use std::fmt::{Display, Write as _};

use polars::prelude::*;

/// A frame in the making: the columns so far, over the same rows.
pub(super) struct FrameBuilder<'r, R> {
    rows: &'r [R],
    columns: Vec<Column>,
}

impl<'r, R> FrameBuilder<'r, R> {
    /// No columns yet.
    pub(super) const fn of(rows: &'r [R]) -> Self {
        Self { rows, columns: Vec::new() }
    }

    /// A column of texts that stand somewhere; an empty one is missing.
    pub(super) fn text(mut self, name: &str, get: impl Fn(&'r R) -> Option<&'r str>) -> Self {
        let mut builder = StringChunkedBuilder::new(name.into(), self.rows.len());
        for row in self.rows {
            builder.append_option(get(row).filter(|text| !text.is_empty()));
        }
        self.columns.push(builder.finish().into_column());
        self
    }

    /// A column of values as they print, such as days and cells; one that prints nothing is missing.
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

    /// A column of measures.
    pub(super) fn number(mut self, name: &str, get: impl Fn(&'r R) -> Option<f64>) -> Self {
        let mut builder = PrimitiveChunkedBuilder::<Float64Type>::new(name.into(), self.rows.len());
        self.rows.iter().for_each(|row| builder.append_option(get(row)));
        self.columns.push(builder.finish().into_column());
        self
    }

    /// A column of counts.
    pub(super) fn count(mut self, name: &str, get: impl Fn(&'r R) -> usize) -> Self {
        let mut builder = PrimitiveChunkedBuilder::<UInt64Type>::new(name.into(), self.rows.len());
        self.rows.iter().for_each(|row| builder.append_value(get(row) as u64));
        self.columns.push(builder.finish().into_column());
        self
    }

    /// A column of yes or no.
    pub(super) fn flag(mut self, name: &str, get: impl Fn(&'r R) -> Option<bool>) -> Self {
        let mut builder = BooleanChunkedBuilder::new(name.into(), self.rows.len());
        self.rows.iter().for_each(|row| builder.append_option(get(row)));
        self.columns.push(builder.finish().into_column());
        self
    }

    /// The frame.
    ///
    /// # Errors
    /// When two columns have one name.
    pub(super) fn frame(self) -> PolarsResult<DataFrame> {
        DataFrame::new(self.rows.len(), self.columns)
    }
}

/// Values in one cell, with `;` between them as in the register.
pub(super) struct Joined<'v, T>(&'v [T]);

/// The values in one cell; none: there is none.
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
