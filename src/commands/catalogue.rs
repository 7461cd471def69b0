//! `flowdown catalogue`: prints the questionnaires and the policy.

use super::outcome::{CommandError, ExitStatus};
use super::setting::load;
use super::terminal::Terminal;
use crate::catalogue::{self, Catalogue};
use crate::cli::{CatalogueArgs, CatalogueTopic, Global};
use crate::diagnostic::{Lines, visible};
use crate::model::{Answer, EvidenceLevel, Tier};
use crate::report::catalogue::{controls, crosswalks, questions};

pub(super) fn run(
    global: &Global,
    args: &CatalogueArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    if let Some(folder) = &args.export {
        let count = catalogue::export(folder).map_err(|error| {
            CommandError::failed(error.to_string(), "name an empty folder; nothing is overwritten")
        })?;
        terminal.note(&format!(
            "wrote {count} files below {}; use them with --scoring {0}/scoring --questionnaires {0}/questionnaires",
            folder.display()
        ));
    }
    let Some(topic) = args.topic else { return Ok(ExitStatus::Done) };
    let catalogue = load(global, None)?;
    match (topic, args.json) {
        (CatalogueTopic::Policy, true) => terminal.json(&catalogue.policy)?,
        (CatalogueTopic::Controls, true) => terminal.json(&controls(&catalogue))?,
        (CatalogueTopic::Questions, true) => terminal.json(&questions(&catalogue))?,
        (CatalogueTopic::Crosswalks, true) => terminal.json(&crosswalks(&catalogue))?,
        (CatalogueTopic::Effort, true) => terminal.json(&catalogue.effort)?,
        (topic, false) => terminal.result(&Lines::ours(&text(topic, &catalogue)))?,
    }
    Ok(ExitStatus::Done)
}

/// The topic as lines for people.
fn text(topic: CatalogueTopic, catalogue: &Catalogue) -> String {
    match topic {
        CatalogueTopic::Controls => {
            let lines = catalogue.controls.list().iter().map(|control| {
                let required = control.required_from.map_or("-", Tier::name);
                let kinds = match control.kinds {
                    kinds if kinds.is_empty() => String::new(),
                    kinds => format!(" [{kinds}]"),
                };
                format!(
                    "{:<8} {:>2}  {:<13} {:<13} {}{kinds}\n",
                    control.id,
                    control.weight,
                    control.applies_from.name(),
                    required,
                    visible(&control.title)
                )
            });
            format!(
                "{:<8} {:>2}  {:<13} {:<13} {}\n",
                "control", "w", "applies from", "required from", "title"
            ) + &lines.collect::<String>()
        }
        CatalogueTopic::Questions => {
            let questions = catalogue.questionnaires.iter().flat_map(|one| &one.questions);
            questions
                .map(|question| format!("{:<10} {}\n", question.id, visible(&question.text)))
                .collect()
        }
        CatalogueTopic::Crosswalks => {
            let entries = crosswalks(catalogue);
            if entries.is_empty() {
                return "no crosswalks: every questionnaire is our own, and names its controls\n"
                    .to_owned();
            }
            entries
                .iter()
                .map(|entry| {
                    format!(
                        "{:<12} {:<12} {:<10} {:?}\n",
                        entry.questionnaire,
                        entry.question,
                        entry.control.as_str(),
                        entry.relation
                    )
                })
                .collect()
        }
        CatalogueTopic::Policy => policy_text(catalogue),
        CatalogueTopic::Effort => effort_text(catalogue),
    }
}

/// The effort of each control and each kind of change.
fn effort_text(catalogue: &Catalogue) -> String {
    let effort = &catalogue.effort;
    let mut text = format!(
        "{:<8} {:>4} {:>8} {:>11} {:>15} {:>4} {:>4} {:>4}\n",
        "control", "no", "partial", "unanswered", "not applicable", "E1", "E2", "E3"
    );
    for control in catalogue.controls.list() {
        let (id, weight) = (control.id.as_str(), control.weight);
        let answer = |from| effort.answer(id, weight, from);
        let evidence = |level| effort.evidence(id, level);
        text.push_str(&format!(
            "{id:<8} {:>4} {:>8} {:>11} {:>15} {:>4} {:>4} {:>4}\n",
            answer(Answer::No),
            answer(Answer::Partial),
            answer(Answer::Unanswered),
            answer(Answer::NotApplicable),
            evidence(EvidenceLevel::E1),
            evidence(EvidenceLevel::E2),
            evidence(EvidenceLevel::E3),
        ));
    }
    text.push_str("\nevery number: flowdown catalogue effort --json\n");
    text
}

fn policy_text(catalogue: &Catalogue) -> String {
    let policy = &catalogue.policy;
    let mut text = format!("{} {}\n{}\n\n", policy.id, policy.edition, policy.about);
    text.push_str("gate rules (internal, confidential, restricted, critical)\n");
    for (rule, table) in &policy.gates {
        for (branch, row) in table {
            let words = Tier::ALL[1..]
                .iter()
                .map(|tier| row.at(*tier).map_or("–", crate::model::Outcome::word));
            let words: Vec<&str> = words.collect();
            text.push_str(&format!(
                "  {:<22} {:<13} {}\n",
                rule.word(),
                branch.word(),
                words.join(", ")
            ));
        }
    }
    text.push_str("\nevery number: flowdown catalogue policy --json\n");
    text
}
