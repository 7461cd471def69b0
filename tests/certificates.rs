//! Status, edition, scope and equivalence of certificates.

use flowdown::assessment::certificate::{EditionFinding, Standing, Weighed};
use flowdown::model::{Certificate, CertificateStatus, Covers, Date, EngagementId};

use crate::support::{AS_OF, catalogue, certificate, countries, day};
use Standing::{
    Expired, Expiring, NotYetValid, ObsoleteEdition, SurveillanceOverdue, Suspended, Unaccredited,
    Undated, Valid,
};

fn weighed(row: &Certificate, as_of: Date) -> Weighed<'_> {
    Weighed::new(row, &catalogue().policy, &catalogue().vocabulary, as_of)
}

fn standing(row: &Certificate, as_of: Date) -> Standing {
    weighed(row, as_of).standing.unwrap()
}

fn iso(change: impl FnOnce(&mut Certificate)) -> Certificate {
    let mut row = certificate("S-1", "ISO27001");
    change(&mut row);
    row
}

/// The faults are corrected one after the other: the first that applies in the order of the method is the status.
#[test]
fn the_first_standing_that_fits_counts() {
    let mut row = iso(|row| {
        row.status = CertificateStatus::Suspended;
        (row.issued, row.expires) = (None, None);
        row.edition = Some("2013".to_owned());
        row.accreditation = None;
        row.surveillance = Some(day("2024-01-01"));
    });
    assert_eq!(standing(&row, AS_OF), Suspended);
    row.status = CertificateStatus::Active;
    assert_eq!(standing(&row, AS_OF), Undated);
    // It begins too late and ends too early: the first day is tested first.
    (row.issued, row.expires) = (Some(day("2026-11-01")), Some(day("2026-10-30")));
    assert_eq!(standing(&row, AS_OF), NotYetValid);
    row.issued = Some(day("2024-01-01"));
    assert_eq!(standing(&row, AS_OF), Expired);
    row.expires = Some(day("2026-11-30"));
    assert_eq!(standing(&row, AS_OF), ObsoleteEdition);
    row.edition = Some("2022".to_owned());
    assert_eq!(standing(&row, AS_OF), Unaccredited);
    row.accreditation = Some("UKAS".to_owned());
    assert_eq!(standing(&row, AS_OF), SurveillanceOverdue);
    row.surveillance = Some(day("2026-01-01"));
    assert_eq!(standing(&row, AS_OF), Expiring);
    row.expires = Some(day("2028-11-30"));
    assert_eq!(standing(&row, AS_OF), Valid);
}

/// The first and the last day count; 90 days before 31 March is 31 December (31 + 28 + 31).
#[test]
fn days_at_the_edges() {
    let row = iso(|row| {
        (row.issued, row.expires) = (Some(day("2026-05-01")), Some(day("2027-03-31")));
    });
    for (on, expected) in [
        ("2026-04-30", NotYetValid),
        ("2026-05-01", Valid),
        ("2026-12-30", Valid),
        ("2026-12-31", Expiring),
        ("2027-03-31", Expiring),
        ("2027-04-01", Expired),
    ] {
        assert_eq!(standing(&row, day(on)), expected, "{on}");
    }
}

#[test]
fn editions_before_and_after_the_transition() {
    let last = day("2025-10-31");
    let edition = |text: Option<&str>| {
        iso(|row| {
            row.edition = text.map(str::to_owned);
            // Apart from its edition it is in standing on both days.
            row.surveillance = Some(day("2025-10-01"));
            row.issued = Some(day("2025-01-01"));
        })
    };
    for (text, before, after, finding) in [
        (Some("ISO/IEC 27001:2013"), Valid, ObsoleteEdition, EditionFinding::Fine),
        (Some("2005"), Valid, ObsoleteEdition, EditionFinding::Fine),
        (Some("EN ISO/IEC 27001:2017"), Valid, ObsoleteEdition, EditionFinding::Fine),
        (Some("ISO/IEC 27001:2013/Cor 2:2015"), Valid, ObsoleteEdition, EditionFinding::Fine),
        (Some("ISO/IEC 27001:2022"), Valid, Valid, EditionFinding::Fine),
        (Some("EN ISO/IEC 27001:2023"), Valid, Valid, EditionFinding::Fine),
        (Some("DIN EN ISO/IEC 27001:2024-01"), Valid, Valid, EditionFinding::Fine),
        // A current year beats an obsolete one.
        (Some("2022 (was 2013)"), Valid, Valid, EditionFinding::Fine),
        (Some("2019"), Valid, Valid, EditionFinding::Unlisted),
        (Some("second"), Valid, Valid, EditionFinding::Unlisted),
        (Some("  "), Valid, Valid, EditionFinding::Blank),
        (None, Valid, Valid, EditionFinding::Blank),
    ] {
        let row = edition(text);
        assert_eq!(standing(&row, last), before, "{text:?}");
        assert_eq!(standing(&row, last.tomorrow().unwrap()), after, "{text:?}");
        assert_eq!(weighed(&row, last).edition, finding, "{text:?}");
    }
}

/// If Edition is blank, the years at the end of Scheme count; otherwise Edition does.
#[test]
fn editions_at_the_end_of_the_scheme() {
    let written = |scheme: &str, edition: Option<&str>| {
        iso(|row| {
            row.scheme = scheme.to_owned();
            row.edition = edition.map(str::to_owned);
        })
    };
    for (scheme, edition, expected) in [
        ("ISO/IEC 27001:2013", None, ObsoleteEdition),
        ("ISO/IEC 27001:2022", None, Valid),
        ("DIN EN ISO/IEC 27001 2024-01", None, Valid),
        ("ISO 27001 (2013)", None, ObsoleteEdition),
        ("ISO/IEC 27001:2013", Some("2022"), Valid),
        ("ISO/IEC 27001:2022", Some("2013"), ObsoleteEdition),
    ] {
        let row = written(scheme, edition);
        assert_eq!(standing(&row, AS_OF), expected, "{scheme} {edition:?}");
    }
}

#[test]
fn accreditation_must_name_somebody_where_the_scheme_needs_it() {
    let accredited = |scheme: &str, text: Option<&str>| {
        iso(|row| {
            row.scheme = scheme.to_owned();
            row.accreditation = text.map(str::to_owned);
        })
    };
    for text in [None, Some(""), Some("-"), Some("None"), Some("n/a"), Some("TBD")] {
        assert_eq!(standing(&accredited("ISO27001", text), AS_OF), Unaccredited, "{text:?}");
        assert_eq!(standing(&accredited("TISAX-AL3", text), AS_OF), Valid, "{text:?}");
    }
    assert_eq!(standing(&accredited("ISO27001", Some("UKAS 123")), AS_OF), Valid);
}

/// ISO 27001 has surveillance every 12 months, with 90 days of grace: from 15 July 2025 until 15 July 2026 and 90 more
/// days, that is 13 October (16 + 31 + 30 + 13).
#[test]
fn surveillance_twelve_months_and_ninety_days_ago() {
    let seen = |surveillance: Option<&str>, issued: Option<&str>| {
        iso(|row| (row.surveillance, row.issued) = (surveillance.map(day), issued.map(day)))
    };
    let (last, over) = (day("2026-10-13"), day("2026-10-14"));
    let row = seen(Some("2025-07-15"), Some("2023-01-01"));
    assert_eq!((standing(&row, last), standing(&row, over)), (Valid, SurveillanceOverdue));
    // If it is blank, the issue date counts; if both are, it is not tested.
    let row = seen(None, Some("2025-07-15"));
    assert_eq!((standing(&row, last), standing(&row, over)), (Valid, SurveillanceOverdue));
    assert_eq!(standing(&seen(None, None), over), Valid);
    // A scheme without surveillance.
    let mut row = seen(Some("2020-01-01"), Some("2020-01-01"));
    row.scheme = "TISAX-AL3".to_owned();
    assert_eq!(standing(&row, over), Valid);
}

/// The end is computed from the issue date and the scheme's months, cut to the last day of the month.
#[test]
fn a_blank_end_is_assumed_from_the_issue_date() {
    for (scheme, issued, end) in [
        ("ISO27001", "2025-12-15", Some("2028-12-15")),
        ("SOC2-T2", "2026-02-28", Some("2027-02-28")),
        ("SOC2-T1", "2026-08-31", Some("2027-02-28")),
        ("SOC2-BRIDGE", "2026-09-30", Some("2026-12-30")),
    ] {
        let row = iso(|row| {
            row.scheme = scheme.to_owned();
            (row.issued, row.expires) = (Some(day(issued)), None);
        });
        let found = weighed(&row, AS_OF);
        assert_eq!((found.end, found.end_assumed), (end.map(day), true), "{scheme}");
    }
    let stated = iso(|row| row.issued = Some(day("2025-12-15")));
    assert!(!weighed(&stated, AS_OF).end_assumed);
    let neither = iso(|row| (row.issued, row.expires) = (None, None));
    assert_eq!(weighed(&neither, AS_OF).end, None);
}

#[test]
fn scope_by_engagement_and_by_country_of_the_sites() {
    let one = EngagementId::new("E-1");
    let holds = |covers: &Covers, sites: &str, processing: &str| {
        let row = iso(|row| {
            row.covers = covers.clone();
            row.site_countries = countries(sites);
        });
        weighed(&row, AS_OF).in_scope(&one, &countries(processing))
    };
    let named = |ids: &[&str]| Covers::Engagements(ids.iter().map(EngagementId::new).collect());
    assert!(holds(&Covers::All, "", "DE"));
    assert!(holds(&named(&["E-0", "E-1"]), "", "DE"));
    assert!(!holds(&named(&["E-10"]), "", "DE"));
    assert!(!holds(&Covers::Nothing, "", "DE"));
    // One site country among the processing countries is enough.
    assert!(holds(&Covers::All, "FR DE", "DE IN"));
    assert!(!holds(&Covers::All, "FR", "DE IN"));
    assert!(!holds(&Covers::All, "FR", ""));
    assert!(!holds(&named(&["E-10"]), "DE", "DE"));
}

#[test]
fn references_but_for_the_excluded_ones() {
    let assures = |scheme: &str, excluded: &[&str], references: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let row = iso(|row| {
            row.scheme = scheme.to_owned();
            row.excluded = owned(excluded);
        });
        weighed(&row, AS_OF).assures(&owned(references))
    };
    assert!(assures("ISO27001", &[], &["8.1"]));
    assert!(!assures("ISO27001", &["8.1"], &["8.1"]));
    // Another reference of the control remains; `8.1` does not exclude `8.10`.
    assert!(assures("ISO27001", &["8.1"], &["8.1", "8.24"]));
    assert!(assures("ISO27001", &["8.1"], &["8.10"]));
    assert!(!assures("ISO27001", &[], &[]), "a control without references is never covered");
    assert!(!assures("ISO27017", &[], &["8.1"]));
    assert!(!assures("SOC2-T2", &["8.5"], &["8.5"]));
}

/// 5.15–5.18, 5.24–5.28, 8.2, 8.3, 8.5, 8.7–8.9, 8.15, 8.16, 8.20, 8.24, 8.32: 20 of 93 references.
#[test]
fn soc_2_type_2_assures_its_list() {
    let expected = [
        (5, vec![15, 16, 17, 18, 24, 25, 26, 27, 28]),
        (6, vec![]),
        (7, vec![]),
        (8, vec![2, 3, 5, 7, 8, 9, 15, 16, 20, 24, 32]),
    ];
    let row = iso(|row| row.scheme = "SOC2-T2".to_owned());
    let found = weighed(&row, AS_OF);
    for ((theme, numbers), last) in expected.into_iter().zip([37, 8, 14, 34]) {
        let assured = (1..=last).filter(|number| found.assures(&[format!("{theme}.{number}")]));
        assert_eq!(assured.collect::<Vec<u32>>(), numbers, "theme {theme}");
    }
}

/// The schemes that cover all of Annex A, and no others.
#[test]
fn schemes_that_assure_everything() {
    let all = catalogue().policy.schemes.iter().filter(|(_, scheme)| scheme.annex_a.covers("7.14"));
    let mut keys: Vec<&str> = all.map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "C5-T2",
            "CMMC-L2-C3PAO",
            "CMMC-L3",
            "FEDRAMP",
            "HITRUST-R2",
            "ISO27001",
            "SECNUM",
            "STAR2",
            "TISAX-AL2",
            "TISAX-AL3",
        ]
    );
}

/// Case, blanks and punctuation other than `+` have no meaning.
#[test]
fn schemes_in_the_spellings_of_people() {
    let key = |written: &str| {
        let row = iso(|row| row.scheme = written.to_owned());
        weighed(&row, AS_OF).scheme.map(|(key, _)| key.to_owned())
    };
    for (written, expected) in [
        ("iso 27001", "ISO27001"),
        ("ISO/IEC-27001", "ISO27001"),
        ("ISO 27001:2022", "ISO27001"),
        ("DIN EN ISO/IEC 27001:2024-01", "ISO27001"),
        ("soc 2 type ii", "SOC2-T2"),
        ("SOC2 Type 2", "SOC2-T2"),
        ("SOC 2 Type I", "SOC2-T1"),
        ("tisax al3", "TISAX-AL3"),
        ("CE", "CE"),
        ("CE+", "CE+"),
        ("ce +", "CE+"),
    ] {
        assert_eq!(key(written).as_deref(), Some(expected), "{written}");
    }
    for written in ["ISO 2700", "ISO 270011", "SOC 2", "TISAX", "", "27001"] {
        assert_eq!(key(written), None, "{written}");
    }
}

/// A scheme that is not listed has no status and counts for nothing.
#[test]
fn an_unlisted_scheme_counts_for_nothing() {
    let row = iso(|row| row.scheme = "Trusted Vendor Gold".to_owned());
    let found = weighed(&row, AS_OF);
    assert_eq!((found.standing, found.in_standing()), (None, false));
    assert!(!found.assures(&["8.1".to_owned()]));
}
