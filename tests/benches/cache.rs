//! The time for a run without the cache, with an empty one, with nothing changed, and with one response of a hundred
//! changed. The register stays the same.
//!
//! `cargo bench --bench cache` makes a portfolio of 1,000 suppliers; `FLOWDOWN_BENCH_SUPPLIERS=10000` another size.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on should stop")]

use std::path::Path;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use flowdown::cache::{Cache, FOLDER};
use flowdown::catalogue::Catalogue;
use flowdown::intake::portfolio::discover;
use flowdown::model::Date;
use flowdown::pipeline::{self, Job};
use flowdown::sample::{SampleOrder, generate};
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AS_OF: Date = Date::constant(2026, 10, 31);

/// A run from the portfolio folder to the run folder.
fn run(folder: &Path, out: &Path, catalogue: &Catalogue, cache: Cache) {
    let job = Job {
        files: &discover(folder).unwrap(),
        catalogue,
        as_of: AS_OF,
        previous: None,
        out,
        force: true,
        cache: &cache,
        progress: &|| (),
    };
    pipeline::run(job, |_| ()).unwrap();
    cache.finish().unwrap();
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

fn benches(criterion: &mut Criterion) {
    let wanted = std::env::var("FLOWDOWN_BENCH_SUPPLIERS").ok();
    let suppliers = wanted.and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let catalogue = Catalogue::embedded().unwrap();
    let (home, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let folder = home.path();
    let order = SampleOrder { suppliers, seed: 1, as_of: AS_OF, chains: false };
    generate(folder, &order, &catalogue).unwrap();
    let opened = || pipeline::cache(folder, &catalogue).unwrap();
    let work = |cache| run(folder, out.path(), &catalogue, cache);
    let each = BatchSize::PerIteration;

    let mut group = criterion.benchmark_group(format!("{suppliers} suppliers"));
    group.sample_size(10);
    group.bench_function("without", |bench| bench.iter_batched(Cache::off, work, each));
    let empty = || {
        let _ = std::fs::remove_dir_all(folder.join(FOLDER));
        opened()
    };
    group.bench_function("the first time", |bench| bench.iter_batched(empty, work, each));
    group.bench_function("nothing changed", |bench| bench.iter_batched(opened, work, each));
    let mut time = 0;
    let mut changed = || {
        time += 1;
        answer(folder, suppliers, &catalogue, time);
        opened()
    };
    group.bench_function("one in a hundred changed", |bench| {
        bench.iter_batched(&mut changed, work, each);
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
