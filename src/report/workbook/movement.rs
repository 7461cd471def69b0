//! The sheet Movement: how the likelihoods of the portfolio moved since the previous run, and why.

use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartSolidFill, ChartType, Color, Sparkline, SparklineType,
    Workbook, XlsxError,
};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::assessment::attribution::Cause;
use crate::comparison::compare::counts;
use crate::comparison::movement::{
    MoveStatus, Moved, Movement, RecordedRule, Stand, WaterfallStep,
};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, MOVES, WATERFALL, width};

/// The sheet's name.
const NAME: &str = "Movement";

const STEPS: [SheetColumn<'_>; 3] = [
    column("Step", ColumnKind::Text, width::NAME),
    column("Change", ColumnKind::Figure, width::ID),
    column("Sum", ColumnKind::Figure, width::ID),
];

/// Columns before those of the causes.
const FIRST: [SheetColumn<'_>; 16] = [
    column("Engagement", ColumnKind::Text, width::NAME),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Deal", ColumnKind::Text, width::ID),
    column("What", ColumnKind::Text, width::FIGURE),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Decision then", ColumnKind::Text, width::WORD),
    column("Decision now", ColumnKind::Text, width::WORD),
    column("Rank then", ColumnKind::Count, width::SMALL),
    column("Rank now", ColumnKind::Count, width::SMALL),
    column("Ceiling then", ColumnKind::Text, width::TIER),
    column("Ceiling now", ColumnKind::Text, width::TIER),
    column("Likelihood then", ColumnKind::Percent, width::FIGURE),
    column("Likelihood now", ColumnKind::Percent, width::FIGURE),
    column("Times", ColumnKind::Figure, width::SMALL),
    column("Trend", ColumnKind::Text, width::ID),
    column("ln P then", ColumnKind::Figure, width::SMALL),
];

/// The column of the trend.
const TREND: u16 = 14;

/// The column of the chart; the cells it is drawn from are below it.
const PICTURE: u16 = 4;

pub(super) fn write<'v>(
    book: &mut Workbook,
    view: &'v View<'v>,
    movement: &'v Movement,
) -> Result<(), XlsxError> {
    let days: Vec<String> = movement.days.iter().map(ToString::to_string).collect();
    let causes = movement.causes();
    let columns = columns(&causes, &days);
    let widths: Vec<f64> = columns.iter().map(|column| column.width).collect();
    let mut pager = Pager::new(book, view, plan(movement, &widths))?;
    pager.line(&summary(movement), &view.style.statement)?;
    if let Some(reason) = &movement.untold {
        pager.line(
            &format!("The causes can't be told, as the snapshot {reason}"),
            &view.style.statement,
        )?;
    }
    for (from, to) in &movement.renamed {
        pager.line(
            &format!("{from} is now {to}, as the register's aliases say."),
            &view.style.note,
        )?;
    }
    pager.heading("The sum of likelihoods, step by step")?;
    steps(&mut pager, &movement.waterfall)?;
    pager.heading("Engagements")?;
    pager.line(
        "ln P then + the shares of the causes = ln P now; e to a share is the factor by which its cause alone moved the likelihood. \
         Causes without a share anywhere have no column.",
        &view.style.note,
    )?;
    let top = pager.row();
    pager.table(&columns, movement.engagements.iter().map(|one| row(view, one, &causes)))?;
    trends(&mut pager, top, movement, columns.len())
}

fn plan<'p>(movement: &Movement, widths: &'p [f64]) -> SheetPlan<'p> {
    SheetPlan {
        name: NAME,
        title: format!("Movement from {} to {}", movement.before, movement.after),
        note: "Likelihoods are planning figures: the order matters more than the level. Decisions of the older run stand as they were recorded; \
               causes are told apart by the Shapley value, which prefers no order of them."
            .to_owned(),
        frozen: None,
        widths,
        long: false,
        large: true,
    }
}

fn summary(movement: &Movement) -> String {
    let count = |status| movement.count(status);
    format!(
        "{} engagements changed, {} are new, {} gone, {} ended, {} unchanged.",
        count(MoveStatus::Changed),
        count(MoveStatus::New),
        count(MoveStatus::Gone),
        count(MoveStatus::Ended),
        count(MoveStatus::Unchanged)
    )
}

fn columns<'c>(causes: &[Cause], days: &'c [String]) -> Vec<SheetColumn<'c>> {
    let causes = causes.iter().map(|cause| column(cause.word(), ColumnKind::Figure, width::FIGURE));
    let last = [
        column("ln P now", ColumnKind::Figure, width::SMALL),
        column("Rules gained", ColumnKind::Wrap, width::REASON),
        column("Rules lost", ColumnKind::Wrap, width::REASON),
    ];
    let days = days.iter().map(|day| column(day, ColumnKind::Percent, width::DATE));
    FIRST.into_iter().chain(causes).chain(last).chain(days).collect()
}

/// Writes the table of steps and its chart.
fn steps(pager: &mut Pager<'_>, steps: &[WaterfallStep]) -> Result<(), XlsxError> {
    let top = pager.row();
    let row = |step: &WaterfallStep| {
        let change = (!step.is_sum).then_some(step.amount);
        [step.label.clone().into(), change.into(), step.level.into()]
    };
    pager.table(&STEPS, steps.iter().map(row))?;
    let (first, last) = (top + 1, pager.row() - 1);
    for (row, step) in (first..).zip(steps) {
        for (column, number) in (PICTURE + 1..).zip(parts(step)) {
            if let Some(number) = number {
                pager.sheet()?.write_number(row, column, number)?;
            }
        }
    }
    let levels = steps.iter().map(|step| step.level);
    let chart = chart(first, last, floor(levels));
    pager.sheet()?.insert_chart_with_offset(top, PICTURE, &chart, 12, 0)?;
    // The chart is taller than a short table.
    let rows = WATERFALL.1 / 20 + 2;
    (0..rows.saturating_sub(last - top)).for_each(|_| pager.skip());
    Ok(())
}

/// The parts that a step is drawn from: the invisible part below it, then a sum, a rise or a fall.
fn parts(step: &WaterfallStep) -> [Option<f64>; 4] {
    let below = if step.is_sum { 0.0 } else { step.level.min(step.level - step.amount) };
    let part = |is_it: bool| is_it.then_some(step.amount.abs());
    let change = !step.is_sum;
    [
        Some(below),
        part(step.is_sum),
        part(change && step.amount > 0.0),
        part(change && step.amount < 0.0),
    ]
}

/// The start of the axis. Steps are small beside the sums, so most of what all bars have in common is cut off.
fn floor(levels: impl Iterator<Item = f64>) -> f64 {
    let (least, most) = levels.fold((f64::MAX, 0.0_f64), |(a, b), one| (a.min(one), b.max(one)));
    let room = least - (most - least) / 2.0;
    let unit = 10_f64.powf((most - least).max(1e-6).log10().floor());
    ((room / unit).floor() * unit).max(0.0)
}

/// A chart of stacked columns: an invisible part, then the sums, rises and falls.
fn chart(first: u32, last: u32, floor: f64) -> Chart {
    let mut chart = Chart::new(ChartType::ColumnStacked);
    for (column, name, colour) in [
        (PICTURE + 1, "below", None),
        (PICTURE + 2, "sum", Some(MOVES.0)),
        (PICTURE + 3, "rise", Some(MOVES.1)),
        (PICTURE + 4, "fall", Some(MOVES.2)),
    ] {
        let series = chart.add_series();
        series
            .set_name(name)
            .set_categories((NAME, first, 0, last, 0))
            .set_values((NAME, first, column, last, column))
            .set_gap(30);
        let mut format = ChartFormat::new();
        match colour {
            None => format.set_no_fill(),
            Some(colour) => {
                format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)))
            }
        };
        series.set_format(&mut format);
    }
    chart
        .title()
        .set_name("Sum of likelihoods, then and now (the axis does not begin at 0)")
        .set_font(ChartFont::new().set_size(11));
    chart.legend().set_hidden();
    chart.y_axis().set_num_format("0.00").set_min(floor);
    chart.set_width(WATERFALL.0).set_height(WATERFALL.1);
    chart.set_alt_text("The steps of the table beside it as a waterfall");
    chart
}

fn row<'v>(view: &'v View<'v>, one: &'v Moved, causes: &[Cause]) -> Vec<SheetCell<'v>> {
    let likelihood = |stand: &Option<Stand>| stand.as_ref().and_then(Stand::likelihood);
    let (before, after) = (likelihood(&one.before), likelihood(&one.after));
    let decision = |stand: &'v Option<Stand>| {
        stand.as_ref().map_or(SheetCell::Blank, |stand| {
            let word = stand.decision.word();
            SheetCell::Marked(word.into(), view.style.outcome(stand.decision.0))
        })
    };
    let rank = |stand: &Option<Stand>| stand.as_ref().map(|stand| stand.rank);
    let ceiling = |stand: &Option<Stand>| stand.as_ref().map(|stand| stand.ceiling.name());
    let mut cells: Vec<SheetCell<'v>> = vec![
        one.engagement.as_str().into(),
        one.supplier.as_str().into(),
        one.deal.as_str().into(),
        one.status.word().into(),
        view.name(&one.supplier).into(),
        decision(&one.before),
        decision(&one.after),
        rank(&one.before).into(),
        rank(&one.after).into(),
        ceiling(&one.before).into(),
        ceiling(&one.after).into(),
        before.into(),
        after.into(),
        one.log_move.map(f64::exp).into(),
        SheetCell::Blank,
        before.map(f64::ln).into(),
    ];
    cells.extend(causes.iter().map(|cause| {
        let share = one.causes.iter().find(|(known, _)| known == cause);
        SheetCell::from(share.map(|(_, share)| *share).filter(|share| *share != 0.0))
    }));
    // For an engagement that is new or gone, all its rules would be listed here.
    let both = one.before.is_some() && one.after.is_some();
    let told = |list| if both { rules(list) } else { SheetCell::Blank };
    cells.extend([after.map(f64::ln).into(), told(&one.gained), told(&one.lost)]);
    cells.extend(one.trend.iter().map(|likelihood| SheetCell::from(*likelihood)));
    cells
}

/// The rules, counted by outcome and name.
fn rules(list: &[RecordedRule]) -> SheetCell<'_> {
    let counts = counts(list);
    if counts.is_empty() { SheetCell::Blank } else { counts.join(", ").into() }
}

/// Draws the trends and adds a filter, if all lines are on one sheet.
fn trends(
    pager: &mut Pager<'_>,
    top: u32,
    movement: &Movement,
    columns: usize,
) -> Result<(), XlsxError> {
    let last = pager.row() - 1;
    if last <= top || (last - top) as usize != movement.engagements.len() {
        return Ok(());
    }
    let right = u16::try_from(columns - 1).unwrap_or_default();
    let from = right + 1 - u16::try_from(movement.days.len()).unwrap_or_default();
    let sheet = pager.sheet()?;
    sheet.autofilter(top, 0, last, right)?;
    for row in top + 1..=last {
        let line = Sparkline::new()
            .set_type(SparklineType::Column)
            .set_range((NAME, row, from, row, right))
            .set_custom_min(0.0);
        sheet.add_sparkline(row, TREND, &line)?;
    }
    Ok(())
}
