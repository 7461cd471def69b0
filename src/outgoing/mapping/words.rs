//! Texts of the workbook that are not read back.

/// The name of the first sheet.
pub(super) const HOW_TO: &str = "How to";

/// The instructions, step by step.
pub(super) const STEPS: &[&str] = &[
    "1. Sheet Form: check the sheets, header rows and columns. Change what is wrong. Write no under Read for a sheet that holds no questions.",
    "2. Sheet Form, last table: say what each answer of the form means that is not known. What stays blank is read as unanswered.",
    "3. Sheet Questions: choose under Control the control that a question is about. The candidates are proposals by words in common; nothing counts until you choose it.",
    "4. Relation: intersect if the question overlaps with the control (a yes then gives at most partial), subset if it asks for a part of it, equal for the same thing, superset for all of it and more.",
    "5. Group: subset questions that are the whole of a control together get the same word here.",
    "6. Good answer: write no where no is the good answer. Kind: write text where words are asked for; such questions are never scored.",
    "7. A question without a control stays out of the score. Reason for none says why. A second control for a question: copy its row below it and change Control.",
    "8. Save, then run: flowdown map --accept WORKBOOK --to DIR. After that: flowdown check FORM --questionnaires DIR.",
];
