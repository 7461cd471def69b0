//! Certificates.

use flowdown::model::{Outcome, Rule, Tier};

use super::SILENT;
use crate::support::{Case, certificate, day};
use Outcome::{Condition, Reject};
use Tier::{Confidential, Critical, Internal, Restricted};

/// The equivalence to ISO/IEC 27001 at each tier, from the table of equivalences: full, partial or none.
#[test]
fn certificate_required_by_the_best_equivalence() {
    let with = |tier, scheme: Option<&str>| {
        Case::clean(tier).with(|case| {
            case.assure_all();
            case.register.certificates.clear();
            case.register.certificates.extend(scheme.map(|scheme| certificate("S-1", scheme)));
        })
    };
    let required = |outcome| vec![(Rule::CertificateRequired, outcome)];
    for (tier, scheme, expected) in [
        (Internal, None, vec![]),
        (Confidential, None, required(Condition)),
        (Restricted, None, required(Reject)),
        (Critical, None, required(Reject)),
        (Internal, Some("SOC2-T1"), vec![]),
        (Confidential, Some("CMMC-L2-SELF"), required(Condition)),
        (Confidential, Some("SOC2-T2"), vec![]),
        (Restricted, Some("SOC2-T2"), required(Condition)),
        (Critical, Some("SOC2-T2"), required(Reject)),
        (Critical, Some("CMMC-L2-C3PAO"), required(Reject)),
        (Critical, Some("TISAX-AL3"), vec![]),
    ] {
        assert_eq!(with(tier, scheme).fired(), expected, "{scheme:?} at {tier}");
    }
    let both = with(Restricted, Some("SOC2-T2"))
        .with(|case| case.register.certificates.push(certificate("S-1", "TISAX-AL3")));
    assert_eq!(both.fired(), SILENT);
}

/// 31 October + 90 days is 29 January (30 + 31 + 29).
#[test]
fn certificate_expiring_up_to_the_ninetieth_day() {
    let ends = |tier, on| {
        Case::clean(tier).with(|case| case.register.certificates[0].expires = Some(day(on)))
    };
    let expiring = [(Rule::CertificateExpiring, Condition)];
    assert_eq!(ends(Restricted, "2027-01-30").fired(), SILENT);
    assert_eq!(ends(Restricted, "2027-01-29").fired(), expiring);
    assert_eq!(ends(Restricted, "2026-10-31").fired(), expiring);
    assert_eq!(ends(Internal, "2026-10-31").fired(), SILENT);
    let second = |scheme| {
        ends(Restricted, "2026-11-01")
            .with(|case| case.register.certificates.push(certificate("S-1", scheme)))
    };
    assert_eq!(second("TISAX-AL3").fired(), SILENT);
    // Only partial at restricted, so it does not replace the one that ends.
    assert_eq!(second("SOC2-T2").fired(), expiring);
}
