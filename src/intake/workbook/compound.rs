//! Builds a compound file (OLE2) of one stream, which calamine reads instead of the original `.xls`.

use super::ole::SIGNATURE;

const SECTOR: usize = 4096;
/// The sector numbers that one sector of the table holds.
const NUMBERS: usize = SECTOR / 4;
/// The sectors of the table that the header can name: 446 MB of stream, far beyond the limits.
const TABLES: usize = 109;
const NONE: u32 = 0xFFFF_FFFF;
const END: u32 = 0xFFFF_FFFE;
const TABLE: u32 = 0xFFFF_FFFD;
/// Kinds of directory entries: stream, root.
const KINDS: [u8; 2] = [2, 5];

/// The file; `None` if the stream is too long for it.
pub(super) fn of_stream(name: &str, stream: &[u8]) -> Option<Vec<u8>> {
    let used = stream.len().max(SECTOR).div_ceil(SECTOR);
    // The stream, then the directory, then the table of all sectors, itself included.
    let tables = (1..=TABLES).find(|tables| used + 1 + tables <= tables * NUMBERS)?;
    let number = |count: usize| u32::try_from(count).ok();
    let mut file = header(number(used)?, number(tables)?);
    file.extend_from_slice(stream);
    file.resize(SECTOR * (1 + used), 0);
    // For calamine, a file whose root has no start is damaged.
    entry(&mut file, "Root Entry", KINDS[1], 0, 0);
    entry(&mut file, name, KINDS[0], 0, number(used * SECTOR)?);
    file.resize(SECTOR * (2 + used), 0);
    for sector in 0..number(used)? {
        let is_last = sector + 1 == number(used)?;
        file.extend_from_slice(&(if is_last { END } else { sector + 1 }).to_le_bytes());
    }
    file.extend_from_slice(&END.to_le_bytes());
    (0..tables).for_each(|_| file.extend_from_slice(&TABLE.to_le_bytes()));
    file.resize(SECTOR * (2 + used + tables), 0xFF);
    Some(file)
}

fn header(directory: u32, tables: u32) -> Vec<u8> {
    let mut header = SIGNATURE.to_vec();
    header.resize(24, 0);
    // Version 4.62, byte order, sectors of 2^12 bytes, small ones of 2^6.
    for number in [62_u16, 4, 0xFFFE, 12, 6, 0, 0, 0] {
        header.extend_from_slice(&number.to_le_bytes());
    }
    // Sectors of the directory and of the table, first of the directory, transaction, bytes of a small stream, no small
    // table, no further table.
    for number in [1, tables, directory, 0, 4096, END, 0, END, 0] {
        header.extend_from_slice(&number.to_le_bytes());
    }
    for table in 0..TABLES as u32 {
        let sector = if table < tables { directory + 1 + table } else { NONE };
        header.extend_from_slice(&sector.to_le_bytes());
    }
    header.resize(SECTOR, 0);
    header
}

/// An entry of the directory. The root's child is the stream.
fn entry(file: &mut Vec<u8>, name: &str, kind: u8, start: u32, length: u32) {
    let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let begin = file.len();
    file.extend_from_slice(&letters);
    file.resize(begin + 64, 0);
    file.extend_from_slice(&(letters.len() as u16 + 2).to_le_bytes());
    file.extend_from_slice(&[kind, 1]);
    let child = if kind == KINDS[1] { 1 } else { NONE };
    for number in [NONE, NONE, child] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.resize(begin + 116, 0);
    file.extend_from_slice(&start.to_le_bytes());
    file.extend_from_slice(&length.to_le_bytes());
    file.resize(begin + 128, 0);
}
