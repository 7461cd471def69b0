//! Sheets, labels and columns of the workbook of `flowdown map`, shared by its writer and its reader.

/// The sheet of what was recognised.
pub const FORM: &str = "Form";
/// The sheet of questions.
pub const QUESTIONS: &str = "Questions";
/// The sheet of our controls.
pub const CONTROLS: &str = "Controls";
/// The word under Control for a question that has none.
pub const NONE: &str = "none";
/// The reason of a question for which neither a control nor a reason was chosen.
pub const NOT_MAPPED: &str = "not mapped yet";
/// Labels of the sheet Form.
pub const FORM_LABELS: [&str; 5] = ["Form ID", "Title", "Edition", "File", "SHA-256"];
/// Columns of the table of sheets.
pub const SHEET_COLUMNS: [&str; 6] = ["Sheet", "Read", "Header rows", "IDs", "Found", "How sure"];
/// Columns of the table of columns.
pub const PART_COLUMNS: [&str; 4] = ["Column of sheet", "Holds", "Letter", "Header"];
/// What a column holds.
pub const PARTS: [&str; 6] = ["id", "question", "answer", "comment", "evidence", "own text"];
/// What is done with a sheet: it is read, it is ignored, or it is wholly the form's own.
pub const READ: [&str; 3] = ["yes", "no", "own text"];
/// Columns of the table of answers.
pub const ANSWER_COLUMNS: [&str; 3] = ["Answer as found", "Means", "Times"];
/// What an answer means.
pub const MEANINGS: [&str; 5] = ["yes", "partial", "no", "not applicable", "unanswered"];
/// Columns of the sheet Questions.
pub const QUESTION_COLUMNS: [&str; 14] = [
    "ID",
    "Place",
    "Section",
    "Question",
    "Answer as found",
    "Candidate 1",
    "Candidate 2",
    "Candidate 3",
    "Control",
    "Relation",
    "Group",
    "Good answer",
    "Kind",
    "Reason for none",
];
