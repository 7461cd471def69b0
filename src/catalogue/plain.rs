//! TOML as nearly every data file is written, read quickly.
//!
//! What is read here is what `toml` reads, tests hold that. Everything unusual (dotted keys, texts over several lines,
//! dates, tables that are begun again, …) and everything wrong is left to `toml`, which also says where it stands.

use std::borrow::Cow;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Arrays and tables within each other that are followed.
const DEEPEST: usize = 16;

/// Digits of the longest number that is read.
const LONGEST_NUMBER: usize = 15;

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

/// A document; none: it is unusual, or no document.
fn parse(text: &str) -> Option<Table<'_>> {
    // Carriage returns and other controls have rules of their own.
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n' && byte != b'\t' || byte == 0x7f) {
        return None;
    }
    let mut parser = Parser { text, at: 0 };
    let mut root = Table::default();
    let mut path: Vec<Cow<'_, str>> = Vec::new();
    parser.entries(&mut root)?;
    while parser.peek().is_some() {
        path.clear();
        let several = parser.header(&mut path)?;
        let table = root.begin(&path, several)?;
        parser.entries(table)?;
    }
    Some(root)
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

/// Where a text is read. No value is returned where anything unusual stands.
struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Blanks, ends of lines and remarks.
    fn gap(&mut self) {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.remark(),
                _ => return,
            }
        }
    }

    fn remark(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// The end of a line, or of the text.
    fn end_of_line(&mut self) -> Option<()> {
        self.blanks();
        if self.peek() == Some(b'#') {
            self.remark();
        }
        match self.peek() {
            None => Some(()),
            Some(_) => self.take(b'\n'),
        }
    }

    /// The entries up to the next header.
    fn entries(&mut self, table: &mut Table<'t>) -> Option<()> {
        loop {
            self.gap();
            if matches!(self.peek(), None | Some(b'[')) {
                return Some(());
            }
            let (key, value) = self.entry(0)?;
            table.add(key, value)?;
            self.end_of_line()?;
        }
    }

    /// A header; whether its brackets are doubled.
    fn header(&mut self, path: &mut Vec<Cow<'t, str>>) -> Option<bool> {
        self.take(b'[')?;
        let several = self.take(b'[').is_some();
        loop {
            self.blanks();
            path.push(self.key()?);
            self.blanks();
            if self.take(b'.').is_none() {
                break;
            }
        }
        self.take(b']')?;
        if several {
            self.take(b']')?;
        }
        self.end_of_line()?;
        Some(several)
    }

    fn entry(&mut self, depth: usize) -> Option<Entry<'t>> {
        let key = self.key()?;
        self.blanks();
        self.take(b'=')?;
        self.blanks();
        Some((key, self.value(depth)?))
    }

    fn key(&mut self) -> Option<Cow<'t, str>> {
        match self.peek()? {
            b'"' => self.basic(),
            b'\'' => self.literal(),
            _ => {
                let word = self.run(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
                (!word.is_empty()).then_some(Cow::Borrowed(word))
            }
        }
    }

    /// The bytes of ASCII from here on that are of a kind.
    fn run(&mut self, is_of: impl Fn(u8) -> bool) -> &'t str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|byte| is_of(*byte)).count();
        self.at += length;
        &rest[..length]
    }

    fn value(&mut self, depth: usize) -> Option<Value<'t>> {
        match self.peek()? {
            b'"' => self.basic().map(Value::Text),
            b'\'' => self.literal().map(Value::Text),
            b'[' => self.list(depth),
            b'{' => self.closed(depth),
            _ => word(self.run(|byte| byte.is_ascii_graphic() && !b",]}#".contains(&byte))),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value<'t>> {
        self.take(b'[').filter(|()| depth < DEEPEST)?;
        let mut all = Vec::new();
        loop {
            self.gap();
            if self.take(b']').is_some() {
                return Some(Value::List(all));
            }
            all.push(self.value(depth + 1)?);
            self.gap();
            if self.peek()? != b']' {
                self.take(b',')?;
            }
        }
    }

    fn closed(&mut self, depth: usize) -> Option<Value<'t>> {
        self.take(b'{').filter(|()| depth < DEEPEST)?;
        let mut table = Table::default();
        loop {
            self.blanks();
            let (key, value) = self.entry(depth + 1)?;
            table.add(key, value)?;
            self.blanks();
            if self.take(b'}').is_some() {
                return Some(Value::Closed(table));
            }
            self.take(b',')?;
        }
    }

    /// A text in single quotes.
    fn literal(&mut self) -> Option<Cow<'t, str>> {
        self.take(b'\'')?;
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| byte == b'\'' || byte == b'\n')?;
        self.at += length;
        self.take(b'\'')?;
        // Three quotes begin a text over several lines.
        (length > 0 || self.peek() != Some(b'\'')).then(|| Cow::Borrowed(&rest[..length]))
    }

    /// A text in double quotes.
    fn basic(&mut self) -> Option<Cow<'t, str>> {
        self.take(b'"')?;
        let mut text: Cow<'t, str> = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let length = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
            self.at += length;
            if text.is_empty() {
                text = Cow::Borrowed(&rest[..length]);
            } else {
                text.to_mut().push_str(&rest[..length]);
            }
            if self.take(b'"').is_some() {
                let closed = !text.is_empty() || self.peek() != Some(b'"');
                return closed.then_some(text);
            }
            self.take(b'\\')?;
            let sign = self.peek().filter(|sign| b"\"\\".contains(sign))?;
            self.at += 1;
            text.to_mut().push(char::from(sign));
        }
    }
}

/// A truth value or a number in its plainest form.
fn word(text: &str) -> Option<Value<'_>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "true" => Some(Value::Truth(true)),
        "false" => Some(Value::Truth(false)),
        _ if digits.len() > LONGEST_NUMBER || !is_digits(whole) || !is_digits(fraction) => None,
        _ if whole.len() > 1 && whole.starts_with('0') => None,
        _ if whole.len() < digits.len() => text.parse().ok().map(Value::Number),
        _ => text.parse().ok().map(Value::Whole),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::embedded::EMBEDDED;

    fn same(read: Value<'_>) -> toml::Value {
        let table = |table: Table<'_>| {
            let entries = table.0.into_iter().map(|(key, value)| (key.into_owned(), same(value)));
            toml::Value::Table(entries.collect())
        };
        match read {
            Value::Text(text) => toml::Value::String(text.into_owned()),
            Value::Whole(number) => toml::Value::Integer(number),
            Value::Number(number) => toml::Value::Float(number),
            Value::Truth(truth) => toml::Value::Boolean(truth),
            Value::List(all) => toml::Value::Array(all.into_iter().map(same).collect()),
            Value::Several(all) => toml::Value::Array(all.into_iter().map(table).collect()),
            Value::Closed(one) | Value::Open(one) => table(one),
        }
    }

    /// What this reads, to be compared with the order of its entries.
    fn quickly(text: &str) -> Option<String> {
        parse(text).map(|table| format!("{:?}", same(Value::Open(table))))
    }

    fn by_toml(text: &str) -> Option<String> {
        let table: toml::Table = toml::from_str(text).ok()?;
        Some(format!("{:?}", toml::Value::Table(table)))
    }

    #[test]
    fn every_data_file_is_plain_and_reads_as_toml_reads_it() {
        for (name, text) in EMBEDDED.iter().filter(|(name, _)| name.ends_with(".toml")) {
            assert!(parse(text).is_some(), "{name}");
            assert!(quickly(text) == by_toml(text), "{name}");
        }
    }

    #[test]
    fn what_is_unusual_is_left_to_toml() {
        for text in [
            "a.b = 1",
            "a = 1979-05-27",
            "a = \"\"\"b\"\"\"",
            "a = '''b'''",
            "a = \"\\u0041\"",
            "a = 0x1",
            "a = 1_0",
            "a = inf",
            "a = {}",
            "[a.b]\n[a]",
            "a = 1e3",
            "a = 1\r\n",
        ] {
            assert!(parse(text).is_none() && by_toml(text).is_some(), "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4000))]
        #[test]
        fn what_is_read_is_what_toml_reads(
            parts in proptest::collection::vec(proptest::sample::select(vec![
                "a", "b", "\"a\"", "'b'", " ", "=", " = ", "\n", "\n", "[", "]", "[[", "]]", "{", "}", ",", ".", "1",
                "-0", "01", "1.5", ".5", "true", "\"x\\\\y\"", "\"\\\"\"", "\"\"", "''", "# x", "\t", "é", "a = 1\n",
                "[a]\n", "[a.b]\n", "[[a]]\n", "b = [1, \"x\",\n]\n", "b = { a = 1, b = 'c' }\n", "\"é\" = 'ü'\n",
            ]), 0..9),
        ) {
            let text = parts.concat();
            if let Some(read) = quickly(&text) {
                proptest::prop_assert_eq!(Some(read), by_toml(&text), "{:?}", text);
            }
        }
    }
}
