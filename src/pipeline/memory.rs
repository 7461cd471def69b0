//! What a run takes from the cache instead of working it out, and what each entry follows from.

use std::io;
use std::path::Path;

use crate::cache::{self, Cache, Key, Kind};
use crate::catalogue::Catalogue;
use crate::intake::response::{Content, FileRef, Reader};
use crate::intake::workbook::Limits;

/// Opens the cache of a portfolio. Every entry follows from the program and from all files of the catalogue.
///
/// # Errors
/// When it can't be made, or the program can't be read.
pub fn cache(portfolio: &Path, catalogue: &Catalogue) -> io::Result<Cache> {
    let files = catalogue.files.iter();
    let parts: Vec<&[u8]> =
        files.flat_map(|file| [file.name.as_bytes(), file.sha256.as_bytes()]).collect();
    Cache::open(&portfolio.join(cache::FOLDER), cache::program()?.with(&parts))
}

/// What a file says: remembered, or else read and kept.
pub(super) fn content(
    cache: &Cache,
    reader: &Reader<'_>,
    catalogue: &Catalogue,
    file: &FileRef<'_>,
    sha256: &str,
) -> Content {
    let key = response_key(cache, &file.path, sha256);
    let known = cache.recall(Kind::Response, key).filter(|known: &Content| known.fits(catalogue));
    if let Some(mut known) = known {
        known.share(&file.path);
        return known;
    }
    let content = reader.content(file);
    cache.keep(Kind::Response, key, &content);
    content
}

/// The path has a part in it: of its ending hangs how text is read, and places name it.
fn response_key(cache: &Cache, path: &str, sha256: &str) -> Key {
    let limits = format!("{:?}", Limits::default());
    cache.key(&[b"response", path.as_bytes(), sha256.as_bytes(), limits.as_bytes()])
}
