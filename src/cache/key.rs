//! The key of an entry: one digest of everything the entry depends on.

use std::fs::File;
use std::io;
use std::sync::OnceLock;

use crate::digest::{Digest, Digesting};

/// A SHA-256 over a list of parts. The length of each part is hashed before it, so that different lists never give the
/// same input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Digest);

impl Key {
    /// The key of a list of parts.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Digesting::default();
        for part in parts {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finish())
    }

    /// The key of this key followed by more parts.
    pub fn with(&self, parts: &[&[u8]]) -> Self {
        Self::of(&[self.bytes(), Self::of(parts).bytes()])
    }

    /// The digest over this key and a content.
    pub(super) fn over(&self, content: &[u8]) -> Self {
        Self::of(&[self.bytes(), content])
    }

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// The 64 hexadecimal digits, used as a file name.
    pub(super) fn hex(&self) -> String {
        self.0.hex()
    }

    /// Whether a file name is the name of a key.
    pub(super) fn is_one(name: &str) -> bool {
        Digest::is_hex(name)
    }
}

/// The digest of the program file itself, read once. The version number is not enough: two builds of one version may
/// compute different results.
///
/// # Errors
/// When the system does not tell the path of the program, or the file can't be read.
pub fn program() -> io::Result<Key> {
    static PROGRAM: OnceLock<Key> = OnceLock::new();
    if let Some(known) = PROGRAM.get() {
        return Ok(*known);
    }
    let digest = Digest::of_reader(File::open(std::env::current_exe()?)?)?;
    Ok(*PROGRAM.get_or_init(|| Key(digest)))
}
