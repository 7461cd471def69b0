//! Prepares the data files of `scoring/` and `questionnaires/` for the program: a list of all of them with their texts,
//! and for each TOML file its SHA-256 and the same content as JSON. TOML is for people; a megabyte of it takes longer to
//! parse than a form takes to read, JSON a fifth of that.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The folders with data files.
const FOLDERS: [&str; 2] = ["questionnaires", "scoring"];

/// The endings of data files; others, such as a backup of an editor, are left alone.
const ENDINGS: [&str; 3] = ["md", "json", "toml"];

fn main() {
    let home = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(variable("OUT_DIR"));
    let mut names = Vec::new();
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={folder}");
        collect(&home, folder, &mut names);
    }
    names.sort();
    let mut list = String::from("&[\n");
    for (number, name) in names.iter().enumerate() {
        entry(&mut list, &home, &out, (number, name));
    }
    list.push_str("]\n");
    write(&out.join("embedded.rs"), &list);
}

/// Adds the data files below a folder, as paths below `home` with `/` between their parts.
fn collect(home: &Path, folder: &str, names: &mut Vec<String>) {
    let entries = fs::read_dir(home.join(folder)).expect("the folder of data files can be read");
    for entry in entries {
        let path = entry.expect("an entry of the folder can be read").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let below = format!("{folder}/{name}");
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            collect(home, &below, names);
        } else if ENDINGS.contains(&ending) {
            names.push(below);
        }
    }
}

/// Writes an entry of the list. A file that is no valid TOML gets no JSON: the program reports it, with its line.
fn entry(list: &mut String, home: &Path, out: &Path, (number, name): (usize, &str)) {
    let path = home.join(name);
    let text = fs::read_to_string(&path).expect("a data file in UTF-8");
    let sha256: String = Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |all, byte| all + &format!("{byte:02x}"));
    let json = Path::new(name).extension().filter(|ending| *ending == "toml").and_then(|_| {
        let table: toml::Table = text.parse().ok()?;
        let place = out.join(format!("{number}.json"));
        write(&place, &serde_json::to_string(&table).expect("TOML as JSON"));
        Some(place)
    });
    let json =
        json.map_or_else(|| "None".to_owned(), |place| format!("Some(include_str!({place:?}))"));
    writeln!(
        list,
        "    EmbeddedFile {{ name: {name:?}, text: include_str!({path:?}), sha256: {sha256:?}, json: {json} }},"
    )
    .expect("a text grows");
}

fn variable(name: &str) -> String {
    std::env::var(name).expect("cargo sets it")
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("the folder for made files can be written");
}
