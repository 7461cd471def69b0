//! Ids of findings: short, and the same for the same finding on every machine.

use std::collections::HashSet;

use super::identity::Identity;
use crate::digest::sha256;
use crate::model::SharedText;

/// The number of digits of an id.
const DIGITS: usize = 10;

/// The prefix of an id.
const BEGIN: &str = "F-";

/// Whether a text has the form of an id.
pub fn is_id(text: &str) -> bool {
    text.strip_prefix(BEGIN).is_some_and(|digits| {
        digits.len() == DIGITS && digits.bytes().all(|one| matches!(one, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// `F-` and the first ten digits of the SHA-256 over these lines: kind, rule, engagement or `-`, supplier or `-`,
/// subject; with an `attempt` other than 0, its number is one more line.
pub fn id(identity: &Identity, attempt: usize) -> String {
    let Identity { kind, engagement, supplier, rule, subject } = identity;
    let name = |id: &'_ Option<SharedText>| id.clone().unwrap_or_else(|| "-".into());
    let lines = [kind.word(), rule, &name(engagement), &name(supplier), subject].join("\n");
    let lines = if attempt > 0 { format!("{lines}\n{attempt}") } else { lines };
    let digest = sha256(lines.as_bytes());
    format!("{BEGIN}{}", &digest[..DIGITS])
}

/// The ids that are taken.
pub(super) struct Ids(HashSet<SharedText>);

impl Ids {
    pub(super) fn new<'i>(taken: impl Iterator<Item = &'i str>) -> Self {
        Self(taken.map(SharedText::from).collect())
    }

    /// A free id. Among about 300,000 findings two digests may begin with the same digits, and findings of a renamed
    /// supplier keep their ids.
    pub(super) fn give(&mut self, identity: &Identity) -> SharedText {
        let mut attempt = 0;
        loop {
            let id = SharedText::from(id(identity, attempt));
            if self.0.insert(id.clone()) {
                return id;
            }
            attempt += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::identity::Kind;
    use super::*;

    fn identity() -> Identity {
        Identity {
            kind: Kind::Rule,
            engagement: Some("E-1".into()),
            supplier: Some("S-1".into()),
            rule: "control-missing".into(),
            subject: "GOV-01".into(),
        }
    }

    /// `printf 'rule\ncontrol-missing\nE-1\nS-1\nGOV-01' | sha256sum`, and with `\n1` at the end.
    #[test]
    fn ids_are_those_that_anybody_computes() {
        assert_eq!(id(&identity(), 0), "F-4ea3b030c0");
        assert_eq!(id(&identity(), 1), "F-154f114c57");
        let nobody = Identity { engagement: None, supplier: None, ..identity() };
        // `printf 'rule\ncontrol-missing\n-\n-\nGOV-01' | sha256sum`
        assert_eq!(id(&nobody, 0), "F-ce835ea83f");
    }

    #[test]
    fn a_taken_id_is_not_given_again() {
        let first = id(&identity(), 0);
        let mut ids = Ids::new(std::iter::once(first.as_str()));
        assert_eq!(ids.give(&identity()).as_str(), id(&identity(), 1));
        assert_eq!(ids.give(&identity()).as_str(), id(&identity(), 2));
    }

    #[test]
    fn only_ids_are_ids() {
        assert!(is_id("F-0123456789"));
        for text in ["", "F-", "F-012345678", "F-0123456789a", "F-012345678G", "f-0123456789"] {
            assert!(!is_id(text), "{text}");
        }
    }
}
