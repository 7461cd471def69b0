//! The sheet Memo: the decision on one printed page.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::super::page::footer;
use super::super::ranking::percent;
use super::super::text::short;
use super::super::view::View;
use super::Deal;
use super::paper::Paper;
use super::summary::{self, Condition};
use crate::assessment::EngagementResult;
use crate::model::{Decision, Outcome};
use crate::report::workbook::style::Style;

/// Engagements, reasons and conditions that the page has room for.
const ENGAGEMENTS: usize = 10;
const REASONS: usize = 5;
const CONDITIONS: usize = 10;

/// Letters of a name.
const LETTERS: usize = 44;

/// Height of the band with the decision and of a place to sign, in points.
const BAND: f64 = 34.0;
const SIGN: f64 = 30.0;

/// Writes the sheet.
pub fn write(book: &mut Workbook, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let mut paper = Paper::new(book, "Memo")?;
    paper.sheet.set_footer(footer(view.facts));
    head(&mut paper, view, deal)?;
    shared(&mut paper, view, deal)?;
    engagements(&mut paper, view, deal)?;
    reasons(&mut paper, view, deal)?;
    conditions(&mut paper, view, deal)?;
    signature(&mut paper, view, deal)
}

fn head(paper: &mut Paper<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let (facts, policy, memo) = (view.facts, view.policy(), &view.style.memo);
    let title = format!("Decision memo: deal {}", short(deal.id.as_str(), LETTERS));
    paper.tall(&[(0, &title, &view.style.title)], 24.0)?;
    let portfolio = short(facts.portfolio, LETTERS);
    let (id, edition) = (&policy.id, &policy.edition);
    let editions = format!(
        "{portfolio} · as of {} · policy {id}, edition {edition} · {}",
        facts.as_of, facts.program
    );
    paper.row(&[(0, &editions, &memo.faint)])?;
    paper.row(&[(0, &format!("Run {}", facts.run), &memo.faint)])?;
    paper.gap(6.0)?;
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
    paper.tall(&[(0, &word, band), (2, &said, &memo.said)], BAND)
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

fn shared(paper: &mut Paper<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let memo = &view.style.memo;
    heading(paper, &view.style, "What is shared, with whom, and where")?;
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
    lines.push(("Stages", summary::stages(deal)));
    if let Some(loss) = summary::expected_loss(deal) {
        lines.push(("At stake", format!("expected yearly loss {loss} (planning figure)")));
    }
    for (label, text) in lines.into_iter().filter(|(_, text)| !text.is_empty()) {
        paper.row(&[(0, label, &memo.label), (1, &text, &memo.text)])?;
    }
    Ok(())
}

fn engagements(paper: &mut Paper<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let (style, memo) = (&view.style, &view.style.memo);
    heading(paper, style, "Engagements")?;
    let heads = ["Engagement", "Supplier", "Tier", "Decision", "Likelihood", "Signer"];
    let cells: Vec<_> =
        (0..).zip(heads).map(|(column, head)| (column, head, &style.head)).collect();
    paper.row(&cells)?;
    for result in deal.results.iter().take(ENGAGEMENTS) {
        engagement(paper, view, result)?;
    }
    match deal.results.len().saturating_sub(ENGAGEMENTS) {
        0 => Ok(()),
        more => paper.row(&[(
            0,
            &format!("and {more} more, none of them worse: sheet Ranking"),
            &memo.faint,
        )]),
    }
}

fn engagement(
    paper: &mut Paper<'_>,
    view: &View<'_>,
    result: &EngagementResult<'_>,
) -> Result<(), XlsxError> {
    let (style, memo, engagement) = (&view.style, &view.style.memo, result.engagement);
    let likelihood = result.likelihood.map_or_else(String::new, |ranged| percent(ranged.mean));
    let supplier = summary::party(view, &engagement.supplier);
    paper.row(&[
        (0, &short(engagement.id.as_str(), LETTERS), &memo.text),
        (1, &supplier, &memo.text),
        (2, engagement.tier.name(), &memo.text),
        (3, result.decision.word(), style.outcome(result.decision.0)),
        (4, &likelihood, &memo.text),
        (5, result.signer, &memo.text),
    ])
}

fn reasons(paper: &mut Paper<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let memo = &view.style.memo;
    let reasons = summary::reasons(deal);
    heading(paper, &view.style, "Top reasons")?;
    if reasons.is_empty() {
        return paper.row(&[(0, "Nothing stands against it.", &memo.text)]);
    }
    for (result, reason) in reasons.iter().take(REASONS) {
        let id = short(result.engagement.id.as_str(), LETTERS);
        paper.row(&[(0, &id, &memo.label), (1, reason, &memo.text)])?;
    }
    more(paper, view, reasons.len(), REASONS)
}

fn conditions(paper: &mut Paper<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let memo = &view.style.memo;
    let conditions: Vec<Condition> = summary::conditions(view, deal);
    heading(
        paper,
        &view.style,
        "Conditions and what a hold waits for, with the day by which they must be met",
    )?;
    if conditions.is_empty() {
        let rejected = summary::decision(deal) == Decision(Outcome::Reject);
        let none = if rejected {
            "None: a rejected engagement needs more than a condition."
        } else {
            "None."
        };
        return paper.row(&[(0, none, &memo.text)]);
    }
    for condition in conditions.iter().take(CONDITIONS) {
        let due = condition.due.map_or_else(String::new, |due| due.to_string());
        let engagement = short(&condition.engagement, LETTERS);
        let what = format!("{engagement} ({}): {}", condition.outcome.0, condition.what);
        paper.row(&[(0, &due, &memo.label), (1, &what, &memo.text)])?;
    }
    more(paper, view, conditions.len(), CONDITIONS)
}

fn signature(paper: &mut Paper<'_>, view: &View<'_>, deal: &Deal<'_>) -> Result<(), XlsxError> {
    let memo = &view.style.memo;
    heading(paper, &view.style, "Signature")?;
    let signer = summary::signer(view, deal);
    let who = format!("Signs for the deal: {signer}");
    let choice = if summary::decision(deal).allows() {
        "☐ disclose as decided above      ☐ do not disclose"
    } else if summary::decision(deal).0 == Outcome::Escalate {
        "☐ disclose what is escalated, and the rest as decided above      ☐ do not disclose"
    } else {
        "☐ disclose only where an engagement is approved above, on its conditions      ☐ do not disclose"
    };
    paper.row(&[(0, &who, &memo.label)])?;
    paper.row(&[(0, choice, &memo.text)])?;
    let blank = "";
    paper.tall(
        &[
            (0, "Name", &memo.label),
            (1, blank, &memo.sign),
            (3, "Date", &memo.right),
            (4, blank, &memo.sign),
        ],
        SIGN,
    )?;
    paper.tall(&[(0, "Signature", &memo.label), (1, blank, &memo.sign)], SIGN)?;
    paper.gap(6.0)?;
    paper.row(&[(0, "Likelihoods and losses are planning figures: their order matters more than their level. What stands \
                     behind this page: sheets Ranking, Chain, Obligations and Findings.", &memo.faint)])
}

fn heading(paper: &mut Paper<'_>, style: &Style, text: &str) -> Result<(), XlsxError> {
    paper.gap(7.0)?;
    paper.tall(&[(0, text, &style.memo.heading)], 18.0)
}

/// How many lines had no room.
fn more(paper: &mut Paper<'_>, view: &View<'_>, all: usize, room: usize) -> Result<(), XlsxError> {
    match all.saturating_sub(room) {
        0 => Ok(()),
        more => {
            paper.row(&[(1, &format!("and {more} more: sheet Findings"), &view.style.memo.faint)])
        }
    }
}
