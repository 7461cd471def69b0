//! Every number of the policy, in tables.

use rust_xlsxwriter::XlsxError;

use crate::catalogue::Policy;
use crate::catalogue::policy::TierPolicy;
use crate::model::{EvidenceLevel, Tier};
use crate::report::workbook::certificates::equivalence;
use crate::report::workbook::table::Pager;
use crate::report::workbook::view::View;
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

/// Writes this part of the sheet.
pub(super) fn write(pager: &mut Pager<'_>, view: &View<'_>) -> Result<(), XlsxError> {
    let policy = view.policy();
    tiers(pager, policy)?;
    domains(pager, policy)?;
    evidence(pager, policy)?;
    thresholds(pager, policy)?;
    gates(pager, view)?;
    signers(pager, policy)?;
    schemes(pager, policy)
}

/// A number of a tier; `None` if it is not tested there.
type Number = fn(&TierPolicy) -> Option<f64>;

const TIER_NUMBERS: [(&str, &str, Number); 10] = [
    ("impact", "relative magnitude of a loss", |tier| Some(tier.impact)),
    ("cadence_months", "months for which a decision is good", |tier| {
        Some(tier.cadence_months.into())
    }),
    ("stale_months", "months for which a response speaks", |tier| Some(tier.stale_months.into())),
    ("domain_strength_min", "least strength of a domain", |tier| tier.domain_strength_min),
    ("appetite", "largest likelihood of one party", |tier| tier.appetite),
    ("chain_depth_max", "levels allowed below the prime", |tier| {
        tier.chain_depth_max.map(f64::from)
    }),
    ("notice_hours_max", "longest breach notice, hours", |tier| tier.notice_hours_max),
    ("notice_hours_reserve", "hours we keep for ourselves", |tier| tier.notice_hours_reserve),
    ("due_days", "days to mend a condition or a hold", |tier| tier.due_days.map(f64::from)),
    ("signer_steps_up", "steps up the ladder of signers", |tier| {
        u32::try_from(tier.signer_steps_up).ok().map(f64::from)
    }),
];

fn by_tier<'c>(first: &'c str, second: &'c str) -> [SheetColumn<'c>; 7] {
    let tier = |tier: Tier| column(tier.name(), ColumnKind::Plain, width::ID);
    let [public, internal, confidential, restricted, critical] = Tier::ALL.map(tier);
    let name = column(first, ColumnKind::Text, width::WORD);
    let about = column(second, ColumnKind::Wrap, width::SENTENCE);
    [name, about, public, internal, confidential, restricted, critical]
}

/// A row over the tiers, with a dash where nothing is tested.
fn tier_row<'c>(
    name: &'c str,
    about: impl Into<SheetCell<'c>>,
    at: impl Fn(Tier) -> SheetCell<'c>,
) -> [SheetCell<'c>; 7] {
    let [public, internal, confidential, restricted, critical] =
        Tier::ALL.map(|tier| match at(tier) {
            SheetCell::Blank => "–".into(),
            cell => cell,
        });
    [name.into(), about.into(), public, internal, confidential, restricted, critical]
}

fn tiers(pager: &mut Pager<'_>, policy: &Policy) -> Result<(), XlsxError> {
    pager.heading("Tiers")?;
    let level = |level: Option<EvidenceLevel>| -> SheetCell<'static> {
        level.map(EvidenceLevel::name).into()
    };
    let numbers = TIER_NUMBERS.iter();
    let mut rows: Vec<[SheetCell<'_>; 7]> = numbers
        .map(|(name, about, number)| {
            tier_row(name, *about, |tier| number(policy.tier(tier)).into())
        })
        .collect();
    rows.push(tier_row("evidence_min_heavy", "least evidence, heavy controls", |tier| {
        level(policy.tier(tier).evidence_min_heavy)
    }));
    rows.push(tier_row("evidence_min_other", "least evidence, other controls", |tier| {
        level(policy.tier(tier).evidence_min_other)
    }));
    pager.table(&by_tier("Number", "What it is"), rows)
}

fn domains(pager: &mut Pager<'_>, policy: &Policy) -> Result<(), XlsxError> {
    pager.heading("Domains")?;
    let columns = [
        column("Domain", ColumnKind::Text, width::WORD),
        column("Title", ColumnKind::Text, width::SENTENCE),
        column("Base rate", ColumnKind::Percent, width::ID),
    ];
    let rows = policy.domains.iter().map(|one| -> [SheetCell<'_>; 3] {
        [one.domain.as_str().into(), one.title.as_str().into(), one.base_rate.into()]
    });
    pager.table(&columns, rows)
}

fn evidence(pager: &mut Pager<'_>, policy: &Policy) -> Result<(), XlsxError> {
    pager.heading("Evidence levels")?;
    let columns = [
        column("Level", ColumnKind::Text, width::WORD),
        column("Title", ColumnKind::Text, width::SENTENCE),
        column("Volume v", ColumnKind::Plain, width::ID),
        column("Reliability r", ColumnKind::Plain, width::ID),
    ];
    let rows = EvidenceLevel::ALL.map(|level| -> [SheetCell<'_>; 4] {
        let worth = policy.evidence.of(level);
        [
            level.name().into(),
            worth.title.as_str().into(),
            worth.volume.into(),
            worth.reliability.into(),
        ]
    });
    pager.table(&columns, rows)
}

fn thresholds(pager: &mut Pager<'_>, policy: &Policy) -> Result<(), XlsxError> {
    pager.heading("Thresholds and other numbers")?;
    let (limits, likelihood) = (&policy.thresholds, &policy.likelihood);
    let (points, days) = (&policy.assurance, &policy.certificates);
    let (arithmetic, controls) = (&policy.arithmetic, &policy.controls);
    let rows: [(&str, &str, f64); 23] = [
        ("coverage_min", "least share of weight answered", limits.coverage_min),
        ("na_share_max", "largest share not applicable", limits.na_share_max),
        (
            "domain_weak_attainable_factor",
            "share of the attainable strength",
            limits.domain_weak_attainable_factor,
        ),
        ("appetite_chain_factor", "appetites the chain may reach", limits.appetite_chain_factor),
        ("notice_owed_factor", "hours owed: so many longest notices", limits.notice_owed_factor),
        ("incident_months", "months until an incident is forgotten", limits.incident_months.into()),
        ("prior a", "for a domain, before any answer", likelihood.prior.a),
        ("prior b", "against a domain, before any answer", likelihood.prior.b),
        ("weight_unit", "weight of one observation", likelihood.weight_unit),
        ("partial_credit", "share of a yes a partial is worth", likelihood.partial_credit),
        ("range low", "lower quantile of ranges", likelihood.range.low),
        ("range high", "upper quantile of ranges", likelihood.range.high),
        ("assurance yes", "points of a yes", points.yes),
        ("assurance partial", "points of a partial", points.partial),
        ("assurance no", "points of a no", points.no),
        ("assurance unanswered", "points of silence", points.unanswered),
        ("heavy_weight", "from this weight a control is heavy", controls.heavy_weight.into()),
        ("own_test_months", "months our own test is E3", policy.evidence.own_test_months.into()),
        (
            "register_months",
            "months register evidence counts",
            policy.evidence.register_months.into(),
        ),
        (
            "expiring_days",
            "days before its end a certificate is expiring",
            days.expiring_days.into(),
        ),
        (
            "surveillance_grace_days",
            "days a check-in may be late",
            days.surveillance_grace_days.into(),
        ),
        ("waiver max_months", "longest term of a waiver", policy.waivers.max_months.into()),
        ("tolerance", "in the supplier's favour", arithmetic.tolerance),
    ];
    let columns = [
        column("Number", ColumnKind::Text, width::WORD),
        column("What it is", ColumnKind::Text, width::SENTENCE),
        column("Value", ColumnKind::Plain, width::ID),
    ];
    pager.table(
        &columns,
        rows.map(|(name, about, value)| -> [SheetCell<'_>; 3] {
            [name.into(), about.into(), value.into()]
        }),
    )
}

fn gates(pager: &mut Pager<'_>, view: &View<'_>) -> Result<(), XlsxError> {
    pager.heading("Gate rules: what each says at each tier")?;
    let table = view.policy().gates.iter();
    let rows = table.flat_map(|(rule, branches)| {
        branches.iter().map(|(branch, row)| {
            let about = match branch.word() {
                "any" => rule.about().to_owned(),
                word => format!("{} ({word})", rule.about()),
            };
            tier_row(rule.word(), about, |tier| match row.at(tier) {
                Some(outcome) => {
                    SheetCell::Marked(outcome.word().into(), view.style.outcome(outcome))
                }
                None => SheetCell::Blank,
            })
        })
    });
    pager.table(&by_tier("Rule", "Fires when"), rows)
}

fn signers(pager: &mut Pager<'_>, policy: &Policy) -> Result<(), XlsxError> {
    pager.heading("Who signs")?;
    let columns = [
        column("Up to this ratio of likelihood to appetite", ColumnKind::Plain, width::WORD),
        column("Role", ColumnKind::Text, width::SENTENCE),
    ];
    let rows = policy.signers.ladder.iter().map(|signer| -> [SheetCell<'_>; 2] {
        let limit = signer.up_to_ratio.map_or_else(|| "above".into(), SheetCell::from);
        [limit, signer.role.as_str().into()]
    });
    pager.table(&columns, rows)
}

fn schemes(pager: &mut Pager<'_>, policy: &Policy) -> Result<(), XlsxError> {
    pager.heading("Certification schemes: worth beside ISO/IEC 27001 at each tier")?;
    let rows = policy.schemes.iter().map(|(key, scheme)| {
        tier_row(key, scheme.name.as_str(), |tier| equivalence(scheme.equivalence.at(tier)).into())
    });
    pager.table(&by_tier("Scheme", "Name"), rows)
}
