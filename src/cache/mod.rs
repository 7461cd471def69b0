//! Results kept beside a portfolio. The cache is never needed and safe to delete: an entry only saves the work of
//! computing it again, and a damaged entry is treated as absent.
//!
//! The name of an entry is its key: the SHA-256 of everything it depends on, the program included. An entry begins with
//! a digest over key and content, so that one that is truncated, changed or renamed is not used. It is written under a
//! temporary name and renamed: a program that is killed leaves whole entries, and perhaps a temporary file, which the
//! next run removes.
//!
//! The digests detect damage, not forgery: any process that may write into the folder can forge an entry. So the folder
//! is for its owner alone, and `verify --rerun` does not use it.

mod key;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::debug;

pub use key::{Key, program};

/// The name of the folder in a portfolio.
pub const FOLDER: &str = ".flowdown-cache";

/// The first bytes of an entry. Another format gets another line.
const FORMAT: &[u8] = b"flowdown-cache/1\n";

/// The number of bytes before the content of an entry: the format and a digest.
const HEAD: usize = FORMAT.len() + 32;

/// The longest content that is kept or read, in bytes. The largest known response takes about a hundredth of it.
const LONGEST: u64 = 64 << 20;

/// The prefix of temporary names.
const UNFINISHED: &str = ".new-";

/// The text of `CACHEDIR.TAG`, by which backup programs recognise such folders and leave them out.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # Made by flowdown; safe to delete. It holds suppliers' answers.\n";

/// What an entry holds; each kind has a subfolder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// The parsed content of a file below `responses/`.
    Response,
    /// The path to approval of an engagement.
    Path,
    /// The workbook of a deal.
    Book,
    /// A response as a part of a snapshot.
    Packed,
}

impl EntryKind {
    /// All kinds.
    const ALL: [Self; 4] = [Self::Response, Self::Path, Self::Book, Self::Packed];

    /// The name of its subfolder.
    const fn folder(self) -> &'static str {
        match self {
            Self::Response => "responses",
            Self::Path => "paths",
            Self::Book => "books",
            Self::Packed => "packed",
        }
    }
}

/// A cache folder, or no cache at all.
#[derive(Debug, Default)]
pub struct Cache(Option<OpenCache>);

#[derive(Debug)]
struct OpenCache {
    folder: PathBuf,
    /// The key with which every key begins.
    stamp: Key,
    /// The entries that this run has used or made.
    used: Mutex<HashSet<(EntryKind, Key)>>,
    /// The first write error.
    trouble: Mutex<Option<io::Error>>,
}

impl Cache {
    /// A cache that holds nothing and keeps nothing.
    pub const fn off() -> Self {
        Self(None)
    }

    /// Opens the folder, or makes it. `stamp` is the key of what all entries depend on.
    ///
    /// # Errors
    /// When it can't be made, or is not a folder (a symbolic link is refused).
    pub fn open(folder: &Path, stamp: Key) -> io::Result<Self> {
        make(folder)?;
        for kind in EntryKind::ALL {
            make(&folder.join(kind.folder()))?;
        }
        // The cache works without these two files.
        for (name, text) in [("CACHEDIR.TAG", TAG), (".gitignore", "*\n")] {
            let file = File::options().write(true).create_new(true).open(folder.join(name));
            let _ = file.and_then(|mut file| file.write_all(text.as_bytes()));
        }
        let (folder, used) = (folder.to_owned(), Mutex::default());
        Ok(Self(Some(OpenCache { folder, stamp, used, trouble: Mutex::default() })))
    }

    /// Whether it keeps nothing.
    pub const fn is_off(&self) -> bool {
        self.0.is_none()
    }

    /// The key of an entry that depends on these parts and on what all entries depend on.
    pub fn key(&self, parts: &[&[u8]]) -> Key {
        self.0.as_ref().map_or_else(Key::default, |open| open.stamp.with(parts))
    }

    /// The entry under a key if there is one and `fits` accepts it. Otherwise calls `make` and keeps its result. Where
    /// the cache is off, always calls `make`.
    pub fn get_or<T: Serialize + DeserializeOwned>(
        &self,
        kind: EntryKind,
        key: Key,
        fits: impl FnOnce(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> T {
        self.recall(kind, key).filter(fits).unwrap_or_else(|| {
            let made = make();
            self.keep(kind, key, &made);
            made
        })
    }

    /// The same for bytes, of which only those are kept that `make` could make.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn bytes_or<E>(
        &self,
        kind: EntryKind,
        key: Key,
        make: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        if let Some(kept) = self.recall_bytes(kind, key) {
            return Ok(kept);
        }
        let made = make()?;
        self.keep_bytes(kind, key, &made);
        Ok(made)
    }

    /// The entry under a key; `None` if there is none that can be used.
    fn recall<T: DeserializeOwned>(&self, kind: EntryKind, key: Key) -> Option<T> {
        postcard::from_bytes(&self.recall_bytes(kind, key)?).ok()
    }

    /// The bytes of the entry under a key; `None` if there are none that can be used.
    fn recall_bytes(&self, kind: EntryKind, key: Key) -> Option<Vec<u8>> {
        let open = self.0.as_ref()?;
        let content = open.read(kind, key);
        debug!(kind = kind.folder(), known = content.is_some(), "cache");
        if content.is_some() {
            open.use_of(kind, key);
        }
        content
    }

    /// Keeps a value under a key. The first write error is remembered for [`Cache::finish`], and nothing more is
    /// written after it.
    pub fn keep<T: Serialize>(&self, kind: EntryKind, key: Key, value: &T) {
        // A value that can't be serialised is not kept.
        if self.0.is_some()
            && let Ok(content) = postcard::to_allocvec(value)
        {
            self.keep_bytes(kind, key, &content);
        }
    }

    /// Keeps bytes under a key, as [`Cache::keep`] does.
    fn keep_bytes(&self, kind: EntryKind, key: Key, content: &[u8]) {
        let Some(open) = &self.0 else { return };
        if content.len() as u64 > LONGEST || lock(&open.trouble).is_some() {
            return;
        }
        match open.write(kind, key, content) {
            Ok(()) => open.use_of(kind, key),
            Err(error) => *lock(&open.trouble) = Some(error),
        }
    }

    /// Removes the entries that this run did not use, so that the folder does not grow without end.
    ///
    /// # Errors
    /// The first write error; the entries that were written before it are whole.
    pub fn finish(self) -> io::Result<()> {
        let Some(open) = self.0 else { return Ok(()) };
        let used = lock(&open.used);
        for kind in EntryKind::ALL {
            let names: HashSet<String> =
                used.iter().filter(|(of, _)| *of == kind).map(|(_, key)| key.hex()).collect();
            tidy(&open.folder.join(kind.folder()), &names);
        }
        drop(used);
        lock(&open.trouble).take().map_or(Ok(()), Err)
    }
}

impl OpenCache {
    fn path(&self, kind: EntryKind, key: Key) -> PathBuf {
        self.folder.join(kind.folder()).join(key.hex())
    }

    fn use_of(&self, kind: EntryKind, key: Key) {
        lock(&self.used).insert((kind, key));
    }

    /// The content of an entry, if it is whole.
    fn read(&self, kind: EntryKind, key: Key) -> Option<Vec<u8>> {
        let path = self.path(kind, key);
        // A symbolic link, a pipe or a device is not an entry.
        let length = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?.len();
        if length < HEAD as u64 || length - HEAD as u64 > LONGEST {
            return None;
        }
        let mut file = File::open(&path).ok()?.take(length);
        let mut head = [0; HEAD];
        file.read_exact(&mut head).ok()?;
        let mut content = Vec::with_capacity(usize::try_from(length).ok()? - HEAD);
        file.read_to_end(&mut content).ok()?;
        let digest = head.strip_prefix(FORMAT)?;
        (digest == key.over(&content).bytes()).then_some(content)
    }

    fn write(&self, kind: EntryKind, key: Key, content: &[u8]) -> io::Result<()> {
        let folder = self.folder.join(kind.folder());
        // On Unix a temporary file is readable by its owner only.
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&folder)?;
        file.write_all(&[FORMAT, key.over(content).bytes()].concat())?;
        file.write_all(content)?;
        file.persist(self.path(kind, key))?;
        Ok(())
    }
}

/// A lock whose thread panicked is safe to use: no update under it has an intermediate state.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a folder for its owner alone, unless it exists.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        done => return done,
    }
    if fs::symlink_metadata(folder)?.is_dir() {
        Ok(())
    } else {
        Err(io::Error::new(io::ErrorKind::NotADirectory, "it is no folder"))
    }
}

/// Removes the entries that `names` does not list, and the temporary files of killed programs. Other files stay.
fn tidy(folder: &Path, names: &HashSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let ours = |name: &&str| name.starts_with(UNFINISHED) || Key::is_one(name);
        if name.to_str().filter(ours).is_some_and(|name| !names.contains(name)) {
            // A file that can't be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}
