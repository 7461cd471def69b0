//! TOML as nearly every data file is written, read quickly.
//!
//! What is read here is what `toml` reads, tests hold that. Everything unusual (dotted keys, texts over several lines,
//! dates, tables that are begun again, …) and everything wrong is left to `toml`, which also says where it stands.

mod parser;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use self::parser::parse;

/// A value.
#[derive(Debug)]
enum Value<'t> {
    Text(Cow<'t, str>),
    Whole(i64),
    Number(f64),
    Truth(bool),
    List(Vec<Value<'t>>),
    /// Written in curly brackets: no header adds to it.
    Closed(Table<'t>),
    /// Begun by a header.
    Open(Table<'t>),
    /// Begun by headers in double brackets.
    Several(Vec<Table<'t>>),
}

type Entry<'t> = (Cow<'t, str>, Value<'t>);

/// A table, in the order of the file.
#[derive(Debug, Default)]
struct Table<'t>(Vec<Entry<'t>>);

/// A document as `T`; none: it is unusual, or no such document.
pub(super) fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Option<T> {
    T::deserialize(Value::Open(parse(text)?)).ok()
}

impl<'t> Table<'t> {
    fn find(&mut self, key: &str) -> Option<&mut Value<'t>> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Adds an entry; none: it stands there already.
    fn add(&mut self, key: Cow<'t, str>, value: Value<'t>) -> Option<()> {
        if self.find(&key).is_some() {
            return None;
        }
        self.0.push((key, value));
        Some(())
    }

    /// The table that a header begins.
    fn begin(&mut self, path: &[Cow<'t, str>], several: bool) -> Option<&mut Self> {
        let (last, before) = path.split_last()?;
        let mut table = self;
        for key in before {
            if table.find(key).is_none() {
                table.0.push((key.clone(), Value::Open(Self::default())));
            }
            table = match table.find(key)? {
                Value::Open(inner) => inner,
                Value::Several(all) => all.last_mut()?,
                _ => return None,
            };
        }
        if !several {
            table.add(last.clone(), Value::Open(Self::default()))?;
            let (_, Value::Open(begun)) = table.0.last_mut()? else { return None };
            return Some(begun);
        }
        if table.find(last).is_none() {
            table.0.push((last.clone(), Value::Several(Vec::new())));
        }
        let Value::Several(all) = table.find(last)? else { return None };
        all.push(Self::default());
        all.last_mut()
    }
}

impl<'t> IntoDeserializer<'t, Error> for Value<'t> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'t> IntoDeserializer<'t, Error> for Table<'t> {
    type Deserializer = Value<'t>;

    fn into_deserializer(self) -> Value<'t> {
        Value::Open(self)
    }
}

/// The elements of a list, all of them.
fn sequence<'t, V: Visitor<'t>, I: IntoDeserializer<'t, Error>>(
    all: Vec<I>,
    visitor: V,
) -> Result<V::Value, Error> {
    let mut access = SeqDeserializer::new(all.into_iter());
    let value = visitor.visit_seq(&mut access)?;
    access.end()?;
    Ok(value)
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Self::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Self::Whole(number) => visitor.visit_i64(number),
            Self::Number(number) => visitor.visit_f64(number),
            Self::Truth(truth) => visitor.visit_bool(truth),
            Self::List(all) => sequence(all, visitor),
            Self::Several(all) => sequence(all, visitor),
            Self::Closed(table) | Self::Open(table) => {
                let mut access = MapDeserializer::new(table.0.into_iter());
                let value = visitor.visit_map(&mut access)?;
                access.end()?;
                Ok(value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Text(text) => {
                let text: <Cow<'de, str> as IntoDeserializer<'de, Error>>::Deserializer =
                    text.into_deserializer();
                text.deserialize_enum(name, variants, visitor)
            }
            // Variants that hold something are left to `toml`.
            _ => Err(serde::de::Error::custom("no word")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
