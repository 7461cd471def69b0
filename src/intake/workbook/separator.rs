//! Finds the separator between the cells of a text.

use super::csv::CsvRecords;

/// Separators in the order of preference.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The most records that are tested.
const SAMPLE: usize = 50;

/// The separator of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Separator {
    /// The character.
    pub(super) byte: u8,
    /// Whether the first line states it (`sep=;`), as Excel writes and reads it.
    pub(super) declared: bool,
    /// Whether most records have equally many cells, and more than one.
    pub(super) is_table: bool,
}

/// Finds the separator: the one that splits most records into equally many cells.
pub(super) fn find(text: &str, tabs_first: bool) -> Separator {
    if let Some(byte) = declared(text) {
        return Separator { byte, declared: true, is_table: true };
    }
    let mut candidates = CANDIDATES;
    if tabs_first {
        candidates.swap(0, 2);
    }
    let mut best = (candidates[0], SeparatorFit::default());
    for byte in candidates {
        let fit = SeparatorFit::of(text, byte);
        if fit.is_better_than(&best.1) {
            best = (byte, fit);
        }
    }
    let (byte, fit) = best;
    let is_table = fit.equal > 1 && fit.equal * 2 >= fit.records;
    Separator { byte, declared: false, is_table }
}

fn declared(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches('"');
    let (key, value) = line.split_at_checked(4)?;
    let byte = *value.as_bytes().first()?;
    (key.eq_ignore_ascii_case("sep=") && value.len() == 1 && byte.is_ascii()).then_some(byte)
}

/// How well a separator fits.
#[derive(Default)]
struct SeparatorFit {
    records: usize,
    /// Records of the most common width above one.
    equal: usize,
    width: usize,
}

impl SeparatorFit {
    fn of(text: &str, separator: u8) -> Self {
        let mut records = CsvRecords::new(text, separator);
        let mut widths = Vec::with_capacity(SAMPLE);
        while widths.len() < SAMPLE {
            match records.next() {
                Ok(Some((_, record))) => widths.push(record.len()),
                Ok(None) => break,
                Err(_) => return Self::default(),
            }
        }
        let records = widths.len();
        widths.retain(|width| *width > 1);
        widths.sort_unstable();
        let common = widths.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).unwrap_or(&[]);
        Self { records, equal: common.len(), width: common.first().copied().unwrap_or(0) }
    }

    /// Compares the shares of equal records, then their widths.
    fn is_better_than(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.equal * other.records.max(1), other.equal * self.records.max(1));
        (mine, self.width) > (theirs, other.width)
    }
}
