//! Plain words for a supplier. No sentence of a rule or finding is shown as it is, as it may mention other parties,
//! likelihoods and waivers. The sentences about rules are in `scoring/rules.toml`, beside those for ourselves; those
//! about controls are in `fixes`, the others here.

use super::cards::ScoreCards;
use crate::assessment::FiredRule;
use crate::assessment::certificate::Standing;
use crate::catalogue::AskTemplate;
use crate::model::{Answer, Code, Fact, Field};

/// What a rule asks of the supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SupplierRequest {
    /// The subject.
    pub about: String,
    /// The action.
    pub todo: String,
    /// The evidence that would help.
    pub evidence: String,
}

/// The facts that a sentence about a rule may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'w> {
    /// The name of a certificate's scheme, a country or a domain; empty if none.
    pub name: &'w str,
    /// Whether the agreement is with us; otherwise it is with the company that passes the information on.
    pub with_us: bool,
    /// The longest notice, in hours.
    pub notice_max: f64,
    /// The transfer mechanisms that the law of the origin accepts.
    pub mechanisms: &'w str,
}

/// What a rule that is not about a control asks of the supplier it names; `None` if the supplier can do nothing about
/// it, or should not know of it.
pub(super) fn ask(
    cards: &ScoreCards<'_>,
    rule: &FiredRule<'_>,
    around: Around<'_>,
) -> Option<SupplierRequest> {
    let sentences = &cards.context.catalogue.sentences;
    let phrases = &sentences.phrases;
    let party = if around.with_us { &phrases.us_to_supplier } else { &phrases.above_to_supplier };
    let facts = [
        Fact::text(Field::Name, around.name),
        Fact::text(Field::Party, party.as_str()),
        Fact::number(Field::Available, around.notice_max),
        Fact::text(Field::Mechanisms, around.mechanisms),
    ];
    let words = sentences.of(rule.rule, rule.case).supplier.as_ref()?;
    Some(filled(words, &facts))
}

/// What a rule about a subcontractor asks of the supplier that passes our information on to it.
pub(super) fn ask_giver(cards: &ScoreCards<'_>, rule: &FiredRule<'_>) -> Option<SupplierRequest> {
    let words = cards.context.catalogue.sentences.of(rule.rule, rule.case).giver.as_ref()?;
    Some(filled(words, &[]))
}

fn filled(words: &AskTemplate, facts: &[Fact<'_>]) -> SupplierRequest {
    SupplierRequest {
        about: words.about.fill(facts),
        todo: words.todo.fill(facts),
        evidence: words.evidence.clone(),
    }
}

/// The word for an answer, for people.
pub(super) const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::Partial => "partial",
        Answer::No => "no",
        Answer::NotApplicable => "not applicable",
        Answer::Unanswered => "not answered",
    }
}

/// The codes of findings about a response that a supplier may see: the remark, and the action.
const REMARKS: [(Code, &str, &str); 21] = [
    (
        Code::AnswerUnreadable,
        "The answer could not be understood; it counts as not answered",
        "Choose one of the answers offered; write numbers and dates as such",
    ),
    (
        Code::NaRefused,
        "Not applicable is not accepted here; it counts as not answered",
        "Answer yes, partial or no, or give the reason in the comment",
    ),
    (
        Code::Contradiction,
        "Two of your answers about the same subject differ",
        "Tell us which one is true",
    ),
    (
        Code::ResponseFuture,
        "The form is dated in the future; it does not count yet",
        "Correct the date",
    ),
    (Code::ResponseUndated, "The form carries no date that could be read", "Date the form"),
    (Code::ResponseSuperseded, "A newer form of yours counts instead", ""),
    (
        Code::AnswersKept,
        "Answers that were filled in for you are not confirmed; they keep their old date",
        "Write yes on the cover to confirm them, or answer anew",
    ),
    (
        Code::CellUnaccounted,
        "A cell that was not read as answer, comment or evidence",
        "Use the columns of the form",
    ),
    (
        Code::QuestionUnknown,
        "A question that the form does not have; it was not read",
        "Use the questions of the form",
    ),
    (
        Code::QuestionMissing,
        "Questions of the form are not in your file; they count as not answered",
        "Answer them on the form we sent",
    ),
    (
        Code::QuestionRepeated,
        "A question stands more than once; the worst answer counts",
        "Keep one row a question",
    ),
    (
        Code::AnswerFormula,
        "The answer is a formula; its last value was read",
        "Write the answer itself",
    ),
    (
        Code::RemarkDoubts,
        "You answered yes, but your remark says otherwise",
        "Tell us which of the two is true",
    ),
    (
        Code::AnswerElsewhere,
        "The answer is blank, but your remark looks like one; it counts as not answered",
        "Write it as the answer",
    ),
    (
        Code::QuestionReworded,
        "The text of a question was changed; it was read by its number",
        "Leave the questions as they are",
    ),
    (
        Code::HeaderRepeated,
        "A column stands twice; the second was not read",
        "Keep one column of a kind",
    ),
    (Code::CoverConflict, "The cover states two values for one entry", "Correct the cover"),
    (Code::SheetHidden, "Answers stand on a hidden sheet; they were read", "Show the sheet"),
    (Code::EditionOther, "The form is of another edition", "Use the form we sent"),
    (Code::FileMacros, "The file carries a program; it was not run", "Send a file without macros"),
    (
        Code::FileExternalLinks,
        "Cells refer to other files; their last values were read",
        "Write the values themselves",
    ),
];

/// The remark and the action for a code; `None` if the supplier may not see it.
pub(super) fn remark(code: Code) -> Option<(&'static str, &'static str)> {
    let known = REMARKS.iter().find(|(known, ..)| *known == code);
    known.map(|(_, seen, todo)| (*seen, *todo))
}

/// The status of a certificate in words, and what would improve it; `None` stands for a scheme that is not listed.
pub(super) const fn certificate_status(status: Option<Standing>) -> (&'static str, &'static str) {
    match status {
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
