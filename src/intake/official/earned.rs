//! Each compliant answer earns its weight (HECVAT).

use super::{Outcome, Rows, same, sections, title};
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

/// The grade, for schemes that give one: by the mean of the sections' shares.
fn grade(scheme: &Official, sections: &[OfficialSection]) -> Option<String> {
    let shares = sections.iter().filter(|section| section.maximum > 0.0);
    let shares: Vec<f64> = shares.map(|one| one.score.unwrap_or_default() / one.maximum).collect();
    let count = u32::try_from(shares.len()).ok().filter(|count| *count > 0)?;
    let mean = shares.iter().fold(0.0, |sum, share| sum + share) / f64::from(count);
    let grade = scheme.grade.iter().find(|grade| mean >= grade.least)?;
    Some(format!("grade {}: {:.1} % on average of its sections", grade.name, 100.0 * mean))
}

pub(super) fn score(scheme: &Official, rows: &Rows<'_>) -> Outcome {
    let (mut points, mut most, mut open) = (0.0, 0.0, 0);
    let mut found = Vec::new();
    for (id, entry, all) in sections(scheme) {
        let counted = entry.is_none_or(|entry| rows.all(&entry.only_if));
        let counts = |one: &&&Requirement| rows.all(&one.only_if) && !rows.any(&one.unless);
        let counting: Vec<&&Requirement> = all.iter().filter(counts).collect();
        let earned = counting.iter().filter(|one| complies(scheme.method, one, rows));
        let mut score: f64 = earned.fold(0.0, |sum, one| sum + f64::from(one.weight));
        let mut maximum: f64 = counting.iter().fold(0.0, |sum, one| sum + f64::from(one.weight));
        if !counted {
            maximum = 0.0;
            score = if entry.is_some_and(|entry| entry.points_stay) { score } else { 0.0 };
        } else {
            open += counting.iter().filter(|one| !complies(scheme.method, one, rows)).count();
        }
        points += score;
        most += maximum;
        let shown = (maximum > 0.0 || score > 0.0).then_some(score);
        found.push(OfficialSection {
            section: title(id, entry),
            score: shown,
            maximum,
            answers: None,
        });
    }
    let status = grade(scheme, &found).unwrap_or_else(|| match open {
        0 => "every answer that counts is the compliant one".to_owned(),
        1 => "1 answer that counts is not the compliant one".to_owned(),
        _ => format!("{open} answers that count are not the compliant ones"),
    });
    Outcome { score: Some(points), maximum: most, status, sections: found }
}
