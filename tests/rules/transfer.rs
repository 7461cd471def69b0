//! The gate rules of transfers: personal data, local storage and export control.

use flowdown::model::InformationKind::{ExportControlled, PersonalData, TechnicalData};
use flowdown::model::{Country, InformationKind, Outcome, Rule, Tier};

use crate::support::{Case, countries};
use Outcome::{Hold, Reject};
use Tier::Restricted;

const SILENT: [(Rule, Outcome); 0] = [];
const MECHANISM: (Rule, Outcome) = (Rule::TransferMechanism, Reject);
const UNKNOWN: (Rule, Outcome) = (Rule::TransferUnknown, Hold);
const LOCAL: (Rule, Outcome) = (Rule::Localisation, Reject);
const LICENCE: (Rule, Outcome) = (Rule::ExportLicence, Reject);

/// Information of one kind from a country, which the prime processes in other countries.
fn passage(kind: InformationKind, origin: &str, to: &str, mechanism: &str) -> Case {
    Case::clean(Restricted).with(|case| {
        let one = case.engagement();
        one.kinds = vec![kind];
        one.origin = Country::from_code(origin);
        one.processing = countries(to);
        one.mechanisms = mechanism.split_whitespace().map(str::to_owned).collect();
    })
}

#[test]
fn personal_data_need_a_mechanism_outside_their_regime() {
    for (origin, to, mechanism, allowed) in [
        // In the regime, adequate, adequate only with a word, neither.
        ("DE", "DE FR NO", "", true),
        ("DE", "CH", "", true),
        ("DE", "US", "", false),
        ("DE", "US", "dpf", true),
        ("DE", "US", "scc", true),
        ("DE", "IN", "", false),
        ("DE", "IN", "dpf", false),
        ("DE", "IN", "bcr", true),
        // A mechanism of another regime does not count.
        ("DE", "IN", "idta", false),
        ("DE", "FR IN", "", false),
        // Allowed everywhere except in a country that the rule names; there only with the regime's mechanism.
        ("US", "IN", "", true),
        ("US", "CN", "", false),
        ("US", "CN", "scc", false),
        ("US", "CN", "doj-dsp", true),
    ] {
        let expected = if allowed { vec![] } else { vec![MECHANISM] };
        let found = passage(PersonalData, origin, to, mechanism).fired();
        assert_eq!(found, expected, "{origin} to {to} with `{mechanism}`");
        let other = passage(TechnicalData, origin, to, mechanism).fired();
        assert_eq!(other, SILENT, "{origin} to {to}: only personal data need one");
    }
}

#[test]
fn opening_from_elsewhere_is_a_transfer_too() {
    let access = |codes| {
        passage(PersonalData, "DE", "DE", "")
            .with(|case| case.engagement().access = countries(codes))
    };
    assert_eq!(access("FR").fired(), SILENT);
    assert_eq!(access("FR IN").fired(), [MECHANISM]);
}

/// Blank processing countries mean the supplier's own.
#[test]
fn a_supplier_processes_at_home_unless_the_register_says_otherwise() {
    let home = |code| {
        passage(PersonalData, "DE", "", "")
            .with(|case| case.register.suppliers[0].country = Country::from_code(code))
    };
    assert_eq!(home("FR").fired(), SILENT);
    assert_eq!(home("IN").fired(), [MECHANISM]);
}

#[test]
fn each_edge_is_looked_at_with_its_own_papers() {
    let below = |to, mechanism: &str| {
        passage(PersonalData, "DE", "DE", "scc").with(|case| {
            let edge = case.passes_on("S-1", "S-2");
            edge.processing = countries(to);
            edge.mechanisms = mechanism.split_whitespace().map(str::to_owned).collect();
        })
    };
    assert_eq!(below("FR", "").fired(), SILENT);
    assert_eq!(below("IN", "scc").fired(), SILENT);
    // The engagement's clauses do not cover the edge.
    assert_eq!(below("IN", "").fired(), [MECHANISM]);
    assert_eq!(below("IN", "").rules()[0].supplier.as_str(), "S-2");
    let twice = below("IN", "").with(|case| _ = case.passes_on("S-1", "S-2"));
    assert_eq!(twice.fired(), [MECHANISM]);
}

#[test]
fn transfer_unknown_without_a_regime_or_a_country() {
    // The policy has no regime for Australia.
    assert_eq!(passage(PersonalData, "AU", "AU", "").fired(), [UNKNOWN]);
    assert_eq!(passage(TechnicalData, "AU", "AU", "").fired(), SILENT);
    let nowhere = |kind| {
        passage(kind, "DE", "", "scc").with(|case| case.register.suppliers[0].country = None)
    };
    assert_eq!(nowhere(PersonalData).fired(), [UNKNOWN]);
    assert_eq!(nowhere(TechnicalData).fired(), SILENT);
}

/// Russia requires local storage of personal data unless the authority was notified.
#[test]
fn localisation_where_information_must_stay() {
    assert_eq!(passage(PersonalData, "RU", "RU", "").fired(), SILENT);
    assert_eq!(passage(PersonalData, "RU", "DE", "rkn-notification").fired(), SILENT);
    assert_eq!(passage(PersonalData, "RU", "DE", "scc").fired(), [LOCAL, MECHANISM]);
    assert_eq!(passage(TechnicalData, "RU", "DE", "").fired(), SILENT);
}

#[test]
fn export_licence_outside_the_export_area() {
    let licensed = |origin, to, licence: Option<&str>| {
        passage(ExportControlled, origin, to, "scc")
            .with(|case| case.engagement().licence = licence.map(str::to_owned))
            .fired()
    };
    for (origin, to, allowed) in [
        ("DE", "FR", true),
        // Norway is under the GDPR but not in the customs union's export area.
        ("DE", "NO", false),
        ("DE", "US", false),
        ("CH", "LI", true),
        // Liechtenstein is in the area of Switzerland, but not in that of its own regime.
        ("LI", "CH", false),
        ("LI", "LI", true),
        // Without a regime, the area is the origin alone.
        ("AU", "AU", true),
        ("AU", "NZ", false),
    ] {
        let expected = if allowed { vec![] } else { vec![LICENCE] };
        assert_eq!(licensed(origin, to, None), expected, "{origin} to {to}");
        assert_eq!(licensed(origin, to, Some("AL 2026-17")), SILENT, "{origin} to {to}");
        assert_eq!(licensed(origin, to, Some("n/a")), expected, "{origin} to {to}: names nothing");
    }
    // Without a country it is unknown whether the licence covers it.
    let nowhere = passage(ExportControlled, "DE", "", "").with(|case| {
        case.register.suppliers[0].country = None;
        case.engagement().licence = Some("AL 2026-17".to_owned());
    });
    assert_eq!(nowhere.fired(), [LICENCE]);
}
