//! The status, scope and equivalence of certificates (docs/method.md §6).

use crate::assessment::calendar::{add_days, add_months};
use crate::catalogue::Vocabulary;
use crate::catalogue::policy::{Policy, Scheme};
use crate::model::{Certificate, CertificateStatus, Country, Covers, Date, EngagementId};

crate::model::words! {
    /// Standing of a certificate on a date: the first that fits, in this order.
    pub enum Standing {
        /// Suspended or withdrawn.
        Suspended,
        /// No end is stated and none can be computed.
        Undated,
        /// Its first day is still to come.
        NotYetValid,
        /// Its last day is over.
        Expired,
        /// Of an edition that no longer counts.
        ObsoleteEdition,
        /// No accreditation is named where the scheme needs one.
        Unaccredited,
        /// The last check-in is too long ago.
        SurveillanceOverdue,
        /// In standing, and about to end.
        Expiring,
        /// In standing.
        Valid,
    }
}

impl Standing {
    /// Whether the certificate counts.
    pub const fn is_in_standing(self) -> bool {
        matches!(self, Self::Valid | Self::Expiring)
    }
}

/// What was found about the edition of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditionFinding {
    /// Nothing to report.
    Fine,
    /// The edition is blank.
    Blank,
    /// The edition names no year the policy lists.
    Unlisted,
}

/// A certificate weighed on a date.
#[derive(Debug, Clone)]
pub struct Weighed<'a> {
    /// The row of the register.
    pub certificate: &'a Certificate,
    /// The key and the scheme of the policy; `None` if the scheme is not listed, so that the certificate counts for
    /// nothing.
    pub scheme: Option<(&'a str, &'a Scheme)>,
    /// The status; `None` if the scheme is not listed.
    pub standing: Option<Standing>,
    /// Its last day, stated or computed.
    pub end: Option<Date>,
    /// The last day on which it is in standing, with its surveillance and its edition considered; `None` if it is not
    /// in standing.
    pub last_day: Option<Date>,
    /// Whether `end` was computed from the issue date.
    pub end_assumed: bool,
    /// What was found about its edition.
    pub edition: EditionFinding,
}

impl<'a> Weighed<'a> {
    /// Weighs a certificate on a day.
    pub fn new(
        certificate: &'a Certificate,
        policy: &'a Policy,
        vocabulary: &Vocabulary,
        as_of: Date,
    ) -> Self {
        let scheme = policy
            .scheme(&certificate.scheme)
            .or_else(|| policy.scheme(split_years(&certificate.scheme).0));
        let mut weighed = Self {
            certificate,
            scheme,
            standing: None,
            end: certificate.expires,
            last_day: None,
            end_assumed: false,
            edition: EditionFinding::Fine,
        };
        if let Some((_, scheme)) = scheme {
            weighed.weigh(scheme, policy, vocabulary, as_of);
        }
        weighed
    }

    fn weigh(&mut self, scheme: &Scheme, policy: &Policy, vocabulary: &Vocabulary, as_of: Date) {
        if self.end.is_none() {
            let computed = self.certificate.issued.zip(scheme.validity_months);
            self.end = computed.map(|(issued, months)| add_months(issued, months));
            self.end_assumed = self.end.is_some();
        }
        let (obsolete, edition) = self.edition(scheme, as_of);
        self.edition = edition;
        let named = |text: &Option<String>| {
            text.as_ref().is_some_and(|text| vocabulary.names_something(text))
        };
        let row = self.certificate;
        self.standing = Some(match self.end {
            _ if row.status == CertificateStatus::Suspended => Standing::Suspended,
            None => Standing::Undated,
            Some(_) if row.issued.is_some_and(|issued| issued > as_of) => Standing::NotYetValid,
            Some(end) if end < as_of => Standing::Expired,
            Some(_) if obsolete => Standing::ObsoleteEdition,
            Some(_) if scheme.needs_accreditation && !named(&row.accreditation) => {
                Standing::Unaccredited
            }
            Some(_) if self.check_in_overdue(scheme, policy, as_of) => {
                Standing::SurveillanceOverdue
            }
            Some(end) if end <= add_days(as_of, policy.certificates.expiring_days) => {
                Standing::Expiring
            }
            Some(_) => Standing::Valid,
        });
        if self.in_standing() {
            let check_in = self.last_before_check_in(scheme, policy);
            let edition = self.last_of_edition(scheme);
            self.last_day = self.end.into_iter().chain(check_in).chain(edition).min();
        }
    }

    /// The last day before its surveillance is overdue; `None` if that can't happen.
    fn last_before_check_in(&self, scheme: &Scheme, policy: &Policy) -> Option<Date> {
        let last = self.certificate.surveillance.or(self.certificate.issued)?;
        let due = add_months(last, scheme.check_in_months?);
        Some(add_days(due, policy.certificates.surveillance_grace_days))
    }

    fn check_in_overdue(&self, scheme: &Scheme, policy: &Policy, as_of: Date) -> bool {
        self.last_before_check_in(scheme, policy).is_some_and(|last| as_of > last)
    }

    /// The last day on which its edition counts; `None` if it has no such day.
    fn last_of_edition(&self, scheme: &Scheme) -> Option<Date> {
        let editions = scheme.editions.as_ref()?;
        let (obsolete, _) = self.edition(scheme, Date::MAX);
        obsolete.then_some(editions.obsolete_after)
    }

    /// Whether the edition no longer counts on a day, and what was found about it.
    fn edition(&self, scheme: &Scheme, as_of: Date) -> (bool, EditionFinding) {
        let Some(editions) = &scheme.editions else {
            return (false, EditionFinding::Fine);
        };
        let written = self.certificate.edition.as_deref().unwrap_or_default().trim();
        let text =
            if written.is_empty() { split_years(&self.certificate.scheme).1 } else { written };
        let years = years(text);
        let lists = |list: &[u16]| years.iter().any(|year| list.contains(year));
        if lists(&editions.current) {
            (false, EditionFinding::Fine)
        } else if lists(&editions.obsolete) {
            (as_of > editions.obsolete_after, EditionFinding::Fine)
        } else if text.is_empty() {
            (false, EditionFinding::Blank)
        } else {
            (false, EditionFinding::Unlisted)
        }
    }

    /// Whether it is in standing.
    pub fn in_standing(&self) -> bool {
        self.standing.is_some_and(Standing::is_in_standing)
    }

    /// Whether its scope includes an engagement that is processed in these countries.
    pub fn in_scope(&self, engagement: &EngagementId, processing: &[Country]) -> bool {
        let covered = match &self.certificate.covers {
            Covers::Nothing => false,
            Covers::All => true,
            Covers::Engagements(list) => list.contains(engagement),
        };
        let sites = &self.certificate.site_countries;
        covered && (sites.is_empty() || sites.iter().any(|site| processing.contains(site)))
    }

    /// Whether it covers one of the references, and does not exclude it in its statement of applicability.
    pub fn assures(&self, references: &[String]) -> bool {
        self.scheme.is_some_and(|(_, scheme)| {
            references.iter().any(|reference| {
                scheme.annex_a.covers(reference) && !self.certificate.excluded.contains(reference)
            })
        })
    }
}

/// A scheme's name without the years at its end, and those years: `ISO/IEC 27001:2022` is split into `ISO/IEC 27001`
/// and `2022`.
fn split_years(scheme: &str) -> (&str, &str) {
    let scheme = scheme.trim();
    let mut cut = scheme.len();
    loop {
        let rest = scheme[..cut].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '+');
        // A month may follow the year of a national adoption: `2024-01`.
        let dated = rest
            .strip_suffix(|c: char| c.is_ascii_digit())
            .and_then(|rest| rest.strip_suffix(|c: char| c.is_ascii_digit()));
        let undated =
            dated.and_then(|rest| rest.strip_suffix('-')).filter(|rest| ends_with_year(rest));
        let end = undated.unwrap_or(rest);
        if !ends_with_year(end) {
            break;
        }
        cut = end.len() - 4;
    }
    let name = scheme[..cut].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '+');
    (name, scheme[name.len()..].trim())
}

/// Whether a text ends with a year from 1900 to 2099 that is not part of a longer number.
fn ends_with_year(text: &str) -> bool {
    let Some(at) = text.len().checked_sub(4).filter(|at| text.is_char_boundary(*at)) else {
        return false;
    };
    let alone = !text[..at].ends_with(|c: char| c.is_ascii_digit());
    alone && at > 0 && years(&text[at..]).len() == 1
}

/// The years from 1900 to 2099 in a text.
fn years(text: &str) -> Vec<u16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .filter(|year| (1900..2100).contains(year))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_that_end_a_scheme_are_its_edition() {
        assert_eq!(split_years("ISO/IEC 27001:2022"), ("ISO/IEC 27001", ":2022"));
        assert_eq!(
            split_years("DIN EN ISO/IEC 27001 2024-01"),
            ("DIN EN ISO/IEC 27001", "2024-01")
        );
        assert_eq!(split_years("ISO 27001 (2013)"), ("ISO 27001", "(2013)"));
        assert_eq!(split_years("ISO 27001"), ("ISO 27001", ""));
        assert_eq!(split_years("CE+"), ("CE+", ""));
        assert_eq!(years("EN ISO/IEC 27001:2023, formerly 2013"), [2023, 2013]);
    }
}
