//! What a supplier should fix: collected from the rules that name it, in words for the supplier.

use std::collections::BTreeMap;

use super::cards::{RuleForSupplier, ScoreCards};
use super::words::{self, Around, SupplierRequest};
use crate::assessment::profile::Profile;
use crate::assessment::resolve::Resolution;
use crate::assessment::{EngagementResult, FiredRule};
use crate::catalogue::policy::Regime;
use crate::model::{About, Answer, Country, Date, DomainIndex, EvidenceLevel, Outcome, Tier};

/// The most questions named for a weak domain.
const QUESTIONS: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fix {
    /// Whether information is held back until it is fixed.
    pub urgent: bool,
    /// The due day; `None` if it is due before anything is shared.
    pub due: Option<Date>,
    /// The subject.
    pub about: String,
    /// The ids of the questions about it.
    pub questions: String,
    /// The supplier's answer; empty if it is not about a question.
    pub said: &'static str,
    /// The action.
    pub todo: String,
    /// The evidence that would help.
    pub evidence: String,
    /// The cell of the answer in the supplier's own file.
    pub place: String,
}

/// The same request under several engagements: the most urgent day, at the highest tier.
#[derive(Debug, Clone, Copy)]
struct Merged<'v> {
    urgent: bool,
    due: Option<Date>,
    tier: Tier,
    rule: &'v FiredRule<'v>,
    result: &'v EngagementResult<'v>,
}

impl<'v> Merged<'v> {
    fn of(rule: &'v FiredRule<'v>, result: &'v EngagementResult<'v>, due: Option<Date>) -> Self {
        let urgent = rule.outcome > Outcome::Condition;
        Self { urgent, due, tier: rule.tier, rule, result }
    }

    fn with(self, other: Self) -> Self {
        let higher = if other.tier > self.tier { other } else { self };
        Self {
            urgent: self.urgent || other.urgent,
            due: self.due.into_iter().chain(other.due).min(),
            ..higher
        }
    }
}

/// What a supplier should fix: first what information waits for, then by day.
pub(super) fn fixes(cards: &ScoreCards<'_>, profile: &Profile<'_>) -> Vec<Fix> {
    let named = cards.named.get(&profile.id).map_or(&[][..], Vec::as_slice);
    let giving = cards.giving.get(profile.id.as_str()).map_or(&[][..], Vec::as_slice);
    let mut fixes = Vec::new();
    for (_, merged) in merged(named, |rule| !rule.rule.is_about_control() && rule.follows.is_none())
    {
        fixes.extend(other(cards, profile, &merged));
    }
    let asked = merged_givers(cards, giving);
    fixes.extend(
        asked
            .into_iter()
            .filter_map(|merged| Some(fix(&merged, words::ask_giver(cards, merged.rule)?))),
    );
    for merged in controls(named) {
        fixes.extend(control(cards, profile, &merged));
    }
    // The sort is stable: within a day, what is not about a question comes first, then catalogue order.
    fixes.sort_by_key(|fix| (!fix.urgent, fix.due));
    fixes
}

/// Rules that are not about a control, each subject once, separately for agreements with us and with others. A giver
/// does not count as a subject here.
fn merged<'v>(
    named: &[RuleForSupplier<'v>],
    keep: impl Fn(&FiredRule<'_>) -> bool,
) -> BTreeMap<(&'static str, &'v str, bool), Merged<'v>> {
    let mut all: BTreeMap<(&'static str, &str, bool), Merged<'v>> = BTreeMap::new();
    for (result, rule, due) in named.iter().copied().filter(|(_, rule, _)| keep(rule)) {
        let subject = if rule.rule.names_giver() { "" } else { &*rule.subject };
        let new = Merged::of(rule, result, due);
        let with_us = rule.supplier == result.engagement.supplier;
        all.entry((rule.rule.word(), subject, with_us))
            .and_modify(|old| *old = old.with(new))
            .or_insert(new);
    }
    all
}

fn merged_givers<'v>(cards: &ScoreCards<'_>, giving: &[RuleForSupplier<'v>]) -> Vec<Merged<'v>> {
    let mut all: BTreeMap<String, Merged<'v>> = BTreeMap::new();
    for (result, rule, due) in giving.iter().copied() {
        let new = Merged::of(rule, result, due);
        let about = words::ask_giver(cards, rule).map_or_else(String::new, |ask| ask.about);
        all.entry(about).and_modify(|old| *old = old.with(new)).or_insert(new);
    }
    all.into_values().collect()
}

/// Rules about controls, each control once, in the order of their ids.
fn controls<'v>(named: &[RuleForSupplier<'v>]) -> Vec<Merged<'v>> {
    let mut all: BTreeMap<&str, Merged<'v>> = BTreeMap::new();
    let about = |rule: &FiredRule<'_>| rule.rule.is_about_control() && rule.follows.is_none();
    for (result, rule, due) in named.iter().copied().filter(|(_, rule, _)| about(rule)) {
        let new = Merged::of(rule, result, due);
        all.entry(&rule.subject).and_modify(|old| *old = old.with(new)).or_insert(new);
    }
    all.into_values().collect()
}

fn fix(merged: &Merged<'_>, ask: SupplierRequest) -> Fix {
    Fix {
        urgent: merged.urgent,
        due: merged.due,
        about: ask.about,
        questions: String::new(),
        said: "",
        todo: ask.todo,
        evidence: ask.evidence,
        place: String::new(),
    }
}

/// The request for a rule that is not about a control.
fn other(cards: &ScoreCards<'_>, profile: &Profile<'_>, merged: &Merged<'_>) -> Option<Fix> {
    let catalogue = cards.context.catalogue;
    let (rule, engagement) = (merged.rule, merged.result.engagement);
    let domain = catalogue
        .policy
        .domains
        .iter()
        .position(|one| one.domain == rule.subject)
        .map(DomainIndex::from);
    let name = match rule.rule.about_what() {
        About::Domain => domain.map_or("", |at| &catalogue.policy.domains[at].title).to_owned(),
        About::Certificate => rule.subject.to_string(),
        _ => Country::from_code(&rule.subject)
            .map_or_else(String::new, |country| catalogue.vocabulary.country_name(country)),
    };
    let regime = engagement.origin.and_then(|origin| catalogue.policy.regime(origin));
    let around = Around {
        name: &name,
        with_us: rule.supplier == engagement.supplier,
        notice_max: catalogue.policy.tier(merged.tier).notice_hours_max.unwrap_or(0.0),
        mechanisms: &regime.map_or_else(String::new, |(_, regime)| mechanisms(cards, regime)),
    };
    let mut fix = fix(merged, words::ask(cards, rule, around)?);
    match (rule.rule.about_what(), domain) {
        (About::Domain, Some(domain)) => {
            fix.questions = improvable(cards, profile, domain, merged.tier);
        }
        (About::Response, _) => fix.place = cards.file(profile, &rule.subject),
        _ => {}
    }
    Some(fix)
}

/// The transfer mechanisms that a regime accepts, in words.
fn mechanisms(cards: &ScoreCards<'_>, regime: &Regime) -> String {
    let meaning = &cards.context.catalogue.policy.mechanisms;
    let words = regime.mechanisms.iter().map(|word| meaning.get(word).unwrap_or(word).as_str());
    words.collect::<Vec<_>>().join(", ")
}

/// The questions of a domain whose answer is not yes or has no evidence.
fn improvable(
    cards: &ScoreCards<'_>,
    profile: &Profile<'_>,
    domain: DomainIndex,
    tier: Tier,
) -> String {
    let catalogue = cards.context.catalogue;
    let resolved = profile.resolved(tier);
    let kinds = cards.kinds_of(&profile.id);
    let weak =
        catalogue.controls.list().iter().zip(resolved).enumerate().filter(|(_, (control, one))| {
            let short = one.answer != Answer::NotApplicable
                && (one.answer != Answer::Yes || !one.has_evidence);
            control.domain == domain && control.applies_to(tier, kinds) && short
        });
    let ids: Vec<&str> = weak.map(|(index, _)| cards.asked[index].ids.as_str()).collect();
    match ids.len().saturating_sub(QUESTIONS) {
        0 => ids.join(", "),
        more => format!("{} and {more} more", ids[..QUESTIONS].join(", ")),
    }
}

/// The request for a rule about a control: the answer, the action and the cell.
fn control(cards: &ScoreCards<'_>, profile: &Profile<'_>, merged: &Merged<'_>) -> Option<Fix> {
    let catalogue = cards.context.catalogue;
    let index = catalogue.controls.index(&merged.rule.subject)?;
    let control = &catalogue.controls.list()[index];
    let resolution = profile.resolution(index, merged.tier);
    let answer = resolution.resolved.answer;
    let todo = match answer {
        Answer::Yes => {
            let tier = catalogue.policy.tier(merged.tier);
            let heavy = catalogue.policy.is_heavy(control.weight);
            let least = if heavy { tier.evidence_min_heavy } else { tier.evidence_min_other };
            support(least.unwrap_or(EvidenceLevel::E0)).to_owned()
        }
        Answer::Unanswered => format!("Answer the question. {}", control.remedy),
        _ => control.remedy.clone(),
    };
    let asked = &cards.asked[index];
    Some(Fix {
        urgent: merged.urgent,
        due: merged.due,
        about: control.title.clone(),
        questions: asked.ids.clone(),
        said: words::answer(answer),
        todo,
        evidence: asked.evidence.clone(),
        place: place(cards, profile, &resolution),
    })
}

/// The request for evidence of a yes.
const fn support(least: EvidenceLevel) -> &'static str {
    match least {
        EvidenceLevel::E0 | EvidenceLevel::E1 => {
            "A yes alone is not enough: name a document that shows it"
        }
        EvidenceLevel::E2 => {
            "A yes alone is not enough: send a certificate or report of an independent assessor"
        }
        EvidenceLevel::E3 => "A yes alone is not enough: agree a test with us",
    }
}

/// The first cell that was read for a control, in the supplier's own file.
fn place(cards: &ScoreCards<'_>, profile: &Profile<'_>, resolution: &Resolution) -> String {
    let response = resolution.rows.first().and_then(|row| {
        let response = profile.statements.responses.get(row.response.get())?;
        Some(response.place(response.answers.get(row.answer.get())?.spot))
    });
    response.map_or_else(String::new, |place| cards.place(profile, &place))
}
