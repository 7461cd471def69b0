//! The architecture is a test: lower may not know higher, neighbours may not know each other.

use std::path::{Path, PathBuf};

/// From the bottom up.
const LAYERS: &[&[&str]] = &[
    &["model", "disk"],
    &["diagnostic"],
    &["catalogue"],
    &["intake", "assessment", "cache"],
    &["tables", "approval", "sheet"],
    &["run_folder"],
    &["comparison", "gate", "outgoing"],
    &["report"],
    &["sample", "pipeline"],
    &["cli"],
    &["commands"],
];

/// Crates that only some modules may name.
const OWNERS: &[(&str, &[&str])] = &[
    ("calamine", &["intake"]),
    ("polars", &["tables"]),
    ("polars_io", &["tables"]),
    // The kit of workbooks, and the two rooms that write them.
    ("rust_xlsxwriter", &["sheet", "outgoing", "report"]),
    // `commands` hands clap its own types back for help, completions and the manual page.
    ("clap", &["cli", "commands"]),
    ("postcard", &["cache"]),
];

fn level(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("`{module}` has no layer"))
}

/// The top-level modules that a text names.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let words = text
        .split("crate::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap_or(""));
    words.filter(|word| !word.is_empty())
}

/// Every top-level module that `text`, part of module `from`, must not have named.
fn breaches(from: &str, text: &str) -> Vec<String> {
    named(text)
        .filter(|to| *to != from && level(to) >= level(from))
        .map(|to| format!("`{from}` must not use `{to}`"))
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The top-level module that a source file belongs to, with its text.
fn modules() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .filter(|path| {
            !["main.rs", "lib.rs"].contains(&path.file_name().unwrap().to_str().unwrap())
                || path.parent() != Some(&root)
        })
        .map(|path| {
            let first = path.strip_prefix(&root).unwrap().iter().next().unwrap().to_str().unwrap();
            let module = first.trim_end_matches(".rs").to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            (module, path, text)
        })
        .collect()
}

#[test]
fn dependencies_point_one_way() {
    let found: Vec<String> = modules()
        .iter()
        .flat_map(|(module, path, text)| {
            breaches(module, text).into_iter().map(|one| format!("{}: {one}", path.display()))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_breach_would_be_seen() {
    assert_eq!(breaches("model", "use crate::intake::Form;").len(), 1);
    assert_eq!(breaches("intake", "use crate::assessment::assess;").len(), 1);
    assert!(breaches("report", "use crate::model::Tier;").is_empty());
}

#[test]
fn each_great_library_has_its_users() {
    for (module, path, text) in modules() {
        for (library, owners) in OWNERS {
            let uses = text.contains(&format!("{library}::"))
                && !owners.contains(&module.as_str())
                && !path.ends_with("tests.rs")
                && !path.to_string_lossy().contains("/tests/");
            assert!(!uses, "{} uses {library}, which belongs to {owners:?}", path.display());
        }
    }
}

#[test]
fn no_source_file_is_longer_than_a_person_reads() {
    for (_, path, text) in modules() {
        assert!(
            text.lines().count() <= 520,
            "{} has {} lines",
            path.display(),
            text.lines().count()
        );
    }
}

/// `fuzz/` takes some modules as they are, and is built by no other test: it must take what those use, too.
#[test]
fn the_fuzz_targets_hold_what_their_modules_use() {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/src/lib.rs");
    let lib = std::fs::read_to_string(lib).unwrap();
    let taken: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(taken.len() > 5, "{taken:?}");
    let missing: Vec<String> = modules()
        .iter()
        .filter(|(module, ..)| taken.contains(&module.as_str()))
        .flat_map(|(module, _, text)| {
            let used = named(text).filter(|used| !taken.contains(used));
            used.map(move |used| format!("`{module}` uses `{used}`")).collect::<Vec<_>>()
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
