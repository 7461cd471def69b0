//! The sheet Decisions: everything a head of procurement needs to act, on one page.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartPoint, ChartSolidFill, Workbook, XlsxError,
};

use super::page::SheetPlan;
use super::ranking::top_reason;
use super::table::Pager;
use super::view::View;
use super::week::{Task, tasks};
use crate::assessment::EngagementResult;
use crate::model::{Decision, Outcome};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{CHART, ColumnKind, outcome_colour, width};
use crate::sheet::text::short;

/// The sheet's name.
const NAME: &str = "Decisions";

/// The number of engagements named on this sheet.
const TOP: usize = 10;

const WIDTHS: [f64; 9] = [
    width::WORD,
    width::TIER,
    width::ID,
    width::ID,
    width::NAME,
    width::TIER,
    width::ID,
    width::LONG,
    width::NAME,
];

const COUNTS: [SheetColumn<'_>; 5] = [
    column("Decision", ColumnKind::Text, width::WORD),
    column("Number", ColumnKind::Count, width::FIGURE),
    column("It means", ColumnKind::Text, width::ID),
    column("", ColumnKind::Text, width::ID),
    column("", ColumnKind::Text, width::NAME),
];

const ATTENTION: [SheetColumn<'_>; 9] = [
    column("Decision", ColumnKind::Text, width::WORD),
    column("Rank", ColumnKind::Count, width::FIGURE),
    column("Engagement", ColumnKind::Text, width::ID),
    column("Deal", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Tier", ColumnKind::Text, width::TIER),
    column("Likelihood", ColumnKind::Percent, width::ID),
    column("Top reason", ColumnKind::Wrap, width::LONG),
    column("Signer", ColumnKind::Wrap, width::NAME),
];

const WEEK: [SheetColumn<'_>; 9] = [
    column("Why", ColumnKind::Text, width::WORD),
    column("Due", ColumnKind::Date, width::TIER),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Best rank", ColumnKind::Count, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Tier", ColumnKind::Text, width::TIER),
    column("Engagements", ColumnKind::Count, width::ID),
    column("What to do", ColumnKind::Wrap, width::LONG),
    column("Whom to ask", ColumnKind::Wrap, width::NAME),
];

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let mut pager = Pager::new(book, view, plan(view))?;
    pager.line(
        "Likelihoods are planning figures: order matters more than level; not comparable between tiers.",
        &view.style.statement,
    )?;
    pager.skip();
    counts(&mut pager, view)?;
    let results = view.results().iter();
    let top: Vec<_> =
        results.filter(|result| result.decision != Decision(Outcome::Approve)).take(TOP).collect();
    pager.heading(match top.len() {
        TOP => "The ten that need attention",
        0 => "Nothing needs attention",
        _ => "What needs attention",
    })?;
    pager.table(&ATTENTION, top.into_iter().map(|result| attention(view, result)))?;
    pager.heading("What to do this week")?;
    let (tasks, left) = tasks(view);
    pager.table(&WEEK, tasks.iter().map(|task| week(view, task)))?;
    if left > 0 {
        let text =
            format!("{left} more suppliers have something to do: filter the sheet Findings.");
        pager.line(&text, &view.style.note)?;
    }
    Ok(())
}

fn plan<'v>(view: &View<'v>) -> SheetPlan<'v> {
    let (facts, policy) = (view.facts, view.policy());
    SheetPlan {
        name: NAME,
        title: format!("Supplier risk: {}", facts.portfolio),
        note: format!(
            "As of {} · policy {}, edition {} · {} · run {}",
            facts.as_of,
            policy.id,
            policy.edition,
            facts.program,
            short(facts.run, 12)
        ),
        frozen: None,
        widths: &WIDTHS,
        long: false,
        large: false,
    }
}

/// Writes the small table of decisions, worst first, and its chart.
fn counts(pager: &mut Pager<'_>, view: &View<'_>) -> Result<(), XlsxError> {
    let top = pager.row();
    let worst_first = || Decision::ALL.into_iter().rev();
    let rows = worst_first().map(|decision| {
        let count = view.results().iter().filter(|result| result.decision == decision).count();
        [
            SheetCell::Marked(decision.word().into(), view.style.outcome(decision.0)),
            count.into(),
            meaning(decision).into(),
        ]
    });
    pager.table(&COUNTS, rows)?;
    let last = pager.row() - 1;
    let chart = chart(top + 1, last);
    pager.sheet()?.insert_chart_with_offset(top, 5, &chart, 12, 0)?;
    // The chart is taller than the table.
    pager.skip();
    pager.line(&view.facts.tracking.summary(view.facts.as_of), &view.style.note)?;
    (0..2).for_each(|_| pager.skip());
    Ok(())
}

const fn meaning(decision: Decision) -> &'static str {
    match decision.0 {
        Outcome::Reject => "No disclosure: a minimum is missing",
        Outcome::Hold => "Not now: something must come in first",
        Outcome::Escalate => "Only if the role named signs",
        Outcome::Condition => "Yes, if the conditions are met by their day",
        Outcome::Approve => "Yes",
    }
}

fn chart(first: u32, last: u32) -> Chart {
    let points: Vec<ChartPoint> = Decision::ALL
        .iter()
        .rev()
        .map(|decision| {
            let fill = ChartSolidFill::new().set_color(outcome_colour(decision.0)).clone();
            ChartPoint::new().set_format(ChartFormat::new().set_solid_fill(&fill))
        })
        .collect();
    let mut chart = Chart::new_bar();
    chart
        .add_series()
        .set_name("Engagements")
        .set_categories((NAME, first, 0, last, 0))
        .set_values((NAME, first, 1, last, 1))
        .set_points(&points)
        .set_gap(40)
        .set_data_label(ChartDataLabel::new().show_value());
    chart.title().set_name("Engagements by decision").set_font(ChartFont::new().set_size(11));
    chart.legend().set_hidden();
    // Excel draws bars from the bottom up; reversed, the worst is at the top as in the table.
    chart.y_axis().set_reverse();
    chart.x_axis().set_hidden(true).set_major_gridlines(false);
    chart.set_width(CHART.0).set_height(CHART.1);
    chart.set_alt_text("Number of engagements by decision, as in the table beside it");
    chart
}

fn attention<'v>(view: &'v View<'v>, result: &'v EngagementResult<'v>) -> [SheetCell<'v>; 9] {
    let engagement = result.engagement;
    [
        SheetCell::Marked(result.decision.word().into(), view.style.outcome(result.decision.0)),
        result.rank.into(),
        engagement.id.as_str().into(),
        engagement.deal.as_str().into(),
        view.name(&engagement.supplier).into(),
        engagement.tier.name().into(),
        result.likelihood.map(|ranged| ranged.mean).into(),
        top_reason(result).into(),
        result.signer.into(),
    ]
}

fn week<'v>(view: &'v View<'v>, task: &Task<'v>) -> [SheetCell<'v>; 9] {
    let supplier = view.profile(task.supplier).and_then(|profile| profile.supplier);
    let used = view.use_index(task.supplier).map(|index| &view.uses[index]);
    let owner = used.and_then(|used| used.result.engagement.owner.as_deref());
    let contact = supplier.and_then(|supplier| supplier.contact.as_deref());
    let due = task.due.map_or_else(|| "before signing".into(), SheetCell::Date);
    [
        SheetCell::Marked(task.reason.word().into(), view.style.outcome(task.reason.outcome())),
        due,
        task.supplier.as_str().into(),
        task.rank.into(),
        view.name(task.supplier).into(),
        used.map(|used| used.tier.name()).into(),
        task.engagements.into(),
        task.what.clone().into(),
        contact.or(owner).into(),
    ]
}
