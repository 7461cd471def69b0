//! The architecture as a test: a lower layer must not use a higher one, and modules of one layer must not use each
//! other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The layers from the bottom up.
const LAYERS: &[&[&str]] = &[
    &["model", "disk", "digest", "schema"],
    &["diagnostic", "cache"],
    &["catalogue"],
    &["intake", "assessment"],
    &["tables", "approval", "sheet"],
    &["run_folder"],
    &["comparison", "gate", "outgoing"],
    &["report"],
    &["sample", "pipeline"],
    &["cli"],
    &["commands"],
];

/// Crates that only some modules may use.
const OWNERS: &[(&str, &[&str])] = &[
    ("calamine", &["intake"]),
    ("polars", &["tables"]),
    ("polars_arrow", &["tables"]),
    ("polars_io", &["tables"]),
    ("polars_parquet", &["tables"]),
    // The common parts of workbooks, and the two modules that write them.
    ("rust_xlsxwriter", &["sheet", "outgoing", "report"]),
    // `commands` passes clap's own types back for help, completions and the manual page.
    ("clap", &["cli", "commands"]),
    ("postcard", &["cache"]),
    ("ring", &["digest"]),
    ("tracing_subscriber", &["commands"]),
];

fn level(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("`{module}` has no layer"))
}

/// The top-level modules that a text uses.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let words = text
        .split("crate::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap_or(""));
    words.filter(|word| !word.is_empty())
}

/// Every top-level module that `text`, part of module `from`, must not use.
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

/// Modules in which no two files use each other.
const ONE_WAY: &[&str] = &[
    "approval",
    "assessment",
    "cache",
    "catalogue",
    "cli",
    "commands",
    "comparison",
    "diagnostic",
    "disk",
    "gate",
    "model",
    "outgoing",
    "pipeline",
    "report",
    "run_folder",
    "sheet",
    "tables",
];

/// A module by its path: `["report", "workbook", "view"]`.
type Module = Vec<String>;

/// The module of a source file.
fn module_of(path: &Path) -> Module {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let parts = below.with_extension("");
    let parts = parts.iter().map(|part| part.to_str().unwrap().to_owned());
    parts.filter(|part| part != "mod").collect()
}

/// Splits groups of imports: `use a::{b, c::d};` becomes `use a::b; use a::c::d;`.
fn ungrouped(text: &str) -> String {
    let Some(start) = text.find("::{") else { return text.to_owned() };
    let (mut depth, mut parts) = (0, vec![String::new()]);
    let mut end = text.len();
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at <= start + 2) {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                end = at + 1;
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    let prefix = &text[..start];
    let all = parts.iter().map(|part| ungrouped(&format!("{prefix}::{}", part.trim())));
    all.collect::<Vec<_>>().join("; ") + &text[end..]
}

/// Every path in the code of a file, without its tests, comments and re-exports.
fn paths(text: &str) -> Vec<Vec<String>> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for statement in code.split(';').filter(|one| !one.contains("pub use ")) {
        let flat = statement.split_once("use ").filter(|_| statement.contains("::{"));
        let flat = flat.map_or_else(|| statement.to_owned(), |(_, import)| ungrouped(import));
        let words = flat.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        let named = words.filter(|word| word.contains("::"));
        found.extend(named.map(|word| word.split("::").map(str::to_owned).collect()));
    }
    found
}

/// The module to which a path leads from another one, at the level of files.
fn target(from: &Module, path: &[String], known: &BTreeSet<Module>) -> Option<Module> {
    let mut rest = path;
    let mut module = match path.first()?.as_str() {
        "crate" => Module::new(),
        "super" => from[..from.len().checked_sub(1)?].to_vec(),
        _ => from.clone(),
    };
    if ["crate", "super", "self"].contains(&path[0].as_str()) {
        rest = &path[1..];
    }
    while rest.first().is_some_and(|part| part == "super") {
        module.pop()?;
        rest = &rest[1..];
    }
    let start = module.clone();
    for part in rest {
        let below: Module = module.iter().chain([part]).cloned().collect();
        if !known.contains(&below) {
            break;
        }
        module = below;
    }
    let is_relative = !["crate", "super", "self"].contains(&path[0].as_str());
    (known.contains(&module) && module != *from && !(is_relative && module == start))
        .then_some(module)
}

/// The parts of `assessment`, from the bottom up; modules in none of them are above all.
const ROOMS: &[&[&str]] = &[
    &["calendar", "score", "memory"],
    &["chain"],
    &["supplier"],
    &["context", "scene"],
    &["rules"],
];

/// Every use of one module by another, within the modules in which no two files may use each other.
fn uses() -> BTreeSet<(Module, Module)> {
    let files: BTreeMap<Module, String> = modules()
        .into_iter()
        .filter(|(module, path, _)| {
            ONE_WAY.contains(&module.as_str())
                && !module_of(path).iter().any(|part| part == "tests")
        })
        .map(|(_, path, text)| (module_of(&path), text))
        .collect();
    let known: BTreeSet<Module> = files.keys().cloned().collect();
    let mut uses: BTreeSet<(Module, Module)> = BTreeSet::new();
    for (from, text) in &files {
        let targets = paths(text).into_iter().filter_map(|path| target(from, &path, &known));
        uses.extend(targets.map(|to| (from.clone(), to)));
    }
    uses
}

#[test]
fn the_rooms_of_the_assessment_point_one_way() {
    let level = |module: &Module| {
        let name = module.get(1).map(String::as_str);
        let room = ROOMS.iter().position(|room| name.is_some_and(|name| room.contains(&name)));
        room.unwrap_or(ROOMS.len())
    };
    let inside = |module: &Module| module.len() > 1 && module[0] == "assessment";
    let uses = uses();
    for room in ROOMS.iter().copied().flatten() {
        let is_room = |module: &Module| inside(module) && module[1] == *room;
        assert!(uses.iter().any(|(_, to)| is_room(to)), "`{room}` is no room of the assessment");
    }
    let inner = uses.iter().filter(|(from, to)| inside(from) && inside(to));
    assert!(inner.clone().filter(|(from, _)| level(from) < ROOMS.len()).count() > 20);
    let upward: Vec<_> = inner.filter(|(from, to)| level(from) < level(to)).collect();
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn no_two_files_use_each_other() {
    let uses = uses();
    let named = |from: &str, to: &str| {
        let module = |text: &str| text.split("::").map(str::to_owned).collect::<Module>();
        uses.contains(&(module(from), module(to)))
    };
    // The test must be able to find what it looks for.
    assert!(named("report::workbook", "report::workbook::view"));
    assert!(
        named("gate::ask", "gate::signing") && named("comparison::compare", "run_folder::figure")
    );
    let circles: Vec<_> =
        uses.iter().filter(|(a, b)| a < b && uses.contains(&(b.clone(), a.clone()))).collect();
    assert!(circles.is_empty(), "{circles:#?}");
}

/// Whether a text uses a crate: `ring::` is not found in `String::`.
fn names(text: &str, library: &str) -> bool {
    text.match_indices(&format!("{library}::")).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}

#[test]
fn each_great_library_has_its_users() {
    assert!(names("use ring::digest", "ring") && !names("String::new()", "ring"));
    for (module, path, text) in modules() {
        for (library, owners) in OWNERS {
            let uses = names(&text, library)
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
            text.lines().count() <= 400,
            "{} has {} lines",
            path.display(),
            text.lines().count()
        );
    }
}

/// `fuzz/` includes some modules unchanged and is not built by any other test: it must include what those use too.
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

/// The names of the crates below a heading of a manifest, as the code spells them.
fn dependencies(manifest: &str, heading: &str) -> BTreeSet<String> {
    let below = manifest.split(&format!("[{heading}]\n")).nth(1).unwrap();
    let lines = below.lines().take_while(|line| !line.starts_with('['));
    let name = |line: &str| Some(line.split_once(" = ")?.0.trim().replace('-', "_"));
    lines.filter(|line| !line.starts_with('#')).filter_map(name).collect()
}

#[test]
fn the_fuzz_targets_have_the_crates_that_their_modules_use() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let ours = dependencies(&read("Cargo.toml"), "dependencies");
    let theirs = dependencies(&read("fuzz/Cargo.toml"), "dependencies");
    assert!(ours.contains("calamine") && theirs.contains("calamine"));
    let lib = read("fuzz/src/lib.rs");
    let taken = |module: &String| lib.contains(&format!("pub mod {module};"));
    let missing: BTreeSet<String> = modules()
        .iter()
        .filter(|(module, ..)| taken(module))
        .flat_map(|(_, _, text)| {
            ours.iter().filter(|one| names(text, one)).cloned().collect::<Vec<_>>()
        })
        .filter(|one| !theirs.contains(one))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
