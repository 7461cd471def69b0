//! The flow-down schedule: the obligations of each contract, and what the register shows of them.

use flowdown::assessment::chain::Graph;
use flowdown::assessment::context::Context;
use flowdown::assessment::notice::NoticeBudget;
use flowdown::assessment::scene::Scene;
use flowdown::assessment::{ObligationState, obligations};
use flowdown::model::InformationKind::{
    CustomerData, ExportControlled, PersonalData, SourceCode, TradeSecret,
};
use flowdown::model::Tier::{Confidential, Critical, Internal, Restricted};
use flowdown::model::{LinkIndex, NodeIndex, Phase, Rule, Tier};
use insta::assert_snapshot;
use proptest::prelude::*;

use crate::random::config;
use crate::support::{Case, countries, day};

/// The schedule as lines: giver → taker, obligation, value, state.
fn drawn(case: &Case) -> String {
    case.judged(|found| {
        let lines = obligations(&found.context, &found.engagements[0]);
        let drawn = lines.iter().map(|line| {
            let giver = line.from.as_ref().map_or("us", |from| from.as_str());
            let unit = line.unit.map_or("", |unit| unit.word());
            let value = line.value.map_or_else(String::new, |value| format!(" {value} {unit}"));
            let phase = line.phase.map_or_else(String::new, |phase| format!(" [{phase}]"));
            let taker = &line.supplier;
            format!("{giver} → {taker} {}{value} {}{phase}\n", line.obligation, line.state.word())
        });
        drawn.collect()
    })
}

/// One obligation of one supplier: value, state, reason, text.
fn line(
    case: &Case,
    supplier: &str,
    key: &str,
) -> Option<(Option<f64>, &'static str, String, String)> {
    case.judged(|found| {
        let lines = obligations(&found.context, &found.engagements[0]);
        let wanted = lines
            .into_iter()
            .find(|line| line.supplier.as_str() == supplier && line.obligation == key);
        wanted.map(|line| (line.value, line.state.word(), line.because, line.text))
    })
}

fn hours(case: &Case, supplier: &str) -> (f64, &'static str) {
    let (value, state, ..) = line(case, supplier, "breach-notice").unwrap();
    (value.unwrap(), state)
}

#[test]
fn more_is_asked_at_a_higher_tier() {
    let case = Case::clean(Internal).with(|case| {
        case.engagement().kinds = vec![flowdown::model::InformationKind::CustomerData];
        case.passes_on("S-1", "S-2");
    });
    assert_snapshot!(drawn(&case), @r"
    us → S-1 confidentiality not-known
    us → S-1 permitted-recipients not-known
    us → S-1 breach-notice 72 hours met
    us → S-1 flow-down not-known
    us → S-1 return-or-destruction 90 days not-known
    us → S-1 survival 2 years not-known
    S-1 → S-2 confidentiality not-known
    S-1 → S-2 permitted-recipients not-known
    S-1 → S-2 breach-notice 72 hours met
    S-1 → S-2 flow-down met
    S-1 → S-2 return-or-destruction 90 days not-known
    S-1 → S-2 survival 2 years not-known
    ");
    let case = Case::clean(Critical).with(|case| {
        case.engagement().kinds = vec![TradeSecret, SourceCode];
        case.passes_on("S-1", "S-2").flowed_down = false;
    });
    assert_snapshot!(drawn(&case), @r"
    us → S-1 confidentiality not-known
    us → S-1 permitted-recipients not-known
    us → S-1 breach-notice 12 hours met
    us → S-1 flow-down not-known
    us → S-1 subcontracting-consent not-known
    us → S-1 audit-right 6 months not-known
    us → S-1 certificate-upkeep 30 days met
    us → S-1 return-or-destruction 14 days not-known
    us → S-1 survival 10 years not-known
    us → S-1 secret-while-secret not-known
    us → S-1 source-code not-known
    S-1 → S-2 confidentiality missing
    S-1 → S-2 permitted-recipients missing
    S-1 → S-2 breach-notice 8 hours met
    S-1 → S-2 flow-down missing
    S-1 → S-2 subcontracting-consent met
    S-1 → S-2 audit-right 6 months missing
    S-1 → S-2 certificate-upkeep 30 days met
    S-1 → S-2 return-or-destruction 14 days missing
    S-1 → S-2 survival 10 years missing
    S-1 → S-2 secret-while-secret missing
    S-1 → S-2 source-code missing
    ");
    assert_eq!(drawn(&Case::clean(Tier::Public)), "");
}

/// Restricted: 48 hours are owed, 24 kept, so a path has 24; no party may have more than 24.
#[test]
fn blank_hours_share_what_the_others_leave() {
    let chain = Case::clean(Restricted).with(|case| {
        case.passes_on("S-1", "S-2").notice_agreed = None;
        case.passes_on("S-2", "S-3").notice_agreed = None;
    });
    // 24 − 8 = 16 for two; the prime alone could have all 24 if the others have none.
    assert_eq!(hours(&chain, "S-1"), (24.0, "met"));
    assert_eq!(hours(&chain, "S-2"), (8.0, "missing"));
    assert_eq!(hours(&chain, "S-3"), (8.0, "missing"));
    let diamond = Case::clean(Restricted).with(|case| {
        case.passes_on("S-1", "S-2").notice_agreed = Some(4.0);
        case.passes_on("S-1", "S-3").notice_agreed = Some(10.0);
        case.passes_on("S-2", "S-4").notice_agreed = None;
        case.passes_on("S-3", "S-4").notice_agreed = None;
    });
    // The path over S-2 uses 8 + 4, the one over S-3 8 + 10. S-2 could have 24 − 8, the prime 24 − 10.
    assert_eq!(hours(&diamond, "S-1"), (14.0, "met"));
    assert_eq!(hours(&diamond, "S-2"), (16.0, "met"));
    let both = diamond.judged(|found| {
        let lines = obligations(&found.context, &found.engagements[0]);
        let of = |line: &&flowdown::assessment::Obligation<'_>| {
            line.supplier.as_str() == "S-4" && line.obligation == "breach-notice"
        };
        let values = lines.iter().filter(of).map(|line| line.value.unwrap());
        values.collect::<Vec<f64>>()
    });
    assert_eq!(both, [12.0, 6.0]);
}

/// The line is missing exactly if the rule about the slack fires; at slack 0 neither happens.
#[test]
fn the_schedule_agrees_with_the_rule_about_the_slack() {
    let path = |hours| {
        Case::clean(Restricted)
            .with(|case| case.passes_on("S-1", "S-2").notice_agreed = Some(hours))
    };
    let fires = |case: &Case| case.rules().iter().any(|rule| rule.rule == Rule::NoticeSlack);
    let edge = path(16.0);
    assert_eq!((hours(&edge, "S-1"), hours(&edge, "S-2")), ((8.0, "met"), (16.0, "met")));
    assert!(!fires(&edge));
    // 24 hours are available for 8 and 16.5: each is shortened in proportion, by 24 / 24.5.
    let above = path(16.5);
    assert_eq!(
        (hours(&above, "S-1"), hours(&above, "S-2")),
        ((7.83, "missing"), (16.16, "missing"))
    );
    assert!(fires(&above));
    // The other contract takes more than there is, so all are shortened in proportion: 8 · 24 / 38 and 30 · 24 / 38.
    let far = path(30.0);
    assert_eq!((hours(&far, "S-1"), hours(&far, "S-2")), ((5.05, "missing"), (18.94, "missing")));
    let (_, _, because, _) = line(&far, "S-1", "breach-notice").unwrap();
    assert_snapshot!(because, @"8 h agreed; the other parties take 6 h more than the 24 h of the path; this contract alone cannot be short enough, so all on the path are shortened alike");
}

#[test]
fn the_longest_notice_of_the_tier_is_never_passed() {
    let plenty = Case::clean(Confidential).with(|case| {
        (case.engagement().notice_owed, case.engagement().reserve) = (Some(500.0), Some(0.0));
    });
    assert_eq!(hours(&plenty, "S-1"), (48.0, "met"));
}

#[test]
fn a_subcontract_shows_consent_and_flow_down_and_ours_does_not() {
    let case = Case::clean(Restricted).with(|case| {
        let row = case.passes_on("S-1", "S-2");
        (row.flowed_down, row.consent) = (false, None);
    });
    let state = |supplier, key| line(&case, supplier, key).unwrap().1;
    for (key, of_subcontract) in [
        ("flow-down", "missing"),
        ("subcontracting-consent", "missing"),
        ("confidentiality", "missing"),
        ("certificate-upkeep", "met"),
    ] {
        assert_eq!(state("S-2", key), of_subcontract, "{key}");
    }
    for key in ["flow-down", "subcontracting-consent", "confidentiality"] {
        assert_eq!(state("S-1", key), "not-known", "{key}");
    }
    let in_order = Case::clean(Restricted).with(|case| _ = case.passes_on("S-1", "S-2"));
    let state = |key| line(&in_order, "S-2", key).unwrap().1;
    assert_eq!((state("flow-down"), state("subcontracting-consent")), ("met", "met"));
    assert_eq!(state("confidentiality"), "not-known");
}

#[test]
fn a_certificate_is_met_only_where_it_is_worth_all_of_iso_27001() {
    let with = |scheme: &str| {
        Case::clean(Restricted)
            .with(|case| case.register.certificates[0].scheme = scheme.to_owned())
    };
    let state = |case: &Case| line(case, "S-1", "certificate-upkeep").unwrap().1;
    assert_eq!(state(&with("ISO27001")), "met");
    assert_eq!(state(&with("SOC2-T2")), "missing");
    assert_eq!(state(&with("CE+")), "missing");
    assert_eq!(line(&Case::clean(Internal), "S-1", "certificate-upkeep"), None);
}

/// Personal data from Germany: no clauses within the EU, clauses by role outside it.
#[test]
fn transfer_clauses_name_the_module_by_role() {
    let to = |codes: &str, words: &[&str]| {
        Case::clean(Internal).with(|case| {
            let row = case.passes_on("S-1", "S-2");
            row.processing = countries(codes);
            row.mechanisms = words.iter().map(|word| (*word).to_owned()).collect();
            case.engagement().kinds = vec![PersonalData];
        })
    };
    let state = |case: &Case| line(case, "S-2", "transfer-clauses").map(|line| line.1);
    assert_eq!(state(&to("FR", &[])), None);
    assert_eq!(state(&to("JP", &[])), None);
    assert_eq!(state(&to("IN", &[])), Some("missing"));
    assert_eq!(state(&to("IN", &["scc"])), Some("met"));
    assert_eq!(state(&to("IN", &["dpf"])), Some("missing"));
    assert_eq!(state(&to("US", &["dpf"])), Some("met"));
    let (.., because, text) = line(&to("US", &[]), "S-2", "transfer-clauses").unwrap();
    assert_snapshot!(format!("{text}\n{because}"), @r"
    Personal data go to United States only under one of: standard contractual clauses (module 3, processor to processor); binding corporate rules; derogation of GDPR article 49; EU-US Data Privacy Framework.
    no accepted mechanism covers United States (GDPR chapter V (EU and EEA))
    ");
    let unknown = to("IN", &["scc"]).with(|case| case.engagement().origin = None);
    assert_eq!(state(&unknown), Some("not-known"));
    let module = |kinds| {
        let case = Case::clean(Internal).with(|case| {
            case.engagement().kinds = kinds;
            case.engagement().processing = countries("IN");
        });
        let (.., text) = line(&case, "S-1", "transfer-clauses").unwrap();
        text.split('(').nth(1).unwrap().split(')').next().unwrap().to_owned()
    };
    assert_eq!(module(vec![PersonalData]), "module 2, controller to processor");
    assert_eq!(module(vec![PersonalData, CustomerData]), "module 3, processor to processor");
}

#[test]
fn local_storage_and_licences_are_asked_of_the_information_they_bind() {
    let from_china = |codes: &str, words: &[&str]| {
        let case = Case::clean(Internal).with(|case| {
            let row = case.engagement();
            (row.kinds, row.origin) = (vec![PersonalData], countries("CN").pop());
            row.processing = countries(codes);
            row.mechanisms = words.iter().map(|word| (*word).to_owned()).collect();
        });
        line(&case, "S-1", "local-storage").map(|line| line.1)
    };
    assert_eq!(from_china("SG", &["cn-standard-contract"]), Some("missing"));
    assert_eq!(from_china("SG", &["cac-assessment"]), Some("met"));
    assert_eq!(from_china("CN", &[]), Some("met"));
    assert_eq!(line(&Case::clean(Internal), "S-1", "local-storage"), None);
    let controlled = |codes: &str, licence: Option<&str>| {
        let case = Case::clean(Internal).with(|case| {
            let row = case.engagement();
            (row.kinds, row.processing) = (vec![ExportControlled], countries(codes));
            row.licence = licence.map(str::to_owned);
        });
        line(&case, "S-1", "export-licence").unwrap().1
    };
    assert_eq!(controlled("CN", None), "missing");
    assert_eq!(controlled("CN", Some("none")), "missing");
    assert_eq!(controlled("CN", Some("AG-1")), "met");
    assert_eq!(controlled("FR", None), "met");
}

/// A stage above the engagement's tier adds what it requires beyond the rest, once.
#[test]
fn a_later_stage_adds_its_obligations() {
    let case = Case::clean(Internal).with(|case| {
        case.engagement().kinds = vec![flowdown::model::InformationKind::CustomerData];
        for (name, tier) in [("Study", Internal), ("Series", Confidential)] {
            let engagement = case.engagement().id.clone();
            let place = case.engagement().place.clone();
            case.register.phases.push(Phase {
                engagement,
                name: name.to_owned(),
                tier,
                starts: Some(day("2027-01-01")),
                purpose: None,
                recipients: None,
                place,
            });
        }
    });
    assert_snapshot!(drawn(&case), @r"
    us → S-1 confidentiality not-known
    us → S-1 permitted-recipients not-known
    us → S-1 breach-notice 72 hours met
    us → S-1 flow-down not-known
    us → S-1 return-or-destruction 90 days not-known
    us → S-1 survival 2 years not-known
    us → S-1 staged-release not-known
    us → S-1 permitted-recipients not-known [Series]
    us → S-1 breach-notice 48 hours met [Series]
    us → S-1 subcontracting-consent not-known [Series]
    us → S-1 audit-right 24 months not-known [Series]
    us → S-1 certificate-upkeep 30 days met [Series]
    us → S-1 return-or-destruction 60 days not-known [Series]
    us → S-1 survival 5 years not-known [Series]
    ");
}

#[test]
fn parties_at_public_need_no_terms() {
    let case =
        Case::clean(Restricted).with(|case| case.passes_on("S-1", "S-2").tier = Some(Tier::Public));
    assert!(!drawn(&case).contains("S-2"));
}

/// Rows between six parties, each from a lower to a higher number; hours in halves, or blank.
fn rows() -> impl Strategy<Value = Vec<(usize, usize, Option<u32>)>> {
    let row = (0_usize..5, 1_usize..6, prop::option::of(0_u32..40));
    prop::collection::vec(row, 0..10).prop_map(|rows| {
        let rows = rows.into_iter();
        rows.map(|(from, step, hours)| (from, (from + step).min(5), hours)).collect()
    })
}

fn chain(rows: &[(usize, usize, Option<u32>)], prime: Option<u32>) -> Case {
    let name = |node: usize| format!("S-{}", node + 1);
    Case::clean(Internal).with(|case| {
        case.engagement().notice_agreed = prime.map(f64::from);
        for (from, to, hours) in rows {
            case.passes_on(&name(*from), &name(*to)).notice_agreed = hours.map(f64::from);
        }
    })
}

/// The smallest slack of the chain, and the most hours of each contract.
fn tightest(case: &Case) -> (f64, Vec<f64>, usize) {
    let context = Context::new(&case.catalogue, &case.register, &case.responses, case.as_of);
    let engagement = &case.register.engagements[0];
    let graph = Graph::new(&engagement.supplier, context.subcontracts(&engagement.id));
    let scene = Scene::new(engagement, &graph, engagement.tier, true);
    let slacks = NodeIndex::all(graph.nodes.len()).filter_map(|node| scene.slack(&context, node));
    let budget = NoticeBudget::new(&context, &scene);
    let edges = LinkIndex::all(graph.edges.len()).map(Some);
    let most = std::iter::once(None).chain(edges).map(|edge| budget.room(edge).most).collect();
    (slacks.fold(f64::INFINITY, f64::min), most, graph.edges.len())
}

proptest! {
    #![proptest_config(config())]

    /// If all blank hours are filled with their most, no path is short, unless the stated hours alone make it so.
    #[test]
    fn blank_hours_filled_in_leave_no_path_short(rows in rows(), prime in prop::option::of(0_u32..40)) {
        let case = chain(&rows, prime);
        let (slack_before, ..) = tightest(&chain(
            &rows.iter().map(|(from, to, hours)| (*from, *to, hours.or(Some(0)))).collect::<Vec<_>>(),
            prime.or(Some(0)),
        ));
        prop_assume!(slack_before >= 0.0);
        let mut filled = case.clone();
        let most = case.judged(|found| {
            let engagement = found.engagements[0].engagement;
            let graph = Graph::new(&engagement.supplier, found.context.subcontracts(&engagement.id));
            let scene = Scene::new(engagement, &graph, engagement.tier, true);
            let budget = NoticeBudget::new(&found.context, &scene);
            let mut most = vec![(None, budget.room(None).most)];
            for (index, edge) in LinkIndex::each(&graph.edges) {
                let row = case.register.subcontracts.iter().position(|row| std::ptr::eq(row, edge.row));
                most.push((row, budget.room(Some(index)).most));
            }
            most
        });
        for (row, most) in most {
            let hours = match row {
                None => &mut filled.register.engagements[0].notice_agreed,
                Some(row) => &mut filled.register.subcontracts[row].notice_agreed,
            };
            *hours = hours.or(Some(most));
        }
        let (slack, ..) = tightest(&filled);
        prop_assert!(slack >= -1e-9, "{slack}");
    }

    /// If all contracts of short paths are shortened in proportion, no path is short any more.
    #[test]
    fn hours_shortened_alike_leave_no_path_short(rows in rows(), prime in 0_u32..90) {
        let stated: Vec<_> =
            rows.iter().map(|(from, to, hours)| (*from, *to, hours.or(Some(60)))).collect();
        let case = chain(&stated, Some(prime));
        let context = Context::new(&case.catalogue, &case.register, &case.responses, case.as_of);
        let engagement = &case.register.engagements[0];
        let graph = Graph::new(&engagement.supplier, context.subcontracts(&engagement.id));
        let scene = Scene::new(engagement, &graph, engagement.tier, true);
        let budget = NoticeBudget::new(&context, &scene);
        let available = budget.available.unwrap();
        let mut shortened = case.clone();
        if let Some(hours) = budget.room(None).alike(available) {
            shortened.register.engagements[0].notice_agreed = Some(hours);
        }
        for (index, edge) in LinkIndex::each(&graph.edges) {
            let at = case.register.subcontracts.iter().position(|row| std::ptr::eq(row, edge.row));
            if let Some(hours) = budget.room(Some(index)).alike(available) {
                prop_assert!(hours <= edge.row.notice_agreed.unwrap());
                shortened.register.subcontracts[at.unwrap()].notice_agreed = Some(hours);
            }
        }
        prop_assert!(tightest(&shortened).0 >= -1e-9);
    }

    /// If everything is stated, a contract may have its most hours, but no more.
    #[test]
    fn the_most_is_the_most(rows in rows(), pick in any::<prop::sample::Index>()) {
        let stated: Vec<_> = rows.iter().map(|(from, to, hours)| (*from, *to, hours.or(Some(1)))).collect();
        let case = chain(&stated, Some(2));
        let (slack, most, edges) = tightest(&case);
        prop_assume!(slack >= 0.0);
        let picked = pick.index(edges + 1);
        let with = |hours: f64| {
            let mut changed = case.clone();
            let context = Context::new(&case.catalogue, &case.register, &case.responses, case.as_of);
            let engagement = &case.register.engagements[0];
            let graph = Graph::new(&engagement.supplier, context.subcontracts(&engagement.id));
            match picked {
                0 => changed.register.engagements[0].notice_agreed = Some(hours),
                edge => {
                    let row = graph.edges[edge - 1].row;
                    let at = case.register.subcontracts.iter().position(|one| std::ptr::eq(one, row));
                    changed.register.subcontracts[at.unwrap()].notice_agreed = Some(hours);
                }
            }
            tightest(&changed).0
        };
        prop_assert!(with(most[picked]) >= -1e-9);
        prop_assert!(with(most[picked] + 1.0) <= -1.0 + 1e-9);
    }
}

#[test]
fn states_have_words() {
    let words = [ObligationState::Met, ObligationState::Missing, ObligationState::NotKnown];
    assert_eq!(words.map(ObligationState::word), ["met", "missing", "not-known"]);
}
