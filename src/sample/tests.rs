use jiff::civil::date;
use tempfile::TempDir;

use super::*;

fn made(threads: usize) -> Vec<(PathBuf, Vec<u8>)> {
    let catalogue = Catalogue::embedded().expect("the embedded catalogue is valid");
    let folder = TempDir::new().expect("a folder");
    let order = SampleOrder { suppliers: 12, seed: 7, as_of: date(2026, 10, 31), chains: true };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| generate(folder.path(), &order, &catalogue)).expect("a portfolio");
    let mut found = Vec::new();
    let mut folders = vec![folder.path().to_owned()];
    while let Some(at) = folders.pop() {
        for entry in at.read_dir().expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder.path()).expect("below").to_owned();
                found.push((name, std::fs::read(&path).expect("a file")));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_same_seed_gives_the_same_bytes_for_any_number_of_threads() {
    let (one, two) = (made(1), made(2));
    assert!(one.len() > 8, "a register and most responses");
    assert!(one == two);
}

#[test]
fn an_occupied_folder_is_left_alone() {
    let catalogue = Catalogue::embedded().expect("the embedded catalogue is valid");
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("mine.txt"), "mine").expect("written");
    let order = SampleOrder { suppliers: 1, seed: 1, as_of: date(2026, 10, 31), chains: false };
    assert!(matches!(generate(folder.path(), &order, &catalogue), Err(SampleError::NotEmpty(_))));
}
