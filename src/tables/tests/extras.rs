//! Tables of stages, waivers, incidents, contracts, paths to approval, official scores and ended engagements.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::reading::Read;
use super::world::{AS_OF, World};
use super::{RUN, assessed, read_back, tables};
use crate::assessment::{EngagementResult, obligations};

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| Some((*text).to_owned())).collect()
}

/// Every table of a portfolio with something in each, and what the typed data says of it.
fn with_frames(look: impl FnOnce(&[EngagementResult<'_>], &BTreeMap<&'static str, Read>)) {
    let world = World::full(9);
    let assessment = assessed(&world);
    look(&assessment.engagements, &read_back(&tables(&world, &assessment)));
}

#[test]
fn every_row_of_the_typed_data_is_a_row_of_its_table() {
    let world = World::full(9);
    let assessment = assessed(&world);
    let frames = read_back(&tables(&world, &assessment));
    let results = &assessment.engagements;
    let context = &assessment.context;
    let links: usize = results.iter().map(|one| context.chain(one.engagement).edges.len()).sum();
    let changes = assessment.remedies().iter().flatten().map(|remedy| remedy.changes.len());
    let files = &world.files;
    let official = || files.iter().flat_map(|file| &file.official);
    let expected = [
        ("links", links),
        ("remedies", changes.sum()),
        ("stages", results.iter().map(|one| one.phases.len()).sum()),
        ("obligations", results.iter().map(|one| obligations(context, one).len()).sum()),
        ("ended", assessment.ended.iter().map(|one| one.parties.len()).sum()),
        ("waivers", world.register.waivers.len()),
        ("incidents", world.register.incidents.len()),
        ("official_scores", official().count()),
        ("official_sections", official().map(|one| one.sections.len()).sum()),
    ];
    for (table, rows) in expected {
        assert_eq!(frames[table].height, rows, "{table}");
        assert!(rows > 0, "{table}");
    }
}

#[test]
fn every_row_tells_of_which_run_it_is() {
    let policy = &World::new(1).catalogue.policy;
    let policy = format!("{} {}", policy.id, policy.edition);
    with_frames(|_, frames| {
        for (table, frame) in frames {
            let names: Vec<&str> =
                frame.columns.iter().map(|column| column.name.as_str()).take(4).collect();
            assert_eq!(names, ["as_of", "run", "portfolio", "policy"], "{table}");
            assert_eq!(frame.days("as_of"), vec![Some(AS_OF); frame.height]);
            for (name, text) in [("run", RUN), ("portfolio", "Works"), ("policy", &policy)] {
                assert_eq!(frame.texts(name), vec![Some(text.to_owned()); frame.height], "{table}");
            }
        }
    });
}

/// 12 months from 2026-09-01 is the last day of W-1, though it says 2028; W-4 is approved a day after.
#[test]
fn waivers_say_whether_they_count() {
    with_frames(|results, frames| {
        let waivers = &frames["waivers"];
        let expected = ["counts", "unused", "self-approved", "not-yet", "expired"];
        assert_eq!(waivers.texts("status"), some(&expected));
        assert_eq!(waivers.days("last_day")[0], Some(date(2027, 9, 1)));
        assert_eq!(waivers.days("expires")[0], Some(date(2028, 1, 1)));
        let rules = results.iter().flat_map(|one| &one.rules);
        let named = rules.filter(|rule| rule.waiver.as_deref() == Some("W-1")).count();
        assert!(named > 0);
        let named = i64::try_from(named).expect("few");
        assert_eq!(waivers.counts("rules"), [named, 0, 0, 0, 0].map(Some));
    });
}

#[test]
fn stages_and_parties_of_ended_engagements_have_their_days() {
    with_frames(|_, frames| {
        let stages = &frames["stages"];
        assert_eq!(stages.texts("stage"), some(&["Offer", "Build"]));
        assert_eq!(stages.flags("in_force"), [Some(true), Some(false)]);
        assert_eq!(stages.days("opens")[0], Some(date(2026, 2, 1)));
        assert_eq!(stages.texts("recipients"), some(&["Ada;Ben", "Ada;Ben"]));
        let ended = &frames["ended"];
        assert_eq!(ended.texts("engagement"), some(&["ENG-OVER", "ENG-OVER"]));
        assert_eq!(ended.texts("supplier"), some(&["SUP-00000", "SUP-00001"]));
        assert_eq!(ended.counts("depth"), [Some(0), Some(1)]);
        assert_eq!(ended.days("ended_on")[1], Some(date(2026, 9, 30)));
        let links = &frames["links"];
        assert_eq!(links.texts("from_supplier"), some(&["SUP-00000"]));
        assert_eq!(links.numbers("share"), [Some(0.5)]);
        assert_eq!(links.flags("flowed_down"), [Some(false)]);
    });
}

#[test]
fn incidents_and_official_scores_are_as_the_register_and_the_form_hold_them() {
    with_frames(|_, frames| {
        let incidents = &frames["incidents"];
        assert_eq!(incidents.days("notified"), [Some(date(2026, 7, 3)), None]);
        assert_eq!(incidents.numbers("notified_hour"), [Some(0.0), None]);
        assert_eq!(incidents.numbers("detected_hour"), [Some(7.5), Some(7.5)]);
        assert_eq!(frames["official_scores"].numbers("share"), [Some(0.75)]);
        let sections = &frames["official_sections"];
        assert_eq!(sections.numbers("score"), [Some(15.0), None]);
        assert_eq!(sections.counts("yes"), [Some(4), Some(4)]);
    });
}

/// The steps of a path are numbered from 1, and their points add up to those of the engagement.
#[test]
fn the_steps_of_a_path_add_up() {
    with_frames(|_, frames| {
        let (engagements, steps) = (&frames["engagements"], &frames["remedies"]);
        let mut sums: BTreeMap<Option<String>, (i64, i64)> = BTreeMap::new();
        let rows = steps.texts("engagement").into_iter();
        let figures = steps.counts("step").into_iter().zip(steps.counts("effort"));
        for (engagement, (step, effort)) in rows.zip(figures) {
            let sum = sums.entry(engagement).or_default();
            sum.0 += 1;
            sum.1 += effort.expect("never null");
            assert_eq!(step, Some(sum.0));
        }
        assert!(sums.len() > 1);
        let paths =
            engagements.texts("engagement").into_iter().zip(engagements.counts("path_effort"));
        let known: BTreeMap<_, _> =
            paths.filter_map(|(engagement, effort)| Some((engagement, effort?))).collect();
        let found: BTreeMap<_, _> = sums.into_iter().map(|(id, sum)| (id, sum.1)).collect();
        assert_eq!(found, known);
        let allowed =
            engagements.flags("allowed").into_iter().zip(engagements.flags("path_proven"));
        assert!(
            allowed.into_iter().all(|(allowed, path)| (allowed == Some(true)) == path.is_none())
        );
    });
}
