//! The path to approval costs no more than the best that brute force finds over all combinations of changes.

use std::borrow::Cow;

use flowdown::assessment::remedy::Action;
use flowdown::catalogue::Catalogue;
use flowdown::model::{
    Answer, CertificateIndex, EvidenceLevel, GivenAnswer, QuestionIndex, ResponseIndex, RowIndex,
    Rule, SupplierId, Tier,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::random::{config, tier};
use crate::remedies::{after, holds, is_allowed, remedy};
use crate::support::{Case, certificate, day, given, response, source, supplier, wording};
use Answer::{No, NotApplicable, Partial, Unanswered, Yes};

/// A catalogue of few controls in two domains, all required from internal on.
fn few(controls: &[(&str, &str, u32)]) -> Catalogue {
    let domains = format!(
        "{}[[domain]]\ndomain = \"ACC\"\ntitle = \"access\"\nbase_rate = 0.3\n",
        crate::support::ONE_DOMAIN.replace("domain_weight_min = 5", "domain_weight_min = 1")
    );
    let mut scoring = "format = \"flowdown-controls/1\"\nedition = \"t\"\n".to_owned();
    let mut asked =
        "format = \"flowdown-questionnaire/1\"\nid = \"t\"\ntitle = \"T\"\nedition = \"t\"\n"
            .to_owned();
    for (id, domain, weight) in controls {
        scoring += &format!(
            "[[control]]\nid = \"{id}\"\ndomain = \"{domain}\"\ntitle = \"{id}\"\nweight = {weight}\n\
             applies_from = \"internal\"\nrequired_from = \"internal\"\nnot_applicable = \"freely\"\n\
             annex_a = [\"5.1\"]\nremedy = \"Do.\"\n"
        );
        asked += &format!(
            "[[question]]\nid = \"{id}\"\ncontrol = \"{id}\"\nkind = \"choice\"\ntext = \"?\"\n\
             guidance = \"\"\nevidence = \"\"\n"
        );
    }
    let effort = include_str!("../scoring/effort.toml").replace("CRY-01", "GOV-1");
    let scoring = source(
        "scoring",
        &[("domains.toml", &domains), ("controls.toml", &scoring), ("effort.toml", &effort)],
    );
    let asked = source("questionnaires", &[("flowdown.toml", &asked)]);
    let mut catalogue = Catalogue::from_sources(&scoring, &asked).unwrap();
    catalogue.policy.schemes.retain(|key, _| key == "ISO27001" || key == "SOC2-T2");
    catalogue
}

/// The changes for each state that a control of a supplier could reach.
fn choices(owner: &str, control: usize, now: Answer, tier: Tier) -> Vec<Vec<Action>> {
    let supplier = SupplierId::new(owner);
    let answer =
        Action::Answer { supplier: supplier.clone(), control: control.into(), from: now, tier };
    let raised = (now != Yes).then_some(answer);
    let mut choices = vec![vec![]];
    choices.extend(raised.clone().map(|action| vec![action]));
    for to in [EvidenceLevel::E1, EvidenceLevel::E2, EvidenceLevel::E3] {
        let supplier = supplier.clone();
        let prove =
            Action::Evidence { supplier, control: control.into(), from: EvidenceLevel::E0, to };
        choices.push(raised.iter().cloned().chain([prove]).collect());
    }
    choices
}

/// The lowest effort of any combination of changes after which the engagement is allowed.
fn brute(case: &Case, groups: &[Vec<Vec<Action>>]) -> Option<u32> {
    let mut all: Vec<Vec<Action>> = vec![vec![]];
    for group in groups {
        let wider = all.iter().flat_map(|chosen| {
            group.iter().map(move |more| chosen.iter().chain(more).cloned().collect())
        });
        all = wider.collect();
    }
    let points = |actions: &[Action]| -> u32 {
        actions.iter().map(|action| action.points(&case.catalogue)).sum()
    };
    let mut priced: Vec<(u32, Vec<Action>)> =
        all.into_iter().map(|actions| (points(&actions), actions)).collect();
    priced.sort_by_key(|(points, _)| *points);
    let mut priced = priced.into_iter();
    priced.find(|(_, actions)| is_allowed(&after(case, actions))).map(|(points, _)| points)
}

const FEW: [(&str, &str, u32); 4] =
    [("GOV-1", "GOV", 5), ("GOV-2", "GOV", 1), ("ACC-1", "ACC", 5), ("ACC-2", "ACC", 3)];

/// A supplier's answers to the few controls, in the order of the questions.
fn says(case: &mut Case, owner: &str, said: &[(Answer, bool)]) {
    let mut reply = response(owner);
    for (question, (answer, named)) in QuestionIndex::each(said) {
        let asked = &case.catalogue.questionnaires[0].questions[question];
        let row = given(question, wording(asked, *answer, Tier::Internal));
        reply.answers.push(GivenAnswer { has_evidence: *named, ..row });
    }
    case.responses.push(reply);
}

fn said_of(count: usize) -> impl Strategy<Value = Vec<(Answer, bool)>> {
    let answer = select(vec![Yes, Yes, Partial, No, NotApplicable, Unanswered]);
    prop::collection::vec((answer, any::<bool>()), count)
}

/// Brute force clones its case thousands of times, so the catalogue is leaked and borrowed: then a clone does not copy
/// it.
fn freeze(case: &mut Case) {
    let catalogue: &'static Catalogue = Box::leak(Box::new(case.catalogue.clone().into_owned()));
    case.catalogue = Cow::Borrowed(catalogue);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, max_shrink_iters: 40, ..config() })]

    /// One supplier, three controls, two schemes, an old or no response, and an appetite that matters.
    #[test]
    fn one_party_is_as_cheap_as_brute_force(
        said in said_of(3), tier in tier(), appetite in 0.04_f64..0.4, held in any::<bool>(),
        completed in select(vec![Some("2026-10-01"), Some("2023-01-01"), None]),
        weak in select(vec!["condition", "hold"]),
    ) {
        let mut case = Case::of(Cow::Owned(few(&FEW[..3])), tier);
        (case.responses, case.register.certificates) = (Vec::new(), Vec::new());
        let outcome = serde_json::from_value(serde_json::json!(weak)).unwrap();
        for row in case.policy().gates[&Rule::DomainWeak].values_mut() {
            (row.internal, row.confidential) = (Some(outcome), Some(outcome));
            (row.restricted, row.critical) = (Some(outcome), Some(outcome));
        }
        let tiers = &mut case.policy().tiers;
        for one in [&mut tiers.internal, &mut tiers.confidential, &mut tiers.restricted, &mut tiers.critical] {
            one.appetite = Some(appetite);
        }
        freeze(&mut case);
        if held {
            let mut row = certificate("S-1", "SOC2-T2");
            row.expires = Some(day("2026-01-31"));
            case.register.certificates.push(row);
        }
        let id = SupplierId::new("S-1");
        let mut groups: Vec<Vec<Vec<Action>>> = Vec::new();
        match completed {
            Some(on) => {
                says(&mut case, "S-1", &said);
                case.responses[0].completed_on = Some(day(on));
                let response = ResponseIndex::from(0);
                groups.push(vec![vec![], vec![Action::Refresh { supplier: id.clone(), response }]]);
            }
            None => groups.push(vec![vec![], vec![Action::Obtain { supplier: id.clone() }]]),
        }
        let mut papers = vec![vec![]];
        for scheme in ["ISO27001", "SOC2-T2"] {
            papers.push(vec![Action::Supply { supplier: id.clone(), scheme: scheme.to_owned() }]);
        }
        if held {
            papers.push(vec![Action::Renew { supplier: id.clone(), certificate: CertificateIndex::from(0) }]);
        }
        groups.push(papers);
        let now = |control: usize| if completed.is_some() { said[control].0 } else { Unanswered };
        groups.extend((0..3).map(|control| choices("S-1", control, now(control), tier)));
        prop_assume!(!is_allowed(&case));
        // Answering what is not applicable is proposed only if `na-share-high` fires.
        let thin = case.fired().iter().any(|(rule, _)| *rule == Rule::NaShareHigh);
        if !thin {
            for (group, control) in groups.iter_mut().skip(2).zip(0..) {
                if now(control) == NotApplicable {
                    group.truncate(1);
                }
            }
        }
        let found = remedy(&case).unwrap();
        let best = brute(&case, &groups);
        prop_assert_eq!(found.decision.map(|_| found.effort), best, "{:#?}", found);
        prop_assert!(found.proven);
        holds(&case)?;
    }

    /// A prime and a subcontractor that share an appetite, with documents and notice hours between them.
    #[test]
    fn two_parties_are_as_cheap_as_brute_force(
        said in said_of(2), other in said_of(2), tier in select(vec![Tier::Internal, Tier::Confidential, Tier::Restricted]),
        appetite in 0.04_f64..0.4, share in 1_u8..=10, hours in prop::option::of(4_u8..60),
        owed in prop::option::of(30_u8..80), papers in any::<bool>(),
    ) {
        let mut case = Case::of(Cow::Owned(few(&[FEW[0], FEW[3]])), tier);
        case.responses.clear();
        says(&mut case, "S-1", &said);
        case.register.suppliers.push(supplier("S-2"));
        case.register.certificates.push(certificate("S-2", "ISO27001"));
        says(&mut case, "S-2", &other);
        let row = case.passes_on("S-1", "S-2");
        (row.share, row.flowed_down) = (f64::from(share) / 10.0, papers);
        row.notice_agreed = hours.map(f64::from);
        case.engagement().notice_owed = owed.map(f64::from);
        let tiers = &mut case.policy().tiers;
        for one in [&mut tiers.internal, &mut tiers.confidential, &mut tiers.restricted] {
            one.appetite = Some(appetite);
        }
        freeze(&mut case);
        prop_assume!(!is_allowed(&case));
        let clock = |row, to| vec![Action::Hours { row, from: None, to }];
        let mut groups = vec![
            vec![vec![], vec![Action::FlowDown { row: RowIndex::from(0) }]],
            vec![vec![], clock(None, 4.0)],
            vec![vec![], clock(Some(RowIndex::from(0)), 4.0)],
        ];
        for (owner, said) in [("S-1", &said), ("S-2", &other)] {
            for (control, (now, _)) in said.iter().enumerate() {
                let wide = case.outcomes(Rule::NaShareHigh);
                let mut group = choices(owner, control, *now, tier);
                if *now == NotApplicable && wide.is_empty() {
                    group.truncate(1);
                }
                groups.push(group);
            }
        }
        let found = remedy(&case).unwrap();
        let best = brute(&case, &groups);
        // The program may leave the subcontractor out if nothing else helps; brute force does not try that.
        if !found.changes.iter().any(|one| matches!(one.action, Action::LeaveOut { .. })) {
            prop_assert_eq!(found.decision.map(|_| found.effort), best, "{:#?}", found);
        } else {
            prop_assert_eq!(best, None);
        }
        holds(&case)?;
    }
}
