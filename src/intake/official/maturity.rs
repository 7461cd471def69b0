//! The mean of maturity levels, each capped at its target (VDA ISA).

use super::{FormRows, MethodResult, level, sections, title};
use crate::catalogue::official::{Official, Requirement};
use crate::model::{OfficialSection, Reading};

/// Sums of a section: the levels, each capped at its target; the targets; and how many requirements apply.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    levels: f64,
    targets: f64,
    applicable: u32,
}

fn add(scheme: &Official, sum: Sum, one: &Requirement, rows: &FormRows<'_>) -> Sum {
    if rows.reading(&one.id) == Reading::NotApplicable {
        return sum;
    }
    let target = f64::from(one.weight);
    let level = level(scheme, rows.answer(&one.id)).min(target);
    Sum {
        levels: sum.levels + level,
        targets: sum.targets + target,
        applicable: sum.applicable + 1,
    }
}

/// A mean, rounded half-up to two decimals. Sums of whole levels are exact, and so is the numerator.
fn rounded(sum: f64, of: u32) -> Option<f64> {
    let of = f64::from(of);
    (of > 0.0).then(|| ((200.0 * sum + of) / (2.0 * of)).floor() / 100.0)
}

/// A module without any answer was not assessed; within the others, silence is level 0.
pub(super) fn score(scheme: &Official, rows: &FormRows<'_>) -> MethodResult {
    let mut whole = Sum::default();
    let (mut found, mut apart) = (Vec::new(), Vec::new());
    for (id, entry, all) in sections(scheme) {
        let assessed = all.iter().any(|one| !rows.answer(&one.id).trim().is_empty());
        let sum = all.iter().fold(Sum::default(), |sum, one| add(scheme, sum, one, rows));
        let score = rounded(sum.levels, sum.applicable).filter(|_| assessed);
        if assessed {
            whole.levels += sum.levels;
            whole.targets += sum.targets;
            whole.applicable += sum.applicable;
        } else {
            apart.push(id);
        }
        let maximum = rounded(sum.targets, sum.applicable).unwrap_or_default();
        found.push(OfficialSection { section: title(id, entry), score, maximum, answers: None });
    }
    let score = rounded(whole.levels, whole.applicable);
    let mut status = match score {
        Some(_) => format!("cut back to target, over {} controls", whole.applicable),
        None => "no control is assessed".to_owned(),
    };
    if !apart.is_empty() && score.is_some() {
        status.push_str(&format!("; not assessed: {}", apart.join(", ")));
    }
    let maximum = rounded(whole.targets, whole.applicable).unwrap_or_default();
    MethodResult { score, maximum, status, sections: found }
}
