//! Tables read back and compared with their assessment.

mod catalogue;
mod extras;
mod laws;
mod reading;
mod world;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::date;
use sha2::{Digest, Sha256};

use super::*;
use crate::assessment::tracking::{sightings, track};
use crate::assessment::{Assessment, ChainLine, DomainLine, Inputs, Ranged, assess};
use crate::model::{Decision, Outcome, Rule, Tier};
use reading::Read;
use world::{AS_OF, World};

/// A digest of inputs.
const RUN: &str = "5d33107603cdf01108dfbcaa31ab544bbd7940c0beef15d1b009ea5cb83e89a1";

fn assessed(world: &World) -> Assessment<'_> {
    assess(Inputs::new(&world.catalogue, &world.register, &world.responses, AS_OF))
}

fn tables<'t>(world: &'t World, assessment: &'t Assessment<'t>) -> RunTables<'t> {
    static NOTHING: LazyLock<Tracking> = LazyLock::new(Tracking::default);
    followed(world, assessment, &NOTHING)
}

fn followed<'t>(
    world: &'t World,
    assessment: &'t Assessment<'t>,
    tracking: &'t Tracking,
) -> RunTables<'t> {
    let sources = TableSources {
        run: RUN,
        portfolio: "Works",
        files: &world.files,
        responses: &world.responses,
        tracking,
    };
    tabulate(assessment, sources).expect("a portfolio that can be summed up")
}

/// Every table as another program reads it.
fn read_back(tables: &RunTables<'_>) -> BTreeMap<&'static str, Read> {
    let read = |written: Result<(RunTable, Vec<u8>), TablesError>| {
        let (table, bytes) = written.expect("a vector takes every byte");
        (table.name(), reading::read(bytes))
    };
    tables.parquet().map(read).collect()
}

fn texts(frame: &Read, column: &str) -> Vec<Option<String>> {
    frame.texts(column)
}

fn numbers(frame: &Read, column: &str) -> Vec<Option<f64>> {
    frame.numbers(column)
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn the_ranking_read_back_is_the_assessment() {
    let world = World::new(9);
    let assessment = assessed(&world);
    let tables = tables(&world, &assessment);
    let frame = &read_back(&tables)["engagements"];
    let ids: Vec<String> = texts(frame, "engagement").into_iter().flatten().collect();
    let expected: Vec<&str> =
        assessment.engagements.iter().map(|one| one.engagement.id.as_str()).collect();
    assert_eq!(ids, expected);
    assert_eq!(frame.counts("rank"), (1..=9).map(Some).collect::<Vec<_>>());
    let sum: f64 = assessment.engagements.iter().map(|one| one.risk_index).sum();
    assert!(sum > 0.0);
    close(numbers(frame, "risk_index").into_iter().flatten().sum(), sum);
    let summary = tables.summary();
    close(summary.by_decision.iter().map(|line| line.2).sum(), sum);
    close(summary.by_tier.iter().map(|line| line.risk_index).sum(), sum);
    close(summary.by_deal.iter().map(|line| line.risk_index).sum(), sum);
    assert_eq!(summary.by_decision.iter().map(|line| line.1).sum::<usize>(), 9);
}

#[test]
fn every_row_of_the_assessment_is_a_row_of_a_table() {
    let world = World::new(9);
    let assessment = assessed(&world);
    let frames = read_back(&tables(&world, &assessment));
    let heights: BTreeMap<&str, usize> =
        frames.iter().map(|(name, frame)| (*name, frame.height)).collect();
    let results = &assessment.engagements;
    let controls = world.catalogue.controls.list();
    let applying = |party: &ChainLine| {
        controls.iter().filter(|one| one.applies_to(party.tier, party.kinds)).count()
    };
    let answers: usize = world.responses.iter().map(|one| one.answers.len()).sum();
    let parties = results.iter().flat_map(|one| &one.chain);
    assert_eq!(heights["answers"], answers);
    assert_eq!(heights["engagements"], 9);
    assert_eq!(heights["nodes"], 10);
    assert_eq!(heights["controls"], parties.map(applying).sum::<usize>());
    assert_eq!(heights["rules"], results.iter().map(|one| one.rules.len()).sum::<usize>());
    assert_eq!(heights["certificates"], 9);
    assert_eq!(heights["files"], world.files.len());
    assert_eq!(heights["findings"], assessment.findings.len() + world.files.len());
}

/// Each is looked up by what identifies it: rules by engagement, supplier, rule and subject, findings by code and
/// subject.
#[test]
fn rules_and_findings_have_their_ids() {
    let world = World::new(9);
    let assessment = assessed(&world);
    let found = sightings(&assessment, &world.files);
    let tracking = track(found, None, &world.register, AS_OF);
    let frames = read_back(&followed(&world, &assessment, &tracking));
    let named = |table: &str, columns: &[&str]| -> Vec<(Option<String>, Vec<String>)> {
        let frame = &frames[table];
        let column = |name| texts(frame, name).into_iter().map(Option::unwrap_or_default);
        let columns: Vec<Vec<String>> = columns.iter().map(|name| column(name).collect()).collect();
        let row = |at: usize| columns.iter().map(|column| column[at].clone()).collect();
        texts(frame, "id").into_iter().enumerate().map(|(at, id)| (id, row(at))).collect()
    };
    let entry = |id: &Option<String>| {
        let id = id.as_deref().expect("followed");
        &tracking.entries.iter().find(|one| one.id == id).expect("listed").identity
    };
    let rules = named("rules", &["engagement", "supplier", "rule"]);
    assert!(!rules.is_empty());
    for (id, row) in &rules {
        let one = entry(id);
        let (engagement, supplier) = (one.engagement.clone(), one.supplier.clone());
        let expected =
            [engagement.unwrap_or_default(), supplier.unwrap_or_default(), one.rule.clone()];
        let followed_as = row[2].parse::<Rule>().expect("a rule").memory();
        assert_eq!([&row[0], &row[1], followed_as], expected);
    }
    for (id, row) in &named("findings", &["code", "supplier"]) {
        let is_cell = row[0] == "cell-unaccounted";
        assert_eq!(id.is_none(), is_cell, "{row:?}");
        assert!(is_cell || entry(id).rule.as_str() == row[0]);
    }
}

#[test]
fn controls_add_up_to_domains_and_domains_to_what_was_decided() {
    let world = World::new(2);
    let assessment = assessed(&world);
    let frames = read_back(&tables(&world, &assessment));
    let sums = |frame: &Read| {
        let mut sums: BTreeMap<(String, i64, String), (f64, f64)> = BTreeMap::new();
        let (engagements, domains) = (texts(frame, "engagement"), texts(frame, "domain"));
        let (nodes, a, b) = (frame.counts("node"), numbers(frame, "a"), numbers(frame, "b"));
        for row in 0..frame.height {
            let text = |column: &[Option<String>]| column[row].clone().expect("never null");
            let node = nodes[row].expect("never null");
            let sum = sums.entry((text(&engagements), node, text(&domains))).or_default();
            sum.0 += a[row].expect("never null");
            sum.1 += b[row].expect("never null");
        }
        sums
    };
    let prior = &world.catalogue.policy.likelihood.prior;
    let (lines, domains) = (sums(&frames["controls"]), sums(&frames["domains"]));
    assert!(domains.len() > 10 && domains.keys().any(|key| key.1 == 1));
    for (key, (a, b)) in &domains {
        close(lines[key].0 + prior.a, *a);
        close(lines[key].1 + prior.b, *b);
    }
    let prime = &assessment.engagements[0];
    let strengths = numbers(&frames["domains"], "strength");
    let shares = numbers(&frames["domains"], "share");
    for (row, line) in prime.domains.iter().enumerate() {
        close(strengths[row].expect("never null"), line.strength.mean);
        close(shares[row].expect("never null"), line.share);
    }
}

#[test]
fn what_is_not_known_is_null() {
    let world = World::new(4);
    let assessment = assessed(&world);
    let frames = read_back(&tables(&world, &assessment));
    let engagements = &frames["engagements"];
    let some = |text: &str| Some(text.to_owned());
    let public = texts(engagements, "tier").iter().position(|tier| *tier == some("public"));
    let public = public.expect("one");
    for column in ["likelihood", "likelihood_own_low", "bound_high", "expected_loss", "coverage"] {
        assert_eq!(numbers(engagements, column)[public], None, "{column}");
    }
    assert!(texts(engagements, "purpose").iter().all(Option::is_none));
    assert_eq!(texts(engagements, "kinds")[0], some("personal-data;source-code"));
    assert_eq!(engagements.days("starts")[0], Some(date(2026, 1, 1)));
    assert_eq!(engagements.days("ends")[0], None);
    let certificates = &frames["certificates"];
    assert_eq!(certificates.days("ends")[0], Some(date(2029, 1, 31)));
    assert_eq!(certificates.days("expires")[0], None);
    assert_eq!(texts(certificates, "standing")[1], None);
    assert_eq!(texts(certificates, "covers"), [some("all"), None, some("all"), None]);
    let answers = &frames["answers"];
    let (readings, figures) = (texts(answers, "reading"), numbers(answers, "number"));
    for (reading, number) in readings.iter().zip(figures) {
        assert_eq!(number, (*reading == some("number")).then_some(4.5));
    }
    assert_eq!(texts(answers, "cell")[0], some("D2"));
    assert_eq!(texts(answers, "sheet")[0], some("Questionnaire"));
}

#[test]
fn nothing_at_all_is_as_many_empty_tables() {
    let world = World {
        register: crate::model::Register::default(),
        responses: Vec::new(),
        files: Vec::new(),
        ..World::new(1)
    };
    let assessment = assessed(&world);
    let tables = tables(&world, &assessment);
    let frames = read_back(&tables);
    assert_eq!(frames.len(), RunTable::ALL.len());
    assert!(frames.values().all(|frame| frame.height == 0 && frame.columns.len() > 4));
    let summary = tables.summary();
    assert!(summary.by_deal.is_empty() && summary.by_domain.is_empty());
    assert!(summary.by_tier.iter().all(|line| line.likelihood_median.is_none()));
}

/// The five critical likelihoods are 0.1, 0.2, 0.3, 0.4 and none: the median lies between 0.2 and 0.3, the ninth decile
/// 0.7 of the way from 0.3 to 0.4.
#[test]
fn quantiles_by_hand() {
    let world = World::new(20);
    let mut assessment = assessed(&world);
    let (mut likelihood, mut strength) = (0.0, 0.0);
    let ranged = |mean| Ranged { mean, low: mean, high: mean };
    for result in &mut assessment.engagements {
        result.domains.clear();
        if result.engagement.tier == Tier::Critical {
            likelihood += 0.1;
            result.likelihood = Some(ranged(likelihood)).filter(|_| likelihood < 0.45);
        }
        if result.engagement.tier == Tier::Restricted {
            strength += 0.1;
            let line = DomainLine { domain: 0.into(), strength: ranged(strength), share: 1.0 };
            // The supplier's second engagement changes nothing: a supplier counts once, with its lowest strength.
            let better = DomainLine { strength: ranged(0.9), ..line.clone() };
            result.domains = vec![line, better];
        }
    }
    let tables = tables(&world, &assessment);
    let summary = tables.summary();
    let critical = &summary.by_tier[0];
    assert_eq!((critical.tier, critical.engagements), (Tier::Critical, 5));
    close(critical.likelihood_median.expect("four are known"), 0.25);
    close(critical.likelihood_p90.expect("four are known"), 0.37);
    let domain = &summary.by_domain[0];
    assert_eq!((summary.by_domain.len(), domain.suppliers), (1, 5));
    close(domain.strength_median.expect("five are known"), 0.3);
    close(domain.strength_p10.expect("five are known"), 0.14);
    let weakest = assessment.engagements.iter().find(|one| !one.domains.is_empty());
    let weakest = weakest.map(|one| one.engagement.supplier.to_string());
    assert_eq!(domain.weakest, weakest);
}

#[test]
fn deals_never_add_currencies_and_show_their_worst_decision() {
    let world = World::new(4);
    let mut assessment = assessed(&world);
    for result in &mut assessment.engagements {
        let first = result.engagement.id.as_str() == "ENG-00000";
        result.decision = Decision(if first { Outcome::Reject } else { Outcome::Approve });
        result.expected_loss = result.engagement.value_at_risk.map(|value| value / 4.0);
    }
    let tables = tables(&world, &assessment);
    let deals = &tables.summary().by_deal;
    assert_eq!(deals[0].deal, "DEAL-00000");
    assert_eq!(deals[0].worst, Decision(Outcome::Reject));
    let amounts = |deal: &DealSummary| deal.expected_loss.clone().into_iter().collect::<Vec<_>>();
    let (euros, dollars) = (Some("EUR".to_owned()), Some("USD".to_owned()));
    assert_eq!(amounts(&deals[0]), [(euros, 250.0), (dollars.clone(), 250.0)]);
    // An engagement without a value at risk does not add an amount of zero euros.
    assert_eq!(amounts(&deals[1]), [(dollars, 250.0)]);
    assert_eq!(deals[1].worst, Decision(Outcome::Approve));
}

#[test]
fn runs_hold_everything_once_and_no_more_than_fits() {
    let sizes = [3, 4, 9, 1, 1, 1, 8, 2];
    let cut: Vec<&[usize]> = writer::runs(&sizes, 8, |size| *size).collect();
    assert_eq!(cut, [&[3, 4][..], &[9], &[1, 1, 1], &[8], &[2]]);
    assert_eq!(writer::runs(&[0_usize; 0], 8, |size| *size).count(), 0);
}

/// SHA-256 of every table, as one text.
fn digests(world: &World) -> String {
    let assessment = assessed(world);
    let tables = tables(world, &assessment);
    let digest = |written: Result<(RunTable, Vec<u8>), TablesError>| {
        let (table, bytes) = written.expect("a vector takes every byte");
        format!("{table} {:?}\n", Sha256::digest(&bytes))
    };
    tables.parquet().map(digest).collect()
}

#[test]
fn bytes_do_not_depend_on_threads_or_on_the_order_of_responses() {
    let mut world = World::full(12);
    let with_threads = |count, world: &World| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("a pool");
        pool.install(|| digests(world))
    };
    let first = with_threads(1, &world);
    assert_eq!(with_threads(2, &world), first);
    world.responses.reverse();
    assert_eq!(with_threads(2, &world), first);
}

/// The environment variable with the path to which the other process writes its digests.
const OTHER: &str = "FLOWDOWN_TEST_DIGESTS";

#[test]
fn bytes_do_not_depend_on_the_process_or_on_the_pool_of_polars() {
    let here = digests(&World::full(12));
    if let Ok(path) = std::env::var(OTHER) {
        std::fs::write(path, here).expect("the folder is there");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for threads in ["1", "2"] {
        let path = folder.path().join(threads);
        let this = "tables::tests::bytes_do_not_depend_on_the_process_or_on_the_pool_of_polars";
        let program = std::env::current_exe().expect("the tests are a program");
        let mut other = std::process::Command::new(program);
        other.args(["--exact", this]).env(OTHER, &path).env("POLARS_MAX_THREADS", threads);
        assert!(other.output().expect("it runs").status.success());
        assert_eq!(std::fs::read_to_string(path).expect("it wrote"), here);
    }
}
