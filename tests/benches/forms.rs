//! The time for reading other publishers' forms, compared with calamine alone on the same file.
//!
//! `FLOWDOWN_BENCH_FORMS=a.xlsx:b.xlsx cargo bench --bench forms` reads your own forms, separated as in PATH. The
//! default is the CAIQ, the HECVAT and the list of NIST SP 800-171 of the sample. Calamine alone opens the file and
//! reads each of its sheets as a range: every cell is accounted for, so every sheet is needed.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on should stop")]
#![expect(clippy::print_stderr, reason = "the adapter is said beside the time")]

use std::hint::black_box;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Instant;

use calamine::{Reader as _, Xlsx, open_workbook_from_rs};
use criterion::{Criterion, criterion_group, criterion_main};
use flowdown::catalogue::Catalogue;
use flowdown::intake::response::{FileRef, Reader};
use flowdown::intake::workbook::{self, Limits};
use flowdown::model::Register;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The number of pairs of measurements behind a ratio.
const PAIRS: usize = 51;

const SAMPLE: [&str; 3] = [
    "CAIQv4.0.3 Skerrivane FINAL.xlsx",
    "Hazelmarch HECVAT.xlsx",
    "S-029/S-029 800-171 2026-08-28.xlsx",
];

fn forms() -> Vec<PathBuf> {
    let own = std::env::var_os("FLOWDOWN_BENCH_FORMS");
    own.map_or_else(
        || {
            let folder =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/portfolio/responses");
            SAMPLE.iter().map(|name| folder.join(name)).collect()
        },
        |paths| std::env::split_paths(&paths).collect(),
    )
}

/// Reads every sheet as a range, one after the other, as a program without limits would.
fn bare(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    names
        .iter()
        .filter_map(|name| book.worksheet_range(name).ok())
        .map(|range| range.used_cells().count())
        .sum()
}

/// The median ratio of complete reading to calamine alone. The two times of a pair are taken one after the other, so
/// that a machine that is slower for a while slows both.
fn ratio(reader: &Reader<'_>, file: &FileRef<'_>) -> f64 {
    let time = |work: &dyn Fn()| {
        let begun = Instant::now();
        work();
        begun.elapsed().as_secs_f64()
    };
    let pair = |_| {
        let bare = time(&|| {
            black_box(bare(file.bytes));
        });
        let read = time(&|| {
            black_box(reader.read(file));
        });
        read / bare
    };
    let mut ratios: Vec<f64> = (0..PAIRS).map(pair).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[PAIRS / 2]
}

fn benches(criterion: &mut Criterion) {
    let catalogue = Catalogue::embedded().unwrap();
    let register = Register::default();
    let reader = Reader::standalone(&catalogue, &register);
    for path in forms() {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let file = FileRef { path: name.as_str().into(), below: &name, bytes: &bytes };
        let (report, _) = reader.read(&file);
        eprintln!("{name}: {} as {:?}", report.status.word(), report.adapter.as_deref());
        eprintln!(
            "{name}: {:.2} of bare calamine, the median of {PAIRS} pairs",
            ratio(&reader, &file)
        );
        let mut group = criterion.benchmark_group(&name);
        group.sample_size(20);
        group.bench_function("bare calamine", |bench| bench.iter(|| black_box(bare(&bytes))));
        group.bench_function("cells", |bench| {
            bench.iter(|| black_box(workbook::read(&name, &bytes, &Limits::default()).unwrap()));
        });
        group.bench_function("read", |bench| bench.iter(|| black_box(reader.read(&file))));
        group.finish();
    }
}

criterion_group!(all, benches);
criterion_main!(all);
