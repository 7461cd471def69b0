//! SHA-256, as `sha256sum` prints it: it identifies inputs, outputs, decisions and entries of the cache.

use std::fmt::{self, Write as _};
use std::io::{self, Read};

use ring::digest::{Context, SHA256};

/// How many bytes are read at a time.
const PIECE: usize = 1 << 16;

/// A SHA-256, 32 bytes long. Displayed as 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of bytes in memory.
    pub fn of(bytes: &[u8]) -> Self {
        let mut digesting = Digesting::default();
        digesting.update(bytes);
        digesting.finish()
    }

    /// The digest of everything a reader returns, which may be too long for memory.
    ///
    /// # Errors
    /// When the reader fails.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Self> {
        let (mut digesting, mut piece) = (Digesting::default(), vec![0; PIECE]);
        loop {
            match reader.read(&mut piece)? {
                0 => return Ok(digesting.finish()),
                length => digesting.update(&piece[..length]),
            }
        }
    }

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 64 hexadecimal digits, in lower case.
    pub fn hex(&self) -> String {
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Whether a text is a digest in hexadecimal: 64 digits in lower case.
    pub fn is_hex(text: &str) -> bool {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        text.len() == 64 && text.bytes().all(digit)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

/// The SHA-256 of bytes in memory, as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Digest::of(bytes).hex()
}

/// A SHA-256 to which bytes are added piece by piece.
#[derive(Clone)]
pub struct Digesting(Context);

impl Default for Digesting {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

impl fmt::Debug for Digesting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digesting")
    }
}

impl Digesting {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes that were added.
    pub fn finish(self) -> Digest {
        let mut digest = Digest::default();
        digest.0.copy_from_slice(self.0.finish().as_ref());
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_sha256sum() {
        // `printf abc | sha256sum`, and `head -c 200000 /dev/zero | sha256sum`
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), abc);
        let zeros = vec![0; 200_000];
        let known = "4cbbd9be0cba685835755f827758705db5a413c5494c34262cd25946a73e7582";
        assert_eq!(sha256(&zeros), known);
        assert_eq!(Digest::of_reader(zeros.as_slice()).ok(), Some(Digest::of(&zeros)));
        assert!(Digest::is_hex(abc) && !Digest::is_hex(&abc.to_uppercase()));
    }

    proptest::proptest! {
        /// The reference is another implementation.
        #[test]
        fn pieces_are_digested_like_the_whole(bytes: Vec<u8>, at in 0_usize..64) {
            use sha2::Digest as _;
            let (one, other) = bytes.split_at(at.min(bytes.len()));
            let mut digesting = Digesting::default();
            digesting.update(one);
            digesting.update(other);
            let digest = digesting.finish();
            proptest::prop_assert_eq!(digest.bytes()[..].to_vec(), sha2::Sha256::digest(&bytes).to_vec());
        }
    }
}
