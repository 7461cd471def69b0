//! The laws of the method for whole chains, of up to twelve parties.

use flowdown::assessment::Context;
use flowdown::assessment::chain::Graph;
use flowdown::assessment::evaluation::evaluate;
use flowdown::model::{Answer, Certificate, Place, Rule, Subcontract, SupplierId, Tier, Waiver};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::random::{
    Said, any_certificate, case, config, edges, enter, evaluated, likelihoods, said, tier,
};
use crate::support::{AS_OF, Case, catalogue, day, subcontract};
use Answer::{No, Partial, Unanswered, Yes};

/// The longest chain that is tested.
const PARTIES: usize = 12;

/// The largest difference that the order of floating-point sums may make.
const ROUNDING: f64 = 1e-13;

/// A chain in which all parties are reached, with more edges: diamonds, parallel rows, cycles.
#[derive(Debug, Clone)]
struct Web {
    tier: Tier,
    /// The answers of each party, the prime first.
    said: Vec<Vec<Said>>,
    rows: Vec<Subcontract>,
    certificates: Vec<Certificate>,
}

impl Web {
    fn case(&self) -> Case {
        let mut case = case(self.tier, &self.said[0], &self.certificates);
        for (said, number) in self.said.iter().zip(1..).skip(1) {
            enter(&mut case, &name(number), said);
        }
        case.register.subcontracts = self.rows.clone();
        case
    }

    /// The likelihood P of the chain.
    fn likelihood(&self) -> f64 {
        likelihoods(&self.case()).1.unwrap()
    }
}

fn name(number: usize) -> String {
    format!("S-{number}")
}

/// One row to each party from an earlier one, so that all are reached.
fn spine(givers: &[(Index, u8)]) -> Vec<Subcontract> {
    let row = |(party, (giver, share)): (usize, &(Index, u8))| {
        let mut row = subcontract("E-1", &name(giver.index(party - 1) + 1), &name(party));
        row.share = f64::from(*share) / 10.0;
        row
    };
    (2..).zip(givers).map(row).collect()
}

fn web(most: usize) -> impl Strategy<Value = Web> {
    (2..=most).prop_flat_map(|parties| {
        let givers = prop::collection::vec((any::<Index>(), 1_u8..=10), parties - 1);
        let held = prop::collection::vec((1..=parties, any_certificate()), 0..6);
        (tier(), said(), givers, edges(parties, true), held).prop_map(
            move |(tier, said, givers, more, held)| {
                // Each party gives the previous one's answers, shifted by seven controls.
                let turned = |party: usize| {
                    let mut said = said.clone();
                    let length = said.len();
                    said.rotate_left(party * 7 % length);
                    said
                };
                let certificates = held.into_iter().map(|(holder, row)| Certificate {
                    supplier: SupplierId::new(name(holder)),
                    ..row
                });
                Web {
                    tier,
                    said: (0..parties).map(turned).collect(),
                    rows: [spine(&givers), more].concat(),
                    certificates: certificates.collect(),
                }
            },
        )
    })
}

/// Waivers of every rule at every party except one rule at one party, which then decides.
fn accepted(parties: usize, (party, rule): (Index, Index)) -> Vec<Waiver> {
    let (party, rule) = (party.index(parties), Rule::ALL[rule.index(Rule::ALL.len())]);
    let all = (0..parties).flat_map(|party| Rule::ALL.iter().map(move |rule| (party, *rule)));
    let kept = all.filter(|one| *one != (party, rule));
    kept.map(|(party, rule)| Waiver {
        id: format!("W-{party}-{}", rule.word()),
        supplier: SupplierId::new(name(party + 1)),
        engagement: None,
        among: None,
        subject: rule.word().to_owned(),
        reason: "r".to_owned(),
        requested_by: "A".to_owned(),
        approved_by: "B".to_owned(),
        approved_on: AS_OF,
        expires: day("2027-01-31"),
        place: Place::file("register.xlsx"),
    })
    .collect()
}

fn pick(said: &mut [Vec<Said>], party: Index, control: Index) -> &mut Said {
    let party = party.index(said.len());
    let control = control.index(catalogue().controls.list().len());
    &mut said[party][control]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn everybody_is_reached_and_shares_add_to_one(web in web(PARTIES)) {
        web.case().judged(|found| {
            let one = &found.engagements[0];
            prop_assert_eq!(one.chain.len(), web.said.len());
            let shares: f64 = one.chain.iter().filter_map(|line| line.share).sum();
            prop_assert!((shares - 1.0).abs() < 1e-9, "{}", shares);
            let (low, high) = one.bounds.unwrap();
            let mean = one.likelihood.unwrap().mean;
            prop_assert!(low <= mean + ROUNDING && mean <= high + ROUNDING);
            Ok(())
        })?;
    }

    #[test]
    fn a_better_answer_anywhere_never_raises_the_chains_likelihood(
        web in web(PARTIES), party in any::<Index>(), control in any::<Index>(), step in 0_usize..4,
    ) {
        let (worse, better) = [(No, Partial), (Partial, Yes), (No, Yes), (Unanswered, Partial)][step];
        let mut web = web;
        pick(&mut web.said, party, control).0 = worse;
        let before = web.likelihood();
        pick(&mut web.said, party, control).0 = better;
        let after = web.likelihood();
        prop_assert!(after <= before + ROUNDING, "{before} to {after}");
    }

    #[test]
    fn better_evidence_anywhere_never_raises_the_chains_likelihood(
        web in web(PARTIES), party in any::<Index>(), control in any::<Index>(),
        answer in prop_oneof![Just(Yes), Just(Partial)],
        (weak, strong) in (0_u8..4, 0_u8..4).prop_filter("weaker", |(weak, strong)| weak < strong),
    ) {
        let mut web = web;
        *pick(&mut web.said, party, control) = (answer, weak);
        let before = web.likelihood();
        *pick(&mut web.said, party, control) = (answer, strong);
        let after = web.likelihood();
        prop_assert!(after <= before + ROUNDING, "{before} to {after}");
    }

    #[test]
    fn silence_anywhere_is_never_better_than_no(
        web in web(PARTIES), party in any::<Index>(), control in any::<Index>(),
    ) {
        let mut web = web;
        pick(&mut web.said, party, control).0 = No;
        let no = web.case();
        pick(&mut web.said, party, control).0 = Unanswered;
        let silent = web.case();
        prop_assert!(likelihoods(&silent).1 >= likelihoods(&no).1);
        let decided = |case: &Case| evaluated(case, |found| found.decision);
        prop_assert!(decided(&silent) >= decided(&no));
    }

    #[test]
    fn removing_a_certificate_anywhere_never_lowers_the_chains_likelihood(
        web in web(PARTIES), index in any::<Index>(),
    ) {
        prop_assume!(!web.certificates.is_empty());
        let before = web.likelihood();
        let mut fewer = web;
        fewer.certificates.remove(index.index(fewer.certificates.len()));
        let after = fewer.likelihood();
        prop_assert!(after >= before - ROUNDING, "{before} to {after}");
    }

    #[test]
    fn one_more_subcontractor_never_lowers_the_chains_likelihood(
        web in web(PARTIES - 1), giver in any::<Index>(), share in 1_u8..=10, leaf in said(),
    ) {
        let before = web.likelihood();
        let mut more = web;
        let new = name(more.said.len() + 1);
        let mut row = subcontract("E-1", &name(giver.index(more.said.len()) + 1), &new);
        row.share = f64::from(share) / 10.0;
        more.rows.push(row);
        more.said.push(leaf);
        let after = more.likelihood();
        prop_assert!(after >= before - ROUNDING, "{before} to {after}");
    }

    /// The search for the ceiling stops at the first rule that forbids a tier; complete evaluations must agree with it.
    #[test]
    fn a_ceiling_is_the_highest_tier_that_a_whole_evaluation_allows(
        web in web(6), all in any::<bool>(), but in any::<(Index, Index)>(),
    ) {
        let mut case = web.case();
        if all {
            case.register.waivers = accepted(web.said.len(), but);
        }
        let context = Context::new(&case.catalogue, &case.register, &case.responses, case.as_of);
        let one = &case.register.engagements[0];
        let graph = Graph::new(&one.supplier, context.subcontracts(&one.id));
        for tier in Tier::ALL {
            let whole = evaluate(&context, one, &graph, tier, false).decision.allows();
            let line = case.judged(|found| found.engagements[0].tiers[tier.level()].decision);
            prop_assert_eq!(line.allows(), whole, "{}", tier);
        }
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing(web in web(PARTIES), turn in any::<Index>()) {
        let mut turned = web.clone();
        let places = turned.rows.len();
        turned.rows.rotate_left(turn.index(places));
        turned.rows.reverse();
        let judge = |web: &Web| {
            web.case().judged(|found| {
                let one = &found.engagements[0];
                (one.likelihood, one.decision, one.disclosure_ceiling, one.chain.clone())
            })
        };
        prop_assert_eq!(judge(&web), judge(&turned));
    }
}
