//! The sheet Heat map: the strength of each supplier in each domain, at its highest tier in use.

use crate::model::DomainIndex;
use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::{Use, View, score_in};
use crate::sheet::cell::{SheetCell, column};
use crate::sheet::style::{BANDS, ColumnKind, band, width};

/// The sheet's name.
pub(super) const NAME: &str = "Heat map";

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let heads: Vec<String> =
        view.policy().domains.iter().map(|one| format!("{} {}", one.domain, one.title)).collect();
    let mut columns = vec![
        column("Supplier ID", ColumnKind::Text, width::ID),
        column("Supplier", ColumnKind::Wrap, width::NAME),
        column("Highest tier in use", ColumnKind::Text, width::TIER),
        column("In engagement", ColumnKind::Text, width::ID),
        column("Weakest domain", ColumnKind::Text, width::FIGURE),
        column("In a word", ColumnKind::Text, width::FIGURE),
    ];
    columns.extend(heads.iter().map(|head| column(head, ColumnKind::Figure, width::WIDE_FIGURE)));
    let strengths: Vec<Vec<(DomainIndex, f64)>> =
        view.uses.par_iter().map(|one| strengths(view, one)).collect();
    let mut pager = Pager::new(book, view, plan(view.is_large()))?;
    let rows = view.uses.iter().zip(&strengths);
    pager.table(&columns, rows.map(|(one, strengths)| row(view, one, strengths)))
}

fn plan(long: bool) -> SheetPlan<'static> {
    let bands: Vec<String> =
        BANDS.iter().map(|(from, word)| format!("{word} from {from:.1}")).collect();
    SheetPlan {
        name: NAME,
        title: "Heat map".to_owned(),
        note: format!(
            "Strength of each domain, 0 to 1, of each supplier at its highest tier in use. Dark is weak, light is strong: {}. \
             A dash: no figure.",
            bands.join(", ")
        ),
        frozen: Some(2),
        widths: &[],
        long,
        large: true,
    }
}

fn row<'v>(
    view: &'v View<'v>,
    one: &Use<'v>,
    strengths: &[(DomainIndex, f64)],
) -> Vec<SheetCell<'v>> {
    let weakest = strengths.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let mut cells = vec![
        one.supplier.as_str().into(),
        view.name(one.supplier).into(),
        one.tier.name().into(),
        one.result.engagement.id.as_str().into(),
        weakest.map(|(domain, _)| view.policy().domains[*domain].domain.as_str()).into(),
        weakest.map_or(SheetCell::Blank, |(_, strength)| {
            SheetCell::Marked(band(*strength).into(), view.style.heat(*strength))
        }),
    ];
    cells.extend(DomainIndex::all(view.policy().domains.len()).map(|domain| {
        match strengths.iter().find(|(known, _)| *known == domain) {
            Some((_, strength)) => SheetCell::Shaded(*strength, view.style.heat(*strength)),
            None => SheetCell::Marked("–".into(), &view.style.absent),
        }
    }));
    cells
}

/// The strengths of a supplier's domains. Those of a prime are in its result; other suppliers are scored again.
fn strengths(view: &View<'_>, one: &Use<'_>) -> Vec<(DomainIndex, f64)> {
    if one.result.engagement.supplier == *one.supplier {
        return one.result.domains.iter().map(|line| (line.domain, line.strength.mean)).collect();
    }
    let score = score_in(&view.assessment.context, one.result, one.supplier);
    let domains = score.into_iter().flat_map(|score| score.domains);
    domains.map(|domain| (domain.domain, domain.observations.strength())).collect()
}
