//! The text of a cell in the grammar of answers: whatever it says, it is read no better than any answer in it, and what
//! is no known answer leaves a doubt.
#![no_main]

use std::sync::LazyLock;

use flowdown_fuzz::catalogue::{Catalogue, QuestionKind, Vocabulary};
use flowdown_fuzz::intake::answer::{Grammar, Habit, Heard, exchanged};
use flowdown_fuzz::intake::grid::Value;
use flowdown_fuzz::model::{Polarity, Reading};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

// The first byte names the form and the good answer, then the cell and others of its column stand between bytes that no
// text holds.
libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((which, cells)) = input.split_first() else { return };
    let cells: Option<Vec<&str>> = cells.split(|byte| *byte == 0xFF).map(|cell| std::str::from_utf8(cell).ok()).collect();
    let Some(cells) = cells else { return };
    let good = if *which < 128 { Polarity::Yes } else { Polarity::No };
    let vocabulary = &CATALOGUE.vocabulary;
    let grammar = match CATALOGUE.adapters.get(usize::from(which % 128) % (CATALOGUE.adapters.len() + 1)) {
        Some(adapter) => Grammar::of_form(vocabulary, adapter),
        None => Grammar::new(vocabulary),
    };
    let values: Vec<Value> = cells.iter().map(|cell| Value::Text((*cell).into())).collect();
    let habit = Habit::of(grammar, values.iter().map(|value| (value, false)));
    for (cell, value) in cells.iter().zip(&values) {
        let heard = grammar.read(value, &habit, good);
        alone(grammar, cell, &heard);
        if !holds_box(vocabulary, cell) {
            no_better_than_its_answers(grammar, cell, &heard, good);
        }
        typed(grammar, value, &habit, good);
    }
    if let [cell, words, ..] = cells[..] {
        no_better_for_more_words(grammar, vocabulary, cell, words, good);
    }
});

/// A known answer alone reads as itself; of all else is told why it reads as it does.
fn alone(grammar: Grammar<'_>, cell: &str, heard: &Heard) {
    match (grammar.whole(cell), heard.reading) {
        (Some(known), _) => assert_eq!(*heard, Heard::plain(known), "known"),
        (None, Reading::Unreadable | Reading::Blank) => assert!(heard.doubt.is_some(), "no doubt"),
        // Numbers of a column have no words, all other answers stand in the text.
        (None, _) => assert!(heard.remark.is_some() || heard.doubt.is_some() || grammar.holds_answer(cell) || is_number(cell)),
    }
}

fn is_number(cell: &str) -> bool {
    !cell.contains(char::is_alphabetic) && cell.contains(char::is_numeric)
}

/// Parts of a cell that are known answers, between signs that part words in every language.
fn no_better_than_its_answers(grammar: Grammar<'_>, cell: &str, heard: &Heard, good: Polarity) {
    if grammar.whole(cell).is_some() {
        return;
    }
    let known = cell.split(['\n', ';', '|']).filter_map(|part| grammar.whole(part));
    for part in known.filter(|part| part.is_given()) {
        let Some(bad) = badness(part, good) else { continue };
        assert!(badness(heard.reading, good).is_some_and(|read| read >= bad), "{heard:?} beside {part:?}");
    }
}

/// Words behind a separator improve nothing. A colon makes what stands before it a label.
fn no_better_for_more_words(grammar: Grammar<'_>, vocabulary: &Vocabulary, cell: &str, words: &str, good: Polarity) {
    let asks = |c: char| matches!(c, ':' | '：' | '?' | '？' | '¿');
    let more = format!("{cell}; {words}");
    if words.is_empty() || more.contains(asks) || holds_box(vocabulary, &more) {
        return;
    }
    let read = |text: &str| grammar.read(&Value::Text(text.into()), &Habit::default(), good);
    let (before, after) = (read(cell), read(&more));
    if let (Some(was), Some(is)) = (badness(before.reading, good), badness(after.reading, good)) {
        assert!(!before.reading.is_given() || is >= was, "{before:?}, then {after:?}");
    }
}

/// A question for a number or a date takes nothing else.
fn typed(grammar: Grammar<'_>, value: &Value, habit: &Habit, good: Polarity) {
    for kind in [QuestionKind::Number, QuestionKind::Date] {
        match grammar.read_kind(kind, value, habit, good).reading {
            Reading::Number(number) => assert!(kind == QuestionKind::Number && number >= 0.0),
            Reading::Date(_) => assert!(kind == QuestionKind::Date),
            reading => assert!(matches!(reading, Reading::NotApplicable | Reading::Blank | Reading::Unreadable)),
        }
    }
}

/// How bad a reading is; none: it has no object.
fn badness(reading: Reading, good: Polarity) -> Option<u8> {
    match exchanged(reading, good) {
        Reading::Yes => Some(0),
        Reading::Partial => Some(1),
        Reading::NotApplicable => None,
        _ => Some(2),
    }
}

fn holds_box(vocabulary: &Vocabulary, cell: &str) -> bool {
    cell.char_indices().any(|(at, _)| vocabulary.marks.leading_box(&cell[at..]).is_some())
}
