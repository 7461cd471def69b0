//! What a finding is about, said so that it is the same in the next run.

use crate::assessment::context::Context;
use crate::assessment::describe::FiredRule;
use crate::model::{Code, Finding, Rule};

/// What names a finding beside its code and its supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// Nothing more.
    Supplier,
    /// What it says that it is about: a control, a scheme, a waiver, a sheet.
    Own,
    /// The engagement that it says it is about.
    Engagement,
    /// The questionnaire, and what the finding says that it is about: a question, a label, a scheme.
    Form,
    /// The file as a whole: nobody knows which questionnaire it is.
    File,
}

/// What names the findings of a code; none: they are not followed from run to run.
const fn about(code: Code) -> Option<About> {
    match code {
        Code::AnswerUnreadable
        | Code::AnswerQualified
        | Code::AnswerAmbiguous
        | Code::AnswerChoicesLeft
        | Code::AnswersDiffer
        | Code::AnswerStruckOut
        | Code::AnswerInNote
        | Code::AnswersKept
        | Code::QuestionUnknown
        | Code::QuestionMissing
        | Code::QuestionRepeated
        | Code::QuestionReworded
        | Code::AnswerFormula
        | Code::AnswerElsewhere
        | Code::RemarkDoubts
        | Code::RemarkRepeated
        | Code::ResponseFuture
        | Code::ResponseUndated
        | Code::FormUnmapped
        | Code::HeaderRepeated
        | Code::CoverConflict
        | Code::SheetHidden
        | Code::RowsHidden
        | Code::EditionOther
        | Code::OfficialDiffers
        | Code::OfficialEdition
        | Code::OfficialSheet
        | Code::OfficialOverride
        | Code::NaWithoutReason
        | Code::FileMacros
        | Code::FileExternalLinks => Some(About::Form),
        Code::NaRefused
        | Code::Contradiction
        | Code::SchemeUnknown
        | Code::CertificateStanding
        | Code::CertificateEdition
        | Code::CertificateAssumedEnd
        | Code::CertificateScope
        | Code::EvidenceStale
        | Code::WaiverExpired
        | Code::WaiverSelfApproved
        | Code::WaiverNotYet
        | Code::WaiverUnmatched
        | Code::WaiverForbidden
        | Code::WaiverTooLong
        | Code::RegisterSheetUnknown
        | Code::SupplierAlike
        | Code::PolicyUnused => Some(About::Own),
        Code::TransferNote => Some(About::Engagement),
        Code::SupplierIdle => Some(About::Supplier),
        Code::FileQuarantined | Code::FileRefused => Some(About::File),
        // There is nothing to mend: it says which of two responses counts.
        Code::ResponseSuperseded
        // Only the cell says which one is meant, and rows move.
        | Code::CellUnaccounted
        | Code::AnswerMerged
        | Code::AnswerScale
        | Code::AnswerWithoutQuestion
        | Code::TextCut
        | Code::RegisterRowPassed
        | Code::RegisterColumnUnknown
        | Code::RegisterValueUnknown
        | Code::RegisterDangling
        | Code::EvidenceUnknownControl
        // It stands with whichever of several suppliers comes first.
        | Code::RemarkShared => None,
    }
}

/// Engagement and subject of a finding; none: it is not followed. `form` is the questionnaire of the response it stands
/// in.
pub(super) fn of_finding(
    finding: &Finding,
    form: Option<&str>,
) -> Option<(Option<String>, String)> {
    let own = finding.subject.as_str();
    let place = finding.place.as_ref().map_or("", |place| &place.file);
    Some(match about(finding.code)? {
        About::Supplier => (None, String::new()),
        About::Own => (None, own.to_owned()),
        About::Engagement => (Some(own.to_owned()), String::new()),
        About::File => (None, place.to_owned()),
        About::Form => {
            let form = form.unwrap_or(place);
            (None, format!("{form} {own}").trim_end().to_owned())
        }
    })
}

/// The subject of a rule that fired.
pub(super) fn of_rule(context: &Context<'_>, rule: &FiredRule<'_>) -> String {
    match rule.rule {
        // Which certificate falls short may change; that one is asked for does not.
        Rule::CertificateRequired => String::new(),
        Rule::ResponseStale => {
            let responses = &context.profile(&rule.supplier).statements.responses;
            let stale = responses.iter().find(|response| *response.file == *rule.subject);
            let asked = stale.and_then(|stale| {
                context.catalogue.questionnaires.get(usize::from(stale.questionnaire))
            });
            asked.map_or_else(|| rule.subject.to_string(), |asked| asked.id.clone())
        }
        _ => rule.subject.to_string(),
    }
}

/// Whether the subject of a rule is another party of the chain, which may be renamed.
pub(super) fn is_party(rule: &str) -> bool {
    matches!(
        Rule::from_word(rule),
        Some(
            Rule::ChainUnknown
                | Rule::ChainCycle
                | Rule::ChainTierRaised
                | Rule::FlowDownMissing
                | Rule::OnwardConsent
                | Rule::NoticeMissing
                | Rule::NoticeLong
        )
    )
}
