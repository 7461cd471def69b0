//! Writes the seeds of every target below `corpus/`: parts of the packages here, and the files of the sample.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use flowdown_fuzz::catalogue::{Catalogue, Source};
use flowdown_fuzz::package::{ODS, Parts, XLSB, XLSX};

/// Longest seed, in bytes: long ones slow a fuzzer down.
const LONGEST: usize = 64 << 10;

fn main() -> io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data/portfolio");
    for (target, parts) in [("xlsx", XLSX), ("xlsb", XLSB), ("ods", ODS)] {
        write_parts(&corpus.join(target), parts)?;
    }
    let mut files = Vec::new();
    below(&sample.join("responses"), &mut files)?;
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/intake"), &mut files)?;
    for path in &files {
        let bytes = fs::read(path)?;
        write(&corpus.join("bytes"), &bytes)?;
        if path.extension().is_some_and(|ending| ending == "csv") {
            write(&corpus.join("form"), &bytes)?;
        }
    }
    write(&corpus.join("form"), b"ID,Answer,Comment\nFD-GOV-01,yes,\nFD-GOV-02,no,not yet\nFD-ACC-01,n/a,none\n")?;
    let rules = [Source::embedded("questionnaires"), Source::embedded("scoring")];
    for (at, file) in rules.iter().flat_map(|source| &source.files).enumerate() {
        write(&corpus.join("rules"), &[&[at as u8], file.text.as_bytes()].concat())?;
    }
    write_cells(&corpus.join("answer"))?;
    let sheets: [&[u8]; 3] = [
        b"Supplier ID,Name,Country\nS-1,N,DE\n",
        b"Engagement ID,Supplier ID,Deal ID,Information tier,Origin country,Start\nE,S-1,D,confidential,DE,2026-01-01\n",
        b"Engagement ID,Phase,Information tier,Starts\nE,1,internal,2026-01-01\n",
    ];
    write(&corpus.join("register"), &sheets.join(&0xFF))?;
    write(&corpus.join("run"), br#"{"format":"flowdown-run/1","program":"flowdown 0.1.0","as_of":"2026-10-31","policy":{"id":"p","edition":"1","sha256":""},"catalogue":[],"inputs":[],"outputs":[{"path":"decisions.json","bytes":0,"sha256":""}],"previous":null}"#)?;
    write(&corpus.join("accept"), b"\0<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>ID</t></is></c></row></sheetData></worksheet>")
}

/// Known answers with the words that qualify them, one cell a seed.
fn write_cells(folder: &Path) -> io::Result<()> {
    let catalogue = Catalogue::embedded().map_err(|problems| io::Error::other(problems.to_string()))?;
    let words = &catalogue.vocabulary;
    let answers = words.answers();
    let phrases = [&words.limits, &words.postpones, &words.denies, &words.harmless];
    let phrases: Vec<&String> = phrases.into_iter().flat_map(|list| list.all()).step_by(7).collect();
    let shapes = ["{a}", "{a}. {p}", "{a}; {b}", "{p}: {a}", "☐ {a} ☒ {b}", "{a}\u{ff}{b}\u{ff}50 %", "{a} ({p}) by 2031"];
    for (at, (answer, _)) in answers.iter().enumerate() {
        let (other, _) = answers[(at * 31 + 7) % answers.len()];
        let text = shapes[at % shapes.len()].replace("{a}", answer).replace("{b}", other);
        let text = text.replace("{p}", phrases[at % phrases.len()]);
        // What parts cells is no letter.
        let cells: Vec<&[u8]> = text.split('\u{ff}').map(str::as_bytes).collect();
        write(folder, &[&[at as u8], cells.join(&0xFF).as_slice()].concat())?;
    }
    Ok(())
}

fn write_parts(folder: &Path, parts: Parts) -> io::Result<()> {
    for (at, (_, content)) in parts.iter().enumerate() {
        write(folder, &[&[at as u8], *content].concat())?;
    }
    Ok(())
}

/// A seed, named by its length and place: the same program writes the same names.
fn write(folder: &Path, bytes: &[u8]) -> io::Result<()> {
    if bytes.len() > LONGEST {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let count = fs::read_dir(folder)?.count();
    fs::write(folder.join(format!("seed-{count:03}-{}", bytes.len())), bytes)
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() { below(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
