//! The texts of the memo, made from the deal's engagements. [`super::memo`] lays them out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::ranking::{interval, top_reason};
use super::super::view::View;
use super::group::Deal;
use crate::assessment::scene::Scene;
use crate::assessment::{EngagementResult, FiredRule};
use crate::catalogue::Sentences;
use crate::model::{Country, Date, Decision, NodeIndex, Outcome, Phase, Rule, SupplierId, Tier};
use crate::sheet::text::{capital, short};

/// The most names in a list; the others are only counted.
const NAMES: usize = 10;

/// The most characters of a list entry.
const LETTERS: usize = 60;

/// The most characters of a sentence.
const SENTENCE: usize = 240;

/// The rank intervals of the first engagements: `E-104 1, E-115 2 to 3`.
pub(super) fn ranks(deal: &Deal<'_>, most: usize) -> String {
    let rank = |(result, tied): (&&EngagementResult<'_>, &(usize, usize))| {
        format!("{} {}", short(result.engagement.id.as_str(), LETTERS), interval(*tied))
    };
    let ranked = deal.results.iter().zip(&deal.intervals);
    ranked.take(most).map(rank).collect::<Vec<_>>().join(", ")
}

/// What must be done by when. The order is that of the memo: by day, then the worse outcome, then rank.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MemoCondition {
    /// The due day.
    pub due: Option<Date>,
    /// The outcome of the rule; a hold waits for the action.
    pub outcome: Reverse<Outcome>,
    /// The rank of its engagement, from 1.
    pub rank: usize,
    /// Its engagement.
    pub engagement: String,
    /// What must be done, and by whom.
    pub what: String,
    /// The findings that a person accepts with it; empty if nothing can be accepted.
    pub findings: Vec<Acceptable>,
}

/// An open condition that a person can accept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Acceptable {
    /// The id of the finding.
    pub id: String,
    /// Its engagement.
    pub engagement: String,
    /// The supplier it names.
    pub supplier: String,
    /// The rule that fired.
    pub rule: &'static str,
    /// The subject.
    pub subject: String,
    /// The due day.
    pub due: Option<Date>,
    /// The action.
    pub action: String,
}

/// The deal's decision: the worst of its engagements'.
pub(super) fn decision(deal: &Deal<'_>) -> Decision {
    deal.results.iter().map(|result| result.decision).max().unwrap_or(Decision(Outcome::Approve))
}

/// How many engagements have each decision, worst first.
pub(super) fn counts(deal: &Deal<'_>) -> String {
    let count = |decision: Decision| {
        deal.results.iter().filter(|result| result.decision == decision).count()
    };
    let all = Decision::ALL.into_iter().rev().map(|decision| (count(decision), decision.word()));
    let some: Vec<String> = all
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    some.join(", ")
}

/// The role that signs for the deal: the highest that one of its engagements needs.
pub(super) fn signer<'v>(view: &View<'v>, deal: &Deal<'v>) -> &'v str {
    let ladder = &view.policy().signers.ladder;
    let step = |result: &&&EngagementResult<'v>| {
        ladder.iter().position(|role| role.role == result.signer).unwrap_or(ladder.len())
    };
    // Of equal steps `max_by_key` takes the last; they have the same role.
    deal.results.iter().max_by_key(step).map_or("", |result| result.signer)
}

/// The last day on which all decisions of the deal hold.
pub(super) fn valid_until(deal: &Deal<'_>) -> Option<Date> {
    deal.results.iter().map(|result| result.valid_until).min()
}

/// The purposes, each once.
pub(super) fn purposes(deal: &Deal<'_>) -> String {
    let purposes = deal.results.iter().filter_map(|result| result.engagement.purpose.as_deref());
    listed(each_once(purposes.map(str::to_owned)))
}

/// The tiers with their number of engagements, highest first.
pub(super) fn tiers(deal: &Deal<'_>) -> String {
    let count =
        |tier: Tier| deal.results.iter().filter(|result| result.engagement.tier == tier).count();
    let all = Tier::ALL.into_iter().rev().map(|tier| (tier, count(tier)));
    let words: Vec<String> = all
        .filter(|(_, count)| *count > 0)
        .map(|(tier, count)| format!("{tier} ({count})"))
        .collect();
    words.join(", ")
}

/// The kinds of information, each once.
pub(super) fn kinds(deal: &Deal<'_>) -> String {
    let mut kinds: Vec<_> =
        deal.results.iter().flat_map(|result| result.engagement.kinds.iter().copied()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let words: Vec<&str> = kinds.into_iter().map(|kind| kind.word()).collect();
    if words.is_empty() { "no kind is named".to_owned() } else { words.join(", ") }
}

/// A line about a stage of an engagement.
pub(super) struct MemoStage {
    /// When it is open, its name, its purpose and its recipients.
    pub what: String,
    /// Its tier.
    pub tier: Tier,
    /// Its decision.
    pub decision: Decision,
}

/// The stages of an engagement: the one in force first, then the others in their order with the days they open.
pub(super) fn stages(result: &EngagementResult<'_>, as_of: Date) -> Vec<MemoStage> {
    let Some(stage) = &result.stage else { return Vec::new() };
    let told = |text: &Option<String>, word: &str| {
        text.as_deref().map_or_else(String::new, |one| format!(", {word} {}", short(one, LETTERS)))
    };
    let line = |when: &str, phase: &Phase, decision: Decision| MemoStage {
        what: format!(
            "{when}: {}{}{}",
            short(&phase.name, LETTERS),
            told(&phase.purpose, "for"),
            told(&phase.recipients, "to")
        ),
        tier: phase.tier,
        decision,
    };
    let open = stage.open.map(|(phase, _)| phase.name.as_str());
    let now = stage.open.map(|(phase, decision)| line("now", phase, decision));
    let others = result.phases.iter().filter(|one| Some(one.phase.name.as_str()) != open);
    let others = others.map(|one| {
        let when = one.opens.map_or_else(
            || "not open".to_owned(),
            |day| format!("{} {day}", if day <= as_of { "since" } else { "from" }),
        );
        line(&when, one.phase, one.at.decision)
    });
    now.into_iter().chain(others).collect()
}

/// The prime suppliers, and the subcontractors below them, by id.
pub(super) fn parties(view: &View<'_>, deal: &Deal<'_>) -> (String, String) {
    let primes = each_once(deal.results.iter().map(|result| &result.engagement.supplier));
    let lines = deal.results.iter().flat_map(|result| &result.chain);
    let below = each_once(lines.filter(|line| line.depth > 0).map(|line| &line.supplier));
    let named =
        |list: Vec<&SupplierId>| listed(list.into_iter().map(|id| party(view, id)).collect());
    (named(primes), if below.is_empty() { "none".to_owned() } else { named(below) })
}

/// A supplier's id and name.
pub(super) fn party(view: &View<'_>, id: &SupplierId) -> String {
    match view.profile(id).and_then(|profile| profile.supplier) {
        Some(supplier) => short(&format!("{id} {}", supplier.name), LETTERS),
        None => short(id.as_str(), LETTERS),
    }
}

/// The countries in which the parties process, and the other countries with access.
pub(super) fn countries(view: &View<'_>, deal: &Deal<'_>) -> (String, String) {
    let context = &view.assessment.context;
    let (mut processing, mut reached) = (Vec::new(), Vec::new());
    for result in &deal.results {
        let engagement = result.engagement;
        let graph = context.chain(engagement);
        let scene = Scene::new(engagement, &graph, engagement.tier, true);
        for node in NodeIndex::all(graph.nodes.len()) {
            processing.extend(scene.processing(context, node));
            let edges = graph.arriving[node].iter().map(|edge| Some(*edge));
            let edges = edges.chain((node == NodeIndex::PRIME).then_some(None));
            reached.extend(edges.flat_map(|edge| scene.countries(context, node, edge)));
        }
    }
    let processing = each_once(processing);
    let access = each_once(reached.into_iter().filter(|country| !processing.contains(country)));
    let vocabulary = &context.catalogue.vocabulary;
    let named = |list: Vec<Country>| -> Vec<String> {
        list.into_iter().map(|country| vocabulary.country_name(country)).collect()
    };
    let or = |list: Vec<String>, none: &str| {
        if list.is_empty() { none.to_owned() } else { listed(list) }
    };
    (or(named(processing), "not known"), or(named(access), "nowhere else"))
}

/// The expected yearly loss by currency; currencies are never added together.
pub(super) fn expected_loss(deal: &Deal<'_>) -> Option<String> {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for result in &deal.results {
        if let Some(loss) = result.expected_loss {
            *sums.entry(result.engagement.currency.as_deref().unwrap_or("")).or_default() += loss;
        }
    }
    let words: Vec<String> = sums
        .into_iter()
        .map(|(currency, sum)| format!("{currency} {}", thousands(sum)).trim().to_owned())
        .collect();
    (!words.is_empty()).then(|| words.join(" + "))
}

/// The most telling reason of each engagement that is not approved, by rank.
pub(super) fn reasons<'v>(deal: &Deal<'v>) -> Vec<(&'v EngagementResult<'v>, String)> {
    let stopped =
        deal.results.iter().filter(|result| result.decision != Decision(Outcome::Approve));
    let reasons = stopped.filter_map(|result| Some((*result, top_reason(result)?)));
    reasons.map(|(result, reason)| (result, short(&reason, SENTENCE))).collect()
}

/// The conditions of the engagements that are not rejected, and what a hold waits for; everything that one party must
/// do about one rule is one line.
pub(super) fn conditions(view: &View<'_>, deal: &Deal<'_>) -> Vec<MemoCondition> {
    let sentences = &view.assessment.context.catalogue.sentences;
    let mut conditions = Vec::new();
    for result in deal.results.iter().filter(|result| result.decision.0 != Outcome::Reject) {
        let mut groups: BTreeMap<(&SupplierId, Rule, Outcome), Vec<&FiredRule>> = BTreeMap::new();
        for rule in result.rules.iter().filter(|rule| is_shown(rule) && rule.follows.is_none()) {
            groups.entry((&rule.supplier, rule.rule, rule.outcome)).or_default().push(rule);
        }
        conditions.extend(groups.into_iter().map(|((supplier, _, outcome), rules)| {
            MemoCondition {
                due: rules.iter().filter_map(|rule| rule.due).min(),
                outcome: Reverse(outcome),
                rank: result.rank,
                engagement: result.engagement.id.to_string(),
                what: condition(sentences, supplier, &rules),
                findings: acceptable(view, result, &rules),
            }
        }));
    }
    conditions.sort();
    conditions
}

/// Whether a rule is listed: it has a due day, or it is a condition.
fn is_shown(rule: &FiredRule) -> bool {
    rule.due.is_some() || rule.outcome == Outcome::Condition
}

/// Whether a person can approve anything: the engagement as decided, a stage of it, or a lower tier.
fn can_be_approved(result: &EngagementResult<'_>) -> bool {
    let escalated = result.decision == Decision(Outcome::Escalate);
    let stages = result.phases.iter().any(|line| line.at.decision.allows());
    let lower = result.disclosure_ceiling > Tier::Public;
    result.decision.allows() || escalated || stages || lower
}

/// The open conditions among rules that fired, each id once. If hits with the same id differ in outcome and the worst
/// is not a condition, that id can't be accepted.
fn acceptable(
    view: &View<'_>,
    result: &EngagementResult<'_>,
    rules: &[&FiredRule],
) -> Vec<Acceptable> {
    let accept = |rule: &&FiredRule| {
        let tracked = view.facts.tracking.of_rule(result, rule)?;
        (tracked.outcome == Outcome::Condition.word()).then(|| Acceptable {
            id: tracked.id.to_string(),
            engagement: result.engagement.id.to_string(),
            supplier: rule.supplier.to_string(),
            rule: rule.rule.word(),
            subject: rule.subject.to_string(),
            due: rule.due,
            action: capital(&rule.remedy),
        })
    };
    // If nothing can be approved, nothing can be accepted.
    let rules = if can_be_approved(result) { rules } else { &[] };
    let mut all: Vec<Acceptable> = rules.iter().filter_map(accept).collect();
    all.sort();
    all.dedup_by(|a, b| a.id == b.id);
    all
}

/// The open conditions of the deal's engagements that are not on any line, as they follow from a cause.
pub(super) fn unlisted(view: &View<'_>, deal: &Deal<'_>) -> Vec<Acceptable> {
    let allowed = deal.results.iter().filter(|result| result.decision.0 != Outcome::Reject);
    let of = |result: &&EngagementResult<'_>| {
        let following = result.rules.iter().filter(|rule| is_shown(rule) && rule.follows.is_some());
        acceptable(view, result, &following.collect::<Vec<_>>())
    };
    allowed.flat_map(of).collect()
}

fn condition(sentences: &Sentences, supplier: &SupplierId, rules: &[&FiredRule]) -> String {
    let subjects = each_once(rules.iter().map(|rule| &*rule.subject));
    let subjects: Vec<&str> = subjects.into_iter().filter(|one| !one.is_empty()).collect();
    let about = match &subjects[..] {
        [] => String::new(),
        some => format!(" ({})", short(&some.join(", "), LETTERS)),
    };
    let remedies = each_once(rules.iter().map(|rule| &*rule.remedy));
    let what = match &remedies[..] {
        [one] => capital(one.trim_end_matches('.')),
        _ => together(sentences, rules),
    };
    let waivers = each_once(rules.iter().filter_map(|rule| rule.waiver.as_deref()));
    let waivers = match &waivers[..] {
        [] => String::new(),
        some => format!(" [accepted by waiver {}]", short(&some.join(", "), LETTERS)),
    };
    short(&format!("{supplier}: {what}{about}{waivers}"), SENTENCE)
}

/// What several hits of one rule ask for together.
fn together(sentences: &Sentences, rules: &[&FiredRule]) -> String {
    let first = rules.first().map(|rule| sentences.of(rule.rule, rule.case).together.as_str());
    let first = first.filter(|words| !words.is_empty());
    first.unwrap_or("Mend the facts named on the sheet Findings").to_owned()
}

fn each_once<T: Ord>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.into_iter().collect();
    all.sort();
    all.dedup();
    all
}

/// A list of names, cut if it is long.
fn listed(all: Vec<String>) -> String {
    let more = all.len().saturating_sub(NAMES);
    let some: Vec<String> = all.iter().take(NAMES).map(|one| short(one.trim(), LETTERS)).collect();
    match more {
        0 => some.join("; "),
        more => format!("{}; and {more} more", some.join("; ")),
    }
}

/// An amount without decimals, with thousands separators.
fn thousands(amount: f64) -> String {
    let digits = format!("{:.0}", amount.abs());
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if amount < 0.0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut_and_amounts_are_readable() {
        let names = |count: usize| (0..count).map(|one| format!("N{one}")).collect();
        assert_eq!(listed(names(2)), "N0; N1");
        assert!(listed(names(13)).ends_with("N9; and 3 more"));
        assert_eq!(thousands(1_234_567.4), "1,234,567");
        assert_eq!(thousands(999.6), "1,000");
        assert_eq!(thousands(0.0), "0");
    }
}
