//! Lists in a cell.

/// What divides the entries of a list in a cell.
const SEPARATORS: [char; 6] = [';', ',', '\n', '；', '，', '、'];

/// Entries of a list, trimmed, blank ones left out.
pub fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATORS).map(str::trim).filter(|entry| !entry.is_empty())
}
