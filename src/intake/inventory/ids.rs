//! Ids of suppliers: those of the list, and made ones where it has none.
//!
//! A made id depends on the name alone, so that it is the same when the list is read again with other rows in it.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization as _;

use super::rows::Growing;
use crate::catalogue::vocabulary::normalise;
use crate::digest::sha256;

/// Characters of a made id.
const LONGEST: usize = 24;
/// Characters of a digest that distinguish two names.
const TOLD_APART: usize = 6;

/// The id of each supplier, and whether it was made. If several suppliers have one id, the first keeps it.
pub(super) fn of(growing: &[Growing]) -> Vec<(String, bool)> {
    let mut taken: HashSet<String> = HashSet::new();
    let keeps: Vec<Option<&String>> = growing
        .iter()
        .map(|one| one.given.as_ref().filter(|id| taken.insert(id.to_lowercase())))
        .collect();
    let mut names: HashMap<String, usize> = HashMap::new();
    for (one, _) in growing.iter().zip(&keeps).filter(|(_, kept)| kept.is_none()) {
        *names.entry(slug(&one.name)).or_default() += 1;
    }
    let all = growing.iter().zip(keeps).map(|(one, kept)| match kept {
        Some(id) => (id.clone(), false),
        None => (made(one, &names, &mut taken), true),
    });
    all.collect()
}

fn made(one: &Growing, names: &HashMap<String, usize>, taken: &mut HashSet<String>) -> String {
    let slug = slug(&one.name);
    let alone = !slug.is_empty() && names.get(&slug) == Some(&1);
    if alone && taken.insert(slug.to_lowercase()) {
        return slug;
    }
    let digest = sha256(normalise::answer(&one.name).as_bytes()).to_uppercase();
    let lead = if slug.is_empty() { "S" } else { slug.as_str() };
    let mut id = format!("{lead}-{}", &digest[..TOLD_APART]);
    let mut count = 2;
    while !taken.insert(id.to_lowercase()) {
        id = format!("{lead}-{}-{count}", &digest[..TOLD_APART]);
        count += 1;
    }
    id
}

/// A name in ASCII capitals and digits: `Müller & Söhne` is `MULLER-SOHNE`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_uppercase());
        } else if c.is_alphanumeric() {
            // Of a name in another script, only a few letters would be left.
            return String::new();
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(c, '.' | '\'' | '’') {
            slug.push('-');
        }
    }
    let short: String = slug.chars().take(LONGEST).collect();
    short.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_as_an_id() {
        assert_eq!(slug("Müller & Söhne"), "MULLER-SOHNE");
        assert_eq!(slug("Alder Tools Ltd."), "ALDER-TOOLS-LTD");
        assert_eq!(slug("  A.B.C. Parts!"), "ABC-PARTS");
        assert_eq!(slug("ハンノキ Tools"), "");
        assert_eq!(slug("One and two and three and four and five"), "ONE-AND-TWO-AND-THREE-AN");
    }
}
