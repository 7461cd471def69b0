//! The sheets of the register: their columns, the values these hold, and the note on each.

/// The values of a column, which decide what entries it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Any text.
    Text,
    /// A day.
    Date,
    /// A day, with a time if it is known.
    Moment,
    /// A number of 0 or more.
    Number,
    /// A number above 0 and up to 1.
    Share,
    /// One word of a list.
    OneOf(WordList),
}

/// A list of words that the template offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordList {
    /// Tiers of information.
    Tiers,
    /// Levels of register evidence.
    Levels,
    /// Status of a certificate.
    Statuses,
    /// Yes or no.
    YesNo,
    /// Certification schemes.
    Schemes,
    /// Controls.
    Controls,
    /// Rules and controls.
    Subjects,
}

/// A column of the register.
#[derive(Debug, Clone, Copy)]
pub struct RegisterColumn {
    /// Its key in the vocabulary.
    pub key: &'static str,
    /// Whether every row must fill it.
    pub required: bool,
    /// The values that it holds.
    pub holds: Holds,
    /// Its width in characters.
    pub width: u8,
    /// The instruction for people.
    pub note: &'static str,
}

/// A sheet with its columns.
#[derive(Debug, Clone, Copy)]
pub struct SheetColumns {
    /// Its key in the vocabulary.
    pub key: &'static str,
    /// Its columns, from left to right.
    pub columns: &'static [RegisterColumn],
}

/// A column that every row must fill.
const fn must(key: &'static str, holds: Holds, width: u8, note: &'static str) -> RegisterColumn {
    RegisterColumn { key, required: true, holds, width, note }
}

/// A column that may stay blank.
const fn may(key: &'static str, holds: Holds, width: u8, note: &'static str) -> RegisterColumn {
    RegisterColumn { key, required: false, holds, width, note }
}

use Holds::{Date, Moment, Number, OneOf, Share, Text};
use WordList::{Controls, Levels, Schemes, Statuses, Subjects, Tiers, YesNo};

/// The sheets in the order of the workbook.
pub const SHEETS: &[SheetColumns] = &[
    SheetColumns { key: "suppliers", columns: SUPPLIERS },
    SheetColumns { key: "engagements", columns: ENGAGEMENTS },
    SheetColumns { key: "phases", columns: PHASES },
    SheetColumns { key: "subcontracts", columns: SUBCONTRACTS },
    SheetColumns { key: "certificates", columns: CERTIFICATES },
    SheetColumns { key: "evidence", columns: EVIDENCE },
    SheetColumns { key: "waivers", columns: WAIVERS },
    SheetColumns { key: "incidents", columns: INCIDENTS },
    SheetColumns { key: "responses", columns: RESPONSES },
];

const COUNTRIES: &str =
    "Countries, separated by ; - codes such as DE or names. Blank: the supplier's country.";
const ACCESS: &str =
    "Countries from where the information can be opened, support staff included, separated by ;";
const MECHANISM: &str =
    "Ground for moving personal data abroad, e.g. SCC, BCR, DPF, IDTA. Several are separated by ;";
const LICENCE: &str = "Number of the export licence, for export-controlled information.";
const NOTICE: &str = "Hours within which this party must tell of a breach, as its contract says. Blank: none agreed.";

const SUPPLIERS: &[RegisterColumn] = &[
    must(
        "supplier-id",
        Text,
        14,
        "A short id that never changes. Used on all sheets and in file names.",
    ),
    must("name", Text, 34, "The supplier's name."),
    must("country", Text, 12, "Where the supplier sits: a code such as DE, or the country's name."),
    may("parent-id", Text, 14, "Supplier ID of the company that owns it."),
    may("contact", Text, 30, "Whom to ask."),
    may("email", Text, 30, "Where to write to."),
    may("language", Text, 12, "Language to write in, e.g. German or de. Blank: English."),
    may("aliases", Text, 30, "Earlier or other ids and names, separated by ;"),
];

const ENGAGEMENTS: &[RegisterColumn] = &[
    must("engagement-id", Text, 15, "One for each supplier and purpose. Never reuse one."),
    must("supplier-id", Text, 14, "The supplier we contract with."),
    must(
        "deal-id",
        Text,
        14,
        "The contract or award that it belongs to. Several engagements may share one.",
    ),
    may("purpose", Text, 34, "What the supplier needs the information for."),
    must(
        "information-tier",
        OneOf(Tiers),
        14,
        "The most sensitive information it receives: public, internal, confidential, restricted or critical (or 0 to 4).",
    ),
    may(
        "information-kinds",
        Text,
        28,
        "Any of personal-data, trade-secret, source-code, technical-data, customer-data, export-controlled, prototype; separated by ;",
    ),
    must(
        "origin-country",
        Text,
        12,
        "Country that the information comes from. Its law decides about transfers.",
    ),
    may("processing-countries", Text, 18, COUNTRIES),
    may("access-countries", Text, 18, ACCESS),
    may("transfer-mechanism", Text, 18, MECHANISM),
    may("licence-reference", Text, 18, LICENCE),
    must("start", Date, 12, "First day."),
    may("end", Date, 12, "Last day. Blank: open."),
    may("volume", Number, 10, "How much information, relative to others. Blank: 1."),
    may("value-at-risk", Number, 14, "What a loss would cost, in the currency beside."),
    may("currency", Text, 10, "Three letters, e.g. EUR."),
    may("notice-hours-agreed", Number, 12, NOTICE),
    may(
        "notice-hours-owed",
        Number,
        12,
        "Hours within which we must tell our own customer or authority. Blank: the policy's default.",
    ),
    may(
        "reserve-hours",
        Number,
        12,
        "Hours we keep for ourselves to find out and write. Blank: the policy's default.",
    ),
    may("owner", Text, 22, "Who owns the deal on our side."),
];

const PHASES: &[RegisterColumn] = &[
    must("engagement-id", Text, 15, "The engagement that is disclosed in stages."),
    must("phase", Text, 22, "Name of the stage."),
    must("information-tier", OneOf(Tiers), 14, "The most sensitive information of this stage."),
    may("starts", Date, 12, "First day."),
    may("purpose", Text, 34, "What it is for."),
    may("permitted-recipients", Text, 34, "Who may receive it."),
];

const SUBCONTRACTS: &[RegisterColumn] = &[
    must("engagement-id", Text, 15, "The engagement whose information is passed on."),
    must("from-supplier-id", Text, 15, "Who passes it on."),
    must("to-supplier-id", Text, 15, "Who receives it."),
    may(
        "information-tier",
        OneOf(Tiers),
        14,
        "The most sensitive information passed on. Blank: as received.",
    ),
    may(
        "information-kinds",
        Text,
        22,
        "Kinds passed on, with ; between them. Blank: all that are received.",
    ),
    may("share", Share, 10, "Share of the information passed on, above 0 and up to 1. Blank: 1."),
    may("notice-hours-agreed", Number, 12, NOTICE),
    may(
        "obligations-flowed-down",
        OneOf(YesNo),
        14,
        "Yes only if our obligations are in the written contract of this step.",
    ),
    may("consent", Text, 22, "Our consent to this step: yes, its date or its reference."),
    may("processing-countries", Text, 18, COUNTRIES),
    may("access-countries", Text, 18, ACCESS),
    may("transfer-mechanism", Text, 18, MECHANISM),
    may("licence-reference", Text, 18, LICENCE),
];

const CERTIFICATES: &[RegisterColumn] = &[
    must("supplier-id", Text, 14, "Whose certificate it is."),
    must("scheme", OneOf(Schemes), 18, "The scheme, e.g. ISO27001, SOC2-T2, TISAX-AL3."),
    may("edition", Text, 12, "Edition of the standard, e.g. 2022."),
    may("number", Text, 18, "Number of the certificate."),
    may("scope", Text, 34, "The scope statement."),
    may(
        "covers",
        Text,
        18,
        "Engagement IDs in its scope, separated by ; or the word all. Blank covers nothing.",
    ),
    may(
        "sites",
        Text,
        24,
        "Sites in its scope. Where countries are named, one must be where our information is processed.",
    ),
    may("certification-body", Text, 24, "Who issued it."),
    may("accreditation", Text, 18, "Who accredited the body, e.g. UKAS, DAkkS. Blank: none named."),
    may("issued", Date, 12, "First day."),
    may("expires", Date, 12, "Last day; that day still counts."),
    may("last-surveillance", Date, 14, "Day of the last surveillance audit."),
    may("status", OneOf(Statuses), 12, "Blank: active."),
    may(
        "excluded-controls",
        Text,
        22,
        "Annex A references that the statement of applicability excludes, separated by ; Format the cells as text: 8.1 is not 8.10.",
    ),
];

const EVIDENCE: &[RegisterColumn] = &[
    must("supplier-id", Text, 14, "Whose control it supports."),
    must("control", OneOf(Controls), 14, "The control, e.g. ACC-03."),
    must(
        "level",
        OneOf(Levels),
        14,
        "document: we hold a document. independent: an independent assessor assured it. own-test: we tested it.",
    ),
    may("reference", Text, 44, "What it is and where it is kept."),
    may("dated", Date, 12, "Its date. Without one it counts as a document."),
    may("reviewed-by", Text, 24, "Who looked at it."),
];

const WAIVERS: &[RegisterColumn] = &[
    must("waiver-id", Text, 12, "An id of its own."),
    must("supplier-id", Text, 14, "The supplier whose shortcoming is accepted."),
    may("engagement-id", Text, 15, "Blank: all engagements of the supplier."),
    must(
        "rule-or-control",
        OneOf(Subjects),
        24,
        "A gate rule, e.g. coverage-low, or a control, e.g. ACC-03.",
    ),
    must("reason", Text, 44, "Why the risk is accepted."),
    must("requested-by", Text, 22, "Who asked."),
    must("approved-by", Text, 22, "Who granted it: another person than the one who asked."),
    must("approved-on", Date, 12, "Counts for at most 12 months from here."),
    must("expires", Date, 12, "Last day."),
];

const INCIDENTS: &[RegisterColumn] = &[
    must("incident-id", Text, 12, "An id of its own."),
    must("supplier-id", Text, 14, "Where it happened."),
    must("detected", Moment, 17, "When the supplier found out: a date, with the time if known."),
    may("notified", Moment, 17, "When the supplier told us. Blank: not yet."),
    may("severity", Text, 12, "In your own words."),
    may("summary", Text, 50, "What happened."),
];

const RESPONSES: &[RegisterColumn] = &[
    must("file", Text, 44, "Path below the folder responses, or the file's name."),
    must("supplier-id", Text, 14, "Who sent it."),
    may("questionnaire", Text, 18, "Which questionnaire it answers, e.g. flowdown."),
    may("completed-on", Date, 14, "Overrides the date in the file."),
];
