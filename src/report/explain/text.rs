//! The explanation of an engagement as text for a terminal.

use super::format::{DomainExplanation, Explanation, NodeExplanation};
use crate::diagnostic::Lines;
use crate::model::EvidenceLevel;
use crate::run_folder::remedies;

/// The explanation as text for a terminal.
pub fn text(explanation: &Explanation) -> Lines {
    let mut out = Lines::new();
    write_text(&mut out, explanation);
    out
}

fn write_text(out: &mut Lines, explanation: &Explanation) {
    let Explanation { engagement, tier, decision, .. } = explanation;
    out.line(format_args!("{engagement} ({tier}): {decision}"));
    for rule in &explanation.rules {
        let place = rule.place.as_deref().unwrap_or("-");
        out.line(format_args!(
            "  {:<9} {:<22} {}: {}",
            rule.outcome, rule.rule, rule.supplier, rule.because
        ));
        out.line(format_args!("  {:<32} {} [{place}]", "", rule.remedy));
    }
    for node in &explanation.nodes {
        write_node(out, node);
    }
    let reached =
        explanation.nodes.iter().filter_map(|node| Some((node.reach.0, node.likelihood?.0)));
    let terms: Vec<String> =
        reached.map(|(reach, likelihood)| format!("(1 − {reach} × {likelihood:.6})")).collect();
    out.blank();
    match explanation.likelihood {
        Some(likelihood) => out.line(format_args!(
            "likelihood of the chain = 1 − {} = {:.6} (a planning figure)",
            terms.join(" × "),
            likelihood.0
        )),
        None => out.line("no likelihood: no control applies"),
    }
    if let Some(remedy) = &explanation.remedies {
        remedies::write(out, remedy);
    }
}

fn write_node(out: &mut Lines, node: &NodeExplanation) {
    out.blank();
    out.line(format_args!("{} at {}, reach {}", node.supplier, node.tier, node.reach.0));
    for domain in &node.domains {
        write_domain(out, domain);
    }
    for one in &node.left_out {
        out.line(format_args!(
            "  {:<8} {}, accepted: nothing is left of its domain  {}",
            one.control.as_str(),
            one.answer,
            one.places.join("; ")
        ));
    }
    for one in &node.not_applying {
        out.line(format_args!("  {:<8} does not apply: {}", one.control.as_str(), one.because));
    }
    let factors: Vec<String> =
        node.domains.iter().map(|domain| format!("{:.6}", domain.factor.0)).collect();
    match node.likelihood {
        Some(likelihood) => out.line(format_args!(
            "  likelihood = 1 − {} = {:.6}",
            factors.join(" × "),
            likelihood.0
        )),
        None => out.line(format_args!("  no likelihood: no control applies")),
    }
}

fn write_domain(out: &mut Lines, domain: &DomainExplanation) {
    out.line(format_args!("  {}  base rate g = {}", domain.domain, domain.base_rate));
    out.line(format_args!(
        "    {:<10} {:>2} {:<14} {:<2} {:>9.4} {:>9.4}",
        "start", "", "", "", domain.prior.a.0, domain.prior.b.0
    ));
    for line in &domain.lines {
        let evidence = line.evidence.map_or("", EvidenceLevel::name);
        let (control, weight, answer) = (line.control.as_str(), line.weight, line.answer);
        let mut places = line.places.clone();
        places.extend(line.evidence_place.as_ref().map(|place| format!("evidence: {place}")));
        out.line(format_args!(
            "    {control:<10} {weight:>2} {answer:<14} {evidence:<2} {:>9.4} {:>9.4}  {}",
            line.adds.a.0,
            line.adds.b.0,
            if places.is_empty() { "no response".to_owned() } else { places.join("; ") }
        ));
    }
    out.line(format_args!(
        "    {:<10} {:>2} {:<14} {:<2} {:>9.4} {:>9.4}",
        "a, b", "", "", "", domain.total.a.0, domain.total.b.0
    ));
    out.line(format_args!(
        "    strength m = a / (a + b) = {:.6}   f = 1 − g·(1 − m) = {:.6}   share {:.1} %",
        domain.strength.0,
        domain.factor.0,
        domain.share.0 * 100.0
    ));
}
