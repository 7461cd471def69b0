//! Checks of certificates and transfers.

use super::check::Check;
use super::{Adequate, AnnexA, CertificatesFile, TransfersFile, fold_scheme};
use crate::catalogue::decode::{Document, Step};
use crate::catalogue::vocabulary::is_country_code;
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::InformationKind;
use Step::Key;

pub(super) fn certificates(
    file: &CertificatesFile,
    document: &Document<'_>,
    problems: &mut Vec<Problem>,
) {
    let mut check = Check { document, problems };
    check.between(
        f64::from(file.expiring_days),
        0.0,
        3_650.0,
        &[Key("expiring_days")],
        "expiring_days",
    );
    let key = "surveillance_grace_days";
    check.between(f64::from(file.surveillance_grace_days), 0.0, 3_650.0, &[Key(key)], key);
    let mut spellings: Vec<(String, &str)> = Vec::new();
    for (key, scheme) in &file.schemes {
        let at = |field| [Key("schemes"), Key(key), Key(field)];
        let stated = [
            ("validity_months", scheme.validity_months),
            ("check_in_months", scheme.check_in_months),
        ];
        for (field, months) in stated {
            if let Some(months) = months {
                check.between(f64::from(months), 1.0, 600.0, &at(field), "months");
            }
        }
        if let AnnexA::List(list) = &scheme.annex_a {
            for reference in list {
                let message = format!("`{reference}` is no Annex A reference");
                check.require(is_annex_a(reference), &at("annex_a"), &message, "5.1 to 8.34");
            }
        }
        let names = [key, &scheme.name].into_iter().chain(&scheme.spellings);
        let mut folded: Vec<String> = names.map(|name| fold_scheme(name)).collect();
        folded.sort();
        folded.dedup();
        for name in folded {
            if let Some((_, other)) = spellings.iter().find(|(known, _)| *known == name) {
                let message = format!("`{name}` names both {other} and {key}");
                check.problems.push(document.problem(
                    &at("spellings"),
                    message,
                    "a spelling names one scheme",
                ));
            }
            spellings.push((name, key));
        }
    }
}

/// Whether a text is a reference of ISO/IEC 27001:2022 Annex A (5.1–5.37, 6.1–6.8, 7.1–7.14, 8.1–8.34).
pub fn is_annex_a(reference: &str) -> bool {
    let Some((theme, number)) = reference.split_once('.') else {
        return false;
    };
    let last = match theme {
        "5" => 37,
        "6" => 8,
        "7" => 14,
        "8" => 34,
        _ => return false,
    };
    !number.starts_with('0')
        && number.parse::<u32>().is_ok_and(|number| (1..=last).contains(&number))
}

pub(super) fn transfers(
    file: &TransfersFile,
    document: &Document<'_>,
    problems: &mut Vec<Problem>,
) {
    let check = Check { document, problems };
    let mut owners: Vec<(&str, &str)> = Vec::new();
    for (key, regime) in &file.regimes {
        let at = |field| [Key("regimes"), Key(key), Key(field)];
        let adequate: &[String] = match &regime.adequate {
            Adequate::Any(_) => &[],
            Adequate::Countries(list) => list,
        };
        let lists = [
            ("countries", regime.countries.as_slice()),
            ("adequate", adequate),
            ("never_adequate", regime.never_adequate.as_slice()),
            ("export_area", regime.export_area.as_slice()),
        ];
        for (field, list) in lists {
            for code in list.iter().filter(|code| !is_country_code(code)) {
                let message = format!("`{code}` is no country code");
                check.problems.push(document.problem(
                    &at(field),
                    message,
                    "two letters, ISO 3166-1",
                ));
            }
        }
        for code in &regime.countries {
            if let Some((_, other)) = owners.iter().find(|(known, _)| known == code) {
                let message = format!("{code} is under both {other} and {key}");
                check.problems.push(document.problem(
                    &at("countries"),
                    message,
                    "a country has one regime",
                ));
            }
            owners.push((code, key));
        }
        let named = regime
            .mechanisms
            .iter()
            .chain(regime.adequate_only_with.values().flatten())
            .chain(regime.localisation.iter().flat_map(|local| &local.exception));
        for word in named.filter(|word| !file.mechanisms.contains_key(word.as_str())) {
            let help = did_you_mean(word, file.mechanisms.keys().map(String::as_str));
            let message = format!("`{word}` is no mechanism of this file");
            check.problems.push(document.problem(&at("mechanisms"), message, help));
        }
        let kinds = regime.localisation.iter().flat_map(|local| &local.kinds);
        for kind in kinds.filter(|kind| kind.parse::<InformationKind>().is_err()) {
            let help =
                did_you_mean(kind, InformationKind::ALL.into_iter().map(InformationKind::word));
            let message = format!("`{kind}` is no kind of information");
            check.problems.push(document.problem(&at("localisation"), message, help));
        }
    }
}
