//! The evidence for required controls.

use flowdown::model::{Outcome, RecordLevel, Rule, Tier};

use super::SILENT;
use crate::support::{Case, evidence};
use Outcome::Condition;
use Tier::{Confidential, Critical, Internal, Restricted};

/// ACC-02 (heavy) has the references 5.16 and 5.18, ACC-06 (weight 3, required from restricted on) only 5.18: if the
/// certificate excludes both, the controls rest on the named document, or on nothing.
#[test]
fn evidence_insufficient_below_the_level_of_the_tier() {
    let bare = |tier, without_document: &[&str]| {
        Case::clean(tier).with(|case| {
            case.register.certificates[0].excluded = vec!["5.16".to_owned(), "5.18".to_owned()];
            for control in without_document {
                case.row(control).has_evidence = false;
            }
        })
    };
    let lacking = |count| vec![(Rule::EvidenceInsufficient, Condition); count];
    assert_eq!(bare(Internal, &["ACC-02"]).fired(), SILENT);
    assert_eq!(bare(Confidential, &[]).fired(), SILENT);
    assert_eq!(bare(Confidential, &["ACC-02"]).fired(), lacking(1));
    assert_eq!(bare(Confidential, &["ACC-06"]).fired(), SILENT);
    for tier in [Restricted, Critical] {
        assert_eq!(bare(tier, &[]).fired(), lacking(1), "{tier}");
        assert_eq!(bare(tier, &["ACC-06"]).fired(), lacking(2), "{tier}");
        let held = bare(tier, &[]).with(|case| {
            case.register.evidence.push(evidence("S-1", "ACC-02", RecordLevel::Independent));
        });
        assert_eq!(held.fired(), SILENT, "{tier}");
    }
}
