//! Each clause of the method, on both sides of its limit.

use super::super::entry::{AcceptedCondition, ApprovalSubject};
use super::*;
use crate::model::Outcome;

const LADDER: [&str; 3] = ["deal owner", "head of procurement and security", "executive committee"];
const APPROVE: Decision = Decision(Outcome::Approve);
const CONDITION: Decision = Decision(Outcome::Condition);
const ESCALATE: Decision = Decision(Outcome::Escalate);

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn hit(rule: &str, subject: &str) -> RuleHit {
    RuleHit { rule: rule.to_owned(), supplier: "S-1".to_owned(), subject: subject.to_owned() }
}

fn condition(id: &str, due: &str) -> OpenCondition {
    OpenCondition { id: id.to_owned(), due: Some(day(due)) }
}

/// E-1 of D-1 at restricted: two conditions, decided on 31 October, valid until 31 January.
fn decided() -> DecisionAtTier {
    DecisionAtTier {
        run: "run-2".to_owned(),
        as_of: day("2026-10-31"),
        engagement: "E-1".to_owned(),
        deal: "D-1".to_owned(),
        digest: "decision-2".to_owned(),
        deal_digest: "deal-2".to_owned(),
        tier: Tier::Restricted,
        decision: CONDITION,
        signer: "head of procurement and security".to_owned(),
        valid_until: day("2027-01-31"),
        hits: [hit("control-missing", "ACC-01"), hit("notice-long", "")].into(),
        conditions: vec![condition("F-1", "2026-12-01"), condition("F-2", "2026-12-15")],
        owner: Some("John Poe".to_owned()),
        requesters: vec!["Rita Moe".to_owned()],
    }
}

/// The same decision a quarter earlier.
fn before() -> DecisionAtTier {
    DecisionAtTier {
        run: "run-1".to_owned(),
        as_of: day("2026-07-31"),
        digest: "decision-1".to_owned(),
        deal_digest: "deal-1".to_owned(),
        valid_until: day("2026-11-30"),
        ..decided()
    }
}

/// An approval that counts.
fn entry() -> ApprovalEntry {
    let accepted = |one: OpenCondition| AcceptedCondition { id: one.id, due: one.due };
    ApprovalEntry {
        format: ApprovalEntry::format(),
        id: "A-1".to_owned(),
        subject: ApprovalSubject::Engagement("E-1".to_owned()),
        decision_digest: "decision-2".to_owned(),
        run: "run-2".to_owned(),
        decision: ApprovalDecision::Approve,
        tier: Tier::Restricted,
        conditions: decided().conditions.into_iter().map(accepted).collect(),
        by: "Jane Roe".to_owned(),
        role: "head of procurement and security".to_owned(),
        on: day("2026-11-02"),
        note: None,
        previous: None,
    }
}

/// An approval of the decision a quarter earlier.
fn older() -> ApprovalEntry {
    ApprovalEntry {
        decision_digest: "decision-1".to_owned(),
        run: "run-1".to_owned(),
        on: day("2026-08-10"),
        ..entry()
    }
}

struct Case {
    run: DecisionAtTier,
    earlier: Vec<DecisionAtTier>,
    tier: Tier,
    day: Date,
}

fn case() -> Case {
    Case { run: decided(), earlier: vec![before()], tier: Tier::Restricted, day: day("2026-11-15") }
}

impl Case {
    fn with(mut self, change: impl FnOnce(&mut DecisionAtTier)) -> Self {
        change(&mut self.run);
        self
    }

    fn with_earlier(mut self, change: impl FnOnce(&mut DecisionAtTier)) -> Self {
        change(&mut self.earlier[0]);
        self
    }

    fn on(mut self, text: &str) -> Self {
        self.day = day(text);
        self
    }

    fn at(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    /// The reasons against the newest entry; empty if an entry counts.
    fn against(&self, entries: &[ApprovalEntry]) -> Vec<Why> {
        let Self { run, earlier, tier, day } = self;
        let asked = Disclosure { run, earlier, tier: *tier, day: *day, ladder: &LADDER };
        match counts(entries, &asked) {
            Ok(_) => Vec::new(),
            Err(reasons) => reasons
                .into_iter()
                .map(|reason| match reason {
                    NotCovered::None => panic!("no entry is about it"),
                    NotCovered::Entry { why, .. } => why,
                })
                .collect(),
        }
    }
}

fn changed(change: impl FnOnce(&mut ApprovalEntry)) -> [ApprovalEntry; 1] {
    let mut one = entry();
    change(&mut one);
    [one]
}

#[test]
fn an_approval_against_which_nothing_stands_counts() {
    assert_eq!(case().against(&[entry()]), []);
    let run = decided();
    let asked = Disclosure {
        run: &run,
        earlier: &[],
        tier: Tier::Restricted,
        day: day("2026-11-15"),
        ladder: &LADDER,
    };
    assert_eq!(counts(&[], &asked), Err(vec![NotCovered::None]));
    let elsewhere = changed(|one| one.subject = ApprovalSubject::Engagement("E-2".to_owned()));
    assert_eq!(counts(&elsewhere, &asked), Err(vec![NotCovered::None]));
}

#[test]
fn the_digest_must_be_of_the_asked_decision_or_of_an_earlier_run() {
    assert_eq!(case().against(&[older()]), []);
    let other = changed(|one| one.decision_digest = "decision-0".to_owned());
    assert_eq!(case().against(&other), [Why::OtherDecision]);
    // The entry names an earlier run that is not in the chain.
    let alone = Case { earlier: Vec::new(), ..case() };
    assert_eq!(alone.against(&[older()]), [Why::OtherDecision]);
    // The same decision was made again: the run that was signed need not exist.
    let again = changed(|one| one.run = "run-2-again".to_owned());
    assert_eq!(alone.against(&again), []);
}

#[test]
fn an_approval_of_a_deal_names_the_digest_of_the_deal() {
    let deal = |digest: &str| {
        changed(|one| {
            one.subject = ApprovalSubject::Deal("D-1".to_owned());
            one.decision_digest = digest.to_owned();
        })
    };
    assert_eq!(case().against(&deal("deal-2")), []);
    assert_eq!(case().against(&deal("decision-2")), [Why::OtherDecision]);
    // An approval of a deal reaches no higher than the tier at which the engagement was decided.
    let critical = changed(|one| {
        one.subject = ApprovalSubject::Deal("D-1".to_owned());
        one.decision_digest = "deal-2".to_owned();
        one.tier = Tier::Critical;
    });
    assert_eq!(case().against(&critical), []);
    let low = Why::Tier { approved: Tier::Restricted, asked: Tier::Critical };
    assert_eq!(case().at(Tier::Critical).against(&critical), [low]);
}

#[test]
fn nothing_may_be_worse_than_in_the_approved_run() {
    assert_eq!(case().with(|run| run.decision = APPROVE).against(&[older()]), []);
    let worse = case().with(|run| run.decision = ESCALATE);
    assert_eq!(worse.against(&[older()]), [Why::Worse { then: CONDITION, now: ESCALATE }]);
    // A rule that no longer fires does no harm; a new one does, and so does a known one with another subject.
    assert_eq!(
        case()
            .with(|run| {
                run.hits.remove(&hit("notice-long", ""));
            })
            .against(&[older()]),
        []
    );
    for new in [
        hit("domain-weak", "ACC"),
        hit("control-missing", "ACC-02"),
        RuleHit { supplier: "S-2".to_owned(), ..hit("notice-long", "") },
    ] {
        let found = case()
            .with(|run| {
                run.hits.insert(new.clone());
            })
            .against(&[older()]);
        assert_eq!(found, [Why::NewHits(vec![new])]);
    }
    // Hits of the asked run are known to a person who approved that run.
    assert_eq!(
        case()
            .with(|run| {
                run.hits.insert(hit("domain-weak", "ACC"));
            })
            .against(&[entry()]),
        []
    );
}

#[test]
fn the_tier_must_be_as_high_as_what_is_disclosed() {
    assert_eq!(case().at(Tier::Confidential).against(&[entry()]), []);
    let low = changed(|one| one.tier = Tier::Confidential);
    assert_eq!(case().at(Tier::Confidential).against(&low), []);
    let why = Why::Tier { approved: Tier::Confidential, asked: Tier::Restricted };
    assert_eq!(case().against(&low), [why]);
}

#[test]
fn the_role_must_be_the_signer_or_above() {
    for role in &LADDER[1..] {
        assert_eq!(case().against(&changed(|one| one.role = (*role).to_owned())), []);
    }
    let low = changed(|one| one.role = LADDER[0].to_owned());
    let why = |signer: &str| Why::RoleLow { role: LADDER[0].to_owned(), signer: signer.to_owned() };
    assert_eq!(case().against(&low), [why(LADDER[1])]);
    let unknown = changed(|one| one.role = "janitor".to_owned());
    assert_eq!(case().against(&unknown), [Why::RoleUnknown("janitor".to_owned())]);
    // The role must suffice for the asked run and for the approved one.
    let asked = case().with(|run| run.signer = LADDER[2].to_owned());
    let needs = |role: &str| Why::RoleLow { role: LADDER[1].to_owned(), signer: role.to_owned() };
    assert_eq!(asked.against(&[older()]), [needs(LADDER[2])]);
    let then = case().with_earlier(|run| run.signer = LADDER[2].to_owned());
    assert_eq!(then.against(&[older()]), [needs(LADDER[2])]);
    // A signer that the policy does not know ranks above every role that it knows.
    let gone = case().with(|run| run.signer = "board".to_owned());
    assert_eq!(gone.against(&[entry()]), [needs("board")]);
}

#[test]
fn who_asked_for_a_waiver_does_not_sign() {
    let by = |name: &str| changed(|one| one.by = name.to_owned());
    assert_eq!(case().against(&by("Rita Mae")), []);
    assert_eq!(case().against(&by("MOE, Rita")), [Why::Requester("MOE, Rita".to_owned())]);
    let then = case().with(|run| run.requesters.clear());
    let rita = ApprovalEntry { by: "Rita Moe".to_owned(), ..older() };
    assert_eq!(then.against(&[rita]), [Why::Requester("Rita Moe".to_owned())]);
}

#[test]
fn the_owner_signs_only_where_the_lowest_role_must() {
    let owner = |role: &str| {
        changed(|one| {
            one.by = "john poe".to_owned();
            one.role = role.to_owned();
        })
    };
    let why = Why::Owner("john poe".to_owned());
    for role in &LADDER[1..] {
        assert_eq!(case().against(&owner(role)), std::slice::from_ref(&why));
    }
    let low = case().with(|run| run.signer = LADDER[0].to_owned());
    for role in LADDER {
        assert_eq!(low.against(&owner(role)), []);
    }
    assert_eq!(case().with(|run| run.owner = None).against(&owner(LADDER[1])), []);
}

#[test]
fn the_day_of_the_signature_is_within_the_named_run_and_not_after_the_disclosure() {
    let on = |text: &str| changed(|one| one.on = day(text));
    let late = || case().on("2027-01-31");
    for text in ["2026-10-31", "2027-01-31"] {
        assert_eq!(late().against(&on(text)), [], "{text}");
    }
    let early = Why::BeforeRun { on: day("2026-10-30"), as_of: day("2026-10-31") };
    assert_eq!(late().against(&on("2026-10-30")), [early]);
    let after = Why::AfterValid { on: day("2027-02-01"), until: day("2027-01-31") };
    assert_eq!(case().on("2027-02-01").against(&on("2027-02-01")), [after]);
    assert_eq!(case().on("2026-11-02").against(&[entry()]), []);
    let not_yet = Why::NotYet { on: day("2026-11-02") };
    assert_eq!(case().on("2026-11-01").against(&[entry()]), [not_yet]);
    // The days are those of the named run, which may be an earlier one.
    for (text, count) in [("2026-07-30", 1), ("2026-07-31", 0), ("2026-11-15", 0)] {
        let signed = ApprovalEntry { on: day(text), ..older() };
        assert_eq!(case().against(&[signed]).len(), count, "{text}");
    }
    let signed = ApprovalEntry { on: day("2026-12-01"), ..older() };
    let after = Why::AfterValid { on: day("2026-12-01"), until: day("2026-11-30") };
    assert_eq!(case().on("2026-12-01").against(&[signed]), [after]);
}

#[test]
fn every_open_condition_is_accepted_with_its_day() {
    let one = changed(|one| {
        one.conditions.remove(0);
    });
    assert_eq!(case().against(&one), [Why::NotAccepted(vec!["F-1".to_owned()])]);
    // A condition that is closed need not have been accepted; an accepted one need not be open.
    assert_eq!(
        case()
            .with(|run| {
                run.conditions.remove(0);
            })
            .against(&one),
        []
    );
    assert_eq!(case().with(|run| run.conditions.clear()).against(&[entry()]), []);
    let due = |due: Option<&str>| case().with(|run| run.conditions[0].due = due.map(day));
    assert_eq!(due(Some("2026-11-30")).against(&[entry()]), []);
    let later = [Why::DueLater(vec!["F-1".to_owned()])];
    assert_eq!(due(Some("2026-12-02")).against(&[entry()]), later);
    assert_eq!(due(None).against(&[entry()]), later);
    let undated = changed(|one| one.conditions[0].due = None);
    assert_eq!(due(Some("2030-01-01")).against(&undated), []);
}

#[test]
fn a_later_entry_may_decline_and_a_still_later_one_approve() {
    let decline = |subject: ApprovalSubject| ApprovalEntry {
        id: "A-9".to_owned(),
        decision: ApprovalDecision::Decline,
        subject,
        by: "X".to_owned(),
        ..entry()
    };
    let of_engagement = decline(ApprovalSubject::Engagement("E-1".to_owned()));
    let why =
        || vec![Why::Declined { id: "A-9".to_owned(), by: "X".to_owned(), on: day("2026-11-02") }];
    assert_eq!(case().against(&[entry(), of_engagement.clone()]), why());
    assert_eq!(case().against(&[entry(), decline(ApprovalSubject::Deal("D-1".to_owned()))]), why());
    assert_eq!(case().against(&[of_engagement.clone(), entry()]), []);
    assert_eq!(case().against(&[entry(), decline(ApprovalSubject::Deal("D-2".to_owned()))]), []);
    // A later refusal counts whatever decision, tier and day it names.
    let mut other = of_engagement;
    (other.decision_digest, other.tier, other.on) =
        ("decision-0".to_owned(), Tier::Public, day("2030-01-01"));
    assert_eq!(case().against(&[entry(), other]).len(), 1);
}

#[test]
fn an_older_approval_counts_where_the_newest_does_not() {
    let bad = ApprovalEntry { id: "A-2".to_owned(), role: LADDER[0].to_owned(), ..entry() };
    assert_eq!(case().against(&[entry(), bad.clone()]), []);
    assert_eq!(case().against(&[bad.clone(), bad]).len(), 1, "of the newest alone");
}
