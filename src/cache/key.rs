//! What an entry follows from, as one digest.

use std::fs::File;
use std::io;
use std::sync::OnceLock;

use crate::digest::{Digest, Digesting};

/// A SHA-256 over parts, each after its length: no two lists of parts read alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Digest);

impl Key {
    /// The key of parts.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Digesting::default();
        for part in parts {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finish())
    }

    /// The key of these parts after this one.
    pub fn with(&self, parts: &[&[u8]]) -> Self {
        Self::of(&[self.bytes(), Self::of(parts).bytes()])
    }

    /// The digest of what stands under this key.
    pub(super) fn over(&self, content: &[u8]) -> Self {
        Self::of(&[self.bytes(), content])
    }

    /// Its 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// Its 64 digits, as a name of a file.
    pub(super) fn hex(&self) -> String {
        self.0.hex()
    }

    /// Whether a name is a key's.
    pub(super) fn is_one(name: &str) -> bool {
        Digest::is_hex(name)
    }
}

/// The digest of this very program, read once. A version would not do: a program that was built anew may think
/// otherwise under the same number.
///
/// # Errors
/// When the system does not say which file the program is, or it can't be read.
pub fn program() -> io::Result<Key> {
    static PROGRAM: OnceLock<Key> = OnceLock::new();
    if let Some(known) = PROGRAM.get() {
        return Ok(*known);
    }
    let digest = Digest::of_reader(File::open(std::env::current_exe()?)?)?;
    Ok(*PROGRAM.get_or_init(|| Key(digest)))
}
