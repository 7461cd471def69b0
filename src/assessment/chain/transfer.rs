//! Transfers of personal data, local storage and export areas (docs/method.md §7, transfers).

use crate::catalogue::policy::{Adequate, Policy, Regime};
use crate::model::{Country, InformationKind, Kinds, Rule};

/// The information that passes over one edge (or, for the prime, under the engagement).
#[derive(Debug, Clone, Copy)]
pub struct Passage<'e> {
    /// Kinds of information.
    pub kinds: Kinds,
    /// The country from which the information comes.
    pub origin: Option<Country>,
    /// Processing and access countries of the taker.
    pub countries: &'e [Country],
    /// Transfer mechanisms, in the policy's words.
    pub mechanisms: &'e [String],
    /// Whether an export licence is named.
    pub licence: bool,
}

/// The rules that a passage breaks, each with the country concerned (`None` if no country is known).
pub fn breaches(passage: Passage<'_>, policy: &Policy) -> Vec<(Rule, Option<Country>)> {
    let mut found = Vec::new();
    let regime = passage.origin.and_then(|origin| policy.regime(origin)).map(|(_, regime)| regime);
    if passage.kinds.has(InformationKind::PersonalData) {
        match regime {
            Some(regime) if !passage.countries.is_empty() => {
                let uncovered = passage
                    .countries
                    .iter()
                    .find(|to| !may_receive(regime, **to, passage.mechanisms));
                found.extend(uncovered.map(|to| (Rule::TransferMechanism, Some(*to))));
            }
            _ => found.push((Rule::TransferUnknown, passage.origin)),
        }
    }
    if let Some(regime) = regime {
        found
            .extend(leaves_local_storage(regime, passage).map(|to| (Rule::Localisation, Some(to))));
    }
    if passage.kinds.has(InformationKind::ExportControlled) {
        let outside =
            passage.countries.iter().find(|to| !in_export_area(regime, passage.origin, **to));
        if passage.countries.is_empty() {
            found.push((Rule::ExportLicence, None));
        } else if let Some(to) = outside.filter(|_| !passage.licence) {
            found.push((Rule::ExportLicence, Some(*to)));
        }
    }
    found
}

/// Whether personal data may go to a country: in the regime, adequate, or covered by a mechanism.
fn may_receive(regime: &Regime, to: Country, mechanisms: &[String]) -> bool {
    let named = |accepted: &[String]| mechanisms.iter().any(|word| accepted.contains(word));
    regime.holds(to) || is_adequate(regime, to, mechanisms) || named(&regime.mechanisms)
}

/// Whether personal data may go to a country without any mechanism: in the regime, or adequate unconditionally.
pub fn is_free(regime: &Regime, to: Country) -> bool {
    regime.holds(to) || is_adequate(regime, to, &[])
}

/// Whether a country is adequate only if the mechanism names a certain word.
pub fn may_rest_on_word(regime: &Regime, to: Country) -> bool {
    regime.adequate_only_with.get(to.code()).is_some_and(|words| is_adequate(regime, to, words))
}

/// Whether a country is adequate for a regime, given the mechanisms.
fn is_adequate(regime: &Regime, to: Country, mechanisms: &[String]) -> bool {
    let code = to.code();
    if regime.never_adequate.iter().any(|never| never == code) {
        return false;
    }
    let listed = match &regime.adequate {
        Adequate::Any(_) => true,
        Adequate::Countries(list) => list.iter().any(|known| known == code),
    };
    let words = regime.adequate_only_with.get(code);
    listed && words.is_none_or(|words| mechanisms.iter().any(|word| words.contains(word)))
}

/// The remarks on adequacy decisions of limited scope that a passage relies on, each with its country.
pub fn limited_scope<'r>(passage: Passage<'_>, regime: &'r Regime) -> Vec<(Country, &'r str)> {
    if !passage.kinds.has(InformationKind::PersonalData) {
        return Vec::new();
    }
    let rests =
        |to: &&Country| !regime.holds(**to) && is_adequate(regime, **to, passage.mechanisms);
    let countries = passage.countries.iter().filter(rests);
    countries
        .filter_map(|to| regime.limited_scope.get(to.code()).map(|remark| (*to, remark.as_str())))
        .collect()
}

/// The first country outside the regime, where a kind must be stored locally and no exception is named.
fn leaves_local_storage(regime: &Regime, passage: Passage<'_>) -> Option<Country> {
    let local = regime.localisation.as_ref()?;
    let bound = passage.kinds.each().any(|kind| local.kinds.iter().any(|word| word == kind.word()));
    let excepted = passage.mechanisms.iter().any(|word| local.exception.contains(word));
    let outside = passage.countries.iter().find(|to| !regime.holds(**to));
    outside.copied().filter(|_| bound && !excepted)
}

/// Whether information needs no export licence between the origin and a country.
fn in_export_area(regime: Option<&Regime>, origin: Option<Country>, to: Country) -> bool {
    let Some(origin) = origin else { return false };
    let lists = |country: Country| {
        regime.is_some_and(|regime| regime.export_area.iter().any(|code| code == country.code()))
    };
    to == origin || (lists(origin) && lists(to))
}
