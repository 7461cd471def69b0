//! The sheet Ranking of a deal: its engagements by rank.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::super::page::SheetPlan;
use super::super::ranking::{interval, picture, reasons, scale};
use super::super::table::Pager;
use super::super::view::View;
use super::group::Deal;
use crate::assessment::EngagementResult;
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

/// The number of cells in a line.
const CELLS: usize = 24;

pub(super) fn write(
    book: &mut Workbook,
    view: &View<'_>,
    deal: &Deal<'_>,
    digests: &[String],
) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: "Ranking",
        title: format!("Engagements of deal {}", deal.id),
        note: "Rank: among the engagements of the deal, 1 needs attention first. Likelihoods are yearly planning figures: \
               their order matters more than their level, and they are not comparable between tiers."
            .to_owned(),
        frozen: Some(2),
        widths: &[],
        long: false,
        large: true,
    };
    let scale = scale(deal.results.iter().copied());
    let range = format!("Range, linear from 0 % to {:.0} %", scale * 100.0);
    let ranked = (1_usize..).zip(&deal.intervals).zip(&deal.results);
    let rows = ranked.map(|((rank, tied), result)| {
        let digest = digests[result.rank - 1].as_str();
        row(view, (rank, *tied), result, scale, digest)
    });
    Pager::new(book, view, plan)?.table(&columns(&range), rows)
}

fn columns(range: &str) -> [SheetColumn<'_>; CELLS] {
    [
        column("Rank", ColumnKind::Count, width::TINY),
        column("Engagement", ColumnKind::Text, width::ID),
        column("Supplier ID", ColumnKind::Text, width::ID),
        column("Supplier", ColumnKind::Wrap, width::NAME),
        column("Purpose", ColumnKind::Wrap, width::NAME),
        column("Tier", ColumnKind::Text, width::TIER),
        column("Decision", ColumnKind::Text, width::WORD),
        column("Likelihood", ColumnKind::Percent, width::FIGURE),
        column(range, ColumnKind::Drawing, width::NAME),
        column("Supplier alone", ColumnKind::Percent, width::FIGURE),
        column("Risk index", ColumnKind::Figure, width::FIGURE),
        column("Ranks not told apart", ColumnKind::Text, width::FIGURE),
        column("With no control", ColumnKind::Percent, width::FIGURE),
        column("Expected yearly loss", ColumnKind::Money, width::TIER),
        column("Currency", ColumnKind::Text, width::FIGURE),
        column("Assurance", ColumnKind::Percent, width::FIGURE),
        column("Coverage", ColumnKind::Percent, width::FIGURE),
        column("May receive up to", ColumnKind::Text, width::TIER),
        column("Valid until", ColumnKind::Date, width::DATE),
        column("Signer", ColumnKind::Wrap, width::ID),
        column("First reason", ColumnKind::Wrap, width::REASON),
        column("Second reason", ColumnKind::Wrap, width::REASON),
        column("Third reason", ColumnKind::Wrap, width::REASON),
        column("Decision digest", ColumnKind::Text, width::LONG),
    ]
}

fn row<'v>(
    view: &'v View<'v>,
    (rank, tied): (usize, (usize, usize)),
    result: &'v EngagementResult<'v>,
    scale: f64,
    digest: &'v str,
) -> [SheetCell<'v>; CELLS] {
    let engagement = result.engagement;
    let likelihood = result.likelihood;
    let [first, second, third] = reasons(result);
    [
        rank.into(),
        engagement.id.as_str().into(),
        engagement.supplier.as_str().into(),
        view.name(&engagement.supplier).into(),
        engagement.purpose.as_deref().into(),
        engagement.tier.name().into(),
        SheetCell::Marked(result.decision.word().into(), view.style.outcome(result.decision.0)),
        likelihood.map(|ranged| ranged.mean).into(),
        likelihood.map(|ranged| picture(ranged, scale)).into(),
        result.likelihood_own.map(|ranged| ranged.mean).into(),
        result.risk_index.into(),
        interval(tied).into(),
        result.inherent.likelihood.into(),
        result.expected_loss.into(),
        engagement.currency.as_deref().filter(|_| result.expected_loss.is_some()).into(),
        result.assurance.map(|percent| percent / 100.0).into(),
        result.coverage.into(),
        result.disclosure_ceiling.name().into(),
        result.valid_until.into(),
        result.signer.into(),
        first,
        second,
        third,
        digest.into(),
    ]
}
