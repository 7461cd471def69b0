//! Policies and questionnaires with one fault, and the messages about it.

use flowdown::catalogue::Catalogue;
use flowdown::diagnostic::{Problems, problem};
use insta::assert_snapshot;

use crate::support::{ONE_DOMAIN, source};

/// The problems as text for people.
pub(crate) fn drawn(problems: Problems) -> String {
    let drawn: Vec<String> = problems.0.iter().map(|one| problem(one, false)).collect();
    drawn.join("\n\n")
}

/// The problems of the embedded data with some files of `scoring/` or `questionnaires/` replaced.
fn refused(scoring: &[(&str, &str)], questionnaires: &[(&str, &str)]) -> String {
    let (scoring, asked) = (source("scoring", scoring), source("questionnaires", questionnaires));
    drawn(Catalogue::from_sources(&scoring, &asked).unwrap_err())
}

/// The same with one domain and these controls.
fn refused_controls(controls: &str) -> String {
    let controls = format!("format = \"flowdown-controls/1\"\nedition = \"1\"\n{controls}");
    let asked = "format = \"flowdown-questionnaire/1\"\nid = \"q\"\ntitle = \"Q\"\nedition = \"1\"\nquestion = []\n";
    refused(
        &[("domains.toml", ONE_DOMAIN), ("controls.toml", &controls)],
        &[("flowdown.toml", asked)],
    )
}

fn control(id: &str, domain: &str, weight: u32) -> String {
    format!(
        "[[control]]\nid = \"{id}\"\ndomain = \"{domain}\"\ntitle = \"t\"\nweight = {weight}\n\
         applies_from = \"internal\"\nnot_applicable = \"never\"\nannex_a = [\"5.1\"]\nremedy = \"Do.\"\n"
    )
}

#[test]
fn unknown_keys_are_named_with_those_that_were_meant() {
    let signers = "escalate_at_leest = \"chief\"\nescalate_at_least = \"chief\"\n\
        [[ladder]]\nrole = \"chief\"\nup_to_ration = 1.5\nup_to_ratio = \"two\"\n";
    assert_snapshot!(refused(&[("signers.toml", signers)], &[]), @r##"
    error: unknown field `escalate_at_leest`
     --> scoring/signers.toml:1:1
      |
    1 | escalate_at_leest = "chief"
      | ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `escalate_at_least`?

    error: unknown field `up_to_ration`
     --> scoring/signers.toml:5:1
      |
    5 | up_to_ration = 1.5
      | ^^^^^^^^^^^^
      |
      = help: did you mean `up_to_ratio`?

    error: invalid type: string "two"
     --> scoring/signers.toml:6:15
      |
    6 | up_to_ratio = "two"
      |               ^^^^^
      |
      = help: expected f64
    "##);
}

#[test]
fn all_problems_of_a_file_are_said_at_once() {
    let signers = "\
        escalate_at_least = \"cheif\"\n\
        [[ladder]]\nrole = \"owner\"\nup_to_ratio = 2\n\
        [[ladder]]\nrole = \"chief\"\nup_to_ratio = 1\n";
    assert_snapshot!(refused(&[("signers.toml", signers)], &[]), @r##"
    error: the role `cheif` is not on the ladder
     --> scoring/signers.toml:1:21
      |
    1 | escalate_at_least = "cheif"
      |                     ^^^^^^^
      |
      = help: did you mean `chief`?

    error: the last role has an upper end
     --> scoring/signers.toml:5:1
      |
    5 | [[ladder]]
      | ^^^^^^^^^^
      |
      = help: leave its up_to_ratio out

    error: the ladder does not rise
     --> scoring/signers.toml:2:1
      |
    2 | [[ladder]]
      | ^^^^^^^^^^
      |
      = help: order the roles by up_to_ratio
    "##);
}

#[test]
fn problems_of_several_files_are_said_at_once() {
    let likelihood = "weight_unit = 0\npartial_credit = 2\n\
        [prior]\na = 1\nb = 1\n[range]\nlow = 0.05\nhigh = 0.95\n\
        [assurance]\nyes = 1\npartial = 0.5\nno = 0\nunanswered = 0.5\n";
    let replaced =
        [("likelihood.toml", likelihood), ("evidence.toml", "own_test_months = \"a year\"\n")];
    assert_snapshot!(refused(&replaced, &[]), @r##"
    error: invalid type: string "a year"
     --> scoring/evidence.toml:1:19
      |
    1 | own_test_months = "a year"
      |                   ^^^^^^^^
      |
      = help: expected i32

    error: `weight_unit` is 0; it must be above 0
     --> scoring/likelihood.toml:1:15
      |
    1 | weight_unit = 0
      |               ^
      |
      = help: write a number above 0

    error: `partial_credit` is 2, outside 0 to 1
     --> scoring/likelihood.toml:2:18
      |
    2 | partial_credit = 2
      |                  ^
      |
      = help: write a number within the range

    error: silence or a worse answer would score better
     --> scoring/likelihood.toml:9:2
      |
    9 | [assurance]
      |  ^^^^^^^^^
      |
      = help: yes ≥ partial ≥ no ≥ unanswered
    "##);
}

#[test]
fn a_misspelt_file_is_not_silently_the_default() {
    assert_snapshot!(refused(&[("gate.toml", "")], &[]), @r##"
    error: no such file is read
    --> scoring/gate.toml
     = help: did you mean `gates.toml`?
    "##);
}

#[test]
fn a_control_of_an_unknown_domain() {
    let controls = control("A-1", "GOW", 5) + &control("A-2", "GOV", 5);
    assert_snapshot!(refused_controls(&controls), @r##"
    error: `GOW` is no domain
     --> scoring/controls.toml:5:10
      |
    5 | domain = "GOW"
      |          ^^^^^
      |
      = help: did you mean `GOV`?
    "##);
}

#[test]
fn a_control_that_stands_twice() {
    let controls = control("A-1", "GOV", 5) + &control("A-1", "GOV", 3);
    assert_snapshot!(refused_controls(&controls), @r##"
    error: the control `A-1` stands twice
      --> scoring/controls.toml:13:6
       |
    13 | id = "A-1"
       |      ^^^^^
       |
       = help: give each control an id of its own
    "##);
}

#[test]
fn a_domain_that_one_answer_would_decide() {
    assert_snapshot!(refused_controls(&(control("A-1", "GOV", 3) + &control("A-2", "GOV", 1))), @r##"
    error: domain GOV has weight 4 at confidential of controls that name no kinds, less than 5
     --> scoring/controls.toml:3:3
      |
    3 | [[control]]
      |   ^^^^^^^
      |
      = help: add controls to the domain, or let more of them apply to every kind
    "##);
}

/// Silence must never get a milder outcome than no.
#[test]
fn a_gate_table_that_rewards_silence() {
    let gates = source("scoring", &[]).file("gates.toml").unwrap().text.to_string();
    let strict =
        "[gates.control-unanswered]\nheavy = { internal = \"hold\", confidential = \"hold\"";
    assert!(gates.contains(strict));
    let mild = strict.replace("confidential = \"hold\"", "confidential = \"condition\"");
    assert_snapshot!(refused(&[("gates.toml", &gates.replace(strict, &mild))], &[]), @r##"
    error: at confidential `control-unanswered` (heavy) says condition but `control-missing` (heavy) says hold
      --> scoring/gates.toml:50:45
       |
    50 | heavy = { internal = "hold", confidential = "condition", restricted = "reject", critical = "reject" }
       |                                             ^^^^^^^^^^^
       |
       = help: the worse answer must never get the milder word
    "##);
}

#[test]
fn bands_that_overlap_and_a_control_nobody_knows() {
    let asked = "\
        format = \"flowdown-questionnaire/1\"\nid = \"q\"\ntitle = \"Q\"\nedition = \"1\"\n\
        [[question]]\nid = \"Q-1\"\ncontrol = \"INC-1\"\nkind = \"number\"\ntext = \"?\"\n\
        guidance = \"\"\nevidence = \"\"\n\
        [question.thresholds]\ndirection = \"at-most\"\n\
        tiers.internal = { yes_at = 72, partial_at = 48 }\n";
    assert_snapshot!(refused(&[], &[("flowdown.toml", asked)]), @r##"
    error: `INC-1` is no control
     --> questionnaires/flowdown.toml:7:11
      |
    7 | control = "INC-1"
      |           ^^^^^^^
      |
      = help: did you mean `INC-01`?

    error: the bands of internal overlap
      --> questionnaires/flowdown.toml:12:11
       |
    12 | [question.thresholds]
       |           ^^^^^^^^^^
       |
       = help: a yes must be at least as good as a partial
    "##);
}

#[test]
fn obligations_that_name_what_nobody_knows() {
    let file = "format = \"flowdown-obligations/1\"\n\
        [[obligation]]\nobligation = \"o\"\ntitle = \"O\"\nshown_by = \"nothing\"\nkinds = [\"source\"]\n\
        text = { internal = \"Within {values} days, {value} at most.\" }\n\
        [[obligation]]\nobligation = \"o\"\ntitle = \"O\"\nshown_by = \"nothing\"\nunit = \"days\"\n\
        text = {}\n\
        [[module]]\nmechanisms = [\"sccs\"]\nregimes = [\"EU\"]\nname = \"m\"\n";
    assert_snapshot!(refused(&[("obligations.toml", file)], &[]), @r#"
    error: `source` is no kind of information
     --> scoring/obligations.toml:6:1
      |
    6 | kinds = ["source"]
      | ^^^^^
      |
      = help: known are personal-data, trade-secret, source-code, technical-data, customer-data, export-controlled, prototype

    error: `{values}` stands for nothing
     --> scoring/obligations.toml:7:21
      |
    7 | text = { internal = "Within {values} days, {value} at most." }
      |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `value`?

    error: the text says {value}, but there is none at internal
     --> scoring/obligations.toml:7:21
      |
    7 | text = { internal = "Within {values} days, {value} at most." }
      |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: give it a value

    error: `o` stands twice
     --> scoring/obligations.toml:9:14
      |
    9 | obligation = "o"
      |              ^^^
      |
      = help: give each a key of its own

    error: `o` has no text
      --> scoring/obligations.toml:13:1
       |
    13 | text = {}
       | ^^^^
       |
       = help: write one for a tier

    error: `o` has a value or a unit, but not both
     --> scoring/obligations.toml:9:14
      |
    9 | obligation = "o"
      |              ^^^
      |
      = help: give it both or none

    error: the obligation `return-or-destruction` is missing, or names no `recorded_by`
     --> scoring/obligations.toml:2:3
      |
    2 | [[obligation]]
      |   ^^^^^^^^^^
      |
      = help: add it: what ended engagements owe is counted by it

    error: `sccs` is no mechanism
      --> scoring/obligations.toml:15:1
       |
    15 | mechanisms = ["sccs"]
       | ^^^^^^^^^^
       |
       = help: did you mean `scc`?
    "#);
}

#[test]
fn efforts_speak_of_what_exists_and_are_never_nothing() {
    let effort = include_str!("../scoring/effort.toml")
        .replace("[certificates] ", "[controls.ACC-99]\nno = 3\n\n[certificates] ")
        .replace("refresh = 4 ", "refresh = 0 ");
    let said = refused(&[("effort.toml", &effort)], &[]);
    assert!(said.contains("`ACC-99` is not known"), "{said}");
    assert!(said.contains("`refresh` costs 0 points, outside 1 to 1000"), "{said}");
}

#[test]
fn a_crosswalk_with_links_that_lead_nowhere() {
    let crosswalk = "format = \"flowdown-crosswalk/1\"\nquestionnaire = \"bridge\"\ntitle = \"Bridge\"\n\
                     edition = \"1\"\nabout = \"made up\"\n\
                     [[question]]\nid = \"B-1\"\nreaches = [{ control = \"ACC-99\", relation = \"equal\", confidence = \"high\" }]\n\
                     [[question]]\nid = \"B-2\"\n\
                     [[question]]\nid = \"B-2\"\nno_counterpart = \"nothing\"\n\
                     [[question]]\nid = \"B-3\"\nreaches = [{ control = \"ACC-02\", relation = \"equal\", group = \"g\", confidence = \"high\" }]\n\
                     [[question]]\nid = \"B-4\"\nkind = \"text\"\nreaches = [{ control = \"ACC-02\", relation = \"subset\", group = \"h\", confidence = \"high\" }]\n";
    assert_snapshot!(refused(&[], &[("crosswalks/bridge.toml", crosswalk)]), @r##"
    error: `ACC-99` is no control
     --> questionnaires/crosswalks/bridge.toml:8:1
      |
    8 | reaches = [{ control = "ACC-99", relation = "equal", confidence = "high" }]
      | ^^^^^^^
      |
      = help: did you mean `ACC-09`?

    error: it reaches no control and says no reason
      --> questionnaires/crosswalks/bridge.toml:10:6
       |
    10 | id = "B-2"
       |      ^^^^^
       |
       = help: add reaches = [..], or no_counterpart = "the reason"

    error: the question `B-2` stands twice
      --> questionnaires/crosswalks/bridge.toml:12:6
       |
    12 | id = "B-2"
       |      ^^^^^
       |
       = help: give each question one entry

    error: the link to ACC-02 has a group
      --> questionnaires/crosswalks/bridge.toml:16:1
       |
    16 | reaches = [{ control = "ACC-02", relation = "equal", group = "g", confidence = "high" }]
       | ^^^^^^^
       |
       = help: groups are for relation = "subset" only

    error: a text question reaches a control
      --> questionnaires/crosswalks/bridge.toml:19:8
       |
    19 | kind = "text"
       |        ^^^^^^
       |
       = help: words are never scored: take out the links, or kind = "text"

    error: the group `g` has one member
      --> questionnaires/crosswalks/bridge.toml:14:1
       |
    14 | [[question]]
       | ^^^^^^^^^^^^
       |
       = help: a group is the whole of a control in parts: add the others, or take it out

    error: the group `h` has one member
      --> questionnaires/crosswalks/bridge.toml:17:1
       |
    17 | [[question]]
       | ^^^^^^^^^^^^
       |
       = help: a group is the whole of a control in parts: add the others, or take it out
    "##);
}

#[test]
fn an_adapter_that_can_find_nothing() {
    let adapter = "format = \"flowdown-adapter/1\"\nid = \"bridge\"\ntitle = \"Bridge\"\nquestionnaire = \"brigde\"\n\
                   [recognise]\nid = \"^B-(\"\nleast = 0\n\
                   [layout]\nheader_rows = 20\n[layout.headers]\nid = [\"No.\"]\n\
                   [answers]\nyes = [\"so\"]\nno = [\"so\"]\n";
    assert_snapshot!(refused(&[], &[("adapters/bridge.toml", adapter)]), @r##"
    error: no header says where the answers stand
      --> questionnaires/adapters/bridge.toml:10:9
       |
    10 | [layout.headers]
       |         ^^^^^^^
       |
       = help: add answer = [..], or yes = [..] and no = [..] for marks

    error: no question at all can't be a form
     --> questionnaires/adapters/bridge.toml:7:9
      |
    7 | least = 0
      |         ^
      |
      = help: write 1 or more

    error: a header has 1 to 8 rows
     --> questionnaires/adapters/bridge.toml:9:15
      |
    9 | header_rows = 20
      |               ^^

    error: the pattern is not valid: unclosed group
     --> questionnaires/adapters/bridge.toml:6:6
      |
    6 | id = "^B-("
      |      ^^^^^^
      |
      = help: see the README of this folder for what a pattern may hold

    error: `so` means two answers
      --> questionnaires/adapters/bridge.toml:12:2
       |
    12 | [answers]
       |  ^^^^^^^
       |
       = help: a spelling has one meaning

    error: there is no crosswalk of `brigde`
     --> questionnaires/adapters/bridge.toml:4:17
      |
    4 | questionnaire = "brigde"
      |                 ^^^^^^^^
    "##);
}

#[test]
fn a_scheme_with_a_section_twice() {
    let scheme = include_str!("../questionnaires/official/caiq-4.toml");
    let first = scheme.find("[[section]]").unwrap();
    let section: String = scheme[first..].split_inclusive('\n').take(3).collect();
    let twice = format!("{scheme}\n{section}");
    let said = refused(&[], &[("official/caiq-4.toml", &twice)]);
    assert!(said.contains("the section `A&A` stands twice"), "{said}");
}

/// Phrases that could never match, and an impossible year: a promise would silently pass as a yes.
#[test]
fn dates_of_the_vocabulary_that_nothing_can_fit() {
    let embedded = flowdown::catalogue::EMBEDDED;
    let vocabulary = embedded.iter().find(|one| one.name.ends_with("vocabulary.toml")).unwrap();
    let broken = vocabulary
        .text
        .replacen("future = 2027", "future = 27", 1)
        .replacen("\"from {future}\"", "\"from {year}\"", 1)
        .replacen("\"by {future}\"", "\"{future} by {month}\"", 1)
        .replacen("[no-answers]\nen = [", "[no-answers]\nen = [\"no {future}\", ", 1);
    let said = refused(&[], &[("vocabulary.toml", &broken)]);
    for wrong in [
        "27 is no year of our time",
        "`from {year}` names no date",
        "`{future} by {month}` names no date",
        "`no {future}` would never be found",
    ] {
        assert!(said.contains(wrong), "{wrong}: {said}");
    }
    assert_eq!(said.matches("error: ").count(), 4, "{said}");
}
