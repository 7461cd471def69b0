use super::*;
use tempfile::TempDir;

fn open(folder: &TempDir, stamp: &str) -> Cache {
    Cache::open(&folder.path().join(FOLDER), Key::of(&[stamp.as_bytes()])).expect("it can be made")
}

fn recalled(cache: &Cache, name: &str) -> Option<String> {
    cache.recall(EntryKind::Response, cache.key(&[name.as_bytes()]))
}

fn keep(cache: &Cache, name: &str, value: &str) {
    cache.keep(EntryKind::Response, cache.key(&[name.as_bytes()]), &value);
}

fn entries(folder: &TempDir) -> Vec<PathBuf> {
    let inside = folder.path().join(FOLDER).join("responses");
    let mut all: Vec<PathBuf> =
        fs::read_dir(inside).expect("it is there").flatten().map(|one| one.path()).collect();
    all.sort();
    all
}

#[test]
fn what_was_kept_comes_back_under_its_key_only() {
    let folder = TempDir::new().expect("there is room");
    let cache = open(&folder, "rules");
    keep(&cache, "a", "alpha");
    assert_eq!(recalled(&cache, "a").as_deref(), Some("alpha"));
    assert_eq!(recalled(&cache, "b"), None);
    assert_eq!(recalled(&open(&folder, "other rules"), "a"), None);
    assert_eq!(recalled(&Cache::off(), "a"), None);
}

#[test]
fn a_cut_changed_or_renamed_entry_is_as_good_as_absent() {
    let folder = TempDir::new().expect("there is room");
    let cache = open(&folder, "rules");
    keep(&cache, "a", "alpha");
    let path = entries(&folder).remove(0);
    let whole = fs::read(&path).expect("it is there");
    for at in 0..whole.len() {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 1;
        for bytes in [&spoilt[..], &whole[..at]] {
            fs::write(&path, bytes).expect("it can be written");
            assert_eq!(recalled(&cache, "a"), None, "byte {at} of {}", bytes.len());
        }
    }
    fs::write(&path, [&whole[..], b"x"].concat()).expect("it can be written");
    assert_eq!(recalled(&cache, "a"), None, "one byte too many");
    fs::write(&path, &whole).expect("it can be written");
    assert_eq!(recalled(&cache, "a").as_deref(), Some("alpha"));
    let other = cache.key(&[b"b"]);
    fs::rename(&path, path.with_file_name(other.hex())).expect("it can be moved");
    assert_eq!(recalled(&cache, "b"), None, "another entry's content");
}

#[test]
fn what_a_run_does_not_use_goes() {
    let folder = TempDir::new().expect("there is room");
    let cache = open(&folder, "rules");
    for name in ["a", "b", "c"] {
        keep(&cache, name, name);
    }
    cache.finish().expect("all was written");
    let inside = folder.path().join(FOLDER).join("responses");
    for name in [".new-dead", "notes.txt"] {
        fs::write(inside.join(name), "").expect("it can be written");
    }
    let cache = open(&folder, "rules");
    assert_eq!(recalled(&cache, "b").as_deref(), Some("b"));
    keep(&cache, "d", "d");
    cache.finish().expect("all was written");
    assert_eq!(entries(&folder).len(), 3, "b, d and what is not ours");
    let cache = open(&folder, "rules");
    assert_eq!(
        ["a", "b", "c", "d"].map(|name| recalled(&cache, name).is_some()),
        [false, true, false, true]
    );
}

#[test]
fn what_can_not_be_written_is_told_and_does_no_harm() {
    let folder = TempDir::new().expect("there is room");
    fs::write(folder.path().join(FOLDER), "no folder").expect("it can be written");
    assert!(Cache::open(&folder.path().join(FOLDER), Key::default()).is_err());
    fs::remove_file(folder.path().join(FOLDER)).expect("it can be removed");
    let cache = open(&folder, "rules");
    fs::remove_dir(folder.path().join(FOLDER).join("responses")).expect("it is empty");
    keep(&cache, "a", "alpha");
    assert_eq!(recalled(&cache, "a"), None);
    assert!(cache.finish().is_err());
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_look_in_and_no_link_is_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (folder, elsewhere) =
        (TempDir::new().expect("there is room"), TempDir::new().expect("there is room"));
    let cache = open(&folder, "rules");
    keep(&cache, "a", "alpha");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path().join(FOLDER)), 0o700);
    let path = entries(&folder).remove(0);
    assert_eq!(mode(&path), 0o600);
    let moved = elsewhere.path().join("entry");
    fs::rename(&path, &moved).expect("it can be moved");
    symlink(&moved, &path).expect("links can be made");
    assert_eq!(recalled(&cache, "a"), None);
    let link = elsewhere.path().join("link");
    symlink(folder.path().join(FOLDER), &link).expect("links can be made");
    assert!(Cache::open(&link, Key::default()).is_err());
}
