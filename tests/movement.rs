//! What moved between two runs, and why: the shares of the causes compared with worlds mixed by hand and averaged over
//! every order of the causes, and with the three quarters of the sample.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use flowdown::assessment::attribution::{Attribution, Cause, Comparison, Side};
use flowdown::catalogue::{Catalogue, Source};
use flowdown::model::{Certificate, Date, EngagementId, Subcontract, SupplierId, Tier};
use proptest::prelude::*;
use serde_json::Value;

use crate::program::flowdown;
use crate::random::{Said, any_certificate, case, config, edges, enter, likelihoods, said, tier};
use crate::support::{AS_OF, Case};
use crate::verify::RUNS;

/// The number of parties in a chain.
const PARTIES: usize = 3;

/// Another edition of the policy: half the credit for a partial, and another prior.
static OTHER: LazyLock<Catalogue> = LazyLock::new(|| {
    let scoring = Source::embedded("scoring");
    let text = std::sync::Arc::clone(&scoring.file("likelihood.toml").unwrap().text);
    let other =
        text.replace("partial_credit = 0.5", "partial_credit = 0.25").replace("b = 1.6", "b = 2.6");
    assert_ne!(*text, *other);
    let scoring = scoring.with("likelihood.toml", &other);
    Catalogue::from_sources(&scoring, &Source::embedded("questionnaires")).unwrap()
});

/// The data of one side.
#[derive(Debug, Clone)]
struct Known {
    tier: Tier,
    said: Vec<Vec<Said>>,
    /// For each party the months since its response.
    ages: Vec<u8>,
    support: Vec<Vec<Said>>,
    certificates: Vec<Certificate>,
    rows: Vec<Subcontract>,
    other_rules: bool,
}

fn known() -> impl Strategy<Value = Known> {
    let said = || prop::collection::vec(said(), PARTIES);
    let held = prop::collection::vec((1..=PARTIES, any_certificate()), 0..5);
    let ages = prop::collection::vec(0_u8..20, PARTIES);
    (tier(), said(), ages, said(), held, edges(PARTIES, true), any::<bool>()).prop_map(
        |(tier, said, ages, support, held, rows, other_rules)| {
            let certificates = held.into_iter().map(|(holder, row)| Certificate {
                supplier: SupplierId::new(format!("S-{holder}")),
                ..row
            });
            Known {
                tier,
                said,
                ages,
                support,
                certificates: certificates.collect(),
                rows,
                other_rules,
            }
        },
    )
}

/// Two sides that differ only in the marked causes, in the order of [`CAUSES`].
fn pair() -> impl Strategy<Value = (Known, Known)> {
    (known(), known(), prop::collection::vec(any::<bool>(), CAUSES.len())).prop_map(
        |(older, newer, differs)| {
            let newer = mixed(&older, &newer, |cause| differs[at(cause)]);
            (older, newer)
        },
    )
}

/// The causes by which two states of the same day can differ.
const CAUSES: [Cause; 6] = [
    Cause::Answers,
    Cause::Evidence,
    Cause::Certificates,
    Cause::Chain,
    Cause::Tier,
    Cause::Policy,
];

fn at(cause: Cause) -> usize {
    CAUSES.iter().position(|one| *one == cause).unwrap()
}

/// A world that takes each cause from one side.
fn mixed(older: &Known, newer: &Known, is_newer: impl Fn(Cause) -> bool) -> Known {
    let of = |cause| if is_newer(cause) { newer } else { older };
    Known {
        tier: of(Cause::Tier).tier,
        said: of(Cause::Answers).said.clone(),
        ages: of(Cause::Answers).ages.clone(),
        support: of(Cause::Evidence).support.clone(),
        certificates: of(Cause::Certificates).certificates.clone(),
        rows: of(Cause::Chain).rows.clone(),
        other_rules: of(Cause::Policy).other_rules,
    }
}

impl Known {
    /// The case to assess. Answers are worded for one tier, so that changing the tier changes no wording.
    fn case(&self) -> Case {
        let worded = |party: usize| -> Vec<Said> {
            let both = self.said[party].iter().zip(&self.support[party]);
            both.map(|((answer, _), (_, support))| (*answer, *support)).collect()
        };
        let mut case = case(Tier::Critical, &worded(0), &self.certificates);
        for party in 1..PARTIES {
            enter(&mut case, &format!("S-{}", party + 1), &worded(party));
        }
        for (response, age) in case.responses.iter_mut().zip(&self.ages) {
            response.completed_on = Some(back(AS_OF, *age));
        }
        case.register.subcontracts = self.rows.clone();
        case.engagement().tier = self.tier;
        if self.other_rules {
            case.catalogue = Cow::Borrowed(&OTHER);
        }
        case
    }
}

fn back(day: Date, months: u8) -> Date {
    use jiff::ToSpan as _;
    day.checked_sub(i32::from(months).months()).unwrap()
}

fn side(case: &Case) -> Side<'_> {
    Side {
        catalogue: &case.catalogue,
        register: &case.register,
        responses: &case.responses,
        as_of: case.as_of,
    }
}

fn attributed(older: &Case, newer: &Case) -> Option<Attribution> {
    Comparison::new(side(older), side(newer)).attribute(&EngagementId::new("E-1"))
}

fn share(found: &Attribution, cause: Cause) -> f64 {
    let known = found.shares.iter().find(|(one, _)| *one == cause);
    known.map_or(0.0, |(_, share)| *share)
}

/// The definition of the Shapley value: the mean, over all orders of the causes, of what each adds when its turn comes.
fn over_all_orders(worth: &dyn Fn(usize) -> f64) -> [f64; CAUSES.len()] {
    fn walk(set: usize, worth: &dyn Fn(usize) -> f64, sums: &mut [f64], orders: f64) {
        let left: Vec<usize> = (0..CAUSES.len()).filter(|one| set & (1 << one) == 0).collect();
        for one in &left {
            let more = orders / left.len() as f64;
            sums[*one] += more * (worth(set | 1 << one) - worth(set));
            walk(set | 1 << one, worth, sums, more);
        }
    }
    let mut sums = [0.0; CAUSES.len()];
    walk(0, worth, &mut sums, 1.0);
    sums
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn shares_are_the_means_over_every_order_of_worlds_mixed_by_hand((older, newer) in pair()) {
        let (a, b) = (older.case(), newer.case());
        let found = attributed(&a, &b).unwrap();
        prop_assert_eq!(Some(found.before), likelihoods(&a).1);
        prop_assert_eq!(Some(found.after), likelihoods(&b).1);
        let worlds: HashMap<usize, f64> = (0..1 << CAUSES.len())
            .map(|set: usize| {
                let world = mixed(&older, &newer, |cause| set & (1 << at(cause)) != 0);
                (set, likelihoods(&world.case()).1.unwrap().ln())
            })
            .collect();
        let wanted = over_all_orders(&|set| worlds[&set]);
        for cause in CAUSES {
            let (is, should) = (share(&found, cause), wanted[at(cause)]);
            prop_assert!((is - should).abs() < 1e-12, "{}: {is}, not {should}", cause.word());
        }
    }

    #[test]
    fn shares_add_up_to_the_move_and_a_cause_that_changed_nothing_has_none(
        (older, newer) in pair(), earlier in 0_u8..24, days in 0_u16..800,
    ) {
        use jiff::ToSpan as _;
        // Some responses, and dates in them, are in the future for the older side but count for the newer one.
        let (mut first, mut later) = (older.case(), newer.case());
        first.as_of = back(AS_OF, earlier);
        later.as_of = first.as_of.checked_add(i32::from(days).days()).unwrap();
        let found = attributed(&first, &later).unwrap();
        prop_assert_eq!(Some(found.before), likelihoods(&first).1);
        let sum: f64 = found.shares.iter().map(|(_, share)| share).sum();
        prop_assert!((sum - found.log_move()).abs() < 1e-12, "{sum} for {}", found.log_move());
        prop_assert_eq!(Some(found.after), likelihoods(&later).1);
        let none = |cause| share(&found, cause) == 0.0;
        prop_assert!(older.tier != newer.tier || none(Cause::Tier));
        prop_assert!(older.other_rules != newer.other_rules || none(Cause::Policy));
        prop_assert!(older.rows.len() != newer.rows.len() || !older.rows.is_empty() || none(Cause::Chain));
        let same = |a: &Known, b: &Known| format!("{:?}{:?}", a.said, a.ages) == format!("{:?}{:?}", b.said, b.ages);
        prop_assert!(!same(&older, &newer) || earlier > 0 || none(Cause::Answers));
        prop_assert!(!(older.certificates.is_empty() && newer.certificates.is_empty()) || none(Cause::Certificates));
        prop_assert!(days != 0 || none(Cause::Staleness));
        prop_assert!(none(Cause::Method));
    }

    #[test]
    fn the_same_state_moves_by_nothing(one in known()) {
        let case = one.case();
        let found = attributed(&case, &case).unwrap();
        prop_assert_eq!(found.log_move(), 0.0);
        prop_assert!(found.shares.is_empty());
    }
}

/// April and July of the sample, compared by the program.
fn compared() -> Value {
    let (older, newer) = (RUNS.1.to_str().unwrap(), RUNS.2.to_str().unwrap());
    let output = flowdown(&["compare", older, newer, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn one<'v>(found: &'v Value, engagement: &str) -> &'v Value {
    let all = found["engagements"].as_array().unwrap();
    all.iter().find(|one| one["engagement"] == engagement).unwrap()
}

/// The causes with a share.
fn causes(one: &Value) -> Vec<&str> {
    let all = one["causes"].as_array().unwrap();
    let moved = all.iter().filter(|cause| cause["amount"].as_f64().unwrap() != 0.0);
    moved.map(|cause| cause["cause"].as_str().unwrap()).collect()
}

#[test]
fn the_quarters_of_the_sample_moved_for_the_reasons_its_readme_gives() {
    let found = compared();
    let schema: Value =
        serde_json::from_str(include_str!("../src/comparison/compare.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(schema.is_valid(&found), "{:?}", schema.iter_errors(&found).next());
    for one in found["engagements"].as_array().unwrap() {
        let Some(log_move) = one["move"].as_f64() else { continue };
        let p = |side: &str| one[side]["likelihood"].as_f64().unwrap();
        // The figures are printed with twelve digits, the move with all.
        assert!((log_move - (p("after") / p("before")).ln()).abs() < 2e-11, "{one}");
        let amounts = one["causes"].as_array().unwrap().iter();
        let sum: f64 = amounts.map(|cause| cause["amount"].as_f64().unwrap()).sum();
        assert!((sum - log_move).abs() < 1e-12, "{one}");
    }
    // S-017 was BL-17; nothing else changed.
    assert_eq!(one(&found, "E-111")["status"], "unchanged");
    assert_eq!(found["renamed"], serde_json::json!([{ "from": "BL-17", "to": "S-017" }]));
    // A date answer became too old, without any change of a cell.
    assert_eq!(causes(one(&found, "E-112")), ["staleness"]);
    // Internal in April, confidential since June, with the same form.
    assert_eq!(causes(one(&found, "E-119")), ["tier"]);
    // S-008 has sent a CAIQ and our form since; S-011 was added to the chain. An earlier form became stale meanwhile.
    assert_eq!(causes(one(&found, "E-105")), ["answers", "evidence", "staleness", "chain"]);
    assert_eq!(one(&found, "E-108")["before"], Value::Null);
    assert_eq!(one(&found, "E-108")["status"], "new");
}

/// `same` − `repeated` is the number of answers without a remark or evidence.
#[test]
fn answers_repeated_word_for_word_are_counted() {
    let found = compared();
    let of = |supplier: &str| {
        let all = found["responses"].as_array().unwrap();
        all.iter().find(|one| one["supplier"] == supplier).unwrap().clone()
    };
    let (again, better) = (of("S-009"), of("S-001"));
    assert_eq!(again["changed"], 0, "{again}");
    assert!(again["repeated"].as_u64().unwrap() > 0, "{again}");
    assert!(better["changed"].as_u64().unwrap() > 0, "{better}");
}

#[test]
fn runs_are_compared_the_older_one_first_and_as_they_were_written() {
    let (older, newer) = (RUNS.1.to_str().unwrap(), RUNS.2.to_str().unwrap());
    let output = flowdown(&["compare", newer, older]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("name the older run first"));
    let same = flowdown(&["compare", older, older]);
    let said = String::from_utf8(same.stdout).unwrap();
    assert!(said.starts_with(
        "from 2026-04-30 to 2026-04-30: 0 changed, 0 new, 0 gone, 0 ended, 18 unchanged"
    ));
}
