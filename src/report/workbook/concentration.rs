//! The sheets Concentration and Countries: suppliers and countries on which many engagements depend.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::assessment::concentration::{Concentration, Load, concentration};
use crate::model::{Country, SupplierId};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const SUPPLIERS: [SheetColumn<'_>; 11] = [
    column("Place", ColumnKind::Count, width::TINY),
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Country", ColumnKind::Text, width::FIGURE),
    column("Engagements", ColumnKind::Count, width::TIER),
    column("Of these below the prime", ColumnKind::Count, width::TIER),
    column("Deals", ColumnKind::Count, width::SMALL),
    column("Highest tier", ColumnKind::Text, width::TIER),
    column("Risk index that passes through", ColumnKind::Figure, width::WIDE_FIGURE),
    column("Part of the portfolio's", ColumnKind::Bar, width::WORD),
    column("Risk index of those engagements", ColumnKind::Figure, width::WIDE_FIGURE),
];

const COUNTRIES: [SheetColumn<'_>; 11] = [
    column("Place", ColumnKind::Count, width::TINY),
    column("Country", ColumnKind::Text, width::ID),
    column("Name", ColumnKind::Wrap, width::NAME),
    column("Suppliers", ColumnKind::Count, width::FIGURE),
    column("Engagements", ColumnKind::Count, width::TIER),
    column("Of these below the prime", ColumnKind::Count, width::TIER),
    column("Deals", ColumnKind::Count, width::SMALL),
    column("Highest tier", ColumnKind::Text, width::TIER),
    column("Risk index that passes through", ColumnKind::Figure, width::WIDE_FIGURE),
    column("Part of the portfolio's", ColumnKind::Bar, width::WORD),
    column("Risk index of those engagements", ColumnKind::Figure, width::WIDE_FIGURE),
];

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let found = concentration(&view.assessment.context, view.results());
    suppliers(book, view, &found)?;
    countries(book, view, &found)
}

fn suppliers(
    book: &mut Workbook,
    view: &View<'_>,
    found: &Concentration<'_>,
) -> Result<(), XlsxError> {
    let shared = found.suppliers.iter().filter(|load| load.engagements > 1).count();
    let plan = SheetPlan {
        name: "Concentration",
        title: "Concentration".to_owned(),
        note: format!(
            "{shared} of {} suppliers serve several engagements. What passes through a supplier: the risk index of each \
             engagement × its share in the chain's likelihood; all suppliers add up to {:.4}. Countries: next sheet.",
            found.suppliers.len(),
            found.total
        ),
        frozen: Some(3),
        widths: &[],
        long: true,
        large: false,
    };
    let total = found.total;
    let rows =
        (1_usize..).zip(&found.suppliers).map(|(place, load)| supplier(view, place, load, total));
    Pager::new(book, view, plan)?.table(&SUPPLIERS, rows)
}

fn countries(
    book: &mut Workbook,
    view: &View<'_>,
    found: &Concentration<'_>,
) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: "Countries",
        title: "Concentration by country".to_owned(),
        note: "Where the parties of the chains process. A party that processes in several countries counts in full in each, \
               so the parts add up to more than 100 %. Access from a country is not processing in it."
            .to_owned(),
        frozen: Some(3),
        widths: &[],
        long: false,
        large: false,
    };
    let total = found.total;
    let rows =
        (1_usize..).zip(&found.countries).map(|(place, load)| country(view, place, load, total));
    Pager::new(book, view, plan)?.table(&COUNTRIES, rows)
}

fn supplier<'v>(
    view: &'v View<'v>,
    place: usize,
    load: &Load<&'v SupplierId>,
    total: f64,
) -> [SheetCell<'v>; 11] {
    let home = view.profile(load.key).and_then(|profile| profile.supplier?.country);
    let [engagements, below, deals, tier, passing, part, touched] = figures(load, total);
    [
        place.into(),
        load.key.as_str().into(),
        view.name(load.key).into(),
        home.map(|country| country.to_string()).into(),
        engagements,
        below,
        deals,
        tier,
        passing,
        part,
        touched,
    ]
}

fn country<'v>(
    view: &'v View<'v>,
    place: usize,
    load: &Load<Option<Country>>,
    total: f64,
) -> [SheetCell<'v>; 11] {
    let vocabulary = &view.assessment.context.catalogue.vocabulary;
    let name = load.key.map_or_else(|| "not known".to_owned(), |key| vocabulary.country_name(key));
    let [engagements, below, deals, tier, passing, part, touched] = figures(load, total);
    [
        place.into(),
        load.key.map(|key| key.to_string()).into(),
        name.into(),
        load.suppliers.into(),
        engagements,
        below,
        deals,
        tier,
        passing,
        part,
        touched,
    ]
}

/// The columns that both sheets have. The share is blank if the total is 0.
fn figures<'v, K>(load: &Load<K>, total: f64) -> [SheetCell<'v>; 7] {
    [
        load.engagements.into(),
        load.below.into(),
        load.deals.into(),
        load.tier.name().into(),
        load.passing.into(),
        (total > 0.0).then(|| load.passing / total).into(),
        load.touched.into(),
    ]
}
