//! Lists in one cell.

/// The separators between the entries of a list.
const SEPARATORS: [char; 6] = [';', ',', '\n', '；', '，', '、'];

/// The entries of a list, trimmed, without the blank ones.
pub fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATORS).map(str::trim).filter(|entry| !entry.is_empty())
}
