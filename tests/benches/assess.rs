//! The time for reading, assessing, publishing and the whole job, compared with calamine alone on the same files.
//!
//! `cargo bench` makes a portfolio of 1,000 suppliers; `FLOWDOWN_BENCH_SUPPLIERS=20000 cargo bench` one of another
//! size.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on should stop")]

use std::hint::black_box;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Reader as _, Xlsx, open_workbook_from_rs};
use criterion::{Criterion, criterion_group, criterion_main};
use flowdown::assessment::Inputs;
use flowdown::cache::Cache;
use flowdown::catalogue::Catalogue;
use flowdown::intake::portfolio::discover;
use flowdown::model::Date;
use flowdown::pipeline::{self, Job, Material};
use flowdown::run_folder::folder::RunFolder;
use flowdown::sample::{SampleOrder, generate};
use rayon::prelude::*;
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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

/// The whole job: from the portfolio folder to the run folder.
fn whole(folder: &Path, out: &Path, catalogue: &Catalogue, as_of: Date) {
    let job = Job {
        files: &discover(folder).unwrap(),
        catalogue,
        as_of,
        previous: None,
        out,
        force: true,
        cache: &Cache::off(),
        progress: &|| (),
    };
    pipeline::run(job, |_| ()).unwrap();
}

fn benches(criterion: &mut Criterion) {
    let wanted = std::env::var("FLOWDOWN_BENCH_SUPPLIERS").ok();
    let suppliers = wanted.and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let catalogue = Catalogue::embedded().unwrap();
    let as_of = jiff::civil::date(2026, 10, 31);
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let order = SampleOrder { suppliers, seed: 1, as_of, chains: false };
    generate(folder.path(), &order, &catalogue).unwrap();
    let found = discover(folder.path()).unwrap();
    let files: Vec<PathBuf> = found.responses.iter().map(|file| file.location.clone()).collect();

    let mut group = criterion.benchmark_group(format!("{suppliers} suppliers"));
    group.sample_size(10);
    group.bench_function("bare calamine", |bench| bench.iter(|| black_box(bare(&files))));
    group.bench_function("read", |bench| {
        bench
            .iter(|| black_box(pipeline::read(&found, &catalogue, &Cache::off(), &|| ()).unwrap()));
    });
    let mut portfolio = pipeline::read(&found, &catalogue, &Cache::off(), &|| ()).unwrap();
    let mut files = std::mem::take(&mut portfolio.files);
    let (register, responses) = (&portfolio.register, &portfolio.responses);
    group.bench_function("assess", |bench| {
        bench.iter(|| {
            let inputs = Inputs::new(&catalogue, register, responses, as_of);
            black_box(pipeline::judge(inputs, &mut files));
        });
    });
    let inputs = Inputs::new(&catalogue, register, responses, as_of);
    let assessment = pipeline::judge(inputs, &mut files);
    group.bench_function("publish", |bench| {
        bench.iter(|| {
            let folder = out.path().join(as_of.to_string());
            let run = RunFolder::create(&folder, true).unwrap();
            let tracking = pipeline::tracking(&assessment, &files, None);
            let material = Material {
                name: "bench",
                responses,
                files: &files,
                inputs: &portfolio.inputs,
                previous: None,
                tracking: &tracking,
                movement: None,
            };
            black_box(pipeline::publish(run, &assessment, material, &Cache::off()).unwrap());
        });
    });
    group.bench_function("whole job", |bench| {
        bench.iter(|| whole(folder.path(), out.path(), &catalogue, as_of));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
