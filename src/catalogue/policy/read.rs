//! Reads the files of `scoring/` that make up the policy.

use serde::de::DeserializeOwned;

use super::{CertificateDays, Likelihood, Policy, Signers, check, check_papers};
use crate::catalogue::decode::Document;
use crate::catalogue::source::{DataFile, Source};
use crate::diagnostic::Problem;

/// Decodes a file of the folder; its problems go to the list.
pub fn part<'s, T: DeserializeOwned>(
    source: &'s Source,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Option<(T, Document<'s>)> {
    let Some(file) = source.file(name) else {
        problems.push(Problem::file(
            source.folder.clone(),
            format!("the file `{name}` is missing"),
            "write the default files with `flowdown catalogue --export DIR` and start from those",
        ));
        return None;
    };
    decode(file, problems)
}

/// Decodes a file; its problems go to the list.
pub fn decode<'f, T: DeserializeOwned>(
    file: &'f DataFile,
    problems: &mut Vec<Problem>,
) -> Option<(T, Document<'f>)> {
    Document::read(file).map_err(|found| problems.extend(found)).ok()
}

/// Decodes and checks a file of the folder; its problems go to the list.
fn checked<T: DeserializeOwned>(
    source: &Source,
    name: &str,
    check: fn(&T, &Document<'_>, &mut Vec<Problem>),
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let (file, document) = part::<T>(source, name, problems)?;
    check(&file, &document, problems);
    Some(file)
}

/// Reads and checks the policy. Every problem of every file goes to the list; a policy is returned only if there is
/// none.
pub fn read(source: &Source, problems: &mut Vec<Problem>) -> Option<Policy> {
    let before = problems.len();
    // Each file is checked even if another could not be read, so that all problems are reported at once.
    let head = checked(source, "policy.toml", check::head, problems);
    let tiers = checked(source, "tiers.toml", check::tiers, problems);
    let domains = checked(source, "domains.toml", check::domains, problems);
    let evidence = checked(source, "evidence.toml", check::evidence, problems);
    let likelihood = checked(source, "likelihood.toml", check::likelihood, problems);
    let gates = checked(source, "gates.toml", check::gates, problems);
    let waivers = checked(source, "waivers.toml", check::waivers, problems);
    let signers = checked(source, "signers.toml", check::signers, problems);
    let certificates = checked(source, "certificates.toml", check_papers::certificates, problems);
    let transfers = checked(source, "transfers.toml", check_papers::transfers, problems);
    if problems.len() > before {
        return None;
    }
    let (head, domains, likelihood) = (head?, domains?, likelihood?);
    let (gates, certificates, transfers, signers) = (gates?, certificates?, transfers?, signers?);
    Some(Policy {
        format: head.format,
        id: head.id,
        edition: head.edition,
        about: head.about,
        verify_first: head.verify_first,
        findings: head.findings,
        arithmetic: head.arithmetic,
        tiers: tiers?.tiers,
        controls: domains.controls,
        domains: domains.domain,
        evidence: evidence?,
        likelihood: Likelihood {
            prior: likelihood.prior,
            weight_unit: likelihood.weight_unit,
            partial_credit: likelihood.partial_credit,
            range: likelihood.range,
        },
        assurance: likelihood.assurance,
        thresholds: gates.thresholds,
        gates: gates.gates,
        response_missing_softens: gates.response_missing_softens,
        response_missing_implies: gates.response_missing_implies,
        waivers: waivers?,
        signers: Signers { ladder: signers.ladder, escalate_at_least: signers.escalate_at_least },
        approvals: signers.approvals,
        return_or_destruction_days: super::DaysByTier::default(),
        certificates: CertificateDays {
            expiring_days: certificates.expiring_days,
            surveillance_grace_days: certificates.surveillance_grace_days,
        },
        schemes: certificates.schemes,
        mechanisms: transfers.mechanisms,
        regimes: transfers.regimes,
    })
}
