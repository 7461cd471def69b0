use proptest::prelude::*;

use super::*;
use crate::intake::testing::catalogue;

fn read(text: &str) -> CellReading {
    Grammar::new(&catalogue().vocabulary).read(
        &Value::Text(text.into()),
        &Habit::default(),
        Polarity::Yes,
    )
}

fn read_for(text: &str, good: Polarity) -> CellReading {
    Grammar::new(&catalogue().vocabulary).read(&Value::Text(text.into()), &Habit::default(), good)
}

/// Cells, each with the reading of a person.
#[test]
fn cells_are_read_whole() {
    use Reading::{Blank, No, NotApplicable, Partial, Unreadable, Yes};
    let cases = [
        ("Yes", Yes),
        ("1) Yes", Yes),
        ("Yes. See the handbook, chapter 4", Yes),
        ("Yes (100 %)", Yes),
        ("Yes (20%)", Partial),
        ("Yes - 0 %", No),
        ("Yes, but not on tablets", Partial),
        ("Ja, aber noch nicht umgesetzt", No),
        ("Partial - not implemented yet", No),
        ("Partially, the rest planned for May", Partial),
        ("Implemented: No", No),
        ("Our position: Yes", Yes),
        ("Planned: Yes", No),
        ("No: implemented", No),
        ("Implemented? No", No),
        ("Laptops: yes; servers: no", No),
        ("Yes?", Unreadable),
        ("Yes and no", Partial),
        ("Yes for the head office, no for the branches", Partial),
        ("Yes, no exceptions", Yes),
        ("Yes, No, N/A", Blank),
        ("Yes/No", No),
        ("Yes / N/A", Blank),
        ("No / N/A", No),
        ("N/A - only the landlord has lifts", NotApplicable),
        ("☐ Yes ☒ No", No),
        ("☑ Yes ☐ No", Yes),
        ("Yes ☐ No ☑", No),
        ("☐ Yes ☐ No", Blank),
        ("☑ Yes ☑ No", Blank),
        ("✓ see the annex", Yes),
        ("Select...", Blank),
        ("Yesterday's backup", Unreadable),
        ("The policy is in place. Yes", Unreadable),
        ("はい。規程第4章を参照", Yes),
    ];
    for (text, reading) in cases {
        assert_eq!(read(text).reading, reading, "{text}");
    }
}

/// Where the good answer is no, words make a no worse, as they make a yes worse elsewhere.
#[test]
fn a_good_no_is_qualified_as_a_yes_is() {
    let of = |text: &str| read_for(text, Polarity::No).reading;
    assert_eq!(of("No, except for the kiosk"), Reading::Partial);
    assert_eq!(of("No, from next year on, planned"), Reading::Yes);
    assert_eq!(of("Yes, but only on tablets"), Reading::Yes);
    assert_eq!(of("Yes - No"), Reading::Yes);
}

/// The words after the answer are kept as written.
#[test]
fn words_behind_an_answer_are_a_remark() {
    let remark = |text: &str| read(text).remark.map(String::from);
    assert_eq!(remark("Yes. See ISMS-04 (v2)").as_deref(), Some("See ISMS-04 (v2)"));
    assert_eq!(remark("N/A – Hosted by the customer").as_deref(), Some("Hosted by the customer"));
    assert_eq!(remark("N.A. (no cards)").as_deref(), Some("no cards"));
    assert_eq!(remark("Yes"), None);
}

/// All words of a text are weighed; a text that is too long for that is no answer.
#[test]
fn a_text_too_long_for_an_answer_is_none() {
    let of = |length: usize| format!("Yes. {}", "ä".repeat(length - 5));
    assert_eq!(read(&of(LONGEST_ANSWER)).reading, Reading::Yes);
    assert_eq!(read(&of(LONGEST_ANSWER + 1)), CellReading::unreadable());
    assert!(Grammar::new(&catalogue().vocabulary).holds_answer(&of(LONGEST_ANSWER + 1)));
}

/// Each label costs a search of all that follows it, so a cell with many labels is no answer.
#[test]
fn more_labels_than_anybody_writes_are_no_answer() {
    let of = |labels: usize| read(&format!("{}b: no", "a: yes the door. ".repeat(labels))).reading;
    assert_eq!((of(3), of(8), of(300)), (Reading::No, Reading::Unreadable, Reading::Unreadable));
    // Colons without an answer after them make no labels.
    assert_eq!(read(&format!("{} no", "a:::".repeat(900))).reading, Reading::No);
}

/// Numbers are answers only if all answers of their column are numbers.
#[test]
fn numbers_are_read_by_their_whole_column() {
    let grammar = Grammar::new(&catalogue().vocabulary);
    let column = |cells: &[&str]| {
        let values: Vec<Value> = cells.iter().map(|one| Value::Text((*one).into())).collect();
        let habit = Habit::of(grammar, values.iter().map(|value| (value, false)));
        values
            .iter()
            .map(|one| grammar.read(one, &habit, Polarity::Yes).reading)
            .collect::<Vec<_>>()
    };
    use Reading::{No, NotApplicable, Partial, Unreadable, Yes};
    assert_eq!(column(&["100%", "0 %", "N/A", "50%"]), [Yes, No, NotApplicable, Partial]);
    assert_eq!(column(&["100%", "Yes", "50%"]), [Unreadable, Yes, Unreadable]);
    assert_eq!(column(&["1", "0", "1"]), [Yes, No, Yes]);
    assert_eq!(column(&["1", "1"]), [Unreadable, Unreadable]);
    assert_eq!(column(&["0", "3", "5"]), [No, Partial, Yes]);
    assert_eq!(column(&["0", "3", "7"]), [Unreadable; 3]);
}

/// How bad a reading is; `None` for not applicable.
fn badness(reading: Reading, good: Polarity) -> Option<u8> {
    match exchanged(reading, good) {
        Reading::Yes => Some(0),
        Reading::Partial => Some(1),
        Reading::NotApplicable => None,
        _ => Some(2),
    }
}

fn spelling() -> impl Strategy<Value = (String, Reading)> {
    let all: Vec<(String, Reading)> = catalogue()
        .vocabulary
        .answers()
        .into_iter()
        .map(|(word, reading)| (word.to_owned(), reading))
        .collect();
    prop::sample::select(all)
}

/// A spelling that consists of letters only.
fn single_word() -> impl Strategy<Value = String> {
    let all = catalogue().vocabulary.answers().into_iter().map(|(word, _)| word.to_owned());
    let words: Vec<String> = all.filter(|word| word.chars().all(char::is_alphabetic)).collect();
    prop::sample::select(words)
}

fn separator() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        ", ", "; ", " / ", "/", " | ", " - ", " – ", ". ", "、", "。", "，", "；", "\n", " (",
        ") ", ": ", "：",
    ])
}

fn words() -> impl Strategy<Value = String> {
    let vocabulary = &catalogue().vocabulary;
    let lists =
        [&vocabulary.limits, &vocabulary.postpones, &vocabulary.denies, &vocabulary.harmless];
    let dated = |phrase: &String| {
        let years = phrase.replace("{future}", "2031").replace("{past}", "2019");
        years.replace("{month}", "june")
    };
    let phrases = lists.into_iter().flat_map(|list| list.all()).map(dated);
    let phrases: Vec<String> = phrases.collect();
    prop_oneof![
        2 => "[a-z]{3,9}( [a-z]{3,9}){0,3}",
        2 => prop::sample::select(phrases),
        1 => "[0-9]{1,3} ?%",
        1 => spelling().prop_map(|(word, _)| word),
    ]
}

fn good() -> impl Strategy<Value = Polarity> {
    prop_oneof![Just(Polarity::Yes), Just(Polarity::No)]
}

/// A word in another case or width, or with blanks, a full stop or quotes.
fn dressed(word: &str, dress: u8) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
        ' ' => '\u{3000}',
        _ => c,
    };
    match dress {
        0 => word.to_owned(),
        1 => word.to_uppercase(),
        2 => word.chars().map(wide).collect(),
        3 => format!("  {word}\u{a0} "),
        4 => format!("{word}."),
        _ => format!("\u{feff}\"{word}\""),
    }
}

/// A phrase that is no answer (`no sé`, folded `no se`) hides no longer answer that begins with it.
#[test]
fn no_answer_is_hidden_by_a_shorter_phrase_that_is_none() {
    let read = |text: &str| read_for(text, Polarity::Yes).reading;
    assert_eq!(read("no aplica, no se cumple"), Reading::No);
    assert_eq!(read("n/a - no se cumple"), Reading::No);
    assert_eq!(read("no sé"), Reading::Unreadable);
}

/// An answer over two lines whose second line is also an answer is read no better than either: `en général` and `oui`
/// may not belong together. Without a label it is a wrapped cell.
#[test]
fn an_answer_over_two_lines_hides_none_of_a_line() {
    let read = |text: &str| read_for(text, Polarity::No);
    let heard = read("rbl: en général\noui");
    assert_eq!((heard.reading, heard.doubt), (Reading::Yes, Some(Doubt::Ambiguous)));
    assert_eq!(read("en général\noui"), CellReading::plain(Reading::Partial));
    // Lines of one answer are not a list of several, and do not put an answer at the beginning of a cell.
    assert_eq!(read_for("no: en général\noui", Polarity::Yes).reading, Reading::No);
    let heard = read_for("at our sites, partially\nimplemented", Polarity::Yes);
    assert_eq!(heard, CellReading::unreadable());
    assert_eq!(
        read_for("1) not\napplicable, no cards", Polarity::Yes).reading,
        Reading::NotApplicable
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_reading_is_better_than_the_worst_answer_of_the_cell(
        answers in prop::collection::vec((spelling(), separator()), 2..5), good in good()
    ) {
        let text: String = answers.iter().map(|((word, _), separator)| format!("{word}{separator}")).collect();
        let worst = answers.iter().filter_map(|((_, one), _)| badness(*one, good)).max();
        let heard = read_for(&text, good);
        if let Some(worst) = worst {
            let read = badness(heard.reading, good);
            // `Implemented: n/a` is a label with its answer.
            let label = read.is_none() && matches!(answers[0].1.trim(), ":" | "：");
            prop_assert!(label || read.is_some_and(|read| read >= worst), "{text:?}: {heard:?}");
        }
    }

    #[test]
    fn a_known_answer_over_lines_is_no_better_than_one_of_its_lines(
        (word, _) in spelling(), label in "[a-z]{0,4}: |[0-9]\\) |", more in "(, [a-z]{3,9})?", good in good()
    ) {
        let grammar = Grammar::new(&catalogue().vocabulary);
        let text = format!("{label}{}{more}", word.replace(' ', "\n"));
        prop_assume!(grammar.whole(&text).is_none());
        let known = text.lines().filter_map(|line| grammar.whole(line)).filter(|one| one.is_given());
        let worst = known.filter_map(|one| badness(one, good)).max();
        let read = badness(read_for(&text, good).reading, good);
        prop_assert!(worst.is_none_or(|worst| read.is_some_and(|read| read >= worst)), "{text:?}");
    }

    #[test]
    fn words_behind_a_separator_never_improve_a_reading(
        (word, _) in spelling(), first in (separator(), words()), more in (separator(), words()), good in good()
    ) {
        let short = format!("{word}{}{}", first.0, first.1);
        let long = format!("{short}{}{}", more.0, more.1);
        let (before, after) = (read_for(&short, good).reading, read_for(&long, good).reading);
        let colon = [first.0, more.0].iter().any(|one| [":", "："].contains(&one.trim()));
        if let (Some(before), Some(after)) = (badness(before, good), badness(after, good)) {
            prop_assert!(colon || after >= before, "{short:?} {before}, {long:?} {after}");
        }
    }

    #[test]
    fn a_known_answer_alone_reads_as_itself((word, reading) in spelling(), dress in 0_u8..6, good in good()) {
        let text = dressed(&word, dress);
        // Letters that change more than their case make another spelling.
        prop_assume!(text.to_lowercase().contains(&word) || dress != 1);
        prop_assert_eq!(read_for(&text, good), CellReading::plain(reading), "{:?}", text);
    }

    #[test]
    fn an_answer_glued_into_a_longer_word_is_none(
        (word, before, behind) in (single_word(), "[a-z]{0,3}", "[a-z]{1,3}")
    ) {
        let glued = format!("{before}{word}{behind}");
        if Grammar::new(&catalogue().vocabulary).whole(&glued).is_none() {
            prop_assert_eq!(read(&glued).reading, Reading::Unreadable, "{}", glued);
        }
    }

    #[test]
    fn every_other_reading_leaves_a_doubt((word, reading) in spelling(), behind in (separator(), words()), good in good()) {
        let text = format!("{word}{}{}", behind.0, behind.1);
        let heard = read_for(&text, good);
        // `Implemented: no` is a label with its answer.
        let label = [":", "："].contains(&behind.0.trim());
        if heard.reading != reading && !label {
            let known = Grammar::new(&catalogue().vocabulary).whole(&text) == Some(heard.reading);
            prop_assert!(known || heard.doubt.is_some(), "{text:?}: {heard:?}");
        }
    }
}
