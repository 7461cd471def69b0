//! The parts of a JSON text, as text.
//!
//! A digest must be the same for the program that wrote a file and for every reader. So it is computed from the text of
//! the file, not from numbers that a reader formats again. The text must be valid JSON: it is split, not checked.

/// The texts between the brackets of an object or a list, split at its own commas.
fn parts(text: &str) -> Vec<&str> {
    let text = text.trim();
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let (mut parts, mut start, mut depth, mut quoted, mut escaped) =
        (Vec::new(), 0, 0, false, false);
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(inner[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    let last = inner[start..].trim();
    if !(parts.is_empty() && last.is_empty()) {
        parts.push(last);
    }
    parts
}

/// The text of each value of a list.
pub fn elements(list: &str) -> Vec<&str> {
    parts(list)
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member<'t> {
    /// The key, unescaped.
    pub key: String,
    /// The key and the value as they are in the text.
    pub text: &'t str,
    /// The value as it is in the text.
    pub value: &'t str,
}

/// The members of an object, in the order of the text.
pub fn members(object: &str) -> Vec<Member<'_>> {
    parts(object).into_iter().filter_map(member).collect()
}

fn member(text: &str) -> Option<Member<'_>> {
    // The first value of the stream is the key; a colon and the value follow it.
    let mut keys = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let key = keys.next()?.ok()?;
    let value = text.get(keys.byte_offset()..)?.trim_start().strip_prefix(':')?.trim_start();
    Some(Member { key, text, value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn commas_in_texts_and_below_are_no_borders() {
        let text = r#"{ "a\"b" : [1, {"x":","}], "c":"\\" , "d":{}}"#;
        let found: Vec<(String, &str)> =
            members(text).into_iter().map(|one| (one.key, one.value)).collect();
        let expected = [("a\"b", r#"[1, {"x":","}]"#), ("c", r#""\\""#), ("d", "{}")];
        assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value)));
        assert_eq!(elements("[1,[2,3],\"4,5\"]"), ["1", "[2,3]", "\"4,5\""]);
        assert!(elements("[]").is_empty() && members("{ }").is_empty());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[\\PC\"\\\\{},:\\[\\]]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-c\",:{}]{0,3}", inner, 0..4)
                    .prop_map(|map| json!(map)),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_parts_are_those_that_a_parser_finds(list in prop::collection::vec(value(), 0..5)) {
            let text = json!(list).to_string();
            let read = |text: &&str| serde_json::from_str::<Value>(text).expect("valid");
            prop_assert_eq!(elements(&text).iter().map(read).collect::<Vec<_>>(), list.clone());
            for one in list.iter().filter_map(Value::as_object) {
                let text = json!(one).to_string();
                let found: serde_json::Map<String, Value> =
                    members(&text).into_iter().map(|one| (one.key, read(&one.value))).collect();
                prop_assert_eq!(&found, one);
            }
        }
    }
}
