//! The sheet Ranking: one row for each engagement, by rank.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::{SheetPlan, target};
use super::table::Pager;
use super::view::View;
use super::{findings, heat_map};
use crate::assessment::{EngagementResult, FiredRule, Ranged};
use crate::model::Rule;
use crate::sheet::cell::{SheetCell, column};
use crate::sheet::style::{ColumnKind, RANGE_CELLS, width};
use crate::sheet::text::capital;

/// The number of reasons shown for each engagement.
const REASONS: usize = 3;

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let range = &view.policy().likelihood.range;
    let plan = SheetPlan {
        name: "Ranking",
        title: "Ranking".to_owned(),
        note: format!(
            "One row an engagement; rank 1 needs attention first. Likelihoods (yearly, with {:.0} % range) are planning \
             figures: their order matters more than their level, and they are not comparable between tiers.",
            (range.high - range.low) * 100.0
        ),
        frozen: Some(2),
        widths: &[],
        long: view.is_large(),
        large: true,
    };
    let scale = scale(view.results().iter());
    let range = format!("Range, linear from 0 % to {:.0} %", scale * 100.0);
    let columns = [
        column("Rank", ColumnKind::Count, width::TINY),
        column("Engagement", ColumnKind::Text, width::ID),
        column("Deal", ColumnKind::Text, width::ID),
        column("Supplier ID", ColumnKind::Text, width::ID),
        column("Supplier", ColumnKind::Wrap, width::NAME),
        column("Tier", ColumnKind::Text, width::TIER),
        column("Decision", ColumnKind::Text, width::WORD),
        column("Likelihood", ColumnKind::Percent, width::FIGURE),
        column("Low", ColumnKind::Percent, width::SMALL),
        column("High", ColumnKind::Percent, width::SMALL),
        column(&range, ColumnKind::Drawing, width::NAME),
        column("Supplier alone", ColumnKind::Percent, width::FIGURE),
        column("Risk index", ColumnKind::Figure, width::FIGURE),
        column("Ranks not told apart", ColumnKind::Text, width::FIGURE),
        column("With no control", ColumnKind::Percent, width::FIGURE),
        column("Expected yearly loss", ColumnKind::Money, width::TIER),
        column("Currency", ColumnKind::Text, width::FIGURE),
        column("Assurance", ColumnKind::Percent, width::FIGURE),
        column("Coverage", ColumnKind::Percent, width::FIGURE),
        column("Stage in force", ColumnKind::Wrap, width::NAME),
        column("May receive up to", ColumnKind::Text, width::TIER),
        column("Valid until", ColumnKind::Date, width::DATE),
        column("Signer", ColumnKind::Wrap, width::ID),
        column("First reason", ColumnKind::Wrap, width::REASON),
        column("Second reason", ColumnKind::Wrap, width::REASON),
        column("Third reason", ColumnKind::Wrap, width::REASON),
        column("Findings", ColumnKind::Text, width::FIGURE),
        column("Heat map", ColumnKind::Text, width::FIGURE),
    ];
    let mut pager = Pager::new(book, view, plan)?;
    pager.table(&columns, view.results().iter().map(|result| row(view, result, scale)))
}

fn row<'v>(
    view: &'v View<'v>,
    result: &'v EngagementResult<'v>,
    scale: f64,
) -> [SheetCell<'v>; 28] {
    let engagement = result.engagement;
    let likelihood = result.likelihood;
    let [first, second, third] = reasons(result);
    [
        result.rank.into(),
        engagement.id.as_str().into(),
        engagement.deal.as_str().into(),
        engagement.supplier.as_str().into(),
        view.name(&engagement.supplier).into(),
        engagement.tier.name().into(),
        SheetCell::Marked(result.decision.word().into(), view.style.outcome(result.decision.0)),
        likelihood.map(|ranged| ranged.mean).into(),
        likelihood.map(|ranged| ranged.low).into(),
        likelihood.map(|ranged| ranged.high).into(),
        likelihood.map(|ranged| picture(ranged, scale)).into(),
        result.likelihood_own.map(|ranged| ranged.mean).into(),
        result.risk_index.into(),
        interval(result.rank_interval).into(),
        result.inherent.likelihood.into(),
        result.expected_loss.into(),
        engagement.currency.as_deref().filter(|_| result.expected_loss.is_some()).into(),
        result.assurance.map(|percent| percent / 100.0).into(),
        result.coverage.into(),
        stage(result).into(),
        result.disclosure_ceiling.name().into(),
        result.valid_until.into(),
        result.signer.into(),
        first,
        second,
        third,
        findings_link(view, result),
        heat_map_link(view, result),
    ]
}

/// An interval of ranks that the data do not tell apart: `4 to 9`.
pub(super) fn interval((low, high): (usize, usize)) -> String {
    if low == high { low.to_string() } else { format!("{low} to {high}") }
}

/// The stage in force with its decision, and the day on which the next one opens; `None` without stages.
pub(super) fn stage(result: &EngagementResult<'_>) -> Option<String> {
    let stage = result.stage.as_ref()?;
    let now = stage.open.map_or_else(
        || "none is open".to_owned(),
        |(phase, decision)| format!("{} ({}): {decision}", phase.name, phase.tier),
    );
    Some(match stage.opens_next {
        Some(day) => format!("{now}; the next opens on {day}"),
        None => now,
    })
}

/// The worst reasons, each rule once: three different rules say more than one rule three times.
pub(super) fn reasons<'v>(result: &'v EngagementResult<'v>) -> [SheetCell<'v>; REASONS] {
    let mut picked: Vec<&FiredRule> = Vec::new();
    for rule in telling(result) {
        if picked.len() < REASONS && picked.iter().all(|other| other.rule != rule.rule) {
            picked.push(rule);
        }
    }
    std::array::from_fn(|index| picked.get(index).map(|rule| reason(result, rule)).into())
}

/// The most telling reason; `None` if no rule fired.
pub(super) fn top_reason(result: &EngagementResult<'_>) -> Option<String> {
    telling(result).next().map(|rule| reason(result, rule))
}

/// The rules, worst first, but a missing response before what follows from it: thirty unanswered controls have one
/// cause.
fn telling<'v>(result: &'v EngagementResult<'v>) -> impl Iterator<Item = &'v FiredRule<'v>> {
    let rules = &result.rules;
    let worst = rules.first().map(|rule| rule.outcome);
    let cause =
        move |rule: &FiredRule| rule.rule == Rule::ResponseMissing && Some(rule.outcome) == worst;
    let causes = rules.iter().filter(move |rule| cause(rule));
    causes.chain(rules.iter().filter(move |rule| !cause(rule)))
}

/// A reason as a sentence, with its rule's number of hits.
fn reason(result: &EngagementResult<'_>, rule: &FiredRule) -> String {
    let of = if rule.supplier == result.engagement.supplier {
        String::new()
    } else {
        format!("{}: ", rule.supplier)
    };
    let same = |kind: Rule| result.rules.iter().filter(|other| other.rule == kind).count();
    match same(rule.rule) {
        0 | 1 => capital(&format!("{of}{}", rule.because)),
        several => capital(&format!("{of}{} (and {} more like it)", rule.because, several - 1)),
    }
}

fn findings_link<'v>(view: &View<'_>, result: &EngagementResult<'_>) -> SheetCell<'v> {
    if result.rules.is_empty() {
        return "none fired".into();
    }
    let text = format!("{} fired", result.rules.len());
    match view.first_lines.get(result.rank - 1).copied().flatten() {
        Some(line) => SheetCell::Link(text, target(findings::NAME, line, view.limit)),
        // Its worst line is not among those that the policy allows for the sheet.
        None => text.into(),
    }
}

fn heat_map_link<'v>(view: &View<'_>, result: &EngagementResult<'_>) -> SheetCell<'v> {
    match view.use_index(&result.engagement.supplier) {
        Some(index) => {
            SheetCell::Link("domains".to_owned(), target(heat_map::NAME, index, view.limit))
        }
        None => SheetCell::Blank,
    }
}

/// The upper end of the pictures' scale: the highest upper end of a range, rounded up to a tenth.
pub(super) fn scale<'v>(results: impl Iterator<Item = &'v EngagementResult<'v>>) -> f64 {
    let highs = results.filter_map(|result| result.likelihood).map(|ranged| ranged.high);
    let highest = highs.fold(0.1_f64, f64::max);
    (highest * 10.0).ceil().min(10.0) / 10.0
}

/// A likelihood as a percentage in running text.
pub(super) fn percent(likelihood: f64) -> String {
    format!("{:.1} %", likelihood * 100.0)
}

/// A range drawn in characters of equal width: dots for the scale, a line from low to high, a dot at the mean.
pub(super) fn picture(ranged: Ranged, scale: f64) -> String {
    let at = |value: f64| {
        #[expect(clippy::cast_precision_loss, reason = "a handful of signs")]
        let share = value / scale * RANGE_CELLS as f64;
        let cell = (0..RANGE_CELLS).rev().find(|cell| share >= f64::from(*cell as u32));
        cell.unwrap_or(0)
    };
    let (low, mean, high) = (at(ranged.low), at(ranged.mean), at(ranged.high));
    let sign = |cell: usize| match cell {
        cell if cell == mean => '●',
        cell if (low..=high).contains(&cell) => '━',
        _ => '·',
    };
    (0..RANGE_CELLS).map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_drawn_to_scale() {
        let drawn = |low, mean, high| picture(Ranged { mean, low, high }, 0.24);
        assert_eq!(drawn(0.02, 0.05, 0.1), "··━━━●━━━━━·············");
        assert_eq!(drawn(0.0, 0.0, 0.24), "●━━━━━━━━━━━━━━━━━━━━━━━");
    }
}
