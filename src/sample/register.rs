//! The register of a made-up portfolio.

use super::{Maker, Quality, SampleError, SampleOrder};
use crate::assessment::calendar::{add_days, add_months};
use crate::catalogue::Catalogue;
use crate::model::Tier;
use crate::outgoing::register_template::{RegisterRow, RegisterRows, register};

const COUNTRIES: [&str; 16] = [
    "DE", "FR", "PL", "IT", "ES", "PT", "NL", "CZ", "GB", "US", "IN", "JP", "KR", "BR", "TR", "VN",
];
const STARTS: [&str; 12] =
    ["Bel", "Cor", "Dra", "El", "Fen", "Gar", "Hol", "Kel", "Mar", "Nor", "Tal", "Ver"];
const MIDDLES: [&str; 8] = ["do", "la", "mi", "ra", "so", "ti", "va", "zen"];
const ENDS: [&str; 8] =
    ["Castings", "Controls", "Drives", "Fabrication", "Optics", "Polymers", "Software", "Tooling"];
const KINDS: [&str; 6] = [
    "technical-data",
    "trade-secret",
    "source-code",
    "personal-data",
    "customer-data",
    "prototype",
];
const SCHEMES: [&str; 6] = ["ISO27001", "ISO27001", "ISO27001", "TISAX-AL2", "SOC2-T2", "CE+"];

/// Writes the register.
pub(super) fn write(
    makers: &[Maker],
    order: &SampleOrder,
    catalogue: &Catalogue,
) -> Result<Vec<u8>, SampleError> {
    let mut rows = RegisterRows::default();
    for maker in makers {
        rows.add("suppliers", supplier(maker));
        rows.add("engagements", engagement(maker, order));
        if let Some(row) = certificate(maker, order) {
            rows.add("certificates", row);
        }
        if order.chains && maker.dice(7).chance(40) {
            rows.add("subcontracts", subcontract(maker, order));
        }
    }
    Ok(register(catalogue, &rows, order.as_of)?)
}

fn supplier(maker: &Maker) -> RegisterRow {
    let mut dice = maker.dice(2);
    let name = format!("{}{} {}", dice.pick(&STARTS), dice.pick(&MIDDLES), dice.pick(&ENDS));
    vec![
        ("supplier-id", maker.id().into()),
        ("name", format!("{name} {:05}", maker.number).into()),
        ("country", (*dice.pick(&COUNTRIES)).into()),
    ]
}

/// The tier of a supplier's engagement: mostly internal and confidential.
pub(super) fn tier(maker: &Maker) -> Tier {
    match maker.dice(3).below(20) {
        0 => Tier::Public,
        1..=7 => Tier::Internal,
        8..=14 => Tier::Confidential,
        15..=18 => Tier::Restricted,
        _ => Tier::Critical,
    }
}

fn engagement_id(maker: &Maker) -> String {
    format!("E-{:05}", maker.number)
}

fn engagement(maker: &Maker, order: &SampleOrder) -> RegisterRow {
    let mut dice = maker.dice(4);
    let kinds = format!("{}; {}", dice.pick(&KINDS), dice.pick(&KINDS));
    let mut row: RegisterRow = vec![
        ("engagement-id", engagement_id(maker).into()),
        ("supplier-id", maker.id().into()),
        ("deal-id", format!("D-{:04}", maker.number.div_ceil(8)).into()),
        ("information-tier", tier(maker).name().into()),
        ("information-kinds", kinds.into()),
        ("origin-country", "DE".into()),
        ("transfer-mechanism", "scc".into()),
        ("start", add_days(order.as_of, -400).into()),
        ("volume", f64::from(1 + dice.below(5)).into()),
    ];
    if dice.chance(85) {
        row.push(("notice-hours-agreed", f64::from(*dice.pick(&[12, 24, 48, 72])).into()));
    }
    if dice.chance(50) {
        row.push(("value-at-risk", f64::from(50_000 * (1 + dice.below(40))).into()));
        row.push(("currency", "EUR".into()));
    }
    row
}

fn certificate(maker: &Maker, order: &SampleOrder) -> Option<RegisterRow> {
    let mut dice = maker.dice(5);
    let likely = match maker.quality() {
        Quality::Good => 85,
        Quality::Average => 55,
        Quality::Poor | Quality::Silent => 20,
    };
    if !dice.chance(likely) {
        return None;
    }
    let issued = add_days(order.as_of, -i32::try_from(dice.below(1_300)).unwrap_or(0));
    let surveyed = add_months(issued, 12).min(order.as_of);
    Some(vec![
        ("supplier-id", maker.id().into()),
        ("scheme", (*dice.pick(&SCHEMES)).into()),
        ("edition", "2022".into()),
        ("covers", "all".into()),
        ("accreditation", "accredited body 0417".into()),
        ("issued", issued.into()),
        ("expires", add_months(issued, 36).into()),
        ("last-surveillance", surveyed.into()),
    ])
}

/// The supplier passes information on to the next but one; the last ones start again from the first.
fn subcontract(maker: &Maker, order: &SampleOrder) -> RegisterRow {
    let mut dice = maker.dice(8);
    let next = (maker.number + 1) % order.suppliers + 1;
    let to = Maker { number: next, seed: maker.seed };
    vec![
        ("engagement-id", engagement_id(maker).into()),
        ("from-supplier-id", maker.id().into()),
        ("to-supplier-id", to.id().into()),
        ("share", (f64::from(1 + dice.below(10)) / 10.0).into()),
        ("notice-hours-agreed", f64::from(*dice.pick(&[4, 8, 12, 24])).into()),
        ("obligations-flowed-down", (*dice.pick(&["yes", "yes", "no"])).into()),
        ("consent", (*dice.pick(&["yes", "yes", ""])).into()),
        ("transfer-mechanism", "scc".into()),
    ]
}
