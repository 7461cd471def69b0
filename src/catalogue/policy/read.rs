//! Puts the files of `scoring/` together.

use serde::de::DeserializeOwned;

use super::{
    CertificateDays, CertificatesFile, DomainsFile, Evidence, GatesFile, Likelihood,
    LikelihoodFile, Policy, PolicyFile, Signers, SignersFile, TiersFile, TransfersFile, Waivers,
    check,
};
use crate::catalogue::decode::Document;
use crate::catalogue::source::{DataFile, Source};
use crate::diagnostic::Problem;

/// A file of the folder, decoded; its problems go to the list.
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

/// A file, decoded; its problems go to the list.
pub fn decode<'f, T: DeserializeOwned>(
    file: &'f DataFile,
    problems: &mut Vec<Problem>,
) -> Option<(T, Document<'f>)> {
    Document::read(file).map_err(|found| problems.extend(found)).ok()
}

/// Reads and checks the policy. Every problem of every file goes to the list; a policy comes back
/// only if there was none.
pub fn read(source: &Source, problems: &mut Vec<Problem>) -> Option<Policy> {
    let before = problems.len();
    let head = part::<PolicyFile>(source, "policy.toml", problems);
    let tiers = part::<TiersFile>(source, "tiers.toml", problems);
    let domains = part::<DomainsFile>(source, "domains.toml", problems);
    let evidence = part::<Evidence>(source, "evidence.toml", problems);
    let likelihood = part::<LikelihoodFile>(source, "likelihood.toml", problems);
    let gates = part::<GatesFile>(source, "gates.toml", problems);
    let waivers = part::<Waivers>(source, "waivers.toml", problems);
    let signers = part::<SignersFile>(source, "signers.toml", problems);
    let certificates = part::<CertificatesFile>(source, "certificates.toml", problems);
    let transfers = part::<TransfersFile>(source, "transfers.toml", problems);

    // Each part is checked even where another could not be read, so that all is said at once.
    if let Some((file, document)) = &head {
        check::head(file, document, problems);
    }
    if let Some((file, document)) = &tiers {
        check::tiers(&file.tiers, document, problems);
    }
    if let Some((file, document)) = &domains {
        check::domains(file, document, problems);
    }
    if let Some((file, document)) = &evidence {
        check::evidence(file, document, problems);
    }
    if let Some((file, document)) = &likelihood {
        check::likelihood(file, document, problems);
    }
    if let Some((file, document)) = &gates {
        check::gates(file, document, problems);
    }
    if let Some((file, document)) = &waivers {
        check::waivers(file, document, problems);
    }
    if let Some((file, document)) = &signers {
        check::signers(file, document, problems);
    }
    if let Some((file, document)) = &certificates {
        check::certificates(file, document, problems);
    }
    if let Some((file, document)) = &transfers {
        check::transfers(file, document, problems);
    }
    if problems.len() > before {
        return None;
    }
    let (head, domains, likelihood) = (head?.0, domains?.0, likelihood?.0);
    let (gates, certificates, transfers) = (gates?.0, certificates?.0, transfers?.0);
    let signers = signers?.0;
    Some(Policy {
        format: head.format,
        id: head.id,
        edition: head.edition,
        about: head.about,
        verify_first: head.verify_first,
        arithmetic: head.arithmetic,
        tiers: tiers?.0.tiers,
        controls: domains.controls,
        domains: domains.domain,
        evidence: evidence?.0,
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
        waivers: waivers?.0,
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
