//! Checks adapters as they are read.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};

use super::{Adapter, AdapterFile, FORMAT, Layout, Part, Spellings, folded};
use crate::catalogue::decode::{Document, Step};
use crate::catalogue::pattern::Pattern;
use crate::catalogue::questionnaire::Questionnaire;
use crate::catalogue::telling::ReadyTelling;
use crate::catalogue::vocabulary::{Beginnings, normalise};
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::Reading;
use Step::Key;

/// Checks one adapter file and collects its problems.
struct Checker<'c, 'f> {
    document: &'c Document<'f>,
    problems: &'c mut Vec<Problem>,
}

impl Checker<'_, '_> {
    fn report(&mut self, at: &[Step<'_>], message: String, help: impl Into<String>) {
        self.problems.push(self.document.problem(at, message, help));
    }

    fn pattern(&mut self, text: Option<&str>, at: &[Step<'_>]) -> Option<Pattern> {
        if self.document.is_embedded() {
            return text.map(Pattern::known);
        }
        match Pattern::checked(text?) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let help = "see the README of this folder for what a pattern may hold";
                // The last line says what is wrong. The lines above repeat the pattern, which the place already shows.
                let said = error.to_string();
                let why = said.lines().last().unwrap_or_default().trim_start_matches("error: ");
                self.report(at, format!("the pattern is not valid: {why}"), help);
                None
            }
        }
    }

    /// Header words by their spelling. Those that end with `*` are returned separately, as beginnings.
    fn headers(&mut self, layout: &Layout) -> (HashMap<String, Part>, Vec<(String, Part)>) {
        let (mut whole, mut beginnings) = (HashMap::new(), Vec::new());
        for (part, words) in &layout.headers {
            for word in words {
                let spelled = folded(word);
                let at = [Key("layout"), Key("headers")];
                if spelled.is_empty() {
                    self.report(&at, "a header word is blank".to_owned(), "write the word");
                } else if word.ends_with('*') {
                    beginnings.push((spelled, *part));
                } else if whole.insert(spelled, *part).is_some_and(|other| other != *part) {
                    self.report(&at, format!("`{word}` means two parts"), "keep one of them");
                }
            }
        }
        // The longest beginning is the most specific, so it is tried first.
        beginnings.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        (whole, beginnings)
    }

    fn spellings(&mut self, rules: &Spellings) -> HashMap<String, Reading> {
        let lists = [
            (Reading::Yes, &rules.yes),
            (Reading::Partial, &rules.partial),
            (Reading::No, &rules.no),
            (Reading::NotApplicable, &rules.not_applicable),
            (Reading::Blank, &rules.unanswered),
        ];
        let mut known = HashMap::new();
        for (reading, words) in lists {
            for word in words {
                let spelled = normalise::answer(word).into_owned();
                if known.insert(spelled, reading).is_some_and(|other| other != reading) {
                    let message = format!("`{word}` means two answers");
                    self.report(&[Key("answers")], message, "a spelling has one meaning");
                }
            }
        }
        known
    }

    /// The index of the questionnaire that an adapter names.
    fn questionnaire(&mut self, id: Option<&str>, known: &[Questionnaire]) -> Option<u16> {
        let id = id?;
        let position = known.iter().position(|one| one.id == id && !one.native);
        if position.is_none() {
            let ids = known.iter().filter(|one| !one.native).map(|one| one.id.as_str());
            let message = format!("there is no crosswalk of `{id}`");
            self.report(&[Key("questionnaire")], message, did_you_mean(id, ids));
        }
        position.and_then(|position| u16::try_from(position).ok())
    }

    fn shape(&mut self, file: &AdapterFile) {
        let given = |part| file.layout.headers.get(&part).is_some_and(|words| !words.is_empty());
        let marks = given(Part::Yes) && given(Part::No);
        if !given(Part::Answer) && !marks && !file.layout.common_headers {
            let help = "add answer = [..], or yes = [..] and no = [..] for marks";
            let at = [Key("layout"), Key("headers")];
            self.report(&at, "no header says where the answers stand".to_owned(), help);
        }
        if file.recognise.id.is_none() != (file.layout.made_ids || file.own) {
            let help = "give recognise.id, or set layout.made_ids = true for a form without ids";
            self.report(&[Key("recognise")], "it is not clear how ids are found".to_owned(), help);
        }
        if file.layout.made_ids && !given(Part::Question) && !file.layout.common_headers {
            let help = "without ids, questions are found by their text: add question = [..]";
            let at = [Key("layout"), Key("headers")];
            self.report(&at, "no header says where the questions stand".to_owned(), help);
        }
        if file.recognise.least == 0 {
            let at = [Key("recognise"), Key("least")];
            self.report(&at, "no question at all can't be a form".to_owned(), "write 1 or more");
        }
        if !(1..=8).contains(&file.layout.header_rows) {
            let at = [Key("layout"), Key("header_rows")];
            self.report(&at, "a header has 1 to 8 rows".to_owned(), "");
        }
    }
}

/// Inverts a table: each spelling, folded, leads to its key.
fn by_key(
    table: &BTreeMap<String, Vec<String>>,
    fold: fn(&str) -> String,
) -> HashMap<String, String> {
    let rows = table.iter().flat_map(|(key, all)| all.iter().map(move |one| (key, one)));
    rows.map(|(key, one)| (fold(one), key.clone())).collect()
}

/// Checks an adapter against the questionnaires. Every problem goes to the list.
pub fn check(
    file: AdapterFile,
    document: &Document<'_>,
    questionnaires: &[Questionnaire],
    problems: &mut Vec<Problem>,
) -> Adapter {
    let mut checker = Checker { document, problems };
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        checker.report(&[Key("format")], "the format is not known".to_owned(), help);
    }
    checker.shape(&file);
    let recognise = &file.recognise;
    let in_recognise = |key| [Key("recognise"), Key(key)];
    let id_pattern = checker.pattern(recognise.id.as_deref(), &in_recognise("id"));
    let edition_pattern = checker.pattern(recognise.edition.as_deref(), &in_recognise("edition"));
    let told = recognise.telling.as_ref().and_then(|telling| {
        let at = [Key("recognise"), Key("telling"), Key("id")];
        Some(ReadyTelling::new(checker.pattern(Some(&telling.id), &at)?, telling.least))
    });
    let section = [Key("layout"), Key("section")];
    let section_pattern = checker.pattern(file.layout.section.as_deref(), &section);
    let (headers, beginnings) = checker.headers(&file.layout);
    let known = headers.keys().chain(beginnings.iter().map(|(known, _)| known));
    let longest = known.clone().map(String::len).max().unwrap_or_default();
    let mut initials: Vec<u8> = known.filter_map(|known| known.bytes().next()).collect();
    initials.sort_unstable();
    initials.dedup();
    let spellings = checker.spellings(&file.answers);
    let questionnaire = checker.questionnaire(file.questionnaire.as_deref(), questionnaires);
    Adapter {
        cover_ids: by_key(&file.cover.ids, str::to_owned),
        cover_labels: by_key(&file.cover.labels, normalise::header),
        id: file.id,
        title: file.title,
        questionnaire,
        edition: file.edition,
        general: file.general,
        own: file.own,
        least: recognise.least,
        sheets: file.recognise.sheets,
        layout: file.layout,
        before: file.recognise.before,
        told,
        id_pattern,
        edition_pattern,
        section_pattern,
        headers,
        beginnings,
        initials,
        longest,
        answer_beginnings: Beginnings::of(spellings.keys().map(String::as_str)),
        longest_answer: spellings.keys().map(String::len).max().unwrap_or_default(),
        spellings,
        rules: file.answers,
    }
}
