//! Laws of columns: whatever is put in is read back, in any number of row groups.

use jiff::civil::date;
use proptest::prelude::*;

use super::reading::read;
use super::world::AS_OF;
use crate::model::Date;
use crate::tables::frame::FrameBuilder;
use crate::tables::stamp::Stamp;
use crate::tables::writer::{runs, write};

/// A row with a value of each type.
#[derive(Debug, Clone)]
struct Row {
    word: Option<String>,
    text: Option<String>,
    code: Option<u8>,
    day: Option<Date>,
    number: Option<f64>,
    count: Option<usize>,
    flag: Option<bool>,
}

prop_compose! {
    /// Texts are short, so that some are empty and some are repeated.
    fn row()(
        word in of("[a-cé]{0,2}"),
        text in of("\\PC{0,12}"),
        code in of(0..4_u8),
        day in of(-800_000..2_900_000_i32),
        number in of(-1e12..1e12_f64),
        count in of(0..1_000_000_usize),
        flag in of(any::<bool>()),
    ) -> Row {
        let day = day.and_then(|days| date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).ok());
        Row { word, text, code, day, number, count, flag }
    }
}

fn of<T: std::fmt::Debug + Clone>(
    some: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    prop::option::of(some)
}

fn stamp(portfolio: &str) -> Stamp<'_> {
    Stamp { as_of: AS_OF, run: "", portfolio, policy: "ours 1".to_owned() }
}

fn written(rows: &[Row], limit: usize, stamp: &Stamp<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let frame = |rows: &[Row]| {
        FrameBuilder::of(rows, stamp)
            .word("word", |row| row.word.as_deref())
            .text("text", |row| row.text.as_deref())
            .shown("shown", |row| row.text.as_deref())
            .coded("code", |row| row.code)
            .day("day", |row| row.day)
            .number("number", |row| row.number)
            .count("count", |row| row.count)
            .flag("flag", |row| row.flag)
            .frame()
    };
    write(&mut bytes, runs(rows, limit, |_| 1), frame).expect("a vector takes every byte");
    bytes
}

proptest! {
    #[test]
    fn what_is_put_in_is_read_back(
        rows in prop::collection::vec(row(), 0..60),
        limit in 1..40_usize,
        portfolio in "[a-z]{0,3}",
    ) {
        let stamp = stamp(&portfolio);
        let bytes = written(&rows, limit, &stamp);
        let table = read(bytes.clone());
        prop_assert_eq!(table.height, rows.len());
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let all = || rows.iter();
        prop_assert_eq!(table.texts("word"), all().map(|row| filled(&row.word)).collect::<Vec<_>>());
        let texts: Vec<_> = all().map(|row| filled(&row.text)).collect();
        prop_assert_eq!(table.texts("text"), texts.clone());
        prop_assert_eq!(table.texts("shown"), texts);
        let codes = all().map(|row| row.code.map(|code| code.to_string()));
        prop_assert_eq!(table.texts("code"), codes.collect::<Vec<_>>());
        prop_assert_eq!(table.days("day"), all().map(|row| row.day).collect::<Vec<_>>());
        prop_assert_eq!(table.numbers("number"), all().map(|row| row.number).collect::<Vec<_>>());
        let counts = all().map(|row| row.count.and_then(|count| i64::try_from(count).ok()));
        prop_assert_eq!(table.counts("count"), counts.collect::<Vec<_>>());
        prop_assert_eq!(table.flags("flag"), all().map(|row| row.flag).collect::<Vec<_>>());
        prop_assert_eq!(table.days("as_of"), vec![Some(AS_OF); rows.len()]);
        prop_assert_eq!(table.texts("run"), vec![None; rows.len()]);
        prop_assert_eq!(table.texts("portfolio"), vec![filled(&Some(portfolio.clone())); rows.len()]);
        // Same rows, same bytes.
        prop_assert_eq!(written(&rows, limit, &stamp), bytes);
    }
}
