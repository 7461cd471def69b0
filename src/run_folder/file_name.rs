//! File names made from ids of the register, safe on Windows and Unix.
//!
//! An id is any text. Letters, digits, `-`, `_`, `.`, `+`, `,` and single blanks stay; every other character becomes
//! `_`. Where that changes the id, or where two ids differ only in what file systems do not distinguish (case, composed
//! letters), the first digits of the id's SHA-256 are put in front. So each id has its own name, and no name begins
//! with another supplier's id: the start of a returned form's file name identifies its supplier.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use crate::digest::sha256;

/// The most letters of a name, without its extension.
const LETTERS: usize = 60;

/// The number of digits of the digest that are tried first.
const DIGITS: usize = 8;

/// Names that Windows reserves for devices, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A file name without extension for each id, in the order of the ids. Different ids get names that differ even if case
/// is ignored; which id gets the plain name depends only on the set of ids.
pub fn file_names(ids: &[&str]) -> Vec<String> {
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|index| ids[*index]);
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = vec![String::new(); ids.len()];
    for index in order {
        names[index] = name(ids[index], &mut taken);
    }
    names
}

fn name(id: &str, taken: &mut BTreeSet<String>) -> String {
    let base = safe(id);
    if base == id && taken.insert(folded(&base)) {
        return base;
    }
    let digest = sha256(id.as_bytes());
    let mut digits = DIGITS;
    loop {
        let name = format!("{}-{base}", &digest[..digits]);
        if taken.insert(folded(&name)) || digits == digest.len() {
            return name;
        }
        digits += 1;
    }
}

/// The form in which file systems that ignore case compare names.
fn folded(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

fn safe(id: &str) -> String {
    let mut name = String::new();
    for c in id.nfc().take(LETTERS) {
        let stays = c.is_alphanumeric()
            || matches!(c, '-' | '_' | '+' | ',')
            || (c == '.' && !name.is_empty())
            || (c == ' ' && !name.is_empty() && !name.ends_with(' '));
        name.push(if stays { c } else { '_' });
    }
    // Windows removes dots and blanks at the end.
    while name.ends_with(['.', ' ']) {
        name.pop();
        name.push('_');
    }
    if name.is_empty() || is_device(&name) {
        name.insert(0, '_');
    }
    name
}

/// Whether Windows reads a name as a device: `con`, `com1`, `con.xlsx`.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    DEVICES.contains(&stem.as_str())
        || port.is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(char::is_numeric))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_ids_keep_their_names() {
        let ids = ["D-ORION", "D-2026.014", "Übersee 7", "A+B,C"];
        assert_eq!(file_names(&ids), ids);
    }

    #[test]
    fn what_a_file_system_refuses_is_replaced() {
        let stem = |id: &str| {
            let name = file_names(&[id]).remove(0);
            let (digest, stem) = name.split_once('-').expect("a digest is added");
            assert_eq!(digest.len(), DIGITS, "{name}");
            stem.to_owned()
        };
        assert_eq!(stem("2026/14: \"Guss\""), "2026_14_ _Guss_");
        assert_eq!(stem("..\\..\\etc"), "_._.._etc");
        assert_eq!(stem("con"), "_con");
        assert_eq!(stem("LPT1.2026"), "_LPT1.2026");
        assert_eq!(stem("deal."), "deal_");
        assert_eq!(stem(&"x".repeat(300)), "x".repeat(LETTERS));
    }

    #[test]
    fn ids_that_differ_in_case_get_names_of_their_own() {
        let names = file_names(&["d-1", "D-1", "e\u{301}", "é"]);
        assert_eq!(names[1], "D-1");
        assert!(names[0].ends_with("-d-1"), "{names:?}");
        assert!(names[2].ends_with("-é") && names[3] == "é", "{names:?}");
    }

    proptest! {
        #[test]
        fn names_are_safe_and_distinct_for_any_ids(ids in prop::collection::btree_set(
            prop_oneof![any::<String>(), "[aA./ \\\\:]{1,4}", "(?i)(con|com1|nul)(\\.x)?"], 0..12,
        )) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let names = file_names(&ids);
            let folded: BTreeSet<String> = names.iter().map(|name| folded(name)).collect();
            prop_assert_eq!(folded.len(), ids.len());
            for name in names {
                prop_assert!(!name.is_empty() && name.len() <= 255 - ".xlsx".len(), "{}", name);
                prop_assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']), "{}", name);
                prop_assert!(!name.chars().any(char::is_control) && !is_device(&name), "{}", name);
                prop_assert!(!name.starts_with(['.', ' ']) && !name.ends_with(['.', ' ']), "{}", name);
            }
        }
    }
}
