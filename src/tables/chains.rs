//! Tables `nodes` and `links`: who receives what through whom, in the order of ranks.

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use super::engagements::Decided;
use super::frame::{Frame, FrameBuilder, joined};
use super::stamp::Stamp;
use crate::assessment::scene::Scene;
use crate::assessment::{ChainLine, Context, EngagementResult};
use crate::model::{Country, Subcontract};

/// One party of one chain.
struct NodeRow<'t> {
    result: &'t EngagementResult<'t>,
    /// Its index in the listed chain; 0 is the prime.
    node: usize,
    line: &'t ChainLine,
    /// The countries in which it processes.
    processing: Vec<Country>,
}

fn node_rows<'t>(result: &'t EngagementResult<'t>, context: &Context<'t>) -> Vec<NodeRow<'t>> {
    let engagement = result.engagement;
    let graph = context.chain(engagement);
    let scene = Scene::new(engagement, &graph, engagement.tier, true);
    let row = |(node, line): (usize, &'t ChainLine)| {
        let at = graph.node(&line.supplier);
        let processing = at.map(|at| scene.processing(context, at)).unwrap_or_default();
        NodeRow { result, node, line, processing }
    };
    result.chain.iter().enumerate().map(row).collect()
}

/// The table with one row for each party of each chain; `node` counts from 0, the prime.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn nodes<'t>(
    decided: &[Decided<'t>],
    context: &Context<'t>,
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    let rows: Vec<NodeRow<'t>> =
        decided.par_iter().flat_map_iter(|(result, _)| node_rows(result, context)).collect();
    let supplier = |row: &NodeRow<'t>| context.profile(&row.line.supplier).supplier;
    FrameBuilder::of(&rows, stamp)
        .word("engagement", |row| Some(row.result.engagement.id.as_str()))
        .count("node", |row| row.node)
        .word("supplier", |row| Some(row.line.supplier.as_str()))
        .word("supplier_name", |row| supplier(row).map(|supplier| supplier.name.as_str()))
        .coded("country", |row| supplier(row).and_then(|supplier| supplier.country))
        .shown("processing", |row| joined(&row.processing))
        .count("depth", |row| row.line.depth as usize)
        .word("tier", |row| Some(row.line.tier.name()))
        .number("reach", |row| Some(row.line.reach))
        .number("likelihood", |row| row.line.likelihood)
        .number("share", |row| row.line.share)
        .number("notice_slack_hours", |row| row.line.notice_slack_hours)
        .frame()
}

/// One link of one chain: the engagement and the row of the register.
type LinkRow<'t> = (&'t EngagementResult<'t>, &'t Subcontract);

/// The links of a chain by giver and taker; of several rows between two parties, in the register's order.
fn link_rows<'t>(result: &'t EngagementResult<'t>, context: &Context<'t>) -> Vec<LinkRow<'t>> {
    let graph = context.chain(result.engagement);
    let mut rows: Vec<LinkRow<'t>> = graph.edges.iter().map(|edge| (result, edge.row)).collect();
    rows.sort_by_key(|(_, row)| (&row.from, &row.to));
    rows
}

/// The table with one row for each row of the register over which information passes on.
///
/// # Errors
/// Those of [`nodes`].
pub(super) fn links<'t>(
    decided: &[Decided<'t>],
    context: &Context<'t>,
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    let rows: Vec<LinkRow<'t>> =
        decided.iter().flat_map(|(result, _)| link_rows(result, context)).collect();
    FrameBuilder::of(&rows, stamp)
        .word("engagement", |row| Some(row.0.engagement.id.as_str()))
        .word("from_supplier", |row| Some(row.1.from.as_str()))
        .word("to_supplier", |row| Some(row.1.to.as_str()))
        .word("tier", |row| row.1.tier.map(|tier| tier.name()))
        .shown("kinds", |row| joined(&row.1.kinds))
        .number("share", |row| Some(row.1.share))
        .number("notice_agreed_hours", |row| row.1.notice_agreed)
        .flag("flowed_down", |row| Some(row.1.flowed_down))
        .text("consent", |row| row.1.consent.as_deref())
        .shown("processing", |row| joined(&row.1.processing))
        .shown("access", |row| joined(&row.1.access))
        .shown("mechanisms", |row| joined(&row.1.mechanisms))
        .text("licence", |row| row.1.licence.as_deref())
        .shown("place", |row| Some(&row.1.place))
        .frame()
}
