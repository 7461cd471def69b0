//! Suppliers that may be one: their ids differ only in case, dividers or leading zeros, or their names only in case,
//! accents, punctuation or legal form. Nothing is joined: a person decides.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::catalogue::Vocabulary;
use crate::catalogue::vocabulary::normalise;
use crate::intake::value::cut;
use crate::model::{Code, Finding, Supplier};

/// Words of the longest legal form: `sociedad de responsabilidad limitada de capital variable`.
const LONGEST_FORM: usize = 8;

/// What to do about two suppliers that are alike.
const HELP: &str = "keep one row for one supplier, with its other id or name under Aliases; for two companies of a \
                    group fill Parent ID";

/// How two suppliers are alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum AlikeBy {
    Id(String),
    Name(String),
}

/// A finding for each supplier that is like an earlier one, in the order of their ids.
pub(super) fn find(suppliers: &[Supplier], vocabulary: &Vocabulary) -> Vec<Finding> {
    let mut sorted: Vec<&Supplier> = suppliers.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    // A repeated id is reported as a problem elsewhere.
    sorted.dedup_by(|next, first| next.id == first.id);
    let mut holders: HashMap<AlikeBy, Vec<&Supplier>> = HashMap::new();
    let mut found = Vec::new();
    for supplier in sorted {
        let keys = keys(supplier, vocabulary);
        let like = |key: &AlikeBy| {
            let others = holders.get(key).into_iter().flatten();
            let mut others = others.filter(|other| !is_told(key, supplier, other));
            Some((key.clone(), *others.next()?))
        };
        if let Some((key, other)) = keys.iter().find_map(like) {
            found.push(finding(supplier, other, &key));
        }
        for key in keys {
            holders.entry(key).or_default().push(supplier);
        }
    }
    found
}

/// The ids and names of a supplier, folded: the ids first, each once.
fn keys(supplier: &Supplier, vocabulary: &Vocabulary) -> Vec<AlikeBy> {
    let called = || supplier.aliases.iter().map(String::as_str);
    let ids =
        std::iter::once(supplier.id.as_str()).chain(called()).map(|id| AlikeBy::Id(id_key(id)));
    let names = std::iter::once(supplier.name.as_str()).chain(called());
    let names = names.map(|name| AlikeBy::Name(name_key(name, vocabulary)));
    let mut keys = Vec::new();
    for key in ids.chain(names) {
        let (AlikeBy::Id(text) | AlikeBy::Name(text)) = &key;
        if !text.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Whether the register already says that two suppliers with one name belong to one group.
fn is_told(key: &AlikeBy, one: &Supplier, other: &Supplier) -> bool {
    let owns = |parent: &Supplier, child: &Supplier| child.parent.as_ref() == Some(&parent.id);
    let sisters = one.parent.is_some() && one.parent == other.parent;
    matches!(key, AlikeBy::Name(_)) && (sisters || owns(one, other) || owns(other, one))
}

fn finding(supplier: &Supplier, other: &Supplier, key: &AlikeBy) -> Finding {
    let by = match key {
        AlikeBy::Id(_) if id_key(supplier.id.as_str()) == id_key(other.id.as_str()) => {
            "their ids differ in case, punctuation or leading zeros only"
        }
        AlikeBy::Name(_) if supplier.name == other.name => "they have the same name",
        AlikeBy::Name(_) => "their names differ in case, punctuation or legal form only",
        AlikeBy::Id(_) => "one has the other's id among its aliases",
    };
    let message = format!(
        "`{}` ({}) may be the supplier `{}` ({}): {by}",
        cut(supplier.id.as_str(), 60),
        cut(&supplier.name, 60),
        cut(other.id.as_str(), 60),
        cut(&other.name, 60)
    );
    let finding = Finding::new(Code::SupplierAlike, message).of(&supplier.id);
    finding.about(other.id.as_str()).at(supplier.place.clone()).help(HELP)
}

/// An id folded for comparison: without case, kinds of dividers and leading zeros. Dividers count: `S-1-1` is not
/// `S-11`.
fn id_key(id: &str) -> String {
    let lower: String = id.nfkc().collect::<String>().to_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let parts = parts.map(|part| match part.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    });
    parts.collect::<Vec<_>>().join("-")
}

/// A name folded for comparison: without case, accents, punctuation and legal form.
pub(in crate::intake) fn name_key(name: &str, vocabulary: &Vocabulary) -> String {
    let words = words(name);
    let mut rest: &[String] = &words;
    loop {
        let shorter = without_form(rest, vocabulary);
        if shorter.len() == rest.len() {
            break;
        }
        rest = shorter;
    }
    bare(&rest.concat(), vocabulary)
}

/// The words of a name in lower case, without accents. A full stop separates no words: `G.m.b.H.` is one.
fn words(name: &str) -> Vec<String> {
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let plain: String = name.nfkd().filter(|c| !is_accent(c)).nfkc().collect();
    let plain = plain.to_lowercase().replace(['&', '+'], " and ").replace('ß', "ss");
    let plain = plain.replace(['.', '\'', '’', '`', '´'], "");
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The words without a legal form at the end or the beginning; at least one word is left.
fn without_form<'w>(words: &'w [String], vocabulary: &Vocabulary) -> &'w [String] {
    let is_form = |part: &[String]| vocabulary.value("legal-forms", &part.concat()).is_some();
    for length in (1..=LONGEST_FORM.min(words.len().saturating_sub(1))).rev() {
        let (front, end) = (words.len() - length, length);
        if is_form(&words[front..]) {
            return &words[..front];
        }
        if is_form(&words[..end]) {
            return &words[end..];
        }
    }
    words
}

/// The same for scripts without blanks between words: `株式会社` is removed from either end.
fn bare(name: &str, vocabulary: &Vocabulary) -> String {
    let is_form = |part: &str| {
        !part.is_ascii() && vocabulary.value("legal-forms", &normalise::header(part)).is_some()
    };
    let mut fronts = name.char_indices().map(|(at, _)| at).rev().filter(|at| *at > 0);
    let front = fronts.find(|at| is_form(&name[..*at]));
    let rest = front.map_or(name, |at| &name[at..]);
    let mut ends = rest.char_indices().map(|(at, _)| at).skip(1);
    let end = ends.find(|at| is_form(&rest[*at..]));
    end.map_or(rest, |at| &rest[..at]).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::testing::catalogue;

    fn same(one: &str, other: &str) -> bool {
        let vocabulary = &catalogue().vocabulary;
        name_key(one, vocabulary) == name_key(other, vocabulary)
    }

    #[test]
    fn case_punctuation_and_legal_forms_make_no_other_name() {
        for (one, other) in [
            ("Alder Tools Ltd", "ALDER TOOLS LTD."),
            ("Alder Tools", "Alder-Tools Limited"),
            ("Birke Werkzeuge GmbH", "Birke Werkzeuge G.m.b.H."),
            ("Birke & Söhne GmbH & Co. KG", "BIRKE AND SOHNE"),
            ("Aulne S.A.", "Aulne, S. A."),
            ("Ontano S.r.l.", "Ontano Srl"),
            ("Olcha Sp. z o.o.", "Olcha spółka z ograniczoną odpowiedzialnością"),
            ("株式会社ハンノキ", "ハンノキ（株）"),
            ("오리나무 주식회사", "(주)오리나무"),
            ("桤木科技有限公司", "桤木科技"),
        ] {
            assert!(same(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn other_names_stay_other_names() {
        for (one, other) in [
            ("Alder Tools", "Birch Lines"),
            ("Alder Tools", "Alder Holding"),
            ("Alder Tools 1", "Alder Tools 2"),
            ("AG", "SA"),
            ("Salsa", "Sal"),
            ("ガラス", "カラス"),
        ] {
            assert!(!same(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn ids_keep_their_parts() {
        assert_eq!(id_key("S-1"), id_key(" s_1 "));
        assert_eq!(id_key("V001"), id_key("v001"));
        assert_eq!(id_key("0012"), id_key("12"));
        assert_ne!(id_key("S-1-1"), id_key("S-11"));
        assert_ne!(id_key("1.1"), id_key("11"));
    }
}
