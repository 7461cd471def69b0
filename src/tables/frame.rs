//! Builds typed columns from rows: each is filled in one pass, and a missing value is null.

use std::fmt::{Display, Write as _};
use std::hash::Hash;

use polars::prelude::PolarsResult;
use polars_arrow::array::{
    ArrayRef, MutableBinaryViewArray, MutableBooleanArray, MutablePrimitiveArray, PrimitiveArray,
};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};

use super::dictionary::{DictionaryBuilder, constant};
use super::stamp::Stamp;
use crate::assessment::calendar::days_between;
use crate::model::Date;

/// The day from which Parquet counts.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Some rows of a table as columns.
pub(super) struct Frame {
    /// The number of rows.
    pub(super) rows: usize,
    /// The columns' names and types.
    pub(super) schema: ArrowSchema,
    /// The columns.
    pub(super) columns: Vec<ArrayRef>,
}

/// A column, or why it could not be built.
type BuiltColumn = PolarsResult<(Field, ArrayRef)>;

/// A frame that is being built: the columns so far, all over the same rows.
pub(super) struct FrameBuilder<'r, R> {
    rows: &'r [R],
    columns: Vec<BuiltColumn>,
}

impl<'r, R> FrameBuilder<'r, R> {
    /// Starts with the columns that tell of which run the rows are.
    pub(super) fn of(rows: &'r [R], stamp: &Stamp<'_>) -> Self {
        let as_of = PrimitiveArray::from_vec(vec![day(stamp.as_of); rows.len()]);
        let as_of = as_of.to(ArrowDataType::Date32).boxed();
        let builder = Self { rows, columns: Vec::new() };
        let words = [
            (Stamp::RUN, stamp.run),
            (Stamp::PORTFOLIO, stamp.portfolio),
            (Stamp::POLICY, &stamp.policy),
        ];
        words.into_iter().fold(builder.with(Stamp::AS_OF, Ok(as_of)), |builder, (name, text)| {
            builder.with(name, constant(text, rows.len()))
        })
    }

    fn with(mut self, name: &str, column: PolarsResult<ArrayRef>) -> Self {
        let named =
            |column: ArrayRef| (Field::new(name.into(), column.dtype().clone(), true), column);
        self.columns.push(column.map(named));
        self
    }

    /// Adds a column of words: texts of which few differ, such as ids; an empty text is null.
    pub(super) fn word(self, name: &str, get: impl Fn(&'r R) -> Option<&'r str>) -> Self {
        self.coded(name, get)
    }

    /// Adds a column of values of which few differ, as they are displayed; an empty text is null. Values that differ
    /// must be displayed differently.
    pub(super) fn coded<K: Copy + Eq + Hash + Display>(
        self,
        name: &str,
        get: impl Fn(&'r R) -> Option<K>,
    ) -> Self {
        let mut builder = DictionaryBuilder::with_capacity(self.rows.len());
        self.rows.iter().for_each(|row| builder.push(get(row)));
        self.with(name, builder.finish())
    }

    /// Adds a column of texts of which most differ; an empty text is null.
    pub(super) fn text(self, name: &str, get: impl Fn(&'r R) -> Option<&'r str>) -> Self {
        let mut builder = MutableBinaryViewArray::<str>::with_capacity(self.rows.len());
        for row in self.rows {
            builder.push(get(row).filter(|text| !text.is_empty()));
        }
        self.with(name, Ok(builder.freeze().boxed()))
    }

    /// Adds a column of values as they are displayed, of which most differ; an empty text is null.
    pub(super) fn shown<T: Display>(self, name: &str, get: impl Fn(&'r R) -> Option<T>) -> Self {
        let mut builder = MutableBinaryViewArray::<str>::with_capacity(self.rows.len());
        let mut text = String::new();
        for row in self.rows {
            text.clear();
            // Writing to a String fails only where the value itself refuses to print.
            let shown = get(row).is_some_and(|value| write!(text, "{value}").is_ok());
            builder.push(Some(&text).filter(|text| shown && !text.is_empty()));
        }
        self.with(name, Ok(builder.freeze().boxed()))
    }

    /// Adds a column of days.
    pub(super) fn day(self, name: &str, get: impl Fn(&'r R) -> Option<Date>) -> Self {
        let mut builder = MutablePrimitiveArray::<i32>::with_capacity(self.rows.len());
        self.rows.iter().for_each(|row| builder.push(get(row).map(day)));
        let days = PrimitiveArray::from(builder).to(ArrowDataType::Date32);
        self.with(name, Ok(days.boxed()))
    }

    /// Adds a column of figures.
    pub(super) fn number(self, name: &str, get: impl Fn(&'r R) -> Option<f64>) -> Self {
        let mut builder = MutablePrimitiveArray::<f64>::with_capacity(self.rows.len());
        self.rows.iter().for_each(|row| builder.push(get(row)));
        self.with(name, Ok(PrimitiveArray::from(builder).boxed()))
    }

    /// Adds a column of counts. They are signed, so that a difference of two may be below zero in every engine.
    pub(super) fn count<C: Into<Option<usize>>>(
        self,
        name: &str,
        get: impl Fn(&'r R) -> C,
    ) -> Self {
        let mut builder = MutablePrimitiveArray::<i64>::with_capacity(self.rows.len());
        let count = |row| get(row).into().map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        self.rows.iter().for_each(|row| builder.push(count(row)));
        self.with(name, Ok(PrimitiveArray::from(builder).boxed()))
    }

    /// Adds a column of true and false.
    pub(super) fn flag(self, name: &str, get: impl Fn(&'r R) -> Option<bool>) -> Self {
        let mut builder = MutableBooleanArray::with_capacity(self.rows.len());
        self.rows.iter().for_each(|row| builder.push(get(row)));
        let flags: polars_arrow::array::BooleanArray = builder.into();
        self.with(name, Ok(flags.boxed()))
    }

    /// The finished frame.
    ///
    /// # Errors
    /// When two columns have the same name.
    pub(super) fn frame(self) -> PolarsResult<Frame> {
        let mut schema = ArrowSchema::with_capacity(self.columns.len());
        let mut columns = Vec::with_capacity(self.columns.len());
        for column in self.columns {
            let (field, column) = column?;
            schema.try_insert(field.name.clone(), field)?;
            columns.push(column);
        }
        Ok(Frame { rows: self.rows.len(), schema, columns })
    }
}

/// The number of a day.
fn day(date: Date) -> i32 {
    days_between(EPOCH, date)
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
