//! The laws of the method, on random cases.

use std::sync::LazyLock;

use flowdown::assessment::tracking::Tracking;
use flowdown::catalogue::{Catalogue, Reach};
use flowdown::model::{
    Answer, Decision, EngagementId, Outcome, Phase, QuestionIndex, Relation, Response, Rule, Tier,
    Waiver,
};
use flowdown::run_folder::{decisions, record};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::random::{
    any_certificate, case, chain, config, edges, enter, evaluated, likelihoods, said, tier,
};
use crate::support::{
    AS_OF, Case, catalogue, day, engagement, given, response, subcontract, with_foreign, wording,
};
use Answer::{No, Partial, Unanswered, Yes};

/// The largest difference that the order of floating-point sums may make.
const ROUNDING: f64 = 1e-14;

/// The index of a control that applies at a tier.
fn applying(pick: Index, tier: Tier) -> usize {
    let controls = catalogue().controls.list().iter().enumerate();
    let applying: Vec<usize> =
        controls.filter(|(_, one)| one.applies_at(tier)).map(|(index, _)| index).collect();
    *pick.get(&applying)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_better_answer_at_equal_evidence_never_raises_the_likelihood(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 0..3),
        pick in any::<Index>(), step in 0_usize..4,
    ) {
        let (worse, better) = [(No, Partial), (Partial, Yes), (No, Yes), (Unanswered, Partial)][step];
        let control = applying(pick, tier);
        let mut said = said;
        said[control].0 = worse;
        let before = likelihoods(&case(tier, &said, &held)).0.unwrap();
        said[control].0 = better;
        let after = likelihoods(&case(tier, &said, &held)).0.unwrap();
        // It strictly lowers P, as every applying control has a weight.
        prop_assert!(after < before, "{control}: {before} to {after}");
    }

    #[test]
    fn better_evidence_for_the_same_answer_never_raises_the_likelihood(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 0..3),
        pick in any::<Index>(), answer in prop_oneof![Just(Yes), Just(Partial)],
        (weak, strong) in (0_u8..4, 0_u8..4).prop_filter("weaker", |(weak, strong)| weak < strong),
    ) {
        let control = applying(pick, tier);
        let mut said = said;
        said[control] = (answer, weak);
        let before = likelihoods(&case(tier, &said, &held)).0.unwrap();
        said[control] = (answer, strong);
        let after = likelihoods(&case(tier, &said, &held)).0.unwrap();
        prop_assert!(after <= before + ROUNDING, "{control}: {before} to {after}");
    }

    /// Left blank, or missing from the form.
    #[test]
    fn silence_is_never_better_than_no(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 0..3),
        pick in any::<Index>(), left_out in any::<bool>(),
    ) {
        let control = applying(pick, tier);
        let mut said = said;
        said[control].0 = No;
        let no = case(tier, &said, &held);
        said[control].0 = Unanswered;
        let mut silent = case(tier, &said, &held);
        if left_out {
            let asked = &catalogue().questionnaires[0].questions;
            let about = |question: QuestionIndex| asked[question].reaches[0].control;
            silent.responses[0].answers.retain(|row| about(row.question) != control.into());
        }
        prop_assert!(likelihoods(&silent).0 >= likelihoods(&no).0);
        let decided = |case: &Case| evaluated(case, |found| found.decision);
        prop_assert!(decided(&silent) >= decided(&no));
    }

    #[test]
    fn a_supplier_without_a_response_is_held_not_rejected(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 0..3),
    ) {
        let mut case = case(tier, &said, &held);
        case.responses.clear();
        let fired = case.fired();
        prop_assert_eq!(case.outcomes(Rule::ResponseMissing), [Outcome::Hold]);
        prop_assert!(fired.iter().all(|(_, outcome)| *outcome <= Outcome::Hold), "{:?}", fired);
        prop_assert!(evaluated(&case, |found| found.decision) == Decision(Outcome::Hold));
    }

    #[test]
    fn removing_a_certificate_never_lowers_the_likelihood(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 1..4),
        pick in any::<Index>(),
    ) {
        let before = likelihoods(&case(tier, &said, &held)).0;
        let mut fewer = held.clone();
        fewer.remove(pick.index(held.len()));
        let after = likelihoods(&case(tier, &said, &fewer)).0;
        prop_assert!(after.unwrap() >= before.unwrap() - ROUNDING, "{before:?} to {after:?}");
    }

    #[test]
    fn a_subcontractor_as_a_leaf_never_lowers_the_chains_likelihood(
        tier in tier(), said in said(), leaf in said(), edges in edges(4, true),
        giver in 1..=4, share in 1_u8..=10,
    ) {
        let without = chain(tier, &said, &edges, 4);
        let mut with = without.clone();
        enter(&mut with, "S-5", &leaf);
        let mut row = subcontract("E-1", &format!("S-{giver}"), "S-5");
        row.share = f64::from(share) / 10.0;
        with.register.subcontracts.push(row);
        let (before, after) = (likelihoods(&without).1, likelihoods(&with).1);
        prop_assert!(after.unwrap() >= before.unwrap() - ROUNDING, "{before:?} to {after:?}");
    }

    #[test]
    fn shares_add_to_one_and_figures_stay_in_their_bounds(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 0..3),
        edges in edges(5, true),
    ) {
        let mut case = chain(tier, &said, &edges, 5);
        case.register.certificates = held;
        case.judged(|found| {
            let one = &found.engagements[0];
            let domains: f64 = one.domains.iter().map(|line| line.share).sum();
            let nodes: f64 = one.chain.iter().filter_map(|line| line.share).sum();
            prop_assert!((domains - 1.0).abs() < 1e-9, "{domains}");
            prop_assert!((nodes - 1.0).abs() < 1e-9, "{nodes}");

            let reached: Vec<f64> =
                one.chain.iter().filter_map(|line| Some(line.reach * line.likelihood?)).collect();
            let largest = reached.iter().copied().fold(0.0, f64::max);
            let sum: f64 = reached.iter().sum::<f64>().min(1.0);
            let mean = one.likelihood.unwrap().mean;
            let (low, high) = one.bounds.unwrap();
            prop_assert!((low - largest).abs() < ROUNDING && (high - sum).abs() < ROUNDING);
            prop_assert!(low <= mean + ROUNDING && mean <= high + ROUNDING, "{low} {mean} {high}");

            let ranges = one.domains.iter().map(|line| line.strength);
            for range in ranges.chain([one.likelihood.unwrap(), one.likelihood_own.unwrap()]) {
                prop_assert!(0.0 <= range.low && range.low <= range.high && range.high <= 1.0);
                prop_assert!(range.low < range.mean && range.mean <= 1.0, "{range:?}");
            }
            for figure in [one.assurance.unwrap() / 100.0, one.coverage.unwrap()] {
                prop_assert!((0.0..=1.0).contains(&figure), "{figure}");
            }
            Ok(())
        })?;
    }

    #[test]
    fn order_changes_nothing(
        tier in tier(), said in said(), held in prop::collection::vec(any_certificate(), 0..4),
        edges in edges(4, true), seed in any::<u64>(),
    ) {
        let ordered = portfolio(tier, &said, held, &edges);
        let mut mixed = ordered.clone();
        let seed = &mut { seed };
        let register = &mut mixed.register;
        shuffle(&mut register.suppliers, seed);
        shuffle(&mut register.engagements, seed);
        shuffle(&mut register.subcontracts, seed);
        shuffle(&mut register.certificates, seed);
        shuffle(&mut register.evidence, seed);
        shuffle(&mut register.waivers, seed);
        shuffle(&mut mixed.responses, seed);
        for response in &mut mixed.responses {
            shuffle(&mut response.answers, seed);
        }
        let (one, other) = (written(&ordered), written(&mixed));
        if one != other {
            let lines = one.lines().zip(other.lines()).find(|(one, other)| one != other);
            prop_assert!(false, "{lines:#?}");
        }
    }
}

/// The Fisher–Yates shuffle with a linear congruential generator.
fn shuffle<T>(list: &mut [T], seed: &mut u64) {
    for last in (1..list.len()).rev() {
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = usize::try_from(*seed >> 33).unwrap() % (last + 1);
        list.swap(last, place);
    }
}

/// Our own questionnaire, and a foreign one with one question for each control, by turns equal, superset, subset of a
/// group and intersect.
fn two_questionnaires() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let relations =
            [Relation::Equal, Relation::Superset, Relation::Subset, Relation::Intersect];
        let reaches = (0..catalogue().controls.list().len()).map(|control| {
            let relation = relations[control % 4];
            vec![Reach { control: control.into(), relation, group: Some("all".to_owned()) }]
        });
        with_foreign(reaches.collect())
    });
    &CATALOGUE
}

/// Three engagements, a chain, several responses for each supplier, certificates, a waiver and a phase.
fn portfolio(
    tier: Tier,
    said: &[(Answer, u8)],
    held: Vec<flowdown::model::Certificate>,
    edges: &[flowdown::model::Subcontract],
) -> Case {
    let mut case = chain(tier, said, edges, 4);
    case.catalogue = std::borrow::Cow::Borrowed(two_questionnaires());
    case.register.certificates = held;
    case.register.engagements.push(engagement("E-2", "S-2", Tier::Internal));
    case.register.engagements.push(engagement("E-3", "S-1", tier));
    for (owner, from) in [("S-1", 3_usize), ("S-2", 7)] {
        case.responses.push(foreign(owner, &said[from..], tier));
    }
    let older = Response {
        file: "responses/old.xlsx".into(),
        completed_on: Some(day("2025-02-01")),
        ..case.responses[0].clone()
    };
    case.responses.push(older);
    case.register.phases.push(Phase {
        engagement: EngagementId::new("E-1"),
        name: "first".to_owned(),
        tier: Tier::Internal,
        starts: None,
        purpose: None,
        recipients: None,
        place: flowdown::model::Place::file("register.xlsx"),
    });
    for (id, subject) in [("W-1", "control-missing"), ("W-2", "ACC-02"), ("W-3", "coverage-low")] {
        case.register.waivers.push(Waiver {
            id: id.to_owned(),
            supplier: case.register.suppliers[0].id.clone(),
            engagement: None,
            among: None,
            subject: subject.to_owned(),
            reason: "r".to_owned(),
            requested_by: "A".to_owned(),
            approved_by: "B".to_owned(),
            approved_on: AS_OF,
            expires: day("2027-01-31"),
            place: flowdown::model::Place::file("register.xlsx"),
        });
    }
    case
}

/// A response to the foreign questionnaire, completed too long ago for the higher tiers.
fn foreign(owner: &str, said: &[(Answer, u8)], tier: Tier) -> Response {
    let questions = &two_questionnaires().questionnaires[1].questions;
    let rows = QuestionIndex::each(questions).zip(said);
    let rows =
        rows.map(|((index, question), (answer, _))| given(index, wording(question, *answer, tier)));
    Response {
        file: format!("responses/{owner} foreign.xlsx").into(),
        questionnaire: 1,
        completed_on: Some(day("2026-06-01")),
        answers: rows.collect(),
        ..response(owner)
    }
}

/// `decisions.json` without the places, which change with the order of the rows.
fn written(case: &Case) -> String {
    case.judged(|found| {
        let stamp = record::policy_stamp(&case.catalogue);
        let (mut json, mut csv) = (Vec::new(), Vec::new());
        let tracking = Tracking::default();
        decisions::write(found, &tracking, ("run", &stamp), &mut json, &mut csv).unwrap();
        let mut file: serde_json::Value = serde_json::from_slice(&json).unwrap();
        for engagement in file["engagements"].as_array_mut().unwrap() {
            for rule in engagement["rules"].as_array_mut().unwrap() {
                rule["place"] = serde_json::Value::Null;
            }
        }
        serde_json::to_string_pretty(&file).unwrap()
    })
}
