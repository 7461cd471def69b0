//! Findings: things that a person should know and that are not hits of a gate rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Place, SupplierId};

super::words! {
    /// How much a finding matters.
    pub enum Severity {
        /// Good to know.
        Note,
        /// Somebody should look.
        Warning,
        /// Something was not used.
        Error,
    }
}

/// What identifies a finding across runs, besides its code and its supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    /// Nothing more.
    Supplier,
    /// Its subject: a control, a scheme, a waiver, a sheet.
    Own,
    /// The engagement that is its subject.
    Engagement,
    /// The questionnaire and its subject: a question, a label, a scheme.
    Form,
    /// The file as a whole: its questionnaire is not known.
    File,
    /// It is not followed from run to run: only its cell identifies it, or there is nothing to correct.
    Nothing,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident: $severity:ident, $named:ident;)+) => {
        /// What a finding says. Each code has one word, one severity and one meaning.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            JsonSchema, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
        )]
        #[serde(rename_all = "kebab-case")]
        #[strum(serialize_all = "kebab-case")]
        pub enum Code { $($(#[$doc])* $name,)+ }

        super::words!(Code);

        impl Code {
            /// What identifies a finding with this code across runs, besides its supplier.
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
    AnswerUnreadable: Warning, Form;
    /// An answer beside words that limit, postpone or deny it; it was read as no better than they say.
    AnswerQualified: Warning, Form;
    /// A cell with two different answers; the worse was read.
    AnswerAmbiguous: Warning, Form;
    /// A cell with the list of choices that the form offered; it was read as unanswered.
    AnswerChoicesLeft: Warning, Form;
    /// A column of answers in numbers from 0 to 5; the message says how they were read.
    AnswerScale: Warning, Nothing;
    /// Two columns of answers that differ in a row; the worse was read.
    AnswersDiffer: Warning, Form;
    /// One answer cell merged over several rows; it was read as the answer of each.
    AnswerMerged: Warning, Nothing;
    /// An answer that is struck out; it was read as unanswered, or by what is not struck out.
    AnswerStruckOut: Warning, Form;
    /// An answer in the note on a blank answer cell; it was read as unanswered.
    AnswerInNote: Warning, Form;
    /// Filled cells of a column of answers that belong to no question.
    AnswerWithoutQuestion: Warning, Nothing;
    /// "Not applicable" where the control's rule does not allow it.
    NaRefused: Warning, Own;
    /// Two places say different things about one control.
    Contradiction: Warning, Own;
    /// A response completed after the as-of date; it does not count.
    ResponseFuture: Warning, Form;
    /// A response without a completion date.
    ResponseUndated: Warning, Form;
    /// A newer response of the same questionnaire counts instead.
    ResponseSuperseded: Note, Nothing;
    /// Answers that were filled in beforehand and are not confirmed; they keep their old day.
    AnswersKept: Warning, Form;
    /// A form whose questions reach no control: nothing of it is scored.
    FormUnmapped: Warning, Form;
    /// A file that could not be used, with its reason.
    FileQuarantined: Error, File;
    /// A file that could not be read at all.
    FileRefused: Error, File;
    /// A cell that is no answer, comment, evidence or known boilerplate.
    CellUnaccounted: Note, Nothing;
    /// A row whose question id is not of the questionnaire.
    QuestionUnknown: Warning, Form;
    /// A question of the questionnaire that the file does not hold.
    QuestionMissing: Note, Form;
    /// A question id that stands more than once.
    QuestionRepeated: Warning, Form;
    /// An answer cell holds a formula; its stored value was read.
    AnswerFormula: Warning, Form;
    /// A yes beside a remark that says planned, in part, not or not applicable; it was read as yes.
    RemarkDoubts: Warning, Form;
    /// A blank answer beside a remark that is one; it was read as unanswered.
    AnswerElsewhere: Warning, Form;
    /// One remark, word for word, beside many answers.
    RemarkRepeated: Note, Form;
    /// One remark, word for word, in the answers of several suppliers.
    RemarkShared: Note, Nothing;
    /// A question whose text is not the questionnaire's; it was read by its id.
    QuestionReworded: Note, Form;
    /// A column header that means what another one means; it was not read.
    HeaderRepeated: Warning, Form;
    /// A cover label with different values.
    CoverConflict: Warning, Form;
    /// Answers on a sheet that is hidden.
    SheetHidden: Warning, Form;
    /// Answers in rows that are hidden, by hand or by a filter.
    RowsHidden: Warning, Form;
    /// The form states another edition of the questionnaire.
    EditionOther: Note, Form;
    /// The score that the file shows is not the one that its answers come to.
    OfficialDiffers: Warning, Form;
    /// An edition of a form for which no official scheme is known.
    OfficialEdition: Note, Form;
    /// The form's own scoring sheet can't be used, or its weights are not those that are known.
    OfficialSheet: Warning, Form;
    /// An official score in which somebody overrode answers or weights inside the form.
    OfficialOverride: Warning, Form;
    /// "Not applicable" without a reason, where only a reasoned one counts as met in the official score.
    NaWithoutReason: Warning, Form;
    /// The file carries a program; it was not run.
    FileMacros: Note, Form;
    /// Cells refer to other files; their stored values were read.
    FileExternalLinks: Warning, Form;
    /// A row of the register that was passed over (footer, remark).
    RegisterRowPassed: Note, Nothing;
    /// A column of the register that nothing uses.
    RegisterColumnUnknown: Note, Nothing;
    /// A sheet of the register that nothing uses.
    RegisterSheetUnknown: Note, Own;
    /// A value of the register that is not understood and counts for nothing.
    RegisterValueUnknown: Warning, Nothing;
    /// A row of the register that names something that does not exist.
    RegisterDangling: Warning, Nothing;
    /// Two suppliers of the register that may be one.
    SupplierAlike: Warning, Own;
    /// A certificate of a scheme the policy does not list.
    SchemeUnknown: Warning, Own;
    /// A certificate that is not in standing, or about to end.
    CertificateStanding: Warning, Own;
    /// A certificate whose edition is blank or names no year the policy lists.
    CertificateEdition: Note, Own;
    /// A certificate whose end was computed from its issue date.
    CertificateAssumedEnd: Note, Own;
    /// A certificate that covers no engagement.
    CertificateScope: Note, Own;
    /// Register evidence that is too old, undated or dated in the future for its level.
    EvidenceStale: Warning, Own;
    /// Register evidence for a control the catalogue does not have.
    EvidenceUnknownControl: Warning, Nothing;
    /// A waiver that has ended.
    WaiverExpired: Warning, Own;
    /// A waiver approved by the one who asked for it.
    WaiverSelfApproved: Warning, Own;
    /// A waiver approved after the as-of date.
    WaiverNotYet: Warning, Own;
    /// A waiver that names nothing that fired.
    WaiverUnmatched: Note, Own;
    /// A waiver of a rule that can't be waived.
    WaiverForbidden: Warning, Own;
    /// A waiver that states more than the longest term; it was cut.
    WaiverTooLong: Warning, Own;
    /// A yes that ends before the engagement begins.
    LapsesBeforeStart: Warning, Engagement;
    /// A transfer rule that rests on a decision of limited scope or on a low-confidence row.
    TransferNote: Note, Engagement;
    /// A supplier that no engagement needs.
    SupplierIdle: Note, Supplier;
    /// An entry of the policy that decided nothing in this run.
    PolicyUnused: Note, Own;
    /// Text that was cut at the longest a cell can hold.
    TextCut: Note, Nothing;
}

impl Code {
    /// Whether it says that a cell was not read as a plain answer. A person should look before the answers are used.
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

/// Something a person should know, with its place and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub code: Code,
    /// The supplier it is about.
    pub supplier: Option<SupplierId>,
    /// The control, certificate, waiver or question it is about; empty if it is about the file as a whole.
    pub subject: String,
    /// Where it was found.
    pub place: Option<Place>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do next.
    pub help: String,
    /// The text of the cell, where the finding quotes it. For display at once only: it is not serialized.
    #[serde(skip)]
    pub written: Option<Box<str>>,
}

impl Finding {
    /// A finding that has only a code and a message yet.
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

    /// Adds its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds the supplier it is about.
    #[must_use]
    pub fn of(mut self, supplier: &SupplierId) -> Self {
        self.supplier = Some(supplier.clone());
        self
    }

    /// Adds its subject.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Adds the text of the cell.
    #[must_use]
    pub fn written(mut self, text: &str) -> Self {
        self.written = Some(text.into());
        self
    }
}
