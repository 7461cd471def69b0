//! Builds the vocabulary from its file; every problem goes to the list.

use super::file::{AnswersFile, FORMAT, Keys, Languages, VocabularyFile};
use super::{
    Beginnings, Letters, Marks, Phrases, SpellingTable, Vocabulary, is_country_code, normalise,
    years,
};
use crate::catalogue::decode::{Document, Step};
use crate::diagnostic::Problem;
use crate::model::{Country, Reading};
use Step::{Index, Key};
use foldhash::HashMap;
use std::sync::Arc;

/// Collects spellings and the collisions among them.
struct Collector<'c, 'f> {
    document: &'c Document<'f>,
    problems: &'c mut Vec<Problem>,
}

impl Collector<'_, '_> {
    fn collision(&mut self, path: &[Step<'_>], spelling: &str, first: &str, second: &str) {
        let message = format!("`{spelling}` means both `{first}` and `{second}`");
        self.problems.push(self.document.problem(path, message, "a spelling has one meaning"));
    }

    /// Spelling → key of a table; `path` leads to the table.
    fn spellings(&mut self, path: &[&str], keys: &Keys) -> SpellingTable {
        let mut table = SpellingTable::default();
        table.reserve(keys.values().map(Vec::len).sum());
        for (key, spellings) in keys {
            let shared: Arc<str> = key.as_str().into();
            for (index, spelling) in spellings.iter().enumerate() {
                let folded = normalise::header(spelling);
                // Characters such as `*` have no letters; they are looked up unchanged.
                let folded = if folded.is_empty() { spelling.clone() } else { folded };
                let known = table.insert(folded, Arc::clone(&shared));
                if let Some(other) = known.filter(|other| other.as_ref() != key) {
                    let mut at: Vec<Step<'_>> = path.iter().map(|part| Key(part)).collect();
                    at.extend([Key(key), Index(index)]);
                    self.collision(&at, spelling, &other, key);
                }
            }
        }
        table
    }
}

/// Turns the file into tables to look up. Every collision goes to the list.
pub fn read(
    file: &VocabularyFile,
    document: &Document<'_>,
    problems: &mut Vec<Problem>,
) -> Vocabulary {
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        problems.push(document.problem(&[Key("format")], "the format is not known", help));
    }
    let mut collector = Collector { document, problems };
    let mut vocabulary = Vocabulary { edition: file.edition.clone(), ..Vocabulary::default() };
    read_answers(&file.answers, &mut collector, &mut vocabulary);
    let nothing = file.nothing.values().flatten();
    vocabulary.nothing = nothing.map(|word| normalise::answer(word).into_owned()).collect();
    vocabulary.nothing_beginnings = Beginnings::of(vocabulary.nothing.iter().map(AsRef::as_ref));
    let lengths = vocabulary.nothing.iter().map(|word| word.chars().count());
    vocabulary.longest_nothing = lengths.max().unwrap_or_default();
    read_qualifiers(file, &mut collector, &mut vocabulary);
    vocabulary.remarks = file.remarks.clone();
    if file.remarks.answers < 2 || file.remarks.suppliers < 2 {
        let help = "write 2 or more: what stands once is not repeated";
        let at = [Key("remarks")];
        collector.problems.push(document.problem(&at, "a remark can't be repeated once", help));
    }
    read_months(file, &mut collector, &mut vocabulary);
    vocabulary.sheets = collector.spellings(&["sheets"], &file.sheets);
    for (group, keys) in &file.headers {
        let table = collector.spellings(&["headers", group], keys);
        vocabulary.headers.insert(group.as_str().into(), table);
        remember_canonical(&mut vocabulary, group, keys);
    }
    let form = vocabulary.headers.get(super::FORM).into_iter().flatten();
    vocabulary.form_letters = Letters::of(form.clone().map(|(word, _)| word.as_str()));
    let assessors = form.filter(|(_, key)| key.as_ref() == super::ASSESSOR_WORDS);
    vocabulary.assessor_letters = Letters::of(assessors.map(|(word, _)| word.as_str()));
    remember_canonical(&mut vocabulary, "sheets", &file.sheets);
    for (group, keys) in &file.values {
        let table = collector.spellings(&["values", group], keys);
        vocabulary.values.insert(group.as_str().into(), table);
    }
    read_countries(file, &mut collector, &mut vocabulary);
    vocabulary
}

fn remember_canonical(vocabulary: &mut Vocabulary, group: &str, keys: &Keys) {
    for (key, spellings) in keys {
        if let Some(first) = spellings.first() {
            let at = (Box::from(group), Box::from(key.as_str()));
            vocabulary.canonical.insert(at, first.clone());
        }
    }
}

/// Reports dates in phrases that can't be found, and a first year ahead that would put all years or none ahead.
fn check_dates(file: &VocabularyFile, collector: &mut Collector<'_, '_>) {
    let mut report = |at: &[Step<'_>], message: String, help: &str| {
        collector.problems.push(collector.document.problem(at, message, help));
    };
    if !file.years.can_be() {
        let at = [Key("years"), Key("future")];
        let message = format!("{} is no year of our time", file.years.future);
        report(&at, message, "write the first year that lies ahead, with four digits");
    }
    let tables = [
        ("limits", &file.qualifiers.limits),
        ("postpones", &file.qualifiers.postpones),
        ("denies", &file.qualifiers.denies),
        ("harmless", &file.qualifiers.harmless),
    ];
    let all = tables.into_iter().flat_map(|(key, languages)| {
        languages.iter().map(move |(language, phrases)| (key, language, phrases))
    });
    for (key, language, phrases) in all {
        let wrong = phrases.iter().enumerate().filter(|(_, one)| years::is_misspelt(one));
        for (index, phrase) in wrong {
            let at = [Key("qualifiers"), Key(key), Key(language), Index(index)];
            let message = format!("`{phrase}` names no date in its curly brackets");
            let help = "write `{future}` or `{past}` for a year, `{month}` for a month before one";
            report(&at, message, help);
        }
    }
    for (language, phrases) in &file.no_answers {
        for (index, phrase) in phrases.iter().enumerate().filter(|(_, one)| one.contains('{')) {
            let at = [Key("no-answers"), Key(language), Index(index)];
            let message = format!("`{phrase}` would never be found");
            report(&at, message, "dates in curly brackets are known in [qualifiers] only");
        }
    }
}

/// The phrases that limit, postpone and deny an answer; each belongs to one table only.
fn read_doubts(
    file: &VocabularyFile,
    collector: &mut Collector<'_, '_>,
) -> (Phrases, Phrases, Phrases) {
    let qualifiers = &file.qualifiers;
    let tables = [
        ("limits", &qualifiers.limits),
        ("postpones", &qualifiers.postpones),
        ("denies", &qualifiers.denies),
    ];
    // The files inside the program are tested.
    let checked = if collector.document.is_embedded() { &[][..] } else { &tables[..] };
    let mut known: HashMap<String, &str> = HashMap::default();
    for (key, languages) in checked {
        let phrases = languages.iter().flat_map(|(language, phrases)| {
            (0..).zip(phrases).map(move |(index, phrase)| (language, index, phrase))
        });
        for (language, index, phrase) in phrases {
            let other = known.insert(normalise::running(phrase), key);
            if let Some(other) = other.filter(|other| other != key) {
                let at = [Key("qualifiers"), Key(key), Key(language), Index(index)];
                collector.collision(&at, phrase, other, key);
            }
        }
    }
    let [limits, postpones, denies] =
        tables.map(|(_, languages)| Phrases::new(languages.values().flatten()));
    (limits, postpones, denies)
}

/// Reads placeholders, qualifiers, marks and the scale.
fn read_qualifiers(
    file: &VocabularyFile,
    collector: &mut Collector<'_, '_>,
    vocabulary: &mut Vocabulary,
) {
    let placeholders = file.placeholders.values().flatten();
    vocabulary.placeholders = placeholders.map(|one| normalise::placeholder(one)).collect();
    check_dates(file, collector);
    (vocabulary.limits, vocabulary.postpones, vocabulary.denies) = read_doubts(file, collector);
    vocabulary.years = file.years.clone();
    let phrases = |languages: &Languages| Phrases::new(languages.values().flatten());
    let words = file.before_separators.values().flatten();
    vocabulary.before_separators = words.map(|one| normalise::answer(one).into_owned()).collect();
    vocabulary.no_answers = phrases(&file.no_answers);
    vocabulary.harmless = phrases(&file.qualifiers.harmless);
    vocabulary.marks = Marks::new(&file.marks);
    let words = vocabulary.answers.keys().chain(&vocabulary.placeholders);
    let words = words.map(String::as_str).chain(vocabulary.marks.answers());
    vocabulary.beginnings = Beginnings::of(words);
    vocabulary.scale = file.scale;
    let scale = &file.scale;
    if !(0.0 < scale.partial && scale.partial <= scale.yes && scale.yes <= scale.most) {
        let help = "partial is above 0 and at most yes, yes is at most the largest number";
        let at = [Key("scale")];
        collector.problems.push(collector.document.problem(&at, "the scale does not rise", help));
    }
}

fn read_answers(
    answers: &AnswersFile,
    collector: &mut Collector<'_, '_>,
    vocabulary: &mut Vocabulary,
) {
    let tables = [
        ("yes", Reading::Yes, &answers.yes),
        ("partial", Reading::Partial, &answers.partial),
        ("no", Reading::No, &answers.no),
        ("not-applicable", Reading::NotApplicable, &answers.not_applicable),
    ];
    let count = tables.iter().flat_map(|(.., languages)| languages.values()).map(Vec::len).sum();
    vocabulary.answers.reserve(count);
    for (key, reading, languages) in tables {
        for (language, spellings) in languages {
            for (index, spelling) in spellings.iter().enumerate() {
                let folded = normalise::answer(spelling).into_owned();
                vocabulary.longest_answer = vocabulary.longest_answer.max(folded.len());
                let known = vocabulary.answers.insert(folded, reading);
                if let Some(other) = known.filter(|other| *other != reading) {
                    let at = [Key("answers"), Key(key), Key(language), Index(index)];
                    let other = tables.iter().find(|(_, known, _)| *known == other);
                    collector.collision(&at, spelling, other.map_or("", |(key, ..)| key), key);
                }
            }
        }
    }
}

fn read_months(
    file: &VocabularyFile,
    collector: &mut Collector<'_, '_>,
    vocabulary: &mut Vocabulary,
) {
    for (language, months) in &file.months {
        let at = [Key("months"), Key(language)];
        if months.len() != 12 {
            let message = format!("{language} has {} months", months.len());
            let problem = collector.document.problem(&at, message, "list twelve, January first");
            collector.problems.push(problem);
        }
        for (month, spelling) in
            (1_i8..).zip(months).flat_map(|(month, all)| all.iter().map(move |one| (month, one)))
        {
            let known = vocabulary.months.insert(normalise::header(spelling), month);
            if let Some(other) = known.filter(|other| *other != month) {
                collector.collision(&at, spelling, &other.to_string(), &month.to_string());
            }
        }
    }
}

fn read_countries(
    file: &VocabularyFile,
    collector: &mut Collector<'_, '_>,
    vocabulary: &mut Vocabulary,
) {
    for (code, spellings) in &file.countries {
        let Some(country) = Country::from_code(code).filter(|_| is_country_code(code)) else {
            let message = format!("`{code}` is no country code");
            let at = [Key("countries"), Key(code)];
            let problem = collector.document.problem(&at, message, "two capital letters");
            collector.problems.push(problem);
            continue;
        };
        let name = spellings.first().cloned().unwrap_or_else(|| code.clone());
        vocabulary.country_names.insert(country, name);
        for (index, spelling) in spellings.iter().enumerate() {
            let known = vocabulary.countries.insert(normalise::header(spelling), country);
            if let Some(other) = known.filter(|other| *other != country) {
                let at = [Key("countries"), Key(code), Index(index)];
                collector.collision(&at, spelling, other.code(), code);
            }
        }
    }
}
