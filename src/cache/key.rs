//! What an entry follows from, as one digest.

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

/// A SHA-256 over parts, each after its length: no two lists of parts read alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of parts.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// The key of these parts after this one.
    pub fn with(&self, parts: &[&[u8]]) -> Self {
        Self::of(&[&self.0, Self::of(parts).bytes()])
    }

    /// The digest of what stands under this key.
    pub(super) fn over(&self, content: &[u8]) -> Self {
        Self::of(&[&self.0, content])
    }

    /// Its 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its 64 digits, as a name of a file.
    pub(super) fn hex(&self) -> String {
        use std::fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Whether a name is a key's.
    pub(super) fn is_one(name: &str) -> bool {
        name.len() == 64
            && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
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
    let mut file = File::open(std::env::current_exe()?)?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0_u8; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            length => hash.update(&buffer[..length]),
        }
    }
    Ok(*PROGRAM.get_or_init(|| Key(hash.finalize().into())))
}
