//! A column of texts of which few differ, as a dictionary and one key a row.

use std::fmt::{Display, Write as _};
use std::hash::Hash;

use foldhash::{HashMap, HashMapExt as _};
use polars::prelude::PolarsResult;
use polars_arrow::array::{
    ArrayRef, DictionaryArray, MutableBinaryViewArray, MutablePrimitiveArray, PrimitiveArray,
};
use polars_arrow::datatypes::{ArrowDataType, IntegerType};

/// The type of such a column.
pub(super) fn dictionary_type() -> ArrowDataType {
    ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(ArrowDataType::Utf8View), false)
}

/// Collects values; each different one is shown as text once.
pub(super) struct DictionaryBuilder<K> {
    keys: MutablePrimitiveArray<u32>,
    known: HashMap<K, u32>,
    texts: MutableBinaryViewArray<str>,
    /// Rows of one supplier or file follow each other: their values are not looked up again.
    last: Option<(K, Option<u32>)>,
    shown: String,
}

impl<K: Copy + Eq + Hash + Display> DictionaryBuilder<K> {
    /// Starts without values, for the given number of rows.
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            keys: MutablePrimitiveArray::with_capacity(rows),
            known: HashMap::new(),
            texts: MutableBinaryViewArray::new(),
            last: None,
            shown: String::new(),
        }
    }

    /// Adds the value of the next row; a value without text is null.
    pub(super) fn push(&mut self, value: Option<K>) {
        let key = value.and_then(|value| match self.last {
            Some((last, key)) if last == value => key,
            _ => {
                let key = self.key(value);
                self.last = Some((value, key));
                key
            }
        });
        self.keys.push(key);
    }

    /// The key of a value; `None` if it has no text.
    fn key(&mut self, value: K) -> Option<u32> {
        if let Some(key) = self.known.get(&value) {
            return Some(*key);
        }
        self.shown.clear();
        // Writing to a String fails only where the value itself refuses to print.
        let is_shown = write!(self.shown, "{value}").is_ok() && !self.shown.is_empty();
        let key = u32::try_from(self.known.len()).ok().filter(|_| is_shown)?;
        self.texts.push_value(&self.shown);
        self.known.insert(value, key);
        Some(key)
    }

    /// The finished column.
    ///
    /// # Errors
    /// Never in practice: only if a key is not in the dictionary.
    pub(super) fn finish(self) -> PolarsResult<ArrayRef> {
        column(self.keys.into(), self.texts)
    }
}

/// A column in which every row has the same text; an empty text is null.
///
/// # Errors
/// Those of [`DictionaryBuilder::finish`].
pub(super) fn constant(text: &str, rows: usize) -> PolarsResult<ArrayRef> {
    if text.is_empty() {
        let keys = PrimitiveArray::new_null(ArrowDataType::UInt32, rows);
        return column(keys, MutableBinaryViewArray::new());
    }
    column(PrimitiveArray::from_vec(vec![0; rows]), MutableBinaryViewArray::from([Some(text)]))
}

fn column(keys: PrimitiveArray<u32>, texts: MutableBinaryViewArray<str>) -> PolarsResult<ArrayRef> {
    let texts: ArrayRef = texts.freeze().boxed();
    Ok(DictionaryArray::try_new(dictionary_type(), keys, texts)?.boxed())
}
