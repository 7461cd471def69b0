//! Plain words for a supplier. No sentence of a rule or finding is passed on as it is: those speak
//! of givers and takers, likelihoods and waivers. What goes out is written here.

use crate::assessment::certificate::Standing;
use crate::model::{Answer, Code, Rule};

/// What a rule asks of the supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What it is about.
    pub about: String,
    /// What to fix.
    pub todo: String,
    /// What evidence would help.
    pub evidence: &'static str,
}

/// What stands around a rule.
#[derive(Debug, Clone, Copy)]
pub struct Around<'w> {
    /// A certificate's scheme, a country's or a domain's name; empty: none.
    pub name: &'w str,
    /// Whether the agreement is with us; otherwise with the company that passes the information on.
    pub with_us: bool,
    /// The longest notice in hours.
    pub notice_max: f64,
    /// Mechanisms that the law of the origin accepts.
    pub mechanisms: &'w str,
}

/// What a rule that is not about a control asks of the supplier it names; none: nothing that the
/// supplier could do, or nothing that is its business.
pub fn ask(rule: Rule, around: Around<'_>) -> Option<Ask> {
    let Around { name, notice_max, mechanisms, .. } = around;
    let party =
        if around.with_us { "us" } else { "the company that passes our information to you" };
    let (about, todo, evidence): (String, String, &'static str) = match rule {
        Rule::ResponseMissing => (
            "We hold no completed questionnaire from you".into(),
            "Complete the questionnaire that we sent you, date it and return it".into(),
            "",
        ),
        Rule::ResponseStale => (
            "Your answers are too old, or carry no date".into(),
            "Complete the questionnaire again, date it and return it".into(),
            "",
        ),
        Rule::CoverageLow => (
            "Too many questions are unanswered".into(),
            "Answer every question: a blank counts as no".into(),
            "",
        ),
        Rule::NaShareHigh => (
            "Too many questions are answered with not applicable".into(),
            "Answer yes, partial or no where the question fits your company, and give the reason where it does not".into(),
            "",
        ),
        Rule::CertificateRequired if name.is_empty() => (
            "We know of no valid certificate that covers this work".into(),
            "Send an accredited ISO/IEC 27001 certificate, or an equivalent one, whose scope covers this work".into(),
            "Certificate with scope, accreditation and expiry date; statement of applicability",
        ),
        Rule::CertificateRequired => (
            format!("Your certificate ({name}) covers part of what is asked"),
            "Send a certificate that is fully equivalent to ISO/IEC 27001 for this work".into(),
            "Certificate with scope, accreditation and expiry date; statement of applicability",
        ),
        Rule::CertificateExpiring => (
            format!("Your certificate ({name}) is about to end"),
            "Send the renewed certificate".into(),
            "Renewed certificate with scope and expiry date",
        ),
        Rule::DomainWeak => (
            format!("Your answers on {name} are weak as a whole"),
            "Improve what these questions ask for, or send evidence for the answers you gave".into(),
            "",
        ),
        Rule::NoticeMissing => (
            "No hours are agreed within which you tell of a breach".into(),
            format!("Agree with {party} to tell of a breach within {notice_max} hours at most"),
            "Signed clause with the hours",
        ),
        Rule::NoticeLong => (
            "The agreed time to tell of a breach is too long".into(),
            format!("Agree with {party} to tell of a breach within {notice_max} hours at most"),
            "Signed clause with the hours",
        ),
        Rule::NoticeSlack => (
            "News of a breach at your company would reach us too late".into(),
            format!("Agree shorter hours for telling of a breach with {party}"),
            "Signed clause with the hours",
        ),
        Rule::FlowDownMissing => (
            "Our terms are not agreed with you in writing".into(),
            format!("Have our terms put into your contract with {party}"),
            "Clause of the signed contract",
        ),
        Rule::TransferMechanism => (
            format!("Personal data that you handle in {name} lack a basis for the transfer"),
            format!("Agree one of these with {party}: {mechanisms}"),
            "Signed clauses, or the certificate or approval of the mechanism",
        ),
        Rule::TransferUnknown => (
            "We don't know where you handle personal data".into(),
            "Tell us every country in which you store, process or open our information".into(),
            "List of sites and countries",
        ),
        Rule::Localisation => (
            format!("Information that may not leave its country is handled in {name}"),
            "Tell us where you can keep it instead, or which permission you hold".into(),
            "List of sites and countries; the permission",
        ),
        Rule::ExportLicence => (
            if name.is_empty() {
                "Export-controlled information may reach you without a licence".into()
            } else {
                format!("Export-controlled information may reach {name} without a licence")
            },
            "Send us the licence, or keep the information where none is needed".into(),
            "Licence with its number, goods and recipients",
        ),
        Rule::IncidentLate => (
            "You told us of an incident later than agreed".into(),
            "Send us the cause of the delay, and the result of a drill of your notification".into(),
            "Report on the delay; protocol of the drill",
        ),
        _ => return None,
    };
    Some(Ask { about, todo, evidence })
}

/// What a rule about a subcontractor asks of the one that passes our information on to it.
pub fn ask_giver(rule: Rule) -> Option<Ask> {
    let (about, todo, evidence) = match rule {
        Rule::FlowDownMissing => (
            "A subcontract of yours does not carry our terms in writing",
            "Put our terms into every contract with a company to which you pass our information",
            "Clause of each signed subcontract",
        ),
        Rule::OnwardConsent => (
            "You pass our information on without our consent",
            "Ask us for consent, or stop passing it on",
            "Name, country and task of each subcontractor",
        ),
        Rule::NoticeMissing | Rule::NoticeLong => (
            "A subcontract of yours states no hours, or too many, for telling of a breach",
            "Agree hours with every company to which you pass our information, short enough for your own notice",
            "Clause of each signed subcontract",
        ),
        _ => return None,
    };
    Some(Ask { about: about.to_owned(), todo: todo.to_owned(), evidence })
}

/// An answer as people say it.
pub const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::Partial => "partial",
        Answer::No => "no",
        Answer::NotApplicable => "not applicable",
        Answer::Unanswered => "not answered",
    }
}

/// What was noticed about a response, and what to do; none: not the supplier's business.
pub const fn remark(code: Code) -> Option<(&'static str, &'static str)> {
    Some(match code {
        Code::AnswerUnreadable => (
            "The answer could not be understood; it counts as not answered",
            "Choose one of the answers offered; write numbers and dates as such",
        ),
        Code::NaRefused => (
            "Not applicable is not accepted here; it counts as not answered",
            "Answer yes, partial or no, or give the reason in the comment",
        ),
        Code::Contradiction => {
            ("Two of your answers about the same subject differ", "Tell us which one is true")
        }
        Code::ResponseFuture => {
            ("The form is dated in the future; it does not count yet", "Correct the date")
        }
        Code::ResponseUndated => ("The form carries no date that could be read", "Date the form"),
        Code::ResponseSuperseded => ("A newer form of yours counts instead", ""),
        Code::AnswersKept => (
            "Answers that were filled in for you are not confirmed; they keep their old date",
            "Write yes on the cover to confirm them, or answer anew",
        ),
        Code::CellUnaccounted => (
            "A cell that was not read as answer, comment or evidence",
            "Use the columns of the form",
        ),
        Code::QuestionUnknown => (
            "A question that the form does not have; it was not read",
            "Use the questions of the form",
        ),
        Code::QuestionMissing => (
            "Questions of the form are not in your file; they count as not answered",
            "Answer them on the form we sent",
        ),
        Code::QuestionRepeated => {
            ("A question stands more than once; the worst answer counts", "Keep one row a question")
        }
        Code::AnswerFormula => {
            ("The answer is a formula; its last value was read", "Write the answer itself")
        }
        Code::RemarkDoubts => {
            ("You answered yes, but your remark says otherwise", "Tell us which of the two is true")
        }
        Code::AnswerElsewhere => (
            "The answer is blank, but your remark looks like one; it counts as not answered",
            "Write it as the answer",
        ),
        Code::QuestionReworded => (
            "The text of a question was changed; it was read by its number",
            "Leave the questions as they are",
        ),
        Code::HeaderRepeated => {
            ("A column stands twice; the second was not read", "Keep one column of a kind")
        }
        Code::CoverConflict => ("The cover states two values for one entry", "Correct the cover"),
        Code::SheetHidden => ("Answers stand on a hidden sheet; they were read", "Show the sheet"),
        Code::EditionOther => ("The form is of another edition", "Use the form we sent"),
        Code::FileMacros => {
            ("The file carries a program; it was not run", "Send a file without macros")
        }
        Code::FileExternalLinks => (
            "Cells refer to other files; their last values were read",
            "Write the values themselves",
        ),
        _ => return None,
    })
}

/// The standing of a certificate, and what would mend it; none: the scheme is not listed.
pub const fn standing(standing: Option<Standing>) -> (&'static str, &'static str) {
    match standing {
        Some(Standing::Valid) => ("valid", ""),
        Some(Standing::Expiring) => ("valid, about to end", "Send the renewed certificate"),
        Some(Standing::Suspended) => {
            ("suspended or withdrawn", "Send a certificate that is in force")
        }
        Some(Standing::Undated) => ("no end is known", "Send the certificate with its dates"),
        Some(Standing::NotYetValid) => ("not yet valid", "Send the one that is valid today"),
        Some(Standing::Expired) => ("expired", "Send the renewed certificate"),
        Some(Standing::ObsoleteEdition) => {
            ("of an edition that no longer counts", "Send the certificate of the current edition")
        }
        Some(Standing::Unaccredited) => {
            ("no accreditation is known", "Send the name of the body that accredits the certifier")
        }
        Some(Standing::SurveillanceOverdue) => (
            "the last surveillance audit is too long ago",
            "Send the report of the last surveillance audit",
        ),
        None => ("of a scheme that we don't count", "Tell us what it certifies"),
    }
}
