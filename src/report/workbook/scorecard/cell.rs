//! What is written in the cells of a scorecard, and the formats they take.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::model::Date;

/// The formats of all scorecards.
#[derive(Debug)]
pub(super) struct Formats {
    pub title: Format,
    pub note: Format,
    pub heading: Format,
    pub head: Format,
    pub text: Format,
    pub date: Format,
    pub strong: Format,
    pub count: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let (ink, dark, faint, line) = (0x1F2933, 0x243B53, 0x616E7C, 0xBCCCDC);
        let base = || Format::new().set_font_color(Color::RGB(ink)).set_align(FormatAlign::Top);
        let cell = || {
            base()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(line))
        };
        let headed =
            |size: f64| base().set_bold().set_font_size(size).set_font_color(Color::RGB(dark));
        Self {
            title: headed(16.0),
            note: base().set_font_color(Color::RGB(faint)),
            heading: headed(13.0),
            head: base()
                .set_bold()
                .set_text_wrap()
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(dark))
                .set_align(FormatAlign::VerticalCenter),
            text: cell(),
            date: cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            strong: cell().set_bold(),
            count: cell().set_align(FormatAlign::Left),
        }
    }
}

/// What a cell holds.
#[derive(Debug, Clone)]
pub(super) enum ScorecardCell<'e> {
    /// Borrowed text, which may be empty.
    Text(&'e str),
    /// Owned text.
    Own(String),
    /// Text that must not be overlooked.
    Strong(&'e str),
    /// A day, or blank.
    Day(Option<Date>),
    /// A count.
    Count(usize),
}
