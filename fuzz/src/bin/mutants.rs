//! Changes files of every format at random and reads them: `mutants [COUNT] [SEED]`.
//!
//! Files are those of the sample and of the tests. Of an archive a part is changed and packed anew, or a byte of the file
//! itself. Prints what became of them and what the dearest took.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flowdown_fuzz::catalogue::Catalogue;
use flowdown_fuzz::intake::response::{FileRef, Reader};
use flowdown_fuzz::model::{FileStatus, Register};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A generator of numbers: xorshift, so that a seed gives the same mutants everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

#[derive(Default)]
struct Tally {
    tried: usize,
    read: usize,
    refused: usize,
    longest: Duration,
    ledger: usize,
}

fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>().unwrap());
    let (count, seed) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(1));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    for folder in ["sample-data/portfolio/responses", "tests/fixtures/intake"] {
        below(&root.join(folder), &mut paths);
    }
    let files: Vec<(String, Vec<u8>)> = paths.iter().filter_map(|path| {
        let ending = path.extension()?.to_str()?.to_owned();
        Some((ending, std::fs::read(path).ok()?)).filter(|(_, bytes)| !bytes.is_empty())
    }).collect();
    let (catalogue, register) = (Catalogue::embedded().unwrap(), Register::default());
    let reader = Reader::standalone(&catalogue, &register);
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for _ in 0..count {
        let (ending, bytes) = &files[dice.next(files.len())];
        let mutant = mutated(bytes, &mut dice);
        let start = Instant::now();
        let name = format!("a.{ending}");
        let file = FileRef { path: name.as_str().into(), below: &name, bytes: &mutant };
        let (report, _) = reader.read(&file);
        let tally = tallies.entry(ending).or_default();
        tally.longest = tally.longest.max(start.elapsed());
        tally.tried += 1;
        match report.status {
            FileStatus::Refused => tally.refused += 1,
            _ => tally.read += 1,
        }
        tally.ledger += usize::from(report.ledger.seen != report.ledger.accounted + report.ledger.unaccounted.len());
    }
    println!("format   tried    read  refused  cells lost  longest");
    for (ending, one) in tallies {
        println!(
            "{ending:<6} {:>7} {:>7} {:>8} {:>11} {:>6} ms",
            one.tried, one.read, one.refused, one.ledger, one.longest.as_millis()
        );
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
}

fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    if dice.next(4) > 0 && let Some(packed) = part_changed(bytes, dice) {
        return packed;
    }
    let mut bytes = bytes.to_vec();
    change(&mut bytes, dice);
    bytes
}

/// An archive with one part changed.
fn part_changed(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let which = dice.next(archive.len());
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).ok()?;
        let mut content = Vec::new();
        part.read_to_end(&mut content).ok()?;
        let name = part.name().ok()?.into_owned();
        if index == which {
            change(&mut content, dice);
        }
        packed.start_file(name, SimpleFileOptions::default()).ok()?;
        packed.write_all(&content).ok()?;
    }
    Some(packed.finish().ok()?.into_inner())
}

/// One to eight changes: a byte, a piece taken out, doubled or moved, a number at its bounds.
fn change(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.next(8) {
        if bytes.is_empty() {
            return;
        }
        let at = dice.next(bytes.len());
        let end = (at + 1 + dice.next(64)).min(bytes.len());
        match dice.next(6) {
            0 => bytes[at] = dice.next(256) as u8,
            1 => bytes[at] ^= 1 << dice.next(8),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let to = dice.next(bytes.len());
                bytes.splice(to..to, piece);
            }
            4 => {
                let piece: &[u8] = [&b"\xFF\xFF\xFF\xFF"[..], b"\0\0\0\0", b"999999999", b"<", b"]]>", b"&#0;"][dice.next(6)];
                bytes.splice(at..end, piece.iter().copied());
            }
            _ => bytes.truncate(at.max(bytes.len() / 2)),
        }
    }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { below(&path, found) } else { found.push(path) }
    }
}
