//! The cache changes only how long a run takes, whatever is done to it.

use std::path::{Path, PathBuf};
use std::process::Output;

use flowdown::cache::Cache;
use flowdown::intake::portfolio::discover;
use flowdown::model::Date;
use flowdown::pipeline::{self, Job};
use flowdown::sample::{SampleOrder, generate};
use tempfile::TempDir;

use crate::program::{contents, flowdown, root};
use crate::support::catalogue;
use crate::verify::Dice;

const CACHE: &str = ".flowdown-cache";

/// A copy of the sample portfolio, and a folder for runs.
struct Trial {
    portfolio: TempDir,
    out: TempDir,
}

type Files = Vec<(String, Vec<u8>)>;

impl Trial {
    fn new() -> Self {
        let (portfolio, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        copy(&root().join("sample-data/portfolio"), portfolio.path());
        Self { portfolio, out }
    }

    fn assess(&self, more: &[&str]) -> Output {
        let portfolio = self.portfolio.path().to_str().unwrap();
        let out = self.out.path().to_str().unwrap();
        let output =
            flowdown(&[&["assess", portfolio, "--force", "--quiet", "--out", out], more].concat());
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        output
    }

    /// All files of a run, and its standard output.
    fn run(&self, more: &[&str]) -> (Files, Vec<u8>) {
        let output = self.assess(more);
        (contents(&self.out.path().join("2026-10-31")), output.stdout)
    }

    /// A run without the cache and one with it give the same output.
    fn agree(&self, when: &str, more: &[&str]) {
        let without = self.run(&[&["--no-cache"], more].concat());
        let with = self.run(more);
        assert_eq!(with.1, without.1, "{when}");
        let names = |files: &Files| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&with.0), names(&without.0), "{when}");
        for ((name, bytes), (_, other)) in with.0.iter().zip(&without.0) {
            assert!(bytes == other, "{when}: {name} differs");
        }
    }

    fn cache(&self) -> PathBuf {
        self.portfolio.path().join(CACHE)
    }

    /// The entries with their bytes, without the files that only mark the folder.
    fn entries(&self) -> Files {
        let all = contents(&self.cache());
        all.into_iter().filter(|(name, _)| name.contains('/')).collect()
    }
}

/// Copies the files of a folder, except for caches that other tests left.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in contents(from).into_iter().filter(|(name, _)| !name.starts_with(CACHE)) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_run_is_the_same_with_a_cold_a_warm_and_a_foreign_cache() {
    let trial = Trial::new();
    trial.agree("cold", &[]);
    let first = trial.entries();
    assert!(first.len() > 25, "{}", first.len());
    trial.agree("warm", &[]);
    assert!(first == trial.entries(), "nothing changed, so nothing is written");
    trial.agree("another day", &["--as-of", "2026-12-31"]);
    let scoring = TempDir::new().unwrap();
    copy(&root().join("scoring"), scoring.path());
    let policy = scoring.path().join("policy.toml");
    let text = std::fs::read_to_string(&policy).unwrap();
    std::fs::write(&policy, format!("{text}\n# another edition\n")).unwrap();
    let rules = ["--scoring", scoring.path().to_str().unwrap()];
    trial.agree("other rules", &rules);
    let after = trial.entries();
    assert!(after.iter().all(|(name, _)| first.iter().all(|(old, _)| old != name)));
}

/// The returned form of S-003 with three of its answers changed to no.
fn three_answers_changed(answers: &Path) -> Vec<u8> {
    let mut changed = std::fs::read(answers).unwrap();
    let yes: Vec<usize> =
        (0..changed.len() - 5).filter(|at| changed[*at..].starts_with(b";oui;")).collect();
    for at in &yes[..3] {
        changed[at + 1..at + 4].copy_from_slice(b"non");
    }
    changed
}

/// A workbook says nothing of other deals, and a packed response nothing of other suppliers: both are kept where only
/// others changed. S-003 answered alone, and takes part in fewer deals than there are.
#[test]
fn a_changed_response_costs_its_own_deals_and_nothing_else() {
    let trial = Trial::new();
    trial.assess(&[]);
    let before = trial.entries();
    let answers = trial.portfolio.path().join("responses/S-003_reponse_2026-09-12.csv");
    std::fs::write(&answers, three_answers_changed(&answers)).unwrap();
    trial.agree("three answers changed", &[]);
    let after = trial.entries();
    let kept = |folder: &str| {
        let of = |files: &Files| -> Vec<String> {
            let names = files.iter().map(|(name, _)| name.clone());
            names.filter(|name| name.starts_with(folder)).collect()
        };
        let (old, new) = (of(&before), of(&after));
        let same = new.iter().filter(|name| old.contains(name)).count();
        (same, new.len())
    };
    let ((books, all_books), (packed, all_packed)) = (kept("books/"), kept("packed/"));
    assert_eq!(packed, all_packed - 1);
    assert!(
        books < all_books && 2 * books > all_books,
        "{books} of {all_books} workbooks are kept"
    );
}

#[test]
fn changed_new_and_removed_files_are_seen() {
    let trial = Trial::new();
    trial.assess(&[]);
    let responses = trial.portfolio.path().join("responses");
    let answers = responses.join("S-003_reponse_2026-09-12.csv");
    let changed = three_answers_changed(&answers);
    std::fs::write(&answers, &changed).unwrap();
    trial.agree("three answers changed", &[]);
    std::fs::rename(&answers, responses.join("S-003_reponse_2026-09-13.txt")).unwrap();
    trial.agree("another name", &[]);
    std::fs::write(responses.join("S-004_more.csv"), &changed).unwrap();
    std::fs::remove_dir_all(responses.join("S-005")).unwrap();
    trial.agree("one more, one less", &[]);
}

#[test]
fn spoilt_entries_are_passed_over_and_written_again() {
    let trial = Trial::new();
    trial.assess(&[]);
    let whole = trial.entries();
    let mut dice = Dice(6);
    let spoil = |how: &str, spoil: &mut dyn FnMut(&[u8]) -> Vec<u8>| {
        for (name, bytes) in &whole {
            std::fs::write(trial.cache().join(name), spoil(bytes)).unwrap();
        }
        trial.agree(how, &[]);
        assert!(whole == trial.entries(), "{how}: not all were written again");
    };
    spoil("emptied", &mut |_| Vec::new());
    spoil("one bit", &mut |bytes| {
        let mut bytes = bytes.to_vec();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
        bytes
    });
    let mut dice = Dice(7);
    spoil("cut", &mut |bytes| bytes[..dice.below(bytes.len())].to_vec());
    let mut all = whole.iter().cycle().skip(1);
    spoil("swapped", &mut |_| all.next().unwrap().1.clone());
}

#[test]
fn without_a_folder_to_write_the_run_goes_on() {
    let trial = Trial::new();
    std::fs::write(trial.cache(), "no folder").unwrap();
    trial.agree("a file in its place", &[]);
    let portfolio = trial.portfolio.path().to_str().unwrap();
    let out = trial.out.path().to_str().unwrap();
    let output = flowdown(&["assess", portfolio, "--force", "--out", out]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("nothing is kept for the next run"), "{said}");
    std::fs::remove_file(trial.cache()).unwrap();
    trial.assess(&["--no-cache"]);
    assert!(!trial.cache().exists());
    let settings = trial.portfolio.path().join("flowdown.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, format!("{text}cache = false\n")).unwrap();
    trial.assess(&[]);
    assert!(!trial.cache().exists(), "switched off in flowdown.toml");
}

/// The as-of date of the made-up portfolio.
const DAY: Date = Date::constant(2026, 10, 31);

/// The files of a run over a portfolio, made by the library without the command line.
fn run_of(portfolio: &Path, cache: &Cache) -> Files {
    let out = TempDir::new().unwrap();
    let job = Job {
        files: &discover(portfolio).unwrap(),
        catalogue: catalogue(),
        as_of: DAY,
        previous: None,
        out: out.path(),
        force: false,
        cache,
        progress: &|| (),
    };
    pipeline::run(job, |run| contents(&run.folder)).unwrap()
}

/// A supplier's answers count in all engagements whose chain it is in, not only in its own.
#[test]
fn answers_of_one_party_are_seen_in_the_chains_of_others() {
    let folder = TempDir::new().unwrap();
    let order = SampleOrder { suppliers: 24, seed: 3, as_of: DAY, chains: true };
    generate(folder.path(), &order, catalogue()).unwrap();
    let questions: Vec<&str> =
        catalogue().native().unwrap().questions.iter().map(|one| one.id.as_str()).collect();
    let mut dice = Dice(5);
    for round in 0..10 {
        let cache = pipeline::cache(folder.path(), catalogue()).unwrap();
        let with = run_of(folder.path(), &cache);
        cache.finish().unwrap();
        let without = run_of(folder.path(), &Cache::off());
        for ((name, bytes), (_, other)) in with.iter().zip(&without) {
            assert!(bytes == other, "round {round}: {name} differs");
        }
        let said = ["yes", "no", "partly", ""];
        let rows = questions.iter().map(|id| format!("{id},{}\n", said[dice.below(4)]));
        let text: String = ["ID,Answer\n".to_owned()].into_iter().chain(rows).collect();
        let supplier = format!("S-{:05}", dice.below(24) + 1);
        let place = folder.path().join("responses").join(&supplier);
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("answers 2026-10-20.csv"), text).unwrap();
    }
}
