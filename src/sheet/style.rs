//! Every colour, width and format of the report workbooks.
//!
//! Colour-blind readers can tell the colours apart (red–yellow–blue and cividis scales), and a word or a number always
//! stands beside a colour.

use rust_xlsxwriter::{
    Color, ConditionalFormatDataBar, ConditionalFormatType, Format, FormatAlign, FormatBorder,
};

use super::fillable;
use crate::assessment::certificate::Standing;
use crate::model::{FileStatus, Outcome, Severity};

/// The kind of values in a column, which decides their format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Short text.
    Text,
    /// Text that may take several lines.
    Wrap,
    /// Text in a font of fixed width.
    Drawing,
    /// A whole number.
    Count,
    /// A number with four decimals.
    Figure,
    /// A number as entered, with all its decimals.
    Plain,
    /// A share as a percentage with one decimal.
    Percent,
    /// A percentage, with a bar from 0 to the largest of the column.
    Bar,
    /// Money.
    Money,
    /// A day.
    Date,
}

/// Widths of columns, in characters.
pub mod width {
    /// A rank or another small number.
    pub const TINY: f64 = 7.0;
    /// A percentage.
    pub const SMALL: f64 = 9.0;
    /// A figure or a short word.
    pub const FIGURE: f64 = 11.5;
    /// A date.
    pub const DATE: f64 = 12.0;
    /// A tier.
    pub const TIER: f64 = 13.0;
    /// A figure below a long header.
    pub const WIDE_FIGURE: f64 = 15.0;
    /// An identifier.
    pub const ID: f64 = 14.0;
    /// A word such as a rule's or a decision's.
    pub const WORD: f64 = 23.0;
    /// A name.
    pub const NAME: f64 = 28.0;
    /// A sentence in a narrow column.
    pub const REASON: f64 = 36.0;
    /// A sentence.
    pub const SENTENCE: f64 = 48.0;
    /// A long sentence.
    pub const LONG: f64 = 64.0;
    /// A chain drawn as a tree.
    pub const TREE: f64 = 52.0;
}

/// The number of cells in which a range is drawn.
pub const RANGE_CELLS: usize = 24;

/// Size of the chart on the first sheet, in pixels.
pub const CHART: (u32, u32) = (620, 212);

/// Size of the waterfall, in pixels.
pub const WATERFALL: (u32, u32) = (860, 300);

/// Colours of sums, rises and falls in the waterfall, as RGB.
pub const MOVES: (u32, u32, u32) = (0x48_6581, 0xB2_182B, 0x21_66AC);

const INK: u32 = 0x1F2933;
const FAINT: u32 = 0x616E7C;
const HEAD: u32 = 0x243B53;
const LINE: u32 = 0xBCCCDC;
const WHITE: u32 = 0xFF_FFFF;
const BAR: u32 = 0xA6CEE3;

/// The cividis scale in ten steps, dark (weak) to light (strong).
const HEAT: [u32; 10] = [
    0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55,
    0xFEE838,
];

/// From this step on dark text is readable.
const HEAT_DARK_TEXT_FROM: usize = 5;

/// Bands of the strength of a domain, for display only; gates use the policy's numbers.
pub const BANDS: [(f64, &str); 4] = [(0.0, "weak"), (0.4, "fair"), (0.6, "good"), (0.8, "strong")];

/// The word for a strength.
pub fn band(strength: f64) -> &'static str {
    BANDS.iter().rev().find(|(from, _)| strength >= *from).map_or(BANDS[0].1, |(_, word)| word)
}

/// Colours of a filled cell, as RGB.
#[derive(Clone, Copy)]
struct Colours {
    background: u32,
    text: u32,
}

/// Background and text colour of an outcome.
const fn outcome_colours(outcome: Outcome) -> Colours {
    let (background, text) = match outcome {
        Outcome::Reject => (0xB2182B, WHITE),
        Outcome::Hold => (0xEF8A62, INK),
        Outcome::Escalate => (0xFEE090, INK),
        Outcome::Condition => (0x92C5DE, INK),
        Outcome::Approve => (0x2166AC, WHITE),
    };
    Colours { background, text }
}

/// The data bar behind the figures of a column.
pub fn bar() -> ConditionalFormatDataBar {
    ConditionalFormatDataBar::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_fill_color(Color::RGB(BAR))
        .set_solid_fill(true)
        .set_border_off(true)
}

/// The colour of an outcome in charts.
pub fn outcome_colour(outcome: Outcome) -> Color {
    Color::RGB(outcome_colours(outcome).background)
}

/// All formats of a workbook.
#[derive(Debug)]
pub struct SheetStyle {
    /// The title of a sheet.
    pub title: Format,
    /// Text below a title.
    pub note: Format,
    /// A statement that must not be overlooked.
    pub statement: Format,
    /// The heading of a part of a sheet.
    pub heading: Format,
    /// Running text.
    pub line: Format,
    /// Column headers.
    pub head: Format,
    /// The border below a row.
    pub rule: Format,
    /// A link to another sheet of the workbook.
    pub link: Format,
    /// A figure that does not exist.
    pub absent: Format,
    /// A figure with a bar behind it; it includes the border below its row.
    pub bar: Format,
    text: Format,
    wrap: Format,
    drawing: Format,
    count: Format,
    figure: Format,
    plain: Format,
    percent: Format,
    money: Format,
    date: Format,
    outcomes: [Format; 5],
    error: Format,
    warning: Format,
    muted: Format,
    heat: [Format; 10],
    /// Formats of the memo.
    pub memo: MemoStyles,
}

/// Formats of the one-page memo.
#[derive(Debug)]
pub struct MemoStyles {
    /// The decision, one format for each outcome.
    pub bands: [Format; 5],
    /// Heading of a part.
    pub heading: Format,
    /// Running text that may take several lines.
    pub text: Format,
    /// The text right of the decision.
    pub said: Format,
    /// The label left of a text.
    pub label: Format,
    /// The label left of a place to fill in, aligned right.
    pub right: Format,
    /// A place to fill in by hand.
    pub sign: Format,
    /// A cell to fill in on the screen.
    pub open: Format,
    /// Secondary text.
    pub faint: Format,
}

impl MemoStyles {
    fn new() -> Self {
        let base = || {
            Format::new()
                .set_font_color(Color::RGB(INK))
                .set_font_size(10)
                .set_align(FormatAlign::Top)
                .set_text_wrap()
        };
        let label = || base().set_bold();
        Self {
            bands: Outcome::ALL.map(|outcome| {
                filled(outcome_colours(outcome))
                    .set_bold()
                    .set_font_size(15)
                    .set_align(FormatAlign::Center)
                    .set_align(FormatAlign::VerticalCenter)
            }),
            heading: base()
                .set_bold()
                .set_font_size(12)
                .set_font_color(Color::RGB(HEAD))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(LINE)),
            text: base(),
            said: base().set_align(FormatAlign::VerticalCenter).set_indent(1),
            label: label(),
            right: label().set_align(FormatAlign::Right),
            sign: base()
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(INK)),
            open: fillable::open()
                .set_font_color(Color::RGB(INK))
                .set_font_size(10)
                .set_align(FormatAlign::VerticalCenter),
            faint: base().set_font_size(9).set_font_color(Color::RGB(FAINT)),
        }
    }
}

impl Default for SheetStyle {
    fn default() -> Self {
        Self::new()
    }
}

impl SheetStyle {
    /// The one style of all workbooks.
    pub fn new() -> Self {
        let base = || Format::new().set_font_color(Color::RGB(INK));
        let cell = || base().set_align(FormatAlign::Top);
        let number = |format: &str| {
            // `_-` leaves a blank as wide as a dash, so that a number does not touch the text beside it.
            cell().set_num_format(format!("{format}_-")).set_align(FormatAlign::Right)
        };
        Self {
            title: base().set_bold().set_font_size(16).set_font_color(Color::RGB(HEAD)),
            note: base().set_font_color(Color::RGB(FAINT)),
            statement: base().set_bold(),
            heading: base().set_bold().set_font_size(13).set_font_color(Color::RGB(HEAD)),
            line: base(),
            head: head(),
            rule: Format::new()
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(LINE)),
            link: cell()
                .set_font_color(Color::RGB(0x0B5394))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            absent: cell().set_align(FormatAlign::Center).set_font_color(Color::RGB(FAINT)),
            bar: number("0.0%")
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(LINE)),
            text: cell(),
            wrap: cell().set_text_wrap(),
            drawing: cell().set_font_name("Consolas").set_font_size(10),
            count: number("#,##0"),
            figure: number("0.0000"),
            plain: number("General"),
            percent: number("0.0%"),
            money: number("#,##0"),
            date: cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            outcomes: Outcome::ALL.map(|outcome| filled(outcome_colours(outcome))),
            error: filled(Colours { background: 0xD6604D, text: WHITE }),
            warning: filled(Colours { background: 0xFDDBC7, text: INK }),
            muted: filled(Colours { background: 0xE4E7EB, text: INK }),
            heat: std::array::from_fn(heat),
            memo: MemoStyles::new(),
        }
    }

    /// The format of a kind of column.
    pub const fn of(&self, kind: ColumnKind) -> &Format {
        match kind {
            ColumnKind::Text => &self.text,
            ColumnKind::Wrap => &self.wrap,
            ColumnKind::Drawing => &self.drawing,
            ColumnKind::Count => &self.count,
            ColumnKind::Figure => &self.figure,
            ColumnKind::Plain => &self.plain,
            ColumnKind::Percent | ColumnKind::Bar => &self.percent,
            ColumnKind::Money => &self.money,
            ColumnKind::Date => &self.date,
        }
    }

    /// The format of an outcome or decision.
    pub const fn outcome(&self, outcome: Outcome) -> &Format {
        &self.outcomes[outcome as usize]
    }

    /// The format of a severity.
    pub const fn severity(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Error => &self.error,
            Severity::Warning => &self.warning,
            Severity::Note => &self.muted,
        }
    }

    /// The format of a file's status.
    pub const fn file_status(&self, status: FileStatus) -> &Format {
        match status {
            FileStatus::Accepted => self.outcome(Outcome::Approve),
            FileStatus::Quarantined => self.outcome(Outcome::Hold),
            FileStatus::Refused => self.outcome(Outcome::Reject),
            FileStatus::Superseded => &self.muted,
        }
    }

    /// The format of a certificate's status; `None` if its scheme is not listed.
    pub const fn certificate_status(&self, status: Option<Standing>) -> &Format {
        match status {
            Some(Standing::Valid) => self.outcome(Outcome::Approve),
            Some(Standing::Expiring) => self.outcome(Outcome::Escalate),
            Some(_) => self.outcome(Outcome::Hold),
            None => &self.muted,
        }
    }

    /// The format of a strength from 0 to 1.
    pub fn heat(&self, strength: f64) -> &Format {
        let step = (1..10_u8).rev().find(|step| strength >= f64::from(*step) / 10.0);
        &self.heat[usize::from(step.unwrap_or(0))]
    }
}

fn head() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_font_color(Color::RGB(WHITE))
        .set_background_color(Color::RGB(HEAD))
        .set_border_right(FormatBorder::Thin)
        .set_border_right_color(Color::RGB(LINE))
}

fn filled(colours: Colours) -> Format {
    Format::new()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(colours.background))
        .set_font_color(Color::RGB(colours.text))
}

fn heat(step: usize) -> Format {
    let text = if step < HEAT_DARK_TEXT_FROM { WHITE } else { 0 };
    filled(Colours { background: HEAT[step], text })
        .set_num_format("0.00")
        .set_align(FormatAlign::Center)
}
