//! Reads Parquet files back with the readers of the library, apart from the code that writes them.

use std::io::Cursor;

use polars_arrow::array::{ArrayRef, BooleanArray, PrimitiveArray, Utf8ViewArray};
use polars_parquet::read::{
    BasicDecompressor, column_iter_to_arrays, get_page_iterator, infer_schema, read_metadata,
};

use crate::model::Date;
use crate::tables::columns::columns;
use crate::tables::{TableColumn, TableColumn as Column};

/// A table that was read back.
pub(super) struct Read {
    /// Its columns.
    pub(super) columns: Vec<TableColumn>,
    /// Its number of rows.
    pub(super) height: usize,
    /// The parts of each column, one for each row group.
    parts: Vec<Vec<ArrayRef>>,
}

/// Reads a file.
pub(super) fn read(bytes: Vec<u8>) -> Read {
    let metadata = read_metadata(&mut Cursor::new(&bytes)).expect("a Parquet file");
    let schema = infer_schema(&metadata).expect("known types");
    let source = Cursor::new(bytes.into());
    let mut parts: Vec<Vec<ArrayRef>> = schema.iter_values().map(|_| Vec::new()).collect();
    for group in &metadata.row_groups {
        for ((chunk, field), part) in
            group.parquet_columns().iter().zip(schema.iter_values()).zip(&mut parts)
        {
            let pages = get_page_iterator(chunk, source.clone(), Vec::new(), usize::MAX);
            let pages = BasicDecompressor::new(pages.expect("pages"), Vec::new());
            let kind = vec![&chunk.descriptor().descriptor.primitive_type];
            let arrays = column_iter_to_arrays(vec![pages], kind, field.clone(), None);
            part.extend(arrays.expect("values").0);
        }
    }
    Read { columns: columns(metadata.schema()), height: metadata.num_rows, parts }
}

impl Read {
    /// The values of a column.
    fn values<A: 'static, V>(
        &self,
        name: &str,
        kind: &'static str,
        value: impl Fn(&A, usize) -> V,
    ) -> Vec<Option<V>> {
        let column = Column { name: name.to_owned(), kind };
        let place = self.columns.iter().position(|one| *one == column);
        let place = place.unwrap_or_else(|| panic!("no column {column:?} in {:?}", self.columns));
        let mut values = Vec::new();
        for part in &self.parts[place] {
            let array = part.as_any().downcast_ref::<A>().expect("of its type");
            let value = |row| part.is_valid(row).then(|| value(array, row));
            values.extend((0..part.len()).map(value));
        }
        assert_eq!(values.len(), self.height);
        values
    }

    pub(super) fn texts(&self, name: &str) -> Vec<Option<String>> {
        self.values(name, "VARCHAR", |array: &Utf8ViewArray, row| array.value(row).to_owned())
    }

    pub(super) fn numbers(&self, name: &str) -> Vec<Option<f64>> {
        self.values(name, "DOUBLE", |array: &PrimitiveArray<f64>, row| array.value(row))
    }

    pub(super) fn counts(&self, name: &str) -> Vec<Option<i64>> {
        self.values(name, "BIGINT", |array: &PrimitiveArray<i64>, row| array.value(row))
    }

    pub(super) fn flags(&self, name: &str) -> Vec<Option<bool>> {
        self.values(name, "BOOLEAN", |array: &BooleanArray, row| array.value(row))
    }

    pub(super) fn days(&self, name: &str) -> Vec<Option<Date>> {
        self.values(name, "DATE", |array: &PrimitiveArray<i32>, row| {
            let seconds = i64::from(array.value(row)) * 86_400;
            let at = jiff::Timestamp::from_second(seconds).expect("a day of our time");
            at.to_zoned(jiff::tz::TimeZone::UTC).date()
        })
    }
}
