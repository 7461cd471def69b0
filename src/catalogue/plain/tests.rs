//! What is read quickly is what `toml` reads.

use super::parser::parse;
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
        "a = 1e+3",
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
            "-0", "01", "1.5",
                "e3",
                "e-12", ".5", "true", "\"x\\\\y\"", "\"\\\"\"", "\"\"", "''", "# x", "\t", "é", "a = 1\n",
            "[a]\n", "[a.b]\n", "[[a]]\n", "b = [1, \"x\",\n]\n", "b = { a = 1, b = 'c' }\n", "\"é\" = 'ü'\n",
        ]), 0..9),
    ) {
        let text = parts.concat();
        if let Some(read) = quickly(&text) {
            proptest::prop_assert_eq!(Some(read), by_toml(&text), "{:?}", text);
        }
    }
}
