//! Things a person should know, that are no gate rule.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Place, SupplierId};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Somebody should look.
    Warning,
    /// Something was not used.
    Error,
}

impl Severity {
    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What names a finding over runs, beside its code and its supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
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
    /// It is not followed from run to run: only its cell says which one is meant, or there is nothing to mend.
    Nothing,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $severity:ident, $named:ident;)+) => {
        /// What a finding says. Each code has one word, one severity and one meaning.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code's word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What names a finding of it over runs, beside its supplier.
            pub const fn named_by(self) -> NamedBy {
                match self { $(Self::$name => NamedBy::$named,)+ }
            }

            /// How much it matters.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    /// A cell holds text that is no answer of the question.
    AnswerUnreadable = "answer-unreadable", Warning, Form;
    /// An answer beside words that limit, postpone or deny it; it was read as no better than they say.
    AnswerQualified = "answer-qualified", Warning, Form;
    /// A cell with two different answers; the worse was read.
    AnswerAmbiguous = "answer-ambiguous", Warning, Form;
    /// A cell with the list of choices that the form offered; it was read as unanswered.
    AnswerChoicesLeft = "answer-choices-left", Warning, Form;
    /// A column of answers in numbers from 0 to 5; the message says how they were read.
    AnswerScale = "answer-scale", Warning, Nothing;
    /// Two columns of answers that differ in a row; the worse was read.
    AnswersDiffer = "answers-differ", Warning, Form;
    /// One answer cell merged over several rows; it was read as the answer of each.
    AnswerMerged = "answer-merged", Warning, Nothing;
    /// An answer that is struck out; it was read as unanswered, or by what is not struck out.
    AnswerStruckOut = "answer-struck-out", Warning, Form;
    /// An answer in the note on a blank answer cell; it was read as unanswered.
    AnswerInNote = "answer-in-note", Warning, Form;
    /// Filled cells of a column of answers that belong to no question.
    AnswerWithoutQuestion = "answer-without-question", Warning, Nothing;
    /// "Not applicable" where the control's rule does not allow it.
    NaRefused = "na-refused", Warning, Own;
    /// Two places say different things about one control.
    Contradiction = "contradiction", Warning, Own;
    /// A response completed after the as-of date; it does not count.
    ResponseFuture = "response-future", Warning, Form;
    /// A response without a completion date.
    ResponseUndated = "response-undated", Warning, Form;
    /// A newer response of the same questionnaire counts instead.
    ResponseSuperseded = "response-superseded", Note, Nothing;
    /// Answers that were filled in beforehand and are not confirmed; they keep their old day.
    AnswersKept = "answers-kept", Warning, Form;
    /// A form whose questions reach no control: nothing of it is scored.
    FormUnmapped = "form-unmapped", Warning, Form;
    /// A file that could not be used, with its reason.
    FileQuarantined = "file-quarantined", Error, File;
    /// A file that could not be read at all.
    FileRefused = "file-refused", Error, File;
    /// A cell that is no answer, comment, evidence or known furniture.
    CellUnaccounted = "cell-unaccounted", Note, Nothing;
    /// A row whose question id is not of the questionnaire.
    QuestionUnknown = "question-unknown", Warning, Form;
    /// A question of the questionnaire that the file does not hold.
    QuestionMissing = "question-missing", Note, Form;
    /// A question id that stands more than once.
    QuestionRepeated = "question-repeated", Warning, Form;
    /// An answer cell holds a formula; its stored value was read.
    AnswerFormula = "answer-formula", Warning, Form;
    /// A yes beside a remark that says planned, in part, not or not applicable; it was read as yes.
    RemarkDoubts = "remark-doubts", Warning, Form;
    /// A blank answer beside a remark that is one; it was read as unanswered.
    AnswerElsewhere = "answer-elsewhere", Warning, Form;
    /// One remark, word for word, beside many answers.
    RemarkRepeated = "remark-repeated", Note, Form;
    /// One remark, word for word, in the answers of several suppliers.
    RemarkShared = "remark-shared", Note, Nothing;
    /// A question whose text is not the questionnaire's; it was read by its id.
    QuestionReworded = "question-reworded", Note, Form;
    /// A column header that means what another one means; it was not read.
    HeaderRepeated = "header-repeated", Warning, Form;
    /// A cover label with different values.
    CoverConflict = "cover-conflict", Warning, Form;
    /// Answers on a sheet that is hidden.
    SheetHidden = "sheet-hidden", Warning, Form;
    /// Answers in rows that are hidden, by hand or by a filter.
    RowsHidden = "rows-hidden", Warning, Form;
    /// The form states another edition of the questionnaire.
    EditionOther = "edition-other", Note, Form;
    /// The score that the file shows is not the one that its answers come to.
    OfficialDiffers = "official-differs", Warning, Form;
    /// An edition of a form for which no official scheme is known.
    OfficialEdition = "official-edition", Note, Form;
    /// The form's own scoring sheet can't be used, or its weights are not those that are known.
    OfficialSheet = "official-sheet", Warning, Form;
    /// An official score in which somebody overrode answers or weights inside the form.
    OfficialOverride = "official-override", Warning, Form;
    /// "Not applicable" without a reason, where only a reasoned one counts as met in the official score.
    NaWithoutReason = "na-without-reason", Warning, Form;
    /// The file carries a program; it was not run.
    FileMacros = "file-macros", Note, Form;
    /// Cells refer to other files; their stored values were read.
    FileExternalLinks = "file-external-links", Warning, Form;
    /// A row of the register that was passed over (footer, remark).
    RegisterRowPassed = "register-row-passed", Note, Nothing;
    /// A column of the register that nothing uses.
    RegisterColumnUnknown = "register-column-unknown", Note, Nothing;
    /// A sheet of the register that nothing uses.
    RegisterSheetUnknown = "register-sheet-unknown", Note, Own;
    /// A value of the register that is not understood and counts for nothing.
    RegisterValueUnknown = "register-value-unknown", Warning, Nothing;
    /// A row of the register that names something that does not exist.
    RegisterDangling = "register-dangling", Warning, Nothing;
    /// Two suppliers of the register that may be one.
    SupplierAlike = "supplier-alike", Warning, Own;
    /// A certificate of a scheme the policy does not list.
    SchemeUnknown = "scheme-unknown", Warning, Own;
    /// A certificate that is not in standing, or about to end.
    CertificateStanding = "certificate-standing", Warning, Own;
    /// A certificate whose edition is blank or names no year the policy lists.
    CertificateEdition = "certificate-edition", Note, Own;
    /// A certificate whose end was computed from its issue date.
    CertificateAssumedEnd = "certificate-assumed-end", Note, Own;
    /// A certificate that covers no engagement.
    CertificateScope = "certificate-scope", Note, Own;
    /// Register evidence that is too old, undated or dated in the future for its level.
    EvidenceStale = "evidence-stale", Warning, Own;
    /// Register evidence for a control the catalogue does not have.
    EvidenceUnknownControl = "evidence-unknown-control", Warning, Nothing;
    /// A waiver that has ended.
    WaiverExpired = "waiver-expired", Warning, Own;
    /// A waiver approved by the one who asked for it.
    WaiverSelfApproved = "waiver-self-approved", Warning, Own;
    /// A waiver approved after the as-of date.
    WaiverNotYet = "waiver-not-yet", Warning, Own;
    /// A waiver that names nothing that fired.
    WaiverUnmatched = "waiver-unmatched", Note, Own;
    /// A waiver of a rule that can't be waived.
    WaiverForbidden = "waiver-forbidden", Warning, Own;
    /// A waiver that states more than the longest term; it was cut.
    WaiverTooLong = "waiver-too-long", Warning, Own;
    /// A yes that ends before the engagement begins.
    LapsesBeforeStart = "lapses-before-start", Warning, Engagement;
    /// A transfer rule that rests on a decision of limited scope or on a low-confidence row.
    TransferNote = "transfer-note", Note, Engagement;
    /// A supplier that no engagement needs.
    SupplierIdle = "supplier-idle", Note, Supplier;
    /// An entry of the policy that decided nothing in this run.
    PolicyUnused = "policy-unused", Note, Own;
    /// Text that was cut at the longest a cell can hold.
    TextCut = "text-cut", Note, Nothing;
}

impl Code {
    /// Whether it says that a cell was not read as a plain answer: a person should look before the answers are used.
    pub const fn is_of_reading(self) -> bool {
        matches!(
            self,
            Self::AnswerUnreadable
                | Self::AnswerQualified
                | Self::AnswerAmbiguous
                | Self::AnswerChoicesLeft
                | Self::AnswerScale
                | Self::AnswersDiffer
                | Self::AnswerMerged
                | Self::AnswerStruckOut
                | Self::AnswerInNote
                | Self::AnswerElsewhere
                | Self::AnswerWithoutQuestion
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Something a person should know, with its place and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub code: Code,
    /// The supplier it speaks of.
    pub supplier: Option<SupplierId>,
    /// The control, certificate, waiver or question it speaks of; empty: the file as a whole.
    pub subject: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do next.
    pub help: String,
    /// What stands in the cell, where the finding quotes it. Only for showing it at once: it is not kept.
    #[serde(skip)]
    pub written: Option<Box<str>>,
}

impl Finding {
    /// A finding that speaks of nothing yet but its code and message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            supplier: None,
            subject: String::new(),
            place: None,
            message: message.into(),
            help: String::new(),
            written: None,
        }
    }

    /// With its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With the supplier it speaks of.
    #[must_use]
    pub fn of(mut self, supplier: &SupplierId) -> Self {
        self.supplier = Some(supplier.clone());
        self
    }

    /// With its subject.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// With what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// With what stands in the cell.
    #[must_use]
    pub fn written(mut self, text: &str) -> Self {
        self.written = Some(text.into());
        self
    }
}
