//! What several sheets show: the suppliers in use with their tiers, and every finding in order.

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

/// The number of engagements from which sheets are written to disk row by row. In memory a line of some of them takes two
/// kilobytes.
const LARGE: usize = 4_000;

/// The weight of a line on the sheet Findings; the worst sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LineWeight {
    /// The outcome of a gate rule.
    Rule(std::cmp::Reverse<Outcome>),
    /// The severity of any other finding.
    Finding(std::cmp::Reverse<Severity>),
}

/// A line of the sheet Findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct FindingLine<'v> {
    /// How much it matters.
    pub weight: LineWeight,
    /// The engagement; `None` if the finding is about none.
    pub result: Option<&'v EngagementResult<'v>>,
    /// The word of the rule or the finding code.
    pub code: &'static str,
    /// The supplier.
    pub supplier: Option<&'v SupplierId>,
    /// The subject.
    pub subject: &'v str,
    /// The reason.
    pub what: &'v str,
    /// The action.
    pub remedy: &'v str,
    /// The due day.
    pub due: Option<Date>,
    /// The waiver that changed its outcome.
    pub waiver: Option<&'v str>,
    /// The place of the fact.
    pub place: Option<&'v Place>,
    /// The tracked finding; `None` if it is not tracked from run to run.
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

    /// Everything that is shown of it; of the engagement only the id.
    pub(super) fn content(&self) -> impl std::fmt::Debug {
        let Self { weight, result, code, supplier, subject, what, remedy, .. } = *self;
        let Self { due, waiver, place, tracked, .. } = *self;
        let engagement = result.map(|result| result.engagement.id.as_str());
        ((weight, engagement, code, supplier, subject), (what, remedy, due, waiver, place, tracked))
    }

    /// Whether it follows from another finding.
    pub(super) fn follows(&self) -> bool {
        self.tracked.is_some_and(|tracked| tracked.follows.is_some())
    }

    /// The due day: the earliest that any run with this finding named.
    pub(super) fn due(&self) -> Option<Date> {
        self.tracked.map_or(self.due, |tracked| tracked.due)
    }

    /// The order by weight, rank, rule, supplier, subject; then by place and text, so that it is always the same.
    fn order(&self) -> impl Ord + 'v {
        let rank = self.result.map_or(usize::MAX, |result| result.rank);
        let last = (self.subject, self.place, self.what);
        (self.weight, rank, self.code, self.supplier, last)
    }
}

/// A supplier at the highest tier in which it is used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use<'v> {
    /// The supplier.
    pub supplier: &'v SupplierId,
    /// Its highest effective tier.
    pub tier: Tier,
    /// The engagement in which it has that tier; of several, the first in rank.
    pub result: &'v EngagementResult<'v>,
    /// The best rank of its engagements.
    pub rank: usize,
}

/// What the sheets show.
#[derive(Debug)]
pub(super) struct View<'v> {
    /// What was found out.
    pub assessment: &'v Assessment<'v>,
    /// The facts of the run besides the assessment.
    pub facts: &'v RunFacts<'v>,
    /// How it looks.
    pub style: SheetStyle,
    /// The most rows of a sheet.
    pub limit: u32,
    /// The suppliers in use, by the first engagement they take part in.
    pub uses: Vec<Use<'v>>,
    /// Every finding, the worst first.
    pub lines: Vec<FindingLine<'v>>,
    /// Indexes of the lines on the portfolio's sheet, in its order: the earliest due day first, lines without a day
    /// last. Of more lines than the policy allows for the sheet, the first that follow from no other.
    pub by_due: Vec<usize>,
    /// For each engagement, by rank from 0, the index of its worst line on that sheet, if the line stands there.
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
        // The longest overdue line has the earliest day; what follows from another line is below it.
        let causes = causes(&lines);
        let due = |index: usize| (lines[index].due().unwrap_or(Date::MAX), index);
        by_due.sort_by_key(|index| match causes[*index] {
            Some(cause) => (due(cause), true, *index),
            None => (due(*index), false, *index),
        });
        let most = assessment.context.catalogue.policy.findings.most_rows.unwrap_or(usize::MAX);
        if by_due.len() > most {
            by_due.retain(|index| causes[*index].is_none());
            by_due.truncate(most);
        }
        let first_lines = first_lines(&lines, &by_due, assessment.engagements.len());
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

    /// Whether the sheets with a line for each engagement or supplier are written to disk row by row.
    pub(super) fn is_large(&self) -> bool {
        self.results().len() > LARGE
    }

    /// The policy.
    pub(super) const fn policy(&self) -> &'v Policy {
        &self.assessment.context.catalogue.policy
    }

    /// All engagements by rank.
    pub(super) fn results(&self) -> &'v [EngagementResult<'v>] {
        &self.assessment.engagements
    }

    /// The profile of a supplier.
    pub(super) fn profile(&self, id: &SupplierId) -> Option<&'v Profile<'v>> {
        self.profiles.get(id.as_str()).copied()
    }

    /// The name of a supplier; its id if the register does not have it.
    pub(super) fn name(&self, id: &'v SupplierId) -> &'v str {
        let known = self.profile(id).and_then(|profile| profile.supplier);
        known.map_or(id.as_str(), |supplier| supplier.name.as_str())
    }

    /// The name of a supplier in the register, by the text of its id.
    pub(super) fn name_of(&self, id: &str) -> Option<&'v str> {
        let known = self.profiles.get(id).and_then(|profile| profile.supplier);
        known.map(|supplier| supplier.name.as_str())
    }

    /// The result of an engagement, by the text of its id.
    pub(super) fn result_of(&self, id: &str) -> Option<&'v EngagementResult<'v>> {
        self.result_of.get(id).copied()
    }

    /// The index of a supplier among those in use.
    pub(super) fn use_index(&self, id: &SupplierId) -> Option<usize> {
        self.use_of.get(id).copied()
    }

    /// Every response by its file, whether it counts or not; several if a form holds answers of several days.
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

/// For each engagement, by rank from 0, the row of its worst line; `None` if that line is not among the rows.
fn first_lines(
    lines: &[FindingLine<'_>],
    rows: &[usize],
    engagements: usize,
) -> Vec<Option<usize>> {
    let mut row_of = vec![None; lines.len()];
    rows.iter().enumerate().for_each(|(row, index)| row_of[*index] = Some(row));
    let mut first: Vec<Option<usize>> = vec![None; engagements];
    // The worst line comes first; going backwards, it is the last to be set.
    for (line, row) in lines.iter().zip(row_of).rev() {
        if let Some(result) = line.result {
            first[result.rank - 1] = row;
        }
    }
    first
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

/// For each line, the index of the line that it follows from.
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

/// The score of a supplier in an engagement's chain, computed again to show its parts.
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
