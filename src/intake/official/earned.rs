//! Each compliant answer earns its weight (HECVAT).

use super::{Outcome, Rows, mean, same, sections, title};
use crate::catalogue::official::{Method, Official, Requirement};
use crate::model::OfficialSection;

/// Whether the answer is the compliant one, as the form's own formulas compare.
fn complies(method: Method, one: &Requirement, rows: &Rows<'_>) -> bool {
    let Some(wanted) = one.compliant.as_deref() else { return false };
    let said = rows.answer(&one.id);
    match method {
        Method::Contains if !wanted.ends_with('*') => said.contains(wanted),
        _ => same(wanted, said),
    }
}

fn weights(all: &[&Requirement]) -> f64 {
    all.iter().fold(0.0, |sum, one| sum + f64::from(one.weight))
}

/// The grade, for schemes that give one: by the mean of the sections' shares.
fn grade(scheme: &Official, sections: &[OfficialSection]) -> Option<String> {
    let shares = sections.iter().filter(|section| section.maximum > 0.0);
    let shares: Vec<f64> = shares.map(|one| one.score.unwrap_or_default() / one.maximum).collect();
    if shares.is_empty() {
        return None;
    }
    let mean = mean(&shares);
    let grade = scheme.grade.iter().find(|grade| mean >= grade.least)?;
    Some(format!("grade {}: {:.1} % on average of its sections", grade.name, 100.0 * mean))
}

pub(super) fn score(scheme: &Official, rows: &Rows<'_>) -> Outcome {
    let (mut points, mut most, mut open) = (0.0, 0.0, 0);
    let mut found = Vec::new();
    for (id, entry, all) in sections(scheme) {
        let counts = |one: &&&Requirement| rows.all(&one.only_if) && !rows.any(&one.unless);
        let (earned, missed): (Vec<&Requirement>, Vec<&Requirement>) =
            all.iter().filter(counts).copied().partition(|one| complies(scheme.method, one, rows));
        let score = weights(&earned);
        let maximum = score + weights(&missed);
        open += missed.len();
        points += score;
        most += maximum;
        let score = (maximum > 0.0).then_some(score);
        found.push(OfficialSection { section: title(id, entry), score, maximum, answers: None });
    }
    let status = grade(scheme, &found).unwrap_or_else(|| match open {
        0 => "every answer that counts is the compliant one".to_owned(),
        1 => "1 answer that counts is not the compliant one".to_owned(),
        _ => format!("{open} answers that count are not the compliant ones"),
    });
    Outcome { score: Some(points), maximum: most, status, sections: found }
}
