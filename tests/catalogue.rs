//! The data files beside the program: valid, with current schemas, and all of them embedded.

use std::path::Path;

use flowdown::catalogue::{Catalogue, EMBEDDED, EmbeddedFile, QuestionKind, schema};
use flowdown::diagnostic;
use flowdown::model::{Relation, Tier};

/// The embedded catalogue, or a panic with its problems.
pub(crate) fn embedded() -> Catalogue {
    Catalogue::embedded().unwrap_or_else(|problems| {
        let drawn: Vec<String> =
            problems.0.iter().map(|one| diagnostic::problem(one, false)).collect();
        panic!("{}", drawn.join("\n"))
    })
}

/// Compares a file with its expected content; `UPDATE=1 cargo test` writes it instead.
fn expect_file(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(found == expected, "{name} is not current; write it with UPDATE=1 cargo test");
}

#[test]
fn the_schemas_beside_the_data_are_current() {
    for (name, text) in schema::all() {
        expect_file(name, &text);
    }
    expect_file("src/run_folder/decisions.schema.json", &flowdown::run_folder::decisions::schema());
    expect_file("src/comparison/compare.schema.json", &flowdown::comparison::compare::schema());
    expect_file("src/comparison/replay.schema.json", &flowdown::comparison::replay::schema());
    expect_file("src/comparison/calibrate.schema.json", &flowdown::comparison::calibrate::schema());
    expect_file("src/report/due.schema.json", &flowdown::report::due::schema());
    expect_file("src/run_folder/findings.schema.json", &flowdown::run_folder::findings::schema());
    expect_file("src/comparison/verify.schema.json", &flowdown::comparison::verify::schema());
    expect_file("src/approval/approvals.schema.json", &flowdown::approval::Recorded::schema());
    let policy = flowdown::catalogue::Policy::schema();
    expect_file("src/catalogue/policy/policy.schema.json", &policy);
    for (topic, text) in flowdown::report::catalogue::schemas() {
        expect_file(&format!("src/report/catalogue/{topic}.schema.json"), &text);
    }
    expect_file("src/gate/gate.schema.json", &flowdown::gate::schema());
    expect_file("src/report/check.schema.json", &flowdown::report::check::schema());
    expect_file("src/report/explain/explain.schema.json", &flowdown::report::explain::schema());
    expect_file("src/report/forecast.schema.json", &flowdown::report::forecast::schema());
    expect_file("src/run_folder/run.schema.json", &flowdown::run_folder::record::schema());
}

#[test]
fn every_data_file_satisfies_its_schema() {
    for EmbeddedFile { name, text, .. } in EMBEDDED.iter().filter(|one| one.name.ends_with(".toml"))
    {
        let schema = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap();
        let (folder, _) = name.rsplit_once('/').unwrap();
        let schema =
            EMBEDDED.iter().find(|other| other.name == format!("{folder}/{schema}")).unwrap().text;
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let data: toml::Table = text.parse().unwrap();
        let data = serde_json::to_value(data).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&data)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn every_data_file_is_inside_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["scoring", "questionnaires"] {
        for path in files_below(&root.join(folder)) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            assert!(EMBEDDED.iter().any(|known| known.name == name), "{name} is not embedded");
        }
    }
}

/// Files of a folder are checked at every start; the embedded ones are not, so they are checked here.
#[test]
fn the_files_inside_the_program_pass_the_checks_of_a_folder() {
    let catalogue = embedded();
    let again = Catalogue::from_sources(&catalogue.scoring(), &catalogue.questionnaires());
    assert!(again.is_ok(), "{:?}", again.err());
}

#[test]
fn the_catalogue_asks_about_as_much_as_each_tier_bears() {
    let catalogue = embedded();
    let applying = |tier: Tier| {
        catalogue.controls.list().iter().filter(|control| control.applies_at(tier)).count()
    };
    let counts: Vec<usize> = Tier::ALL.into_iter().map(applying).collect();
    assert_eq!(counts[0], 0);
    assert!((20..=30).contains(&counts[1]), "{counts:?}");
    assert!((50..=60).contains(&counts[2]), "{counts:?}");
    assert!((75..=88).contains(&counts[3]), "{counts:?}");
    assert!((85..=110).contains(&counts[4]), "{counts:?}");
    assert_eq!(catalogue.controls.list().len(), catalogue.questionnaires[0].questions.len());
}

#[test]
fn every_control_has_exactly_one_question_of_ours() {
    let catalogue = embedded();
    let mut asked = vec![0; catalogue.controls.list().len()];
    for question in &catalogue.questionnaires[0].questions {
        asked[question.reaches[0].control] += 1;
    }
    assert!(asked.iter().all(|count| *count == 1), "{asked:?}");
}

/// The table of coverage in the README of the crosswalks; `UPDATE=1 cargo test` writes it.
#[test]
fn the_coverage_of_the_crosswalks_is_current() {
    let catalogue = embedded();
    let all = catalogue.controls.list().len();
    let mut table = "| crosswalk | questions | reach a control | none | text | controls reached | equal | superset | subset | intersect |\n".to_owned();
    table.push_str("|---|---|---|---|---|---|---|---|---|---|\n");
    for one in catalogue.questionnaires.iter().filter(|one| !one.native) {
        let mut best: Vec<Option<Relation>> = vec![None; all];
        for reach in one.questions.iter().flat_map(|question| &question.reaches) {
            let known = &mut best[reach.control];
            *known = Some(known.map_or(reach.relation, |known| known.min(reach.relation)));
        }
        let by = |relation| best.iter().filter(|known| **known == Some(relation)).count();
        let text = one.questions.iter().filter(|one| one.kind == QuestionKind::Text).count();
        let reaching = one.questions.iter().filter(|one| !one.reaches.is_empty()).count();
        table.push_str(&format!(
            "| {} | {} | {reaching} | {} | {text} | {} of {all} | {} | {} | {} | {} |\n",
            one.id,
            one.questions.len(),
            one.questions.len() - reaching - text,
            best.iter().flatten().count(),
            by(Relation::Equal),
            by(Relation::Superset),
            by(Relation::Subset),
            by(Relation::Intersect),
        ));
    }
    let name = "questionnaires/crosswalks/README.md";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once("<!-- coverage -->").unwrap();
    let (_, after) = rest.split_once("<!-- /coverage -->").unwrap();
    let expected = format!("{before}<!-- coverage -->\n\n{table}\n<!-- /coverage -->{after}");
    expect_file(name, &expected);
}
