//! The sheet Chain: who receives what through whom, drawn as a tree with figures.

use std::collections::HashMap;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::ranks::RankedAmong;
use super::table::Pager;
use super::tree::{Stands, TreeBranch, tree};
use super::view::View;
use crate::assessment::{ChainLine, EngagementResult, FiredRule};
use crate::model::{Outcome, Rule, SupplierId};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};
use crate::sheet::text::short;

/// The sheet's name.
pub(super) const NAME: &str = "Chain";

/// The most characters of a name in the drawing.
const LETTERS: usize = 40;

const COLUMNS: [SheetColumn<'_>; 14] = [
    column("Rank", ColumnKind::Count, width::TINY),
    column("Engagement", ColumnKind::Text, width::ID),
    column("Chain", ColumnKind::Drawing, width::TREE),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Depth", ColumnKind::Count, width::SMALL),
    column("Tier", ColumnKind::Text, width::TIER),
    column("Reach", ColumnKind::Percent, width::SMALL),
    column("Likelihood", ColumnKind::Bar, width::WIDE_FIGURE),
    column("Share in the chain's likelihood", ColumnKind::Bar, width::WORD),
    column("Notice slack, hours", ColumnKind::Plain, width::FIGURE),
    column("Worst here", ColumnKind::Text, width::FIGURE),
    column("Rules fired here", ColumnKind::Wrap, width::LONG),
    column("Deal", ColumnKind::Text, width::ID),
    column("Decision", ColumnKind::Text, width::WORD),
];

const NOTE: &str = "One line a party. Reach: the part of the information that arrives. Likelihood: yearly, of the party alone, a \
     planning figure. Shares of an engagement add to 100 %. Slack below 0: a breach there reaches us too late.";

/// Writes the sheet of the portfolio: every engagement with subcontractors.
pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let results = view
        .results()
        .iter()
        .filter(|result| !view.assessment.context.subcontracts(&result.engagement.id).is_empty());
    let note = format!("Every engagement with subcontractors, by rank. {NOTE}");
    write_of(book, view, RankedAmong::Portfolio, results, (note, true))
}

/// Writes the sheet of the given engagements.
pub(super) fn write_some<'v>(
    book: &mut Workbook,
    view: &'v View<'v>,
    among: RankedAmong<'_>,
    results: impl IntoIterator<Item = &'v EngagementResult<'v>>,
) -> Result<(), XlsxError> {
    write_of(book, view, among, results, (NOTE.to_owned(), false))
}

fn write_of<'v>(
    book: &mut Workbook,
    view: &'v View<'v>,
    among: RankedAmong<'_>,
    results: impl IntoIterator<Item = &'v EngagementResult<'v>>,
    (note, long): (String, bool),
) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: NAME,
        title: "Chain".to_owned(),
        note,
        frozen: Some(3),
        widths: &[],
        long,
        large: true,
    };
    let rows = results.into_iter().flat_map(|result| rows(view, among, result));
    Pager::new(book, view, plan)?.table(&COLUMNS, rows)
}

fn rows<'v>(
    view: &'v View<'v>,
    among: RankedAmong<'_>,
    result: &'v EngagementResult<'v>,
) -> Vec<[SheetCell<'v>; 14]> {
    let engagement = result.engagement;
    let rows = view.assessment.context.subcontracts(&engagement.id);
    let branches = tree(&engagement.supplier, rows);
    let parties = parties(result);
    let rank = among.rank(result);
    branches.iter().map(|branch| row(view, (rank, result), &parties, branch)).collect()
}

/// A party's line of the chain, and the rules that fired at it, worst first.
#[derive(Default)]
struct Party<'r> {
    line: Option<&'r ChainLine>,
    rules: Vec<&'r FiredRule<'r>>,
}

/// The parties by their ids, so that each look-up is fast: a long chain has thousands of rules.
fn parties<'r>(result: &'r EngagementResult<'r>) -> HashMap<&'r SupplierId, Party<'r>> {
    let mut parties: HashMap<&SupplierId, Party<'r>> = HashMap::new();
    for line in &result.chain {
        parties.entry(&line.supplier).or_default().line = Some(line);
    }
    for rule in &result.rules {
        parties.entry(&rule.supplier).or_default().rules.push(rule);
    }
    parties
}

fn row<'v>(
    view: &'v View<'v>,
    (rank, result): (usize, &'v EngagementResult<'v>),
    parties: &HashMap<&SupplierId, Party<'_>>,
    branch: &TreeBranch<'v>,
) -> [SheetCell<'v>; 14] {
    let engagement = result.engagement;
    let party = parties.get(branch.supplier).filter(|_| branch.stands == Stands::Party);
    let line = party.and_then(|party| party.line);
    let fired = party.map(fired).unwrap_or_default();
    [
        rank.into(),
        engagement.id.as_str().into(),
        drawing(view, branch).into(),
        branch.supplier.as_str().into(),
        line.map(|line| f64::from(line.depth)).into(),
        line.map(|line| line.tier.name()).into(),
        line.map(|line| line.reach).into(),
        line.and_then(|line| line.likelihood).into(),
        line.and_then(|line| line.share).into(),
        line.and_then(|line| line.notice_slack_hours).map(rounded).into(),
        worst(view, &fired),
        words(&fired).into(),
        engagement.deal.as_str().into(),
        decision(view, result, branch),
    ]
}

/// The decision: on every line, so that lines can be filtered by it, but in its colour on the first only.
fn decision<'v>(
    view: &'v View<'v>,
    result: &EngagementResult<'_>,
    branch: &TreeBranch<'_>,
) -> SheetCell<'v> {
    let word = result.decision.word();
    match branch.row {
        None => SheetCell::Marked(word.into(), view.style.outcome(result.decision.0)),
        Some(_) => word.into(),
    }
}

/// A party after its tree lines; a line that is not a party of its own says why.
fn drawing(view: &View<'_>, branch: &TreeBranch<'_>) -> String {
    let name = short(view.name(branch.supplier), LETTERS).replace(['\n', '\r', '\t'], " ");
    let known = view.profile(branch.supplier).is_some_and(|profile| profile.supplier.is_some());
    let text = match branch.stands {
        Stands::Party if known => name,
        Stands::Party => format!("{name} (not in the register)"),
        Stands::Again => format!("{name} (see above)"),
        Stands::Back => format!("{name} (back to above: a circle)"),
        Stands::Unreached => {
            let giver = branch.row.map_or("", |row| row.from.as_str());
            format!("{name} (from {giver}, which nothing reaches)")
        }
    };
    format!("{}{text}", branch.lines)
}

/// The rules that fired at a party, worst first, each once with its number of hits.
fn fired(party: &Party<'_>) -> Vec<(Outcome, Rule, usize)> {
    let mut fired: Vec<(Outcome, Rule, usize)> = Vec::new();
    for rule in &party.rules {
        match fired
            .iter_mut()
            .find(|(outcome, kind, _)| (*outcome, *kind) == (rule.outcome, rule.rule))
        {
            Some((_, _, times)) => *times += 1,
            None => fired.push((rule.outcome, rule.rule, 1)),
        }
    }
    fired
}

fn worst<'v>(view: &'v View<'v>, fired: &[(Outcome, Rule, usize)]) -> SheetCell<'v> {
    fired.first().map_or(SheetCell::Blank, |(outcome, ..)| {
        SheetCell::Marked(outcome.word().into(), view.style.outcome(*outcome))
    })
}

fn words(fired: &[(Outcome, Rule, usize)]) -> Option<String> {
    let words: Vec<String> = fired
        .iter()
        .map(|(outcome, rule, times)| match times {
            1 => format!("{rule} ({outcome})"),
            times => format!("{rule} ×{times} ({outcome})"),
        })
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Hours rounded to two decimals.
fn rounded(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
}
