//! The inputs of all scorecards, collected once, and the texts of a supplier that may be shown to it.

use std::collections::HashMap;

use super::cell::Formats;
use super::others::Others;
use crate::assessment::profile::Profile;
use crate::assessment::{Assessment, Context, EngagementResult, FiredRule};
use crate::model::{Code, Date, FileReport, Finding, Kinds, Place, SupplierId, Tier};
use crate::sheet::text::short;

/// The most characters of the name of a file or sheet.
pub(super) const LETTERS: usize = 60;

/// A rule that fired, with its engagement and its due day.
pub(super) type RuleForSupplier<'v> = (&'v EngagementResult<'v>, &'v FiredRule<'v>, Option<Date>);

/// The questions of our own questionnaire about a control.
#[derive(Debug, Default)]
pub(super) struct OwnQuestions {
    pub(super) ids: String,
    pub(super) evidence: String,
}

/// The inputs of all scorecards.
#[derive(Debug)]
pub struct ScoreCards<'v> {
    pub(super) context: &'v Context<'v>,
    pub(super) formats: Formats,
    pub(super) others: Others<'v>,
    /// By control, in catalogue order.
    pub(super) asked: Vec<OwnQuestions>,
    /// The rules that name each supplier.
    pub(super) named: HashMap<&'v SupplierId, Vec<RuleForSupplier<'v>>>,
    /// The rules about what each supplier passes on.
    pub(super) giving: HashMap<&'v str, Vec<RuleForSupplier<'v>>>,
    /// The highest tier that reaches each supplier.
    pub(super) tiers: HashMap<&'v SupplierId, Tier>,
    /// The kinds of information that reach each supplier.
    pub(super) kinds: HashMap<&'v SupplierId, Kinds>,
    /// Its files, those that could not be used included.
    pub(super) files: HashMap<&'v SupplierId, Vec<&'v FileReport>>,
    /// The findings in its answers.
    pub(super) findings: HashMap<&'v SupplierId, Vec<&'v Finding>>,
}

impl<'v> ScoreCards<'v> {
    /// Collects the inputs.
    pub fn new(assessment: &'v Assessment<'v>, files: &'v [FileReport]) -> Self {
        let context = &assessment.context;
        let mut cards = Self {
            context,
            formats: Formats::new(),
            others: Others::new(context),
            asked: asked(context),
            named: HashMap::new(),
            giving: HashMap::new(),
            tiers: HashMap::new(),
            kinds: HashMap::new(),
            files: HashMap::new(),
            findings: HashMap::new(),
        };
        for result in &assessment.engagements {
            for line in &result.chain {
                let tier = cards.tiers.entry(&line.supplier).or_insert(line.tier);
                *tier = line.tier.max(*tier);
                let kinds = cards.kinds.entry(&line.supplier).or_default();
                *kinds = kinds.and(line.kinds);
            }
            for rule in &result.rules {
                let fired = (result, rule, rule.due);
                cards.named.entry(&rule.supplier).or_default().push(fired);
                if rule.rule.names_giver() && !rule.subject.is_empty() {
                    cards.giving.entry(&rule.subject).or_default().push(fired);
                }
            }
        }
        for file in files {
            if let Some(supplier) = &file.supplier {
                cards.files.entry(supplier).or_default().push(file);
            }
        }
        for finding in &assessment.findings {
            if let Some(supplier) =
                finding.supplier.as_ref().filter(|_| speaks_of_answers(finding.code))
            {
                cards.findings.entry(supplier).or_default().push(finding);
            }
        }
        cards
    }

    /// The kinds of information that reach a supplier.
    pub(super) fn kinds_of(&self, supplier: &SupplierId) -> Kinds {
        self.kinds.get(supplier).copied().unwrap_or_default()
    }

    /// The suppliers that get a scorecard, in the order of the register: those that take part in an engagement or sent
    /// a file. A party that only a chain names gets none, as the register does not have it.
    pub fn suppliers(&self) -> Vec<&'v Profile<'v>> {
        let profiles = self.context.profiles().iter().filter(|profile| profile.supplier.is_some());
        profiles
            .filter(|one| self.tiers.contains_key(&one.id) || self.files.contains_key(&one.id))
            .collect()
    }

    /// A place in a supplier's own file, without our folder names.
    pub(super) fn place(&self, profile: &Profile<'_>, place: &Place) -> String {
        let file = self.file(profile, &place.file);
        let sheet = place.sheet.as_deref().map(|sheet| self.own(profile, sheet, "Sheet"));
        let cell = place.cell.map(|cell| cell.to_string());
        match (sheet, cell) {
            (Some(sheet), Some(cell)) => format!("{file} › {sheet}!{cell}"),
            (Some(one), None) | (None, Some(one)) => format!("{file} › {one}"),
            (None, None) => file,
        }
    }

    /// The name of a supplier's own file, without our folder names.
    pub(super) fn file(&self, profile: &Profile<'_>, path: &str) -> String {
        self.own(profile, path.rsplit('/').next().unwrap_or_default(), "your file")
    }

    /// A text of the supplier's own file; `otherwise` if it names another supplier.
    fn own(&self, profile: &Profile<'_>, text: &str, otherwise: &str) -> String {
        if self.others.named_in(text, &profile.id) {
            otherwise.to_owned()
        } else {
            short(text, LETTERS)
        }
    }

    /// The question or control that a finding is about; any other subject is not shown.
    pub(super) fn subject(&self, finding: &Finding) -> String {
        let catalogue = self.context.catalogue;
        if let Some(control) = catalogue.controls.index(&finding.subject) {
            return self.asked[control].ids.clone();
        }
        let mut all = catalogue.questionnaires.iter();
        let known = all.any(|one| one.index(&finding.subject).is_some());
        if known { finding.subject.clone() } else { String::new() }
    }
}

/// The codes of findings about answers that belong to no file.
const fn speaks_of_answers(code: Code) -> bool {
    matches!(code, Code::AnswerUnreadable | Code::NaRefused | Code::Contradiction)
}

fn asked(context: &Context<'_>) -> Vec<OwnQuestions> {
    let catalogue = context.catalogue;
    let mut asked: Vec<OwnQuestions> =
        catalogue.controls.list().iter().map(|_| OwnQuestions::default()).collect();
    let native = catalogue.questionnaires.iter().filter(|one| one.native);
    for question in native.flat_map(|one| &one.questions) {
        for reach in &question.reaches {
            let entry = &mut asked[reach.control];
            if !entry.ids.is_empty() {
                entry.ids.push_str(", ");
            }
            entry.ids.push_str(question.id.as_str());
            if entry.evidence.is_empty() {
                entry.evidence.clone_from(&question.evidence);
            }
        }
    }
    asked
}
