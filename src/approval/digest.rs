//! Digests that identify a decision: an approval holds for exactly these words and figures.

use super::json::{Member, members};
use crate::digest::sha256;

/// Members of an engagement's object that are not part of the decision: its digest, and its place among other
/// engagements.
const NOT_DECIDED: [&str; 3] = ["digest", "rank", "rank_interval"];

/// The digest of the decision on an engagement: SHA-256 of its object in `decisions.json` as it is written there,
/// without the members `digest`, `rank` and `rank_interval`, and without blanks between members.
///
/// The writer of the file and all its readers call this function, so that their digests are equal.
pub fn decision_digest(object: &str) -> String {
    of_members(&members(object))
}

fn of_members(all: &[Member<'_>]) -> String {
    let decided = all.iter().filter(|one| !NOT_DECIDED.contains(&one.key.as_str()));
    let texts: Vec<&str> = decided.map(|one| one.text).collect();
    sha256(format!("{{{}}}", texts.join(",")).as_bytes())
}

/// An engagement's object with its decision digest as the value of its member `digest`, and the digest.
pub fn sealed(object: &str) -> (String, String) {
    let all = members(object);
    let digest = of_members(&all);
    let own = format!(r#""digest":"{digest}""#);
    let texts: Vec<&str> =
        all.iter().map(|one| if one.key == "digest" { own.as_str() } else { one.text }).collect();
    (format!("{{{}}}", texts.join(",")), digest)
}

/// The digest of the decisions of a deal: SHA-256 of the digests of its engagements, one a line, in the order of
/// engagement ids.
pub fn deal_digest<'d>(engagements: impl IntoIterator<Item = (&'d str, &'d str)>) -> String {
    let mut all: Vec<(&str, &str)> = engagements.into_iter().collect();
    all.sort_unstable();
    let lines: String = all.iter().map(|(_, digest)| format!("{digest}\n")).collect();
    sha256(lines.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf '{"engagement":"E-1","tier":"internal","risk_index":0.25}' | sha256sum`
    const KNOWN: &str = "78073ac341d2ae3544eb3730f242c533b1397116cc160f6b90189f55158a1e53";

    #[test]
    fn place_among_others_is_no_part_of_a_decision() {
        let plain = r#"{"engagement":"E-1","tier":"internal","risk_index":0.25}"#;
        assert_eq!(decision_digest(plain), KNOWN);
        let ranked = r#"{"engagement":"E-1","digest":"ab","tier":"internal","rank":7,"rank_interval":{"low":1,"high":9},"risk_index":0.25}"#;
        assert_eq!(decision_digest(ranked), KNOWN);
        let (written, digest) = sealed(&ranked.replace("ab", ""));
        assert_eq!((written, digest.as_str()), (ranked.replace("ab", KNOWN), KNOWN));
        let other = plain.replace("0.25", "0.26");
        assert_ne!(decision_digest(&other), KNOWN);
        // Only members of the object itself are left out, not those of nested objects.
        let below = r#"{"engagement":"E-1","tier":"internal","risk_index":0.25,"x":{"rank":1}}"#;
        assert_ne!(decision_digest(below), decision_digest(&below.replace(":1}", ":2}")));
    }

    /// `printf 'aa\nbb\n' | sha256sum`
    #[test]
    fn a_deal_is_its_engagements_in_order_of_id() {
        let known = "329d670e59ead1543a2d36865895972560bc434204c5f4a0c8219005dd312719";
        assert_eq!(deal_digest([("E-1", "aa"), ("E-2", "bb")]), known);
        assert_eq!(deal_digest([("E-2", "bb"), ("E-1", "aa")]), known);
        assert_ne!(deal_digest([("E-1", "bb"), ("E-2", "aa")]), known);
    }
}
