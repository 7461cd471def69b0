//! Checks a policy: ranges, references, and the laws of the method.

use super::{
    DomainsFile, Evidence, GatesFile, LikelihoodFile, PolicyFile, RuleRow, SignersFile, TiersFile,
    Waivers,
};
use crate::catalogue::decode::{Document, Step};
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::{Branch, Outcome, Rule, Tier};
use Step::{Index, Key};

/// Format line of `policy.toml`.
const FORMAT: &str = "flowdown-policy/1";

/// Collects the problems of one document.
pub(super) struct Check<'c, 'f> {
    pub(super) document: &'c Document<'f>,
    pub(super) problems: &'c mut Vec<Problem>,
}

impl Check<'_, '_> {
    pub(super) fn require(&mut self, holds: bool, path: &[Step<'_>], message: &str, help: &str) {
        if !holds {
            self.problems.push(self.document.problem(path, message, help));
        }
    }

    pub(super) fn between(
        &mut self,
        value: f64,
        low: f64,
        high: f64,
        path: &[Step<'_>],
        name: &str,
    ) {
        let holds = value.is_finite() && (low..=high).contains(&value);
        let message = format!("`{name}` is {value}, outside {low} to {high}");
        self.require(holds, path, &message, "write a number within the range");
    }

    fn positive(&mut self, value: f64, path: &[Step<'_>], name: &str) {
        let message = format!("`{name}` is {value}; it must be above 0");
        self.require(value.is_finite() && value > 0.0, path, &message, "write a number above 0");
    }
}

pub(super) fn head(file: &PolicyFile, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let mut check = Check { document, problems };
    let help = "this program reads flowdown-policy/1; a newer policy needs a newer program";
    check.require(file.format == FORMAT, &[Key("format")], "the format is not known", help);
    check.require(
        !file.edition.trim().is_empty(),
        &[Key("edition")],
        "the edition is blank",
        "name it",
    );
    let at = [Key("arithmetic"), Key("tolerance")];
    check.between(file.arithmetic.tolerance, 0.0, 1e-6, &at, "tolerance");
    let at = [Key("arithmetic"), Key("figure_significant_digits")];
    let digits = file.arithmetic.figure_significant_digits;
    check.require((6..=17).contains(&digits), &at, "digits must be 6 to 17", "write 12");
    let at = [Key("arithmetic"), Key("rank_decimals")];
    let decimals = file.arithmetic.rank_decimals;
    check.require((0..=15).contains(&decimals), &at, "decimals must be 0 to 15", "write 12");
}

pub(super) fn tiers(file: &TiersFile, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let tiers = &file.tiers;
    let mut check = Check { document, problems };
    let mut before = f64::NEG_INFINITY;
    for tier in Tier::ALL {
        let policy = tiers.of(tier);
        let at = |key| [Key("tiers"), Key(tier.name()), Key(key)];
        let message = format!("the level of {tier} is {}", tier.level());
        check.require(policy.level == tier.level(), &at("level"), &message, "levels are fixed");
        check.between(policy.impact, 0.0, 1e9, &at("impact"), "impact");
        let help = "a higher tier has at least the impact of the one below it";
        check.require(policy.impact >= before, &at("impact"), "the impact falls", help);
        before = policy.impact;
        for (months, key) in
            [(policy.cadence_months, "cadence_months"), (policy.stale_months, "stale_months")]
        {
            check.between(f64::from(months), 1.0, 600.0, &at(key), key);
        }
        for (value, key) in
            [(policy.domain_strength_min, "domain_strength_min"), (policy.appetite, "appetite")]
        {
            if let Some(value) = value {
                check.between(value, 0.0, 1.0, &at(key), key);
            } else {
                let message = format!("`{key}` is missing");
                check.require(
                    tier == Tier::Public,
                    &at(key),
                    &message,
                    "only public may leave it out",
                );
            }
        }
        if let Some(appetite) = policy.appetite {
            check.positive(appetite, &at("appetite"), "appetite");
        }
        for (hours, key) in [
            (policy.notice_hours_max, "notice_hours_max"),
            (policy.notice_hours_reserve, "notice_hours_reserve"),
        ] {
            if let Some(hours) = hours {
                check.between(hours, 0.0, 10_000.0, &at(key), key);
            }
        }
        let due = f64::from(policy.due_days.unwrap_or(0));
        check.between(due, 0.0, 3_650.0, &at("due_days"), "due_days");
    }
}

pub(super) fn domains(file: &DomainsFile, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let mut check = Check { document, problems };
    let help = "a heavy weight is one of the weights";
    let heavy = file.controls.weights.contains(&file.controls.heavy_weight);
    check.require(heavy, &[Key("controls"), Key("heavy_weight")], "no control can be heavy", help);
    let positive = file.controls.weights.iter().all(|weight| (1..=1_000).contains(weight));
    check.require(positive, &[Key("controls"), Key("weights")], "a weight is 1 to 1000", "");
    for (index, domain) in file.domain.iter().enumerate() {
        let at = [Key("domain"), Index(index), Key("base_rate")];
        let holds = domain.base_rate > 0.0 && domain.base_rate < 1.0;
        let message = format!("the base rate of {} is {}", domain.domain, domain.base_rate);
        check.require(holds, &at, &message, "a base rate is above 0 and below 1");
        let first = file.domain.iter().position(|other| other.domain == domain.domain);
        let at = [Key("domain"), Index(index), Key("domain")];
        let message = format!("the domain `{}` stands twice", domain.domain);
        check.require(first == Some(index), &at, &message, "take one of them out");
    }
    check.require(!file.domain.is_empty(), &[], "there is no domain", "add a [[domain]]");
}

pub(super) fn evidence(file: &Evidence, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let mut check = Check { document, problems };
    let mut before: Option<(f64, f64)> = None;
    for level in crate::model::EvidenceLevel::ALL {
        let worth = file.of(level);
        let at = |key| [Key("levels"), Key(level.name()), Key(key)];
        check.between(worth.reliability, 0.0, 1.0, &at("reliability"), "reliability");
        check.between(worth.volume, 1e-6, 1e6, &at("volume"), "volume");
        if let Some((volume, reliability)) = before {
            // Better evidence must never raise the likelihood (method: laws of the likelihood).
            let holds = worth.volume >= volume && worth.reliability >= reliability;
            let help = "better evidence is worth at least as much as the level below it";
            check.require(holds, &at("reliability"), "better evidence is worth less", help);
            let losing = worth.volume * (1.0 - worth.reliability)
                <= volume * (1.0 - reliability) + 1e-12
                || worth.volume == volume;
            let help = "volume × (1 − reliability) may not grow from one level to the next";
            check.require(
                losing,
                &at("volume"),
                "better evidence could raise the likelihood",
                help,
            );
        }
        before = Some((worth.volume, worth.reliability));
    }
    for (months, key) in
        [(file.own_test_months, "own_test_months"), (file.register_months, "register_months")]
    {
        check.between(f64::from(months), 1.0, 600.0, &[Key(key)], key);
    }
}

pub(super) fn likelihood(
    file: &LikelihoodFile,
    document: &Document<'_>,
    problems: &mut Vec<Problem>,
) {
    let mut check = Check { document, problems };
    check.positive(file.prior.a, &[Key("prior"), Key("a")], "a");
    check.positive(file.prior.b, &[Key("prior"), Key("b")], "b");
    check.positive(file.weight_unit, &[Key("weight_unit")], "weight_unit");
    check.between(file.partial_credit, 0.0, 1.0, &[Key("partial_credit")], "partial_credit");
    let range = &file.range;
    let holds = range.low > 0.0 && range.low < range.high && range.high < 1.0;
    let help = "0 < low < high < 1";
    check.require(holds, &[Key("range")], "the range is not between 0 and 1", help);
    let points = &file.assurance;
    let holds = points.yes >= points.partial
        && points.partial >= points.no
        && points.unanswered <= points.no;
    let help = "yes ≥ partial ≥ no ≥ unanswered";
    check.require(holds, &[Key("assurance")], "silence or a worse answer would score better", help);
}

pub(super) fn gates(file: &GatesFile, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let mut check = Check { document, problems };
    let numbers = &file.thresholds;
    let at = |key| [Key("thresholds"), Key(key)];
    check.between(numbers.coverage_min, 0.0, 1.0, &at("coverage_min"), "coverage_min");
    check.between(numbers.na_share_max, 0.0, 1.0, &at("na_share_max"), "na_share_max");
    let key = "domain_weak_attainable_factor";
    check.between(numbers.domain_weak_attainable_factor, 0.0, 1.0, &at(key), key);
    check.positive(
        numbers.appetite_chain_factor,
        &at("appetite_chain_factor"),
        "appetite_chain_factor",
    );
    check.positive(numbers.notice_owed_factor, &at("notice_owed_factor"), "notice_owed_factor");
    check.between(
        f64::from(numbers.incident_months),
        0.0,
        600.0,
        &at("incident_months"),
        "incident_months",
    );
    for rule in Rule::ALL {
        let Some(table) = file.gates.get(&rule) else {
            let message = format!("the rule `{rule}` is missing");
            let help = "add it; leave tiers out to switch it off";
            check.problems.push(document.problem(&[Key("gates")], message, help));
            continue;
        };
        for branch in rule.branches() {
            let message = format!("`{rule}` has no row `{}`", branch.word());
            check.require(
                table.contains_key(branch),
                &[Key("gates"), Key(rule.word())],
                &message,
                "add the row",
            );
        }
        for branch in table.keys().filter(|branch| !rule.branches().contains(branch)) {
            let at = [Key("gates"), Key(rule.word()), Key(branch.word())];
            let words: Vec<&str> = rule.branches().iter().map(|known| known.word()).collect();
            let message = format!("`{rule}` has no branch `{}`", branch.word());
            check.problems.push(document.problem(
                &at,
                message,
                format!("it has {}", words.join(", ")),
            ));
        }
    }
    never_milder(file, &mut check);
}

/// Checks that silence is never judged milder than no, no never milder than partial, and a worthless certificate never
/// milder than one that is worth a part.
fn never_milder(file: &GatesFile, check: &mut Check<'_, '_>) {
    let row =
        |rule: Rule, branch: Branch| file.gates.get(&rule).and_then(|table| table.get(&branch));
    let pairs = [
        ((Rule::ControlUnanswered, Branch::Heavy), (Rule::ControlMissing, Branch::Heavy)),
        ((Rule::ControlUnanswered, Branch::Other), (Rule::ControlMissing, Branch::Other)),
        ((Rule::ControlMissing, Branch::Heavy), (Rule::ControlPartial, Branch::Heavy)),
        ((Rule::ControlMissing, Branch::Other), (Rule::ControlPartial, Branch::Other)),
        ((Rule::CertificateRequired, Branch::None), (Rule::CertificateRequired, Branch::Partial)),
    ];
    for ((worse, its_branch), (better, other_branch)) in pairs {
        let (Some(worse_row), Some(better_row)) =
            (row(worse, its_branch), row(better, other_branch))
        else {
            continue;
        };
        for tier in Tier::ALL {
            let word = |row: &RuleRow| row.at(tier).unwrap_or(Outcome::Approve);
            let message = format!(
                "at {tier} `{worse}` ({}) says {} but `{better}` ({}) says {}",
                its_branch.word(),
                word(worse_row),
                other_branch.word(),
                word(better_row),
            );
            let at = [Key("gates"), Key(worse.word()), Key(its_branch.word()), Key(tier.name())];
            let help = "the worse answer must never get the milder word";
            check.require(word(worse_row) >= word(better_row), &at, &message, help);
        }
    }
}

pub(super) fn waivers(file: &Waivers, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let mut check = Check { document, problems };
    check.between(f64::from(file.max_months), 1.0, 120.0, &[Key("max_months")], "max_months");
    let milder = file.softens.iter().all(|outcome| *outcome > file.becomes);
    let help = "a waiver makes an outcome milder";
    check.require(milder, &[Key("becomes")], "a waiver would make an outcome no milder", help);
}

pub(super) fn signers(file: &SignersFile, document: &Document<'_>, problems: &mut Vec<Problem>) {
    let mut check = Check { document, problems };
    let known = file.ladder.iter().any(|signer| signer.role == file.escalate_at_least);
    let help = did_you_mean(
        &file.escalate_at_least,
        file.ladder.iter().map(|signer| signer.role.as_str()),
    );
    let message = format!("the role `{}` is not on the ladder", file.escalate_at_least);
    check.require(known, &[Key("escalate_at_least")], &message, &help);
    let open = file.ladder.last().is_some_and(|last| last.up_to_ratio.is_none());
    let last = file.ladder.len().saturating_sub(1);
    check.require(
        open,
        &[Key("ladder"), Index(last)],
        "the last role has an upper end",
        "leave its up_to_ratio out",
    );
    for (index, pair) in file.ladder.windows(2).enumerate() {
        let at = [Key("ladder"), Index(index)];
        let holds = match (pair[0].up_to_ratio, pair[1].up_to_ratio) {
            (Some(low), Some(high)) => low < high,
            (Some(_), None) => true,
            (None, _) => false,
        };
        check.require(holds, &at, "the ladder does not rise", "order the roles by up_to_ratio");
    }
    for (index, signer) in file.ladder.iter().enumerate() {
        let at = [Key("ladder"), Index(index), Key("role")];
        let twice = file.ladder[..index].iter().any(|other| other.role == signer.role);
        let message = format!("the role `{}` stands twice on the ladder", signer.role);
        check.require(!twice, &at, &message, "name each role once");
        check.require(!signer.role.trim().is_empty(), &at, "the role is blank", "name it");
    }
}
