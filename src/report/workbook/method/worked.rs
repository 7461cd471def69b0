//! The method in plain words, worked through for the first engagement.

use crate::model::DomainIndex;
use rust_xlsxwriter::XlsxError;

use crate::assessment::EngagementResult;
use crate::assessment::likelihood::{factor, shares};
use crate::assessment::node::NodeScore;
use crate::report::workbook::table::Pager;
use crate::report::workbook::view::{View, score_in};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

/// The most characters of a line of running text.
pub(super) const LINE: usize = 165;

const DOMAINS: [SheetColumn<'_>; 8] = [
    column("Domain", ColumnKind::Text, width::WORD),
    column("Title", ColumnKind::Text, width::SENTENCE),
    column("Base rate g", ColumnKind::Percent, width::ID),
    column("For it, a", ColumnKind::Figure, width::ID),
    column("Against it, b", ColumnKind::Figure, width::ID),
    column("Strength m = a/(a+b)", ColumnKind::Figure, width::ID),
    column("f = 1 − g·(1 − m)", ColumnKind::Figure, width::ID),
    column("Share in P", ColumnKind::Percent, width::ID),
];

/// Writes this part of the sheet.
pub(super) fn write(pager: &mut Pager<'_>, view: &View<'_>) -> Result<(), XlsxError> {
    pager.heading("In plain words")?;
    for step in steps(view) {
        pager.paragraph(&step, LINE)?;
    }
    let worked = view.results().iter().find(|result| result.likelihood_own.is_some());
    let Some(result) = worked else {
        return Ok(());
    };
    match score_in(&view.assessment.context, result, &result.engagement.supplier) {
        Some(score) => example(pager, view, result, &score),
        None => Ok(()),
    }
}

fn steps(view: &View<'_>) -> [String; 6] {
    let likelihood = &view.policy().likelihood;
    [
        "1. Every question reaches a control. Each control gets one answer: yes, partial, no, not applicable or unanswered; silence counts as no.".to_owned(),
        "2. Each answer has an evidence level: E0 a claim, E1 a document named, E2 independently assured (a certificate that is valid and in scope), E3 tested by us.".to_owned(),
        format!(
            "3. Each domain starts with a = {} for it and b = {} against it. An answer of weight w adds n = w/{} observations, split by the reliability r of its evidence and multiplied by its volume v: yes a += r·v·n, b += (1 − r)·v·n; partial a += {c}·r·n, b += (1 − {c}·r)·n; no or unanswered b += n.",
            likelihood.prior.a, likelihood.prior.b, likelihood.weight_unit, c = likelihood.partial_credit
        ),
        "4. The strength of a domain is m = a/(a + b). With its base rate g (yearly, with no control at all) f = 1 − g·(1 − m), and P = 1 − the product of all f.".to_owned(),
        "5. Down the chain each supplier counts once, with the share of the information that reaches it: P of the chain = 1 − the product of (1 − reach·P). Risk index = P of the chain × impact of the tier × volume; the rank uses it within each decision.".to_owned(),
        "6. Permission does not come from P but from the gates below: the worst word over all rules of all suppliers of an engagement is its decision.".to_owned(),
    ]
}

fn example(
    pager: &mut Pager<'_>,
    view: &View<'_>,
    result: &EngagementResult<'_>,
    score: &NodeScore,
) -> Result<(), XlsxError> {
    let engagement = result.engagement;
    pager.heading(&format!(
        "Worked example: {} of {} at {}",
        engagement.id,
        view.name(&engagement.supplier),
        engagement.tier
    ))?;
    let rate = |domain: DomainIndex| view.policy().domains[domain].base_rate;
    let factors: Vec<f64> =
        score.domains.iter().map(|one| factor(rate(one.domain), one.observations)).collect();
    let shares = shares(&factors);
    let rows = score.domains.iter().zip(factors.iter().zip(&shares));
    let rows = rows.map(|(one, (factor, share))| -> [SheetCell<'_>; 8] {
        let domain = &view.policy().domains[one.domain];
        let seen = one.observations;
        [
            domain.domain.as_str().into(),
            domain.title.as_str().into(),
            domain.base_rate.into(),
            seen.a.into(),
            seen.b.into(),
            seen.strength().into(),
            (*factor).into(),
            (*share).into(),
        ]
    });
    pager.table(&DOMAINS, rows)?;
    let product: f64 = factors.iter().product();
    pager.line(&sums(view, result, product), &view.style.statement)
}

/// The arithmetic from the product of the factors to the risk index.
fn sums(view: &View<'_>, result: &EngagementResult<'_>, product: f64) -> String {
    let percent = |share: f64| format!("{:.2} %", share * 100.0);
    let chain = result.likelihood.map_or(0.0, |ranged| ranged.mean);
    let impact = view.policy().tier(result.engagement.tier).impact;
    format!(
        "P = 1 − {product:.6} = {}; of the whole chain (suppliers: {}) {}; risk index = {:.6} × {impact} × {} = {:.6}.",
        percent(1.0 - product),
        result.chain.len(),
        percent(chain),
        chain,
        result.engagement.volume,
        result.risk_index,
    )
}
