//! Fingerprints of the questions of other people's forms: they show that a text was changed without holding the text.

use crate::digest::Digest;
use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

use super::decode::{Document, Step};
use super::questionnaire::Questionnaire;
use super::vocabulary::normalise;
use crate::diagnostic::{Problem, did_you_mean};
use Step::{Index, Key};

/// Format line of a file of fingerprints.
pub const FORMAT: &str = "flowdown-fingerprints/1";

/// The fingerprint of a question's text: the first eight bytes of the SHA-256 of its words in lower case,
/// without punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of a text; `None` if it has no letters and digits.
    pub fn of(text: &str) -> Option<Self> {
        let text = normalise::header(text);
        let digest = Digest::of(text.as_bytes());
        let first = digest.bytes().first_chunk::<8>().filter(|_| !text.is_empty())?;
        Some(Self(u64::from_be_bytes(*first)))
    }

    /// Parses 16 hexadecimal digits.
    fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| plain).map(Self)
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// An edition of a form, as typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionEntry {
    /// The edition, as the form's cell states it.
    pub edition: String,
    /// Fingerprints by the id of their question, in 16 hexadecimal digits.
    pub questions: BTreeMap<String, String>,
}

/// A file of fingerprints.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FingerprintsFile {
    /// `flowdown-fingerprints/1`.
    pub format: String,
    /// The questionnaire.
    pub questionnaire: String,
    /// What they were taken from.
    pub about: String,
    /// The editions, the newest first.
    pub edition: Vec<EditionEntry>,
}

/// Fingerprints of the questions of a form, by edition.
#[derive(Debug, Clone)]
pub struct Fingerprints {
    /// The questionnaire.
    pub questionnaire: String,
    editions: Vec<(String, HashMap<String, Fingerprint>)>,
}

impl Fingerprints {
    /// An edition with its fingerprints by question id. If no edition is given, the one that most rows agree with; the
    /// first of these on a tie.
    pub fn edition<'r>(
        &self,
        edition: Option<&str>,
        rows: impl Iterator<Item = (&'r str, Fingerprint)> + Clone,
    ) -> Option<(&str, &HashMap<String, Fingerprint>)> {
        let named = |(_, (name, _)): &(usize, &(String, _))| edition.is_none_or(|one| one == name);
        let same = |known: &HashMap<String, Fingerprint>| {
            rows.clone().filter(|(id, found)| known.get(*id) == Some(found)).count()
        };
        let all = self.editions.iter().enumerate().filter(named);
        let best = all.max_by_key(|(at, (_, known))| (same(known), usize::MAX - at))?;
        Some((&best.1.0, &best.1.1))
    }
}

/// Checks a file of fingerprints against the questionnaires. Every problem goes to the list.
pub fn check(
    file: FingerprintsFile,
    document: &Document<'_>,
    questionnaires: &[Questionnaire],
    problems: &mut Vec<Problem>,
) -> Fingerprints {
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        problems.push(document.problem(&[Key("format")], "the format is not known", help));
    }
    let asked = questionnaires.iter().find(|one| one.id == file.questionnaire && !one.native);
    if asked.is_none() {
        let ids = questionnaires.iter().filter(|one| !one.native).map(|one| one.id.as_str());
        let message = format!("there is no crosswalk of `{}`", file.questionnaire);
        let help = did_you_mean(&file.questionnaire, ids);
        problems.push(document.problem(&[Key("questionnaire")], message, help));
    }
    let mut editions: Vec<(String, HashMap<String, Fingerprint>)> = Vec::new();
    for (index, entry) in file.edition.into_iter().enumerate() {
        let at = |key| [Key("edition"), Index(index), Key(key)];
        if editions.iter().any(|(known, _)| *known == entry.edition) {
            let message = format!("the edition `{}` stands twice", entry.edition);
            problems.push(document.problem(&at("edition"), message, "keep one of the two"));
        }
        let mut known = HashMap::new();
        for (id, text) in entry.questions {
            let at = [Key("edition"), Index(index), Key("questions"), Key(id.as_str())];
            if asked.is_some_and(|asked| asked.find(&id).is_none()) {
                let ids = asked.into_iter().flat_map(|asked| &asked.questions);
                let help = did_you_mean(&id, ids.map(|question| question.id.as_str()));
                let message = format!("`{id}` is no question of the form");
                problems.push(document.problem(&at, message, help));
            }
            match Fingerprint::parse(&text) {
                Some(found) => {
                    known.insert(id, found);
                }
                None => {
                    let help =
                        "write 16 digits 0-9 a-f; `flowdown map --fingerprints FILE` prints them";
                    problems.push(document.problem(&at, "this is no fingerprint", help));
                }
            }
        }
        editions.push((entry.edition, known));
    }
    Fingerprints { questionnaire: file.questionnaire, editions }
}
