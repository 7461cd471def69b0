//! The compound file (OLE2) around `.xls`: its directory and its streams.
//!
//! Read here before calamine reads it, which follows a circular chain of sectors forever.

use super::error::ReadError;

/// First bytes of every compound file.
pub(super) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const HEADER: usize = 512;
const SMALL_SECTOR: usize = 64;
const SMALL_STREAM: u64 = 4096;
/// Sector numbers from here on mark ends and special sectors.
const SPECIAL: u32 = 0xFFFF_FFFA;
const DIRECTORY_ENTRY: usize = 128;

/// A compound file whose chains are known to end.
pub(super) struct Container<'b> {
    bytes: &'b [u8],
    sector: usize,
    fat: Vec<u32>,
    small_fat: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<DirectoryEntry>,
}

struct DirectoryEntry {
    name: String,
    start: u32,
    length: u64,
    left: u32,
    right: u32,
    child: u32,
}

impl<'b> Container<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, ReadError> {
        let sector = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(ends_early()),
        };
        let mut file = Self {
            bytes,
            sector,
            fat: Vec::new(),
            small_fat: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        file.fat = file.read_fat()?;
        let directory = file.chain(file.header(48)?, u64::MAX)?;
        file.entries = directory
            .chunks_exact(DIRECTORY_ENTRY)
            .map(|chunk| DirectoryEntry::read(chunk, sector))
            .collect();
        let root = file.entries.first().ok_or_else(ends_early)?;
        let (start, length) = (root.start, root.length);
        let small_sectors = u64::from(file.header(64)?);
        if small_sectors > 0 {
            file.small = file.chain(start, length)?;
            let length = small_sectors.saturating_mul(u64::try_from(sector).unwrap_or(4096));
            file.small_fat = numbers(&file.chain(file.header(60)?, length)?).collect();
        }
        Ok(file)
    }

    /// Whether a stream or folder of this name is at the top level.
    pub(super) fn has(&self, name: &str) -> bool {
        self.top().iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream by its name: the first in the whole directory, which is the one that calamine takes.
    pub(super) fn stream(&self, name: &str) -> Option<Result<Vec<u8>, ReadError>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        if !self.top().iter().any(|top| std::ptr::eq(*top, entry)) {
            return Some(Err(ReadError::damaged("the first workbook in it is an embedded one")));
        }
        Some(if entry.length < SMALL_STREAM {
            collect(entry.start, entry.length, &self.small_fat, |id| {
                part(&self.small, 0, SMALL_SECTOR, id)
            })
        } else {
            self.chain(entry.start, entry.length)
        })
    }

    /// The root's children: a binary tree of siblings.
    fn top(&self) -> Vec<&DirectoryEntry> {
        let mut seen = vec![false; self.entries.len()];
        let mut open: Vec<u32> = self.entries.first().map(|root| root.child).into_iter().collect();
        let mut found = Vec::new();
        while let Some(id) = open.pop() {
            let Ok(index) = usize::try_from(id) else {
                continue;
            };
            let Some(entry) = self.entries.get(index) else {
                continue;
            };
            if !std::mem::replace(&mut seen[index], true) {
                found.push(entry);
                open.extend([entry.left, entry.right]);
            }
        }
        found
    }

    fn read_fat(&self) -> Result<Vec<u32>, ReadError> {
        let sectors = self.bytes.len() / self.sector + 1;
        let mut ids: Vec<u32> =
            numbers(self.bytes.get(76..HEADER).ok_or_else(ends_early)?).collect();
        let mut next = self.header(68)?;
        let mut steps = 0;
        while next < SPECIAL {
            steps += 1;
            if steps > sectors {
                return Err(circular());
            }
            ids.extend(numbers(self.sector_at(next).ok_or_else(ends_early)?));
            next = ids.pop().ok_or_else(ends_early)?;
        }
        ids.retain(|id| *id < SPECIAL);
        if ids.len() > sectors {
            return Err(circular());
        }
        let mut fat = Vec::new();
        for id in ids {
            fat.extend(numbers(self.sector_at(id).ok_or_else(ends_early)?));
        }
        Ok(fat)
    }

    fn chain(&self, start: u32, length: u64) -> Result<Vec<u8>, ReadError> {
        collect(start, length, &self.fat, |id| self.sector_at(id))
    }

    fn sector_at(&self, id: u32) -> Option<&'b [u8]> {
        part(self.bytes, self.sector, self.sector, id)
    }

    fn header(&self, offset: usize) -> Result<u32, ReadError> {
        u32_at(self.bytes, offset).ok_or_else(ends_early)
    }
}

impl DirectoryEntry {
    fn read(chunk: &[u8], sector: usize) -> Self {
        let letters =
            chunk[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let letters: Vec<u16> = letters.take_while(|letter| *letter != 0).collect();
        let number = |offset| u32_at(chunk, offset).unwrap_or(u32::MAX);
        let high = if sector == HEADER { 0 } else { u64::from(number(124)) << 32 };
        Self {
            name: String::from_utf16_lossy(&letters),
            left: number(68),
            right: number(72),
            child: number(76),
            start: number(116),
            length: high | u64::from(number(120)),
        }
    }
}

/// Follows a chain until `length` bytes or its end; the last sector of a file may be short.
fn collect<'s>(
    start: u32,
    length: u64,
    fat: &[u32],
    sector: impl Fn(u32) -> Option<&'s [u8]>,
) -> Result<Vec<u8>, ReadError> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    let (mut id, mut steps) = (start, 0);
    while id < SPECIAL && bytes.len() < length {
        steps += 1;
        if steps > fat.len() {
            return Err(circular());
        }
        let sector = sector(id).ok_or_else(ends_early)?;
        bytes.extend_from_slice(&sector[..sector.len().min(length - bytes.len())]);
        let index = usize::try_from(id).map_err(|_| ends_early())?;
        id = *fat.get(index).ok_or_else(ends_early)?;
    }
    Ok(bytes)
}

fn part(bytes: &[u8], offset: usize, size: usize, id: u32) -> Option<&[u8]> {
    let start = usize::try_from(id).ok()?.checked_mul(size)?.checked_add(offset)?;
    let end = start.checked_add(size)?.min(bytes.len());
    bytes.get(start..end).filter(|sector| !sector.is_empty())
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// The little-endian number at an offset.
pub(super) fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let four = bytes.get(offset..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

/// The little-endian number at an offset.
pub(super) fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    let two = bytes.get(offset..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*two))
}

fn ends_early() -> ReadError {
    ReadError::damaged("it ends too early or points beyond its end")
}

fn circular() -> ReadError {
    ReadError::damaged("its table of contents runs in circles")
}
