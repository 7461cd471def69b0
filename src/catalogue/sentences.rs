//! `scoring/rules.toml`: the sentences about each gate rule, for us and for suppliers, as templates.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decode::{Document, Step};
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::{Fact, Field, Rule};
use Step::Key;

/// Format line of `rules.toml`.
const FORMAT: &str = "flowdown-rules/1";

/// The placeholders of sentences that are sent to a supplier.
const TO_SUPPLIER: &[Field] = &[Field::Name, Field::Party, Field::Available, Field::Mechanisms];

/// What goes out to a supplier about a rule, as typed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskEntry {
    /// What is short.
    pub about: String,
    /// What to do.
    pub todo: String,
    /// What would show it.
    #[serde(default)]
    pub evidence: String,
}

/// The sentences of one case of a rule, as typed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SentenceEntry {
    /// Why it fired.
    pub reason: String,
    /// What to do about it.
    pub action: String,
    /// What several hits of it ask for together.
    #[serde(default)]
    pub together: String,
    /// What goes out to the supplier that the rule names.
    #[serde(default)]
    pub supplier: Option<AskEntry>,
    /// What goes out to the party that passes the information on.
    #[serde(default)]
    pub giver: Option<AskEntry>,
}

/// Phrases that several sentences share, as typed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhraseEntries {
    /// The giver of what the prime receives.
    pub us: String,
    /// The other party of an agreement with us, as a supplier reads it.
    pub us_to_supplier: String,
    /// The other party of an agreement with somebody else, as a supplier reads it.
    pub above_to_supplier: String,
    /// A country that is not known.
    pub unknown_country: String,
    /// A day that is not known.
    pub unknown_day: String,
    /// A law that is not known.
    pub no_regime: String,
    /// Behind a reason that rests on a law we are not sure of.
    pub counsel: String,
    /// Behind the reason of a hit that a waiver accepts.
    pub accepted: String,
}

/// The file `rules.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesFile {
    /// `flowdown-rules/1`.
    pub format: String,
    /// Phrases that several sentences share.
    pub phrases: PhraseEntries,
    /// The sentences by rule and case.
    pub rules: IndexMap<Rule, IndexMap<String, SentenceEntry>>,
}

/// A sentence with placeholders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template(Vec<TemplatePiece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum TemplatePiece {
    Text(String),
    Field(Field),
}

impl Template {
    /// Reads a sentence; `report` gets each problem.
    fn parse(text: &str, allowed: &[Field], report: &mut dyn FnMut(String, String)) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let closed = rest[open..].find('}').filter(|_| rest[open..].starts_with('{'));
            let Some(length) = closed else {
                report("a brace stands alone".to_owned(), "write {word}".to_owned());
                break;
            };
            let word = &rest[open + 1..open + length];
            let known = allowed.iter().copied();
            match known.clone().find(|field| field.word() == word) {
                Some(field) => {
                    pieces.push(TemplatePiece::Text(rest[..open].to_owned()));
                    pieces.push(TemplatePiece::Field(field));
                }
                None => {
                    let help = match allowed {
                        [] => "there are no placeholders here".to_owned(),
                        _ => did_you_mean(word, known.map(Field::word)),
                    };
                    report(format!("`{{{word}}}` is no placeholder of this sentence"), help);
                }
            }
            rest = &rest[open + length + 1..];
        }
        pieces.push(TemplatePiece::Text(rest.to_owned()));
        Self(pieces)
    }

    /// The sentence with facts for its placeholders; a placeholder without a fact is left out.
    pub fn fill(&self, facts: &[Fact<'_>]) -> String {
        let written = self.0.iter().map(|piece| match piece {
            TemplatePiece::Text(text) => text.clone(),
            TemplatePiece::Field(field) => facts
                .iter()
                .find(|fact| fact.field == *field)
                .map_or_else(String::new, ToString::to_string),
        });
        written.collect()
    }
}

/// The sentences that a supplier is sent about a rule.
#[derive(Debug, Clone)]
pub struct AskTemplate {
    /// What is missing.
    pub about: Template,
    /// What to do.
    pub todo: Template,
    /// What would prove it.
    pub evidence: String,
}

/// The sentences of one case of a rule.
#[derive(Debug, Clone)]
pub struct CaseSentences {
    /// Why it fired.
    pub reason: Template,
    /// What to do about it.
    pub action: Template,
    /// What several hits of it ask for together; may be blank.
    pub together: String,
    /// The sentences for the supplier that the rule names.
    pub supplier: Option<AskTemplate>,
    /// The sentences for the party that passes the information on.
    pub giver: Option<AskTemplate>,
}

/// All sentences about rules.
#[derive(Debug, Clone)]
pub struct Sentences {
    /// Phrases that several sentences share.
    pub phrases: PhraseEntries,
    /// Added to the reason of a hit that a waiver accepts.
    pub accepted: Template,
    /// By rule and case, in the order of the table of rules.
    cases: Vec<Vec<CaseSentences>>,
}

impl Sentences {
    /// The sentences of a rule in a case, as an index into its cases; those of the first case if there is no such one.
    pub fn of(&self, rule: Rule, case: usize) -> &CaseSentences {
        let cases = &self.cases[rule as usize];
        cases.get(case).unwrap_or(&cases[0])
    }
}

/// Reads and checks the sentences. Every problem goes to the list; sentences are returned only if there is none.
pub fn check(
    file: &RulesFile,
    document: &Document<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Sentences> {
    let before = problems.len();
    if file.format != FORMAT {
        let help = format!("this program reads {FORMAT}");
        problems.push(document.problem(&[Key("format")], "the format is not known", help));
    }
    let mut reader = TemplateReader { document, problems };
    let at = [Key("phrases"), Key("accepted")];
    let accepted = reader.template(&file.phrases.accepted, &[Field::End, Field::Waiver], &at);
    let cases = Rule::ALL.iter().map(|rule| reader.rule(file, *rule)).collect::<Vec<_>>();
    let phrases = file.phrases.clone();
    let whole = problems.len() == before && cases.iter().all(|cases| !cases.is_empty());
    whole.then_some(Sentences { phrases, accepted, cases })
}

struct TemplateReader<'r, 'f> {
    document: &'r Document<'f>,
    problems: &'r mut Vec<Problem>,
}

impl TemplateReader<'_, '_> {
    fn rule(&mut self, file: &RulesFile, rule: Rule) -> Vec<CaseSentences> {
        let known = rule.cases().iter().map(|(word, _)| *word);
        let Some(table) = file.rules.get(&rule) else {
            let cases = known.collect::<Vec<_>>().join(", ");
            let message = format!("the rule `{rule}` is missing");
            let help = format!("add [rules.{rule}.…] for each of its cases: {cases}");
            self.problems.push(self.document.problem(&[Key("rules")], message, help));
            return Vec::new();
        };
        for word in table.keys().filter(|word| !known.clone().any(|case| case == word.as_str())) {
            let at = [Key("rules"), Key(rule.word()), Key(word)];
            let message = format!("`{rule}` has no case `{word}`");
            let help = did_you_mean(word, known.clone());
            self.problems.push(self.document.problem(&at, message, help));
        }
        let cases = rule.cases().iter();
        cases.filter_map(|(word, fields)| self.case(table, rule, word, fields)).collect()
    }

    fn case(
        &mut self,
        table: &IndexMap<String, SentenceEntry>,
        rule: Rule,
        word: &'static str,
        fields: &[Field],
    ) -> Option<CaseSentences> {
        let Some(entry) = table.get(word) else {
            let at = [Key("rules"), Key(rule.word())];
            let message = format!("`{rule}` says nothing for the case `{word}`");
            self.problems.push(self.document.problem(&at, message, "add its sentences"));
            return None;
        };
        let at = |key| [Key("rules"), Key(rule.word()), Key(word), Key(key)];
        Some(CaseSentences {
            reason: self.template(&entry.reason, fields, &at("reason")),
            action: self.template(&entry.action, fields, &at("action")),
            together: entry.together.clone(),
            supplier: entry.supplier.as_ref().map(|ask| self.ask(ask, &at("supplier"))),
            giver: entry.giver.as_ref().map(|ask| self.ask(ask, &at("giver"))),
        })
    }

    fn ask(&mut self, entry: &AskEntry, at: &[Step<'_>; 4]) -> AskTemplate {
        let [a, b, c, d] = *at;
        AskTemplate {
            about: self.template(&entry.about, TO_SUPPLIER, &[a, b, c, d, Key("about")]),
            todo: self.template(&entry.todo, TO_SUPPLIER, &[a, b, c, d, Key("todo")]),
            evidence: entry.evidence.clone(),
        }
    }

    fn template(&mut self, text: &str, allowed: &[Field], at: &[Step<'_>]) -> Template {
        let (document, problems) = (self.document, &mut *self.problems);
        let mut report = |message: String, help: String| {
            problems.push(document.problem(at, message, help));
        };
        if text.trim().is_empty() {
            report("the sentence is blank".to_owned(), "write one".to_owned());
        }
        Template::parse(text, allowed, &mut report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Catalogue, Source};

    fn problems(of: &str, with: &str) -> String {
        let scoring = Source::embedded("scoring");
        let text = scoring.file("rules.toml").expect("the file is there").text.to_string();
        assert!(text.contains(of), "{of}");
        let scoring = scoring.with("rules.toml", &text.replacen(of, with, 1));
        let read = Catalogue::from_sources(&scoring, &Source::embedded("questionnaires"));
        read.expect_err("it is refused").to_string()
    }

    #[test]
    fn a_sentence_is_filled_with_facts() {
        let fields = [Field::Tier, Field::Days];
        let template = Template::parse("at {tier}: {days} days", &fields, &mut |_, _| {});
        let facts = [Fact::count(Field::Days, 3_u32), Fact::text(Field::Tier, "internal")];
        assert_eq!(template.fill(&facts), "at internal: 3 days");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_line() {
        let said = problems("{completed} decides", "{complete} decides");
        assert!(said.contains("`{complete}` is no placeholder"), "{said}");
        assert!(
            said.contains("did you mean `completed`?") && said.contains("rules.toml"),
            "{said}"
        );
        let said = problems("{remedy}", "{remedy");
        assert!(said.contains("a brace stands alone"), "{said}");
        let said = problems("[rules.kinds-blank.always]", "[rules.kinds-blank.allways]");
        assert!(said.contains("has no case `allways`"), "{said}");
        assert!(said.contains("says nothing for the case `always`"), "{said}");
    }
}
