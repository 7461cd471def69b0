//! What a run costs beside reading the same files with calamine alone, in one go: reading, assessing, publishing and the
//! whole job; with and without chains; the first run, one in which nothing changed, and one in which one response of a
//! hundred did; `feedback`; and how long the program takes to begin.
//!
//! `cargo bench --bench speed` measures 1,000 suppliers without and with chains, and 10,000 without.
//! `FLOWDOWN_BENCH_SUPPLIERS=500` measures another size, or several (`500,2000`). Times are medians. What is whole is a
//! process of its own, of the release build; its processor time and peak memory are read below `/proc` and left out
//! where there is none. The figures go to standard output, and as JSON to `speed.json` in the folder that is named at
//! the end.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on should stop")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use calamine::{Reader as _, Xlsx, open_workbook_from_rs};
use flowdown::assessment::Inputs;
use flowdown::cache::{Cache, FOLDER};
use flowdown::catalogue::Catalogue;
use flowdown::intake::portfolio::{PortfolioFiles, discover};
use flowdown::model::Date;
use flowdown::pipeline::{self, Material};
use flowdown::run_folder::folder::RunFolder;
use flowdown::sample::{SampleOrder, generate};
use rayon::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AS_OF: Date = Date::constant(2026, 10, 31);

/// The program, in the profile of the benchmark.
const PROGRAM: &str = env!("CARGO_BIN_EXE_flowdown");

/// How often the program is begun to time its beginning.
const BEGINNINGS: usize = 21;

/// A measured piece of work.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: f64,
    /// Seconds on all processors; `None` where the system does not say.
    processor: Option<f64>,
    /// The most memory at once, in megabytes.
    peak: Option<f64>,
}

/// The cost of the middle of some measurements, by wall time.
fn median(times: usize, mut work: impl FnMut() -> Cost) -> Cost {
    let mut all: Vec<Cost> = (0..times).map(|_| work()).collect();
    all.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    let middle = |mut some: Vec<f64>| {
        some.sort_by(f64::total_cmp);
        some.get(some.len() / 2).copied()
    };
    Cost {
        wall: all[times / 2].wall,
        processor: middle(all.iter().filter_map(|one| one.processor).collect()),
        peak: middle(all.iter().filter_map(|one| one.peak).collect()),
    }
}

/// The cost of a piece of this program, after it was done once.
fn within<T>(times: usize, mut work: impl FnMut() -> T) -> Cost {
    black_box(work());
    median(times, || {
        let (start, before) = (Instant::now(), processor("/proc/self/stat", OWN));
        let made = black_box(work());
        let wall = start.elapsed().as_secs_f64();
        let after = processor("/proc/self/stat", OWN);
        drop(made);
        Cost { wall, processor: before.zip(after).map(|(from, to)| to - from), peak: None }
    })
}

/// Fields of `/proc/self/stat` behind the name: own time, and that of processes that were waited for.
const OWN: [usize; 2] = [11, 12];
const CHILDREN: [usize; 2] = [13, 14];

/// Seconds of processor time; a tick is a hundredth of a second on every Linux.
fn processor(path: &str, fields: [usize; 2]) -> Option<f64> {
    let text = std::fs::read_to_string(path).ok()?;
    let behind: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.map(|field| behind.get(field).and_then(|one| one.parse::<f64>().ok()));
    Some((ticks[0]? + ticks[1]?) / 100.0)
}

/// The most memory that a process had, in megabytes.
fn peak(process: u32) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}

/// The cost of a run of the program.
fn program(arguments: &[&str]) -> Cost {
    let (start, before) = (Instant::now(), processor("/proc/self/stat", CHILDREN));
    let mut child = Command::new(PROGRAM)
        .args(["--as-of", &AS_OF.to_string(), "--quiet"])
        .args(arguments)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = None;
    let ended = loop {
        most = peak(child.id()).or(most);
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        std::thread::sleep(Duration::from_micros(500));
    };
    let wall = start.elapsed().as_secs_f64();
    assert!(matches!(ended.code(), Some(0 | 3)), "{arguments:?}: {ended}");
    let after = processor("/proc/self/stat", CHILDREN);
    Cost { wall, processor: before.zip(after).map(|(from, to)| to - from), peak: most }
}

/// Reads every sheet of every response with calamine alone, in parallel, and counts the cells.
fn bare(files: &[PathBuf]) -> usize {
    files
        .par_iter()
        .map(|path| {
            let bytes = std::fs::read(path).unwrap();
            let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
            book.worksheets().iter().map(|(_, range)| range.used_cells().count()).sum::<usize>()
        })
        .sum()
}

/// Every hundredth supplier sends new answers, different each time.
fn answer(folder: &Path, suppliers: u32, catalogue: &Catalogue, time: u32) {
    for supplier in (1..=suppliers).filter(|number| number % 100 == time % 100) {
        let said = |index: u32| if (index + time).is_multiple_of(3) { "no" } else { "yes" };
        let questions = (0..).zip(&catalogue.native().unwrap().questions);
        let rows = questions.map(|(index, question)| format!("{},{}\n", question.id, said(index)));
        let text: String = ["ID,Answer\n".to_owned()].into_iter().chain(rows).collect();
        let place = folder.join(format!("responses/S-{supplier:05}"));
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("answers 2026-10-30.csv"), text).unwrap();
    }
}

/// The figures of a portfolio, printed as they come.
struct Report<'r> {
    catalogue: &'r Catalogue,
    found: Vec<(String, String, Cost, f64)>,
}

impl Report<'_> {
    fn add(&mut self, portfolio: &str, what: &str, cost: Cost, beside: f64) {
        let shown = |figure: Option<f64>, unit: &str| {
            figure.map_or_else(String::new, |figure| format!("{figure:9.2} {unit}"))
        };
        println!(
            "{portfolio:<28} {what:<24} {:9.3} s {:>11} {:>12} {:8.2} ×",
            cost.wall,
            shown(cost.processor, "s"),
            shown(cost.peak, "MB"),
            cost.wall / beside
        );
        self.found.push((portfolio.to_owned(), what.to_owned(), cost, cost.wall / beside));
    }

    /// The pieces of a run, inside this process.
    fn pieces(&mut self, name: &str, found: &PortfolioFiles, bare: f64, times: usize) {
        let catalogue = self.catalogue;
        let read = || pipeline::read(found, catalogue, &Cache::off(), &|| ()).unwrap();
        self.add(name, "read", within(times, read), bare);
        let mut portfolio = read();
        let mut files = std::mem::take(&mut portfolio.files);
        let inputs = || Inputs::new(catalogue, &portfolio.register, &portfolio.responses, AS_OF);
        let judged = within(times, || pipeline::judge(inputs(), &mut files));
        self.add(name, "assess", judged, bare);
        let out = TempDir::new().unwrap();
        let published = median(times, || {
            // The path to approval is worked out once an assessment, so each has its own.
            let assessment = pipeline::judge(inputs(), &mut files);
            let (start, before) = (Instant::now(), processor("/proc/self/stat", OWN));
            let run = RunFolder::create(&out.path().join(AS_OF.to_string()), true).unwrap();
            let tracking = pipeline::tracking(&assessment, &files, None);
            let material = Material {
                name: "bench",
                responses: &portfolio.responses,
                files: &files,
                inputs: &portfolio.inputs,
                previous: None,
                tracking: &tracking,
                movement: None,
            };
            black_box(pipeline::publish(run, &assessment, material, &Cache::off()).unwrap());
            let wall = start.elapsed().as_secs_f64();
            let after = processor("/proc/self/stat", OWN);
            Cost { wall, processor: before.zip(after).map(|(from, to)| to - from), peak: None }
        });
        self.add(name, "publish", published, bare);
    }

    /// Whole runs of the program.
    fn runs(&mut self, name: &str, folder: &Path, suppliers: u32, bare: f64, times: usize) {
        let out = TempDir::new().unwrap();
        let (home, out) = (folder.to_str().unwrap(), out.path().to_str().unwrap());
        let assess = ["assess", home, "--out", out, "--force"];
        let without = || program(&[&assess[..], &["--no-cache"]].concat());
        self.add(name, "whole, without cache", median(times, without), bare);
        let first = || {
            let _ = std::fs::remove_dir_all(folder.join(FOLDER));
            program(&assess)
        };
        self.add(name, "whole, the first run", median(times, first), bare);
        self.add(name, "nothing changed", median(times, || program(&assess)), bare);
        let mut time = 0;
        let changed = || {
            time += 1;
            answer(folder, suppliers, self.catalogue, time);
            program(&assess)
        };
        let changed = median(times, changed);
        self.add(name, "1 % changed", changed, bare);
        let cards = TempDir::new().unwrap();
        let (run, to) = (format!("{out}/{AS_OF}"), cards.path().to_str().unwrap());
        let feedback = || program(&["feedback", &run, "--to", to, "--force"]);
        self.add(name, "feedback", median(times, feedback), bare);
    }

    fn portfolio(&mut self, suppliers: u32, chains: bool) {
        let times = if suppliers > 5_000 { 3 } else { 5 };
        let with = if chains { "with chains" } else { "without chains" };
        let name = format!("{suppliers} suppliers {with}");
        let home = TempDir::new().unwrap();
        let folder = home.path().join("portfolio");
        let order = SampleOrder { suppliers, seed: 1, as_of: AS_OF, chains };
        generate(&folder, &order, self.catalogue).unwrap();
        let found = discover(&folder).unwrap();
        let files: Vec<PathBuf> =
            found.responses.iter().map(|file| file.location.clone()).collect();
        let alone = within(times, || bare(&files));
        self.add(&name, "bare calamine", alone, alone.wall);
        self.pieces(&name, &found, alone.wall, times);
        self.runs(&name, &folder, suppliers, alone.wall, times);
    }

    /// How long the program takes where there is little to do.
    fn beginnings(&mut self) {
        let out = TempDir::new().unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/portfolio");
        let form = sample.join("responses/Antwort Ostertal.xlsx");
        let (sample, form) = (sample.to_str().unwrap(), form.to_str().unwrap());
        let out = out.path().to_str().unwrap();
        let assess = ["assess", sample, "--out", out, "--force", "--no-cache"];
        let whole = median(BEGINNINGS, || program(&assess));
        self.add("the sample", "assess, without cache", whole, whole.wall);
        let check = median(BEGINNINGS, || program(&["check", form]));
        self.add("one form", "check", check, check.wall);
    }

    fn json(&self) -> Value {
        let one = |(portfolio, what, cost, ratio): &(String, String, Cost, f64)| {
            json!({
                "portfolio": portfolio, "what": what, "wall_seconds": cost.wall, "processor_seconds": cost.processor,
                "peak_megabytes": cost.peak, "of_bare_calamine": ratio,
            })
        };
        let threads = rayon::current_num_threads();
        json!({ "threads": threads, "figures": self.found.iter().map(one).collect::<Vec<_>>() })
    }
}

fn main() {
    let wanted = std::env::var("FLOWDOWN_BENCH_SUPPLIERS").ok();
    let sizes = wanted.map_or_else(
        || vec![(1_000, false), (1_000, true), (10_000, false)],
        |text| {
            let sizes = text.split(',').map(|size| size.trim().parse().unwrap());
            sizes.flat_map(|size| [(size, false), (size, true)]).collect::<Vec<(u32, bool)>>()
        },
    );
    let catalogue = Catalogue::embedded().unwrap();
    let mut report = Report { catalogue: &catalogue, found: Vec::new() };
    println!(
        "{:<28} {:<24} {:>11} {:>11} {:>12} {:>10}",
        "", "", "wall", "processor", "peak", "of bare"
    );
    report.beginnings();
    for (suppliers, chains) in sizes {
        report.portfolio(suppliers, chains);
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("speed.json");
    std::fs::write(&place, serde_json::to_string_pretty(&report.json()).unwrap()).unwrap();
    println!("{}", place.display());
}
