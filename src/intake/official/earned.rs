//! Each compliant answer earns its weight (HECVAT).

use super::{FormRows, MethodResult, mean, same, title};
use crate::catalogue::official::{Method, Official};
use crate::model::OfficialSection;

/// A question that counts.
pub(super) struct EarnedQuestion<'a> {
    pub(super) section: &'a str,
    pub(super) weight: f64,
    pub(super) earned: bool,
}

/// Whether an answer is the compliant one, compared as the form's own formulas do. A number is compared with the
/// beginning: answers of a list begin with their number.
pub(super) fn complies(method: Method, wanted: &str, said: &str) -> bool {
    let number = !wanted.is_empty() && wanted.bytes().all(|byte| byte.is_ascii_digit());
    match method {
        _ if wanted.is_empty() => false,
        Method::Contains if number => said.starts_with(wanted),
        Method::Contains if !wanted.ends_with('*') => said.contains(wanted),
        _ => same(wanted, said),
    }
}

/// The questions that count in the edition that the scheme knows.
pub(super) fn lines<'s>(scheme: &'s Official, rows: &FormRows<'_>) -> Vec<EarnedQuestion<'s>> {
    let all = scheme.requirement.iter().filter(|one| rows.counts(one));
    let line = all.map(|one| EarnedQuestion {
        section: &one.section,
        weight: f64::from(one.weight),
        earned: one
            .compliant
            .as_deref()
            .is_some_and(|wanted| complies(scheme.method, wanted, rows.answer(&one.id))),
    });
    line.collect()
}

/// The grade by the mean of the sections' shares, for schemes that give one.
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

/// The sections by id and title: those listed that have a question, then those that only questions name.
fn sections<'s>(scheme: &'s Official, lines: &[EarnedQuestion<'s>]) -> Vec<(&'s str, String)> {
    let asked: Vec<&str> = scheme.requirement.iter().map(|one| one.section.as_str()).collect();
    let named = || asked.iter().copied().chain(lines.iter().map(|line| line.section));
    let listed = scheme.section.iter().filter(|entry| named().any(|id| id == entry.id));
    let mut all: Vec<_> =
        listed.map(|entry| (entry.id.as_str(), title(&entry.id, Some(entry)))).collect();
    for id in lines.iter().map(|line| line.section) {
        if !all.iter().any(|(known, _)| *known == id) {
            all.push((id, title(id, None)));
        }
    }
    all
}

/// The score of the questions that count.
pub(super) fn outcome<'s>(scheme: &'s Official, lines: &[EarnedQuestion<'s>]) -> MethodResult {
    let sum = |section: &str, of: fn(&EarnedQuestion<'_>) -> f64| {
        let all = lines.iter().filter(|line| line.section == section);
        all.fold(0.0, |sum, line| sum + of(line))
    };
    let found: Vec<OfficialSection> = sections(scheme, lines)
        .into_iter()
        .map(|(id, section)| {
            let maximum = sum(id, |line| line.weight);
            let score = sum(id, |line| if line.earned { line.weight } else { 0.0 });
            let score = (maximum > 0.0).then_some(score);
            OfficialSection { section, score, maximum, answers: None }
        })
        .collect();
    let points = found.iter().filter_map(|section| section.score).fold(0.0, |sum, one| sum + one);
    let maximum = found.iter().fold(0.0, |sum, section| sum + section.maximum);
    let open = lines.iter().filter(|line| !line.earned).count();
    let status = grade(scheme, &found).unwrap_or_else(|| match open {
        0 => "every answer that counts is the compliant one".to_owned(),
        1 => "1 answer that counts is not the compliant one".to_owned(),
        _ => format!("{open} answers that count are not the compliant ones"),
    });
    MethodResult { score: Some(points), maximum, status, sections: found }
}
