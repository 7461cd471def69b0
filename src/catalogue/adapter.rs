//! Adapters: how the forms of other people are laid out, and how their answers are spelled.

use std::collections::{BTreeMap, HashMap};

use regex::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

use super::decode::{Document, Step};
use super::questionnaire::Questionnaire;
use super::telling::{Telling, Told};
use super::vocabulary::normalise;
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::Reading;
use Step::Key;

/// Format line of an adapter.
const FORMAT: &str = "flowdown-adapter/1";

/// Bytes that a compiled pattern may take.
const PATTERN_SIZE: usize = 1 << 20;

/// What a column of a form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The question's id.
    Id,
    /// The question's text.
    Question,
    /// The answer.
    Answer,
    /// A second answer beside it; the worse of the two counts.
    Second,
    /// A mark here means yes.
    Yes,
    /// A mark here means partial.
    Partial,
    /// A mark here means no.
    No,
    /// A mark here means not applicable.
    NotApplicable,
    /// A remark of the supplier.
    Comment,
    /// Documents that the supplier names.
    Evidence,
    /// Who does it: an answer of its own that says neither why nor how.
    Ownership,
    /// Text of the form itself.
    Furniture,
}

/// How a form is recognised.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Names of the sheets that hold answers; `*` stands for anything. Empty: any sheet.
    #[serde(default)]
    pub sheets: Vec<String>,
    /// How an id looks, as a regular expression; its first group, if any, is the id. Blanks in ids don't count.
    pub id: Option<String>,
    /// How many different questions a file must hold at least.
    pub least: usize,
    /// How a cell near the top states the edition; its first group is the edition.
    pub edition: Option<String>,
    /// Ids that only this form has. Without enough of them the file is another one.
    pub telling: Option<Telling>,
    /// Adapters of forms whose ids this one has, too: where both fit, this one reads the file.
    #[serde(default)]
    pub before: Vec<String>,
}

/// How a form is laid out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Header words of each part; a `*` at the end stands for anything.
    pub headers: BTreeMap<Part, Vec<String>>,
    /// Rows over which one header may spread.
    #[serde(default = "one")]
    pub header_rows: u32,
    /// Whether rows above the first header are read by it, too.
    #[serde(default)]
    pub above: bool,
    /// Whether ids stand at the beginning of the question's text.
    #[serde(default)]
    pub id_in_question: bool,
    /// Whether there are no ids: they are made from the sheet and the question's place among its questions.
    #[serde(default)]
    pub made_ids: bool,
    /// Whether numbering begins anew on each sheet: the sheet's name goes before the id.
    #[serde(default)]
    pub ids_per_sheet: bool,
    /// How a section's heading looks, as a regular expression: its first group goes before the ids below.
    pub section: Option<String>,
    /// Whether columns without a known header are the form's own.
    #[serde(default)]
    pub rest_is_furniture: bool,
    /// Names of sheets that are wholly the form's own; `*` stands for anything.
    #[serde(default)]
    pub furniture_sheets: Vec<String>,
}

const fn one() -> u32 {
    1
}

/// From where on a number is a yes, and from where on a partial.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// At least this: yes.
    pub yes: f64,
    /// At least this: partial.
    pub partial: f64,
    /// The largest number that is an answer.
    pub most: f64,
}

/// How answers are spelled, beside the common vocabulary.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Spellings {
    /// Words for yes.
    pub yes: Vec<String>,
    /// Words for partial.
    pub partial: Vec<String>,
    /// Words for no.
    pub no: Vec<String>,
    /// Words for not applicable.
    #[serde(rename = "not-applicable")]
    pub not_applicable: Vec<String>,
    /// Words of the form that mean that nothing was answered.
    pub unanswered: Vec<String>,
    /// Whether a number and a bracket may stand before an answer: `1) Yes`.
    pub numbered: bool,
    /// Whether an answer may be followed by a sentence: `Yes. See the policy`.
    pub leading_word: bool,
    /// Answers in numbers.
    pub numbers: Option<Numbers>,
}

/// Rows that say whose form it is and when it was completed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CoverRows {
    /// Keys of the vocabulary's group `cover`, each with the ids of questions that say it.
    pub ids: BTreeMap<String, Vec<String>>,
    /// The same, with the labels that stand left of the value.
    pub labels: BTreeMap<String, Vec<String>>,
}

/// An adapter file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdapterFile {
    /// `flowdown-adapter/1`.
    pub format: String,
    /// Its id.
    pub id: String,
    /// The form's title.
    pub title: String,
    /// The questionnaire that the form asks: the one of a crosswalk. None: its questions reach no control yet.
    pub questionnaire: Option<String>,
    /// The newest edition of the form that is known.
    pub edition: Option<String>,
    /// Whether it fits many forms: it is only asked where no other adapter fits.
    #[serde(default)]
    pub general: bool,
    /// How the form is recognised.
    pub recognise: Recognise,
    /// How it is laid out.
    pub layout: Layout,
    /// How its answers are spelled.
    #[serde(default)]
    pub answers: Spellings,
    /// Rows that say whose it is.
    #[serde(default)]
    pub cover: CoverRows,
}

/// An adapter, ready to recognise and read its form.
#[derive(Debug, Clone)]
pub struct Adapter {
    /// Its id.
    pub id: String,
    /// The form's title.
    pub title: String,
    /// The questionnaire, as an index into the catalogue's.
    pub questionnaire: Option<u16>,
    /// The newest edition of the form that is known.
    pub edition: Option<String>,
    /// Whether it is only asked where no other adapter fits.
    pub general: bool,
    /// How many different questions a file must hold at least.
    pub least: usize,
    /// How it is laid out.
    pub layout: Layout,
    /// Adapters that leave a file to this one where both fit.
    pub before: Vec<String>,
    told: Option<Told>,
    id_pattern: Option<Regex>,
    edition_pattern: Option<Regex>,
    section_pattern: Option<Regex>,
    sheets: Vec<String>,
    headers: HashMap<String, Part>,
    /// Beginnings of headers.
    beginnings: Vec<(String, Part)>,
    /// First bytes of headers, and of beginnings.
    initials: Vec<u8>,
    /// Bytes of the longest header or beginning.
    longest: usize,
    spellings: HashMap<String, Reading>,
    rules: Spellings,
    cover_ids: HashMap<String, String>,
    cover_labels: HashMap<String, String>,
}

/// What a pattern finds: its first group, or all of it.
fn found<'t>(pattern: &Regex, text: &'t str) -> Option<&'t str> {
    let captures = pattern.captures(text)?;
    captures.get(1).or_else(|| captures.get(0)).map(|part| part.as_str())
}

/// A header made comparable: its letters and digits; of signs such as `#` the signs.
pub fn folded(header: &str) -> String {
    let letters = normalise::header(header);
    if letters.is_empty() { header.trim().to_owned() } else { letters }
}

impl Adapter {
    /// Whether a sheet may hold answers.
    pub fn holds_answers(&self, sheet: &str) -> bool {
        !self.is_furniture(sheet)
            && (self.sheets.is_empty()
                || self.sheets.iter().any(|name| normalise::fits(name, sheet)))
    }

    /// Whether a sheet is wholly the form's own.
    pub fn is_furniture(&self, sheet: &str) -> bool {
        self.layout.furniture_sheets.iter().any(|name| normalise::fits(name, sheet))
    }

    /// What a header says its column holds.
    pub fn part(&self, header: &str) -> Option<Part> {
        self.part_of(&folded(header))
    }

    /// What a header says its column holds, of which [`folded`] made a word.
    pub fn part_of(&self, word: &str) -> Option<Part> {
        // Every cell of a file is asked this by every adapter: most say no at their first byte.
        let first = word.bytes().next()?;
        if !self.initials.contains(&first) {
            return None;
        }
        let begins = || self.beginnings.iter().find(|(known, _)| word.starts_with(known));
        let whole = if word.len() <= self.longest { self.headers.get(word) } else { None };
        whole.copied().or_else(|| begins().map(|(_, part)| *part))
    }

    /// The id that a text is, or, where ids stand in the question's text, begins with.
    pub fn id<'t>(&self, text: &'t str) -> Option<std::borrow::Cow<'t, str>> {
        let pattern = self.id_pattern.as_ref()?;
        let text = text.trim();
        if self.layout.id_in_question {
            return found(pattern, text).map(std::borrow::Cow::Borrowed);
        }
        if !text.contains(char::is_whitespace) {
            return found(pattern, text).map(std::borrow::Cow::Borrowed);
        }
        let dense: String = text.split_whitespace().collect();
        found(pattern, &dense).map(|id| std::borrow::Cow::Owned(id.to_owned()))
    }

    /// The edition that a text states.
    pub fn states_edition<'t>(&self, text: &'t str) -> Option<&'t str> {
        found(self.edition_pattern.as_ref()?, text)
    }

    /// What the heading of a section puts before the ids below it.
    pub fn section<'t>(&self, text: &'t str) -> Option<&'t str> {
        found(self.section_pattern.as_ref()?, text.trim())
    }

    /// Whether ids are looked for at all.
    pub const fn has_ids(&self) -> bool {
        self.id_pattern.is_some()
    }

    /// The answer that a text is a word of this form for; blank: a word that means unanswered.
    pub fn answer(&self, text: &str) -> Option<Reading> {
        self.spellings.get(normalise::answer(text).as_ref()).copied()
    }

    /// How answers may be written.
    pub const fn rules(&self) -> &Spellings {
        &self.rules
    }

    /// What the question of an id says about the file, as a key of the vocabulary's group `cover`.
    pub fn cover_of_id(&self, id: &str) -> Option<&str> {
        self.cover_ids.get(id).map(String::as_str)
    }

    /// Whether ids of a file tell that it is this form, and no other with ids like it.
    pub fn is_told_by<'t>(&self, ids: impl IntoIterator<Item = &'t str>) -> bool {
        self.told.as_ref().is_none_or(|told| told.by(ids))
    }

    /// Whether headings of sections are looked for at all.
    pub const fn has_sections(&self) -> bool {
        self.section_pattern.is_some()
    }

    /// Whether labels beside the questions say something about the file.
    pub fn has_labels(&self) -> bool {
        !self.cover_labels.is_empty()
    }

    /// What a label says about the file.
    pub fn cover_of_label(&self, label: &str) -> Option<&str> {
        self.cover_labels.get(&normalise::header(label)).map(String::as_str)
    }

    /// Whether a text names this form.
    pub fn is_named(&self, text: &str) -> bool {
        let text = normalise::header(text);
        [&self.id, &self.title].iter().any(|name| normalise::header(name) == text)
    }
}

/// Checks adapters as they are read.
struct Checker<'c, 'f> {
    document: &'c Document<'f>,
    problems: &'c mut Vec<Problem>,
}

impl Checker<'_, '_> {
    fn report(&mut self, at: &[Step<'_>], message: String, help: impl Into<String>) {
        self.problems.push(self.document.problem(at, message, help));
    }

    fn pattern(&mut self, text: Option<&str>, at: &[Step<'_>]) -> Option<Regex> {
        match RegexBuilder::new(text?).size_limit(PATTERN_SIZE).build() {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let help = "see the README of this folder for what a pattern may hold";
                self.report(at, format!("the pattern is not valid: {error}"), help);
                None
            }
        }
    }

    /// Header words by their spelling; those that end with `*` apart.
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
        // The longest beginning says most.
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

    fn shape(&mut self, file: &AdapterFile) {
        let given = |part| file.layout.headers.get(&part).is_some_and(|words| !words.is_empty());
        let marks = given(Part::Yes) && given(Part::No);
        if !given(Part::Answer) && !marks {
            let help = "add answer = [..], or yes = [..] and no = [..] for marks";
            let at = [Key("layout"), Key("headers")];
            self.report(&at, "no header says where the answers stand".to_owned(), help);
        }
        if file.recognise.id.is_none() != file.layout.made_ids {
            let help = "give recognise.id, or set layout.made_ids = true for a form without ids";
            self.report(&[Key("recognise")], "it is not clear how ids are found".to_owned(), help);
        }
        if file.layout.made_ids && !given(Part::Question) {
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
        Some(Told::new(checker.pattern(Some(&telling.id), &at)?, telling.least))
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
    let questionnaire = file.questionnaire.as_ref().and_then(|id| {
        let known = questionnaires.iter().position(|one| one.id == *id && !one.native);
        if known.is_none() {
            let ids = questionnaires.iter().filter(|one| !one.native).map(|one| one.id.as_str());
            let message = format!("there is no crosswalk of `{id}`");
            checker.report(&[Key("questionnaire")], message, did_you_mean(id, ids));
        }
        known.and_then(|position| u16::try_from(position).ok())
    });
    let by_key = |table: &BTreeMap<String, Vec<String>>, fold: fn(&str) -> String| {
        let rows = table.iter().flat_map(|(key, all)| all.iter().map(move |one| (key, one)));
        rows.map(|(key, one)| (fold(one), key.clone())).collect::<HashMap<_, _>>()
    };
    Adapter {
        cover_ids: by_key(&file.cover.ids, str::to_owned),
        cover_labels: by_key(&file.cover.labels, normalise::header),
        id: file.id,
        title: file.title,
        questionnaire,
        edition: file.edition,
        general: file.general,
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
        spellings,
        rules: file.answers,
    }
}
