//! JSON Schemas of the formats that the program writes and prints.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

/// The JSON Schema of a format as the program writes it: every key is required, other keys are not allowed, and closed
/// sets are lists of words.
pub fn of<T: JsonSchema>() -> String {
    let settings = SchemaSettings::default().for_serialize();
    let settings = settings.with_transform(RecursiveTransform(words_as_enum));
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Turns a choice of single words into an `enum`, which every code generator supports; the meaning of each word goes
/// into the description.
fn words_as_enum(schema: &mut Schema) {
    let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else { return };
    let word = |choice: &Value| {
        Some((choice["const"].as_str()?.to_owned(), choice["description"].clone()))
    };
    let Some(words) = choices.iter().map(word).collect::<Option<Vec<_>>>() else { return };
    let mut text = schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    for (word, meaning) in &words {
        let meaning = meaning.as_str().unwrap_or_default();
        text.push_str(&format!("\n- `{word}`: {meaning}"));
    }
    schema.remove("oneOf");
    schema.insert("description".to_owned(), text.trim_start().into());
    schema.insert("type".to_owned(), "string".into());
    let words: Vec<String> = words.into_iter().map(|(word, _)| word).collect();
    schema.insert("enum".to_owned(), json!(words));
}

/// The keys and values that `View` needs and that `Format` does not have in the same form. Empty if `View` is a part of
/// `Format`.
#[cfg(test)]
pub(crate) fn beyond<View: JsonSchema, Format: JsonSchema>() -> Vec<String> {
    let of = |text: String| serde_json::from_str(&text).unwrap_or(serde_json::Value::Null);
    let (view, format) = (of(self::of::<View>()), of(self::of::<Format>()));
    let mut found = Vec::new();
    parts::compare((&view, &view), (&format, &format), "", &mut found);
    found
}

#[cfg(test)]
mod parts {
    use serde_json::{Map, Value};

    /// The document of a schema, and the schema itself.
    type Within<'v> = (&'v Value, &'v Value);

    /// A schema without what makes it optional: a `$ref` is resolved, and `null` is left out.
    fn plain<'v>((root, schema): Within<'v>) -> &'v Value {
        if let Some(name) = schema["$ref"].as_str() {
            let pointer = name.trim_start_matches('#');
            return root.pointer(pointer).map_or(schema, |found| plain((root, found)));
        }
        match schema["anyOf"].as_array().map(Vec::as_slice) {
            Some([one, null] | [null, one]) if null["type"] == "null" => plain((root, one)),
            _ => schema,
        }
    }

    /// Whether a value may be null.
    fn may_be_null(schema: &Value) -> bool {
        let is_null = |one: &Value| *one == "null" || one["type"] == "null";
        [&schema["type"], &schema["anyOf"]]
            .into_iter()
            .filter_map(Value::as_array)
            .any(|all| all.iter().any(is_null))
    }

    /// The values that a schema allows: its type, its format and its words.
    fn values(schema: &Value) -> Map<String, Value> {
        let mut kept = Map::new();
        for key in ["type", "format", "enum", "anyOf", "const"] {
            let value = match &schema[key] {
                Value::Array(all) if key == "type" => {
                    all.iter().find(|one| *one != "null").cloned().unwrap_or(Value::Null)
                }
                value => value.clone(),
            };
            kept.insert(key.to_owned(), value);
        }
        kept
    }

    pub(super) fn compare(
        view: Within<'_>,
        format: Within<'_>,
        path: &str,
        found: &mut Vec<String>,
    ) {
        if may_be_null(format.1) && !may_be_null(view.1) {
            found.push(format!("{path}: may be null"));
        }
        let (one, other) = (plain(view), plain(format));
        if let Some(fields) = one["properties"].as_object() {
            for (name, field) in fields {
                match other["properties"].get(name) {
                    Some(known) => {
                        compare(
                            (view.0, field),
                            (format.0, known),
                            &format!("{path}.{name}"),
                            found,
                        );
                    }
                    None => found.push(format!("{path}.{name}: the format has no such field")),
                }
            }
        } else if one["items"].is_object() {
            compare(
                (view.0, &one["items"]),
                (format.0, &other["items"]),
                &format!("{path}[]"),
                found,
            );
        } else if values(one) != values(other) {
            found.push(format!("{path}: {:?}, not {:?}", values(one), values(other)));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    #[derive(serde::Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its schema is looked at")]
    enum Grade {
        /// One.
        Low,
        /// Another.
        High,
    }

    #[derive(serde::Serialize, JsonSchema)]
    struct Whole {
        tier: Option<Grade>,
        grade: Option<Grade>,
        days: Vec<Inner>,
    }

    #[derive(serde::Serialize, JsonSchema)]
    struct Inner {
        day: Date,
        text: String,
    }

    #[derive(serde::Serialize, JsonSchema)]
    struct View {
        tier: Option<Grade>,
        days: Vec<Day>,
    }

    #[derive(serde::Serialize, JsonSchema)]
    struct Day {
        day: Option<Date>,
    }

    #[derive(serde::Serialize, JsonSchema)]
    struct Wrong {
        grade: Grade,
        tier: Option<String>,
        other: u32,
    }

    #[test]
    fn a_view_is_told_from_what_is_none() {
        assert_eq!(beyond::<View, Whole>(), Vec::<String>::new());
        let found = beyond::<Wrong, Whole>();
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], ".grade: may be null");
        assert!(found[1].starts_with(".other: the format has no such field"), "{found:?}");
        assert!(found[2].starts_with(".tier: "), "{found:?}");
    }
}
