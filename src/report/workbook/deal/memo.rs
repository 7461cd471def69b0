//! The sheet Memo: the decision on one printed page.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::super::page::footer;
use super::super::ranking::percent;
use super::super::view::View;
use super::group::Deal;
use super::memo_page::MemoPage;
use super::signature::{self, AcceptanceCell};
use super::summary::{self, MemoCondition};
use crate::assessment::EngagementResult;
use crate::model::{Decision, Outcome};
use crate::sheet::text::short;

/// The most engagements, reasons and conditions on the page.
const ENGAGEMENTS: usize = 10;
const REASONS: usize = 5;
const CONDITIONS: usize = 10;

/// The most characters of a name.
const LETTERS: usize = 44;

/// The height of the band with the decision, in points.
const BAND: f64 = 34.0;

/// Writes the sheet. Returns the cells in which conditions can be accepted.
pub(super) fn write(
    book: &mut Workbook,
    view: &View<'_>,
    deal: &Deal<'_>,
) -> Result<Vec<AcceptanceCell>, XlsxError> {
    let mut page = MemoPage::new(book, "Memo")?;
    page.sheet.set_footer(footer(view.facts));
    head(&mut page, view, deal)?;
    shared(&mut page, view, deal)?;
    engagements(&mut page, view, deal)?;
    reasons(&mut page, view, deal)?;
    let ticks = conditions(&mut page, view, deal)?;
    signature::write(&mut page, view, deal)?;
    Ok(ticks)
}

fn head(page: &mut MemoPage<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let (facts, policy, memo) = (view.facts, view.policy(), &view.style.memo);
    let title = format!("Decision memo: deal {}", short(deal.id.as_str(), LETTERS));
    page.tall(&[(0, &title, &view.style.title)], 24.0)?;
    let portfolio = short(facts.portfolio, LETTERS);
    let (id, edition) = (&policy.id, &policy.edition);
    let editions = format!(
        "{portfolio} · as of {} · policy {id}, edition {edition} · {}",
        facts.as_of, facts.program
    );
    page.row(&[(0, &editions, &memo.faint)])?;
    page.row(&[(0, &format!("Decision digest {}", deal.digest), &memo.faint)])?;
    page.gap(6.0)?;
    let decision = summary::decision(deal);
    let band = &memo.bands[decision.0 as usize];
    let until = summary::valid_until(deal).map_or_else(String::new, |day| day.to_string());
    let all = deal.results.len();
    let said = match all {
        1 => format!(
            "{}.\nIts one engagement decides. The decision holds until {until}.",
            meaning(decision)
        ),
        _ => format!(
            "{}.\nThe worst of {all} engagements decides ({}). The decisions hold until {until}.",
            meaning(decision),
            summary::counts(deal)
        ),
    };
    let word = decision.word().to_uppercase();
    page.tall(&[(0, &word, band), (2, &said, &memo.said)], BAND)
}

const fn meaning(decision: Decision) -> &'static str {
    match decision.0 {
        Outcome::Reject => {
            "No disclosure under an engagement that is rejected: a minimum is missing"
        }
        Outcome::Hold => {
            "No disclosure yet under an engagement on hold: something must come in first"
        }
        Outcome::Escalate => "Disclosure only if the role named below signs",
        Outcome::Condition => "Disclosure, if the conditions below are met by their day",
        Outcome::Approve => "Disclosure as planned",
    }
}

fn shared(page: &mut MemoPage<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let memo = &view.style.memo;
    page.heading(&view.style, "What is shared, with whom, and where")?;
    let (primes, below) = summary::parties(view, deal);
    let (processed, opened) = summary::countries(view, deal);
    let mut lines = vec![
        ("Purposes", summary::purposes(deal)),
        ("Tiers", summary::tiers(deal)),
        ("Kinds", summary::kinds(deal)),
        ("Suppliers", primes),
        ("Subcontractors", below),
        ("Processed in", processed),
        ("Opened from", opened),
    ];
    if let Some(loss) = summary::expected_loss(deal) {
        lines.push(("At stake", format!("expected yearly loss {loss} (planning figure)")));
    }
    for (label, text) in lines.into_iter().filter(|(_, text)| !text.is_empty()) {
        page.row(&[(0, label, &memo.label), (1, &text, &memo.text)])?;
    }
    Ok(())
}

/// The most stages of one engagement on the memo.
const STAGES: usize = 4;

fn engagements(page: &mut MemoPage<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let (style, memo) = (&view.style, &view.style.memo);
    page.heading(style, "Engagements")?;
    let heads = ["Engagement", "Supplier", "Tier", "Decision", "Likelihood, bare", "Signer"];
    let cells: Vec<_> =
        (0..).zip(heads).map(|(column, head)| (column, head, &style.head)).collect();
    page.row(&cells)?;
    for result in deal.results.iter().take(ENGAGEMENTS) {
        engagement(page, view, result)?;
    }
    let bare = "Bare: with no control in place.";
    let note = match deal.results.len() {
        1 => bare.to_owned(),
        _ => format!(
            "{bare} Ranks in the deal that the data do not tell apart: {}.",
            summary::ranks(deal, ENGAGEMENTS)
        ),
    };
    page.row(&[(0, &note, &memo.faint)])?;
    match deal.results.len().saturating_sub(ENGAGEMENTS) {
        0 => Ok(()),
        more => page.row(&[(
            0,
            &format!("and {more} more, none of them worse: sheet Ranking"),
            &memo.faint,
        )]),
    }
}

fn engagement(
    page: &mut MemoPage<'_>,
    view: &View<'_>,
    result: &EngagementResult<'_>,
) -> Result<(), XlsxError> {
    let (style, memo, engagement) = (&view.style, &view.style.memo, result.engagement);
    let bare = result.inherent.likelihood.map(percent);
    let likelihood = match (result.likelihood.map(|ranged| percent(ranged.mean)), bare) {
        (Some(likelihood), Some(bare)) => format!("{likelihood}, {bare}"),
        (one, other) => one.or(other).unwrap_or_default(),
    };
    let supplier = summary::party(view, &engagement.supplier);
    page.row(&[
        (0, &short(engagement.id.as_str(), LETTERS), &memo.text),
        (1, &supplier, &memo.text),
        (2, engagement.tier.name(), &memo.text),
        (3, result.decision.word(), style.outcome(result.decision.0)),
        (4, &likelihood, &memo.text),
        (5, result.signer, &memo.text),
    ])?;
    // The stage in force decides what is allowed now. It comes first, then the stages that follow.
    let stages = summary::stages(result, view.facts.as_of);
    for stage in stages.iter().take(STAGES) {
        page.row(&[
            (0, "", &memo.text),
            (1, &stage.what, &memo.text),
            (2, stage.tier.name(), &memo.text),
            (3, stage.decision.word(), style.outcome(stage.decision.0)),
            (4, "", &memo.text),
        ])?;
    }
    match stages.len().saturating_sub(STAGES) {
        0 => Ok(()),
        more => page.row(&[(1, &format!("and {more} more stages: sheet Ranking"), &memo.faint)]),
    }
}

fn reasons(page: &mut MemoPage<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let memo = &view.style.memo;
    let reasons = summary::reasons(deal);
    page.heading(&view.style, "Top reasons")?;
    if reasons.is_empty() {
        return page.row(&[(0, "Nothing stands against it.", &memo.text)]);
    }
    for (result, reason) in reasons.iter().take(REASONS) {
        let id = short(result.engagement.id.as_str(), LETTERS);
        page.row(&[(0, &id, &memo.label), (1, reason, &memo.text)])?;
    }
    more(page, view, reasons.len(), REASONS)
}

fn conditions(
    page: &mut MemoPage<'_>,
    view: &View<'_>,
    deal: &Deal<'_>,
) -> Result<Vec<AcceptanceCell>, XlsxError> {
    let (style, memo) = (&view.style, &view.style.memo);
    let conditions: Vec<MemoCondition> = summary::conditions(view, deal);
    page.heading(style, "Conditions and what a hold waits for")?;
    if conditions.is_empty() {
        let rejected = summary::decision(deal) == Decision(Outcome::Reject);
        let none = if rejected {
            "None: a rejected engagement needs more than a condition."
        } else {
            "None."
        };
        page.row(&[(0, none, &memo.text)])?;
        return Ok(Vec::new());
    }
    page.row(&[
        (0, "By when", &style.head),
        (1, "What must be done", &style.head),
        (signature::TICK, "Accepted", &style.head),
    ])?;
    let mut ticks = Vec::new();
    for condition in conditions.iter().take(CONDITIONS) {
        let due = condition.due.map_or_else(String::new, |due| due.to_string());
        let engagement = short(&condition.engagement, LETTERS);
        let what = format!("{engagement} ({}): {}", condition.outcome.0, condition.what);
        let cells = [(0, due.as_str(), &memo.label), (1, what.as_str(), &memo.text)];
        ticks.extend(signature::line(page, view, &cells, condition.findings.clone())?);
    }
    let rest = conditions.iter().skip(CONDITIONS);
    let mut findings: Vec<_> = rest.flat_map(|rest| rest.findings.clone()).collect();
    findings.extend(summary::unlisted(view, deal));
    let hidden = conditions.len().saturating_sub(CONDITIONS);
    let words = match (hidden, findings.len()) {
        (0, 0) => return Ok(ticks),
        (hidden, 0) => format!("and {hidden} more: sheet Findings"),
        (_, more) => format!("and {more} more conditions: sheet Conditions"),
    };
    ticks.extend(signature::line(page, view, &[(1, &words, &memo.faint)], findings)?);
    Ok(ticks)
}

/// Writes how many lines were left out.
fn more(
    page: &mut MemoPage<'_>,
    view: &View<'_>,
    all: usize,
    room: usize,
) -> Result<(), XlsxError> {
    match all.saturating_sub(room) {
        0 => Ok(()),
        more => {
            page.row(&[(1, &format!("and {more} more: sheet Findings"), &view.style.memo.faint)])
        }
    }
}
