//! The suppliers and countries on which the portfolio depends.

use flowdown::assessment::concentration::{Concentration, Load, concentration};
use flowdown::assessment::{Assessment, Inputs, assess};
use flowdown::model::{Country, DealId, EngagementId, SupplierId, Tier};
use proptest::prelude::*;

use crate::random::{chain, config, edges, said, tier};
use crate::support::{Case, countries, engagement, subcontract};

fn judged<T>(case: &Case, read: impl FnOnce(&Assessment<'_>, &Concentration<'_>) -> T) -> T {
    let found = assess(Inputs::new(&case.catalogue, &case.register, &case.responses, case.as_of));
    read(&found, &concentration(&found.context, &found.engagements))
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-12 * expected.abs().max(1.0)
}

/// S-1 and S-2 each pass everything on to S-9. All three answer alike, so each chain's likelihood is shared in halves.
/// E-2 has three times the volume: with R the risk index of E-1, R/2 passes through S-1, 3R/2 through S-2, and R/2 +
/// 3R/2 = 2R through S-9, which touches all 4R.
fn two_chains() -> Case {
    Case::clean(Tier::Restricted).with(|case| {
        case.passes_on("S-1", "S-9").processing = countries("PL CZ");
        case.enter("S-2");
        let mut second = engagement("E-2", "S-2", Tier::Restricted);
        (second.volume, second.deal) = (3.0, DealId::new("D-2"));
        second.processing = countries("PL");
        case.register.engagements.push(second);
        let mut edge = subcontract("E-2", "S-2", "S-9");
        (edge.tier, edge.processing) = (None, countries("CZ"));
        case.register.subcontracts.push(edge);
    })
}

#[test]
fn what_passes_through_a_supplier_is_its_share_of_each_chain() {
    judged(&two_chains(), |found, rests| {
        let index = |id: &str| {
            let id = EngagementId::new(id);
            found.engagements.iter().find(|one| one.engagement.id == id).unwrap().risk_index
        };
        let once = index("E-1");
        assert!(close(index("E-2"), 3.0 * once) && once > 0.0);
        assert!(close(rests.total, 4.0 * once));
        let ids: Vec<&str> = rests.suppliers.iter().map(|load| load.key.as_str()).collect();
        assert_eq!(ids, ["S-9", "S-2", "S-1"]);
        let [shared, second, first] = &rests.suppliers[..] else { panic!("three suppliers") };
        assert!(close(shared.passing, 2.0 * once) && close(shared.touched, 4.0 * once));
        assert!(close(second.passing, 1.5 * once) && close(second.touched, 3.0 * once));
        assert!(close(first.passing, 0.5 * once) && close(first.touched, once));
        let counts = |load: &Load<&SupplierId>| (load.engagements, load.deals, load.below);
        assert_eq!(
            (counts(shared), counts(second), counts(first)),
            ((2, 2, 2), (1, 1, 0), (1, 1, 0))
        );
        assert_eq!(shared.tier, Tier::Restricted);
    });
}

/// S-9 processes in PL and CZ for E-1 and in CZ for E-2, S-2 in PL, S-1 at home in DE:
/// CZ R/2 + 3R/2 = 2R, PL R/2 + 3R/2 = 2R, DE R/2. S-9 counts in full in both of its countries.
#[test]
fn what_passes_through_a_country_follows_where_nodes_process() {
    judged(&two_chains(), |_, rests| {
        let once = rests.total / 4.0;
        let line = |load: &Load<Option<Country>>| {
            (
                load.key.map_or_else(String::new, |key| key.to_string()),
                load.engagements,
                load.suppliers,
            )
        };
        let lines: Vec<_> = rests.countries.iter().map(line).collect();
        assert_eq!(lines, [("CZ".into(), 2, 1), ("PL".into(), 2, 2), ("DE".into(), 1, 1)]);
        let passing: Vec<f64> = rests.countries.iter().map(|load| load.passing / once).collect();
        assert!(close(passing[0], 2.0) && close(passing[1], 2.0) && close(passing[2], 0.5));
        assert!(
            close(rests.countries[2].touched, once)
                && close(rests.countries[0].touched, rests.total)
        );
    });
}

#[test]
fn a_node_without_a_country_is_counted_under_none() {
    let case = Case::clean(Tier::Internal).with(|case| case.register.suppliers[0].country = None);
    judged(&case, |_, rests| {
        assert_eq!(rests.countries.len(), 1);
        assert_eq!(rests.countries[0].key, None);
        assert!(close(rests.countries[0].passing, rests.total));
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..config() })]

    #[test]
    fn what_passes_through_all_suppliers_is_the_portfolios_risk_index(
        tier in tier(), said in said(), first in edges(5, true), second in edges(5, true),
        volume in 0.1_f64..20.0,
    ) {
        let mut case = chain(tier, &said, &first, 5);
        let mut other = engagement("E-2", "S-3", tier);
        other.volume = volume;
        case.register.engagements.push(other);
        let rows = second.into_iter().map(|mut row| {
            row.engagement = EngagementId::new("E-2");
            row
        });
        case.register.subcontracts.extend(rows);
        judged(&case, |found, rests| {
            let total: f64 = found.engagements.iter().map(|one| one.risk_index).sum();
            let passing: f64 = rests.suppliers.iter().map(|load| load.passing).sum();
            prop_assert!(close(passing, total), "{passing} is not {total}");
            for load in &rests.suppliers {
                prop_assert!(load.passing <= load.touched * (1.0 + 1e-12));
            }
            for load in &rests.countries {
                prop_assert!(load.passing <= total * (1.0 + 1e-12));
            }
            Ok(())
        })?;
    }
}
