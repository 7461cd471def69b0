//! What several sheets show: who is used at which tier, and every finding in its order.

use std::collections::BTreeMap;

use super::facts::RunFacts;
use crate::assessment::chain::Position;
use crate::assessment::context::Context;
use crate::assessment::node::{Circumstances, NodeScore};
use crate::assessment::profile::Profile;
use crate::assessment::scene::Scene;
use crate::assessment::scoring::score;
use crate::assessment::tracking::Tracked;
use crate::assessment::{Assessment, EngagementResult, FiredRule};
use crate::catalogue::Policy;
use crate::model::{Date, Finding, Outcome, Place, Response, Severity, SupplierId, Tier};
use crate::sheet::style::SheetStyle;

/// How much a line of the sheet Findings matters, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LineWeight {
    /// A fired gate rule.
    Rule(std::cmp::Reverse<Outcome>),
    /// A finding that is no rule.
    Finding(std::cmp::Reverse<Severity>),
}

/// A line of the sheet Findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct FindingLine<'v> {
    /// How much it matters.
    pub weight: LineWeight,
    /// The engagement; none: it speaks of no engagement.
    pub result: Option<&'v EngagementResult<'v>>,
    /// The rule or code.
    pub code: &'static str,
    /// The supplier.
    pub supplier: Option<&'v SupplierId>,
    /// What it is about.
    pub subject: &'v str,
    /// What was found.
    pub what: &'v str,
    /// What to do.
    pub remedy: &'v str,
    /// By when.
    pub due: Option<Date>,
    /// The waiver that changed it.
    pub waiver: Option<&'v str>,
    /// Where it stands.
    pub place: Option<&'v Place>,
    /// The finding that it is, with its past; none: it is not followed from run to run.
    pub tracked: Option<&'v Tracked>,
}

impl<'v> FindingLine<'v> {
    fn of_rule(result: &'v EngagementResult<'v>, rule: &'v FiredRule) -> Self {
        Self {
            weight: LineWeight::Rule(std::cmp::Reverse(rule.outcome)),
            result: Some(result),
            code: rule.rule.word(),
            supplier: Some(&rule.supplier),
            subject: &rule.subject,
            what: &rule.because,
            remedy: &rule.remedy,
            due: rule.due,
            waiver: rule.waiver.as_deref(),
            place: rule.place.as_ref(),
            tracked: None,
        }
    }

    fn of_finding(finding: &'v Finding) -> Self {
        Self {
            weight: LineWeight::Finding(std::cmp::Reverse(finding.code.severity())),
            result: None,
            code: finding.code.word(),
            supplier: finding.supplier.as_ref(),
            subject: &finding.subject,
            what: &finding.message,
            remedy: &finding.help,
            due: None,
            waiver: None,
            place: finding.place.as_ref(),
            tracked: None,
        }
    }

    /// Whether it follows from another finding.
    pub(super) fn follows(&self) -> bool {
        self.tracked.is_some_and(|tracked| tracked.follows.is_some())
    }

    /// By when: of all runs that found it the earliest day they named.
    pub(super) fn due(&self) -> Option<Date> {
        self.tracked.map_or(self.due, |tracked| tracked.due)
    }

    /// By severity, rank, rule, supplier, subject; then by place and text, so that nothing is left to chance.
    fn order(&self) -> impl Ord + 'v {
        let rank = self.result.map_or(usize::MAX, |result| result.rank);
        let last = (self.subject, self.place, self.what);
        (self.weight, rank, self.code, self.supplier, last)
    }
}

/// A supplier where it matters most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use<'v> {
    /// The supplier.
    pub supplier: &'v SupplierId,
    /// Its highest effective tier.
    pub tier: Tier,
    /// The engagement in which it has that tier: of several the first in rank.
    pub result: &'v EngagementResult<'v>,
    /// The best rank of an engagement it takes part in.
    pub rank: usize,
}

/// What the sheets show.
#[derive(Debug)]
pub(super) struct View<'v> {
    /// What was found out.
    pub assessment: &'v Assessment<'v>,
    /// The facts of the run beside it.
    pub facts: &'v RunFacts<'v>,
    /// How it looks.
    pub style: SheetStyle,
    /// Rows of a sheet.
    pub limit: u32,
    /// Suppliers in use, by the first engagement they take part in.
    pub uses: Vec<Use<'v>>,
    /// Every finding, the worst first.
    pub lines: Vec<FindingLine<'v>>,
    /// The lines as the portfolio's sheet shows them: those whose day comes first, then those without.
    pub by_due: Vec<usize>,
    /// Where on that sheet the worst line of each engagement stands, by rank from 0.
    pub first_lines: Vec<Option<usize>>,
    profiles: BTreeMap<&'v str, &'v Profile<'v>>,
    result_of: BTreeMap<&'v str, &'v EngagementResult<'v>>,
    use_of: BTreeMap<&'v SupplierId, usize>,
}

impl<'v> View<'v> {
    /// Gathers it.
    pub(super) fn new(assessment: &'v Assessment<'v>, facts: &'v RunFacts<'v>, limit: u32) -> Self {
        let (uses, use_of) = uses(&assessment.engagements);
        let lines = lines(assessment, facts);
        let mut by_due: Vec<usize> = (0..lines.len()).collect();
        // The longest overdue has the earliest day; what follows from another stands below it.
        let causes = causes(&lines);
        let due = |index: usize| (lines[index].due().unwrap_or(Date::MAX), index);
        by_due.sort_by_key(|index| match causes[*index] {
            Some(cause) => (due(cause), true, *index),
            None => (due(*index), false, *index),
        });
        let mut worst = vec![usize::MAX; assessment.engagements.len()];
        let mut first_lines = vec![None; assessment.engagements.len()];
        for (row, index) in by_due.iter().enumerate() {
            let rank = lines[*index].result.map(|result| result.rank - 1);
            if let Some(rank) = rank.filter(|rank| *index < worst[*rank]) {
                (worst[rank], first_lines[rank]) = (*index, Some(row));
            }
        }
        let profiles = assessment.context.profiles().iter();
        let results = assessment.engagements.iter();
        Self {
            assessment,
            facts,
            style: SheetStyle::new(),
            limit,
            uses,
            lines,
            by_due,
            first_lines,
            profiles: profiles.map(|profile| (profile.id.as_str(), profile)).collect(),
            result_of: results.map(|result| (result.engagement.id.as_str(), result)).collect(),
            use_of,
        }
    }

    /// The policy.
    pub(super) const fn policy(&self) -> &'v Policy {
        &self.assessment.context.catalogue.policy
    }

    /// Everything in rank order.
    pub(super) fn results(&self) -> &'v [EngagementResult<'v>] {
        &self.assessment.engagements
    }

    /// What is known of a supplier.
    pub(super) fn profile(&self, id: &SupplierId) -> Option<&'v Profile<'v>> {
        self.profiles.get(id.as_str()).copied()
    }

    /// The name of a supplier; its id where the register does not know it.
    pub(super) fn name(&self, id: &'v SupplierId) -> &'v str {
        let known = self.profile(id).and_then(|profile| profile.supplier);
        known.map_or(id.as_str(), |supplier| supplier.name.as_str())
    }

    /// The name of a supplier of the register, by the text of its id.
    pub(super) fn name_of(&self, id: &str) -> Option<&'v str> {
        let known = self.profiles.get(id).and_then(|profile| profile.supplier);
        known.map(|supplier| supplier.name.as_str())
    }

    /// The result of an engagement, by the text of its id.
    pub(super) fn result_of(&self, id: &str) -> Option<&'v EngagementResult<'v>> {
        self.result_of.get(id).copied()
    }

    /// Where a supplier stands among those in use.
    pub(super) fn use_index(&self, id: &SupplierId) -> Option<usize> {
        self.use_of.get(id).copied()
    }

    /// Every response by its file, whether it counts or not; several where a form holds answers of several days.
    pub(super) fn responses(&self) -> BTreeMap<&'v str, Vec<&'v Response>> {
        let all = self.assessment.context.profiles().iter().flat_map(|profile| {
            let counting = profile.statements.responses.iter().chain(&profile.future).copied();
            counting.chain(profile.superseded.iter().map(|(old, _)| *old))
        });
        let mut by_file: BTreeMap<&str, Vec<&Response>> = BTreeMap::new();
        for response in all {
            by_file.entry(response.file.as_ref()).or_default().push(response);
        }
        by_file
    }
}

fn uses<'v>(
    results: &'v [EngagementResult<'v>],
) -> (Vec<Use<'v>>, BTreeMap<&'v SupplierId, usize>) {
    let mut uses: Vec<Use<'v>> = Vec::new();
    let mut index: BTreeMap<&SupplierId, usize> = BTreeMap::new();
    for result in results {
        for line in &result.chain {
            let (supplier, tier, rank) = (&line.supplier, line.tier, result.rank);
            let at = *index.entry(supplier).or_insert_with(|| {
                uses.push(Use { supplier, tier, result, rank });
                uses.len() - 1
            });
            if tier > uses[at].tier {
                uses[at] = Use { tier, result, ..uses[at] };
            }
        }
    }
    (uses, index)
}

/// Of each line the one that it follows from.
fn causes(lines: &[FindingLine<'_>]) -> Vec<Option<usize>> {
    let named = lines.iter().enumerate();
    let by_id: BTreeMap<&str, usize> =
        named.filter_map(|(index, line)| Some((line.tracked?.id.as_str(), index))).collect();
    let cause = |line: &FindingLine<'_>| by_id.get(line.tracked?.follows.as_deref()?).copied();
    lines.iter().map(cause).collect()
}

fn lines<'v>(assessment: &'v Assessment<'v>, facts: &'v RunFacts<'v>) -> Vec<FindingLine<'v>> {
    let rules = assessment
        .engagements
        .iter()
        .flat_map(|result| result.rules.iter().map(move |rule| FindingLine::of_rule(result, rule)));
    let findings = assessment
        .findings
        .iter()
        .chain(facts.files.iter().flat_map(|file| &file.findings))
        .chain(facts.register_findings);
    let lines = rules.chain(findings.map(FindingLine::of_finding));
    // The tracking lists its sightings in the same order.
    let tracked = lines.enumerate().map(|(index, line)| {
        let tracked = facts.tracking.of_sighting(index);
        FindingLine { tracked, ..line }
    });
    let mut lines: Vec<FindingLine<'v>> = tracked.collect();
    lines.sort_by(|a, b| a.order().cmp(&b.order()));
    lines
}

/// The score of a supplier in an engagement's chain, worked out once more to show its parts.
pub(super) fn score_in(
    context: &Context<'_>,
    result: &EngagementResult<'_>,
    supplier: &SupplierId,
) -> Option<NodeScore> {
    let engagement = result.engagement;
    let graph = context.chain(engagement);
    let scene = Scene::new(engagement, &graph, engagement.tier, true);
    let node = graph.node(supplier)?;
    let processing = scene.processing(context, node);
    let Position { tier, kinds, .. } = scene.positions[node];
    let at = Circumstances { engagement: &engagement.id, processing: &processing, tier, kinds };
    Some(score(context.profile(supplier), at))
}
