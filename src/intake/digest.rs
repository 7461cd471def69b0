//! SHA-256 in hexadecimal, as `sha256sum` prints it.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use crate::catalogue::hex;

/// The digest of bytes in memory.
pub fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The digest of a file that is too long to hold.
pub(super) fn of_reader(mut reader: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            length => hasher.update(&buffer[..length]),
        }
    }
}
