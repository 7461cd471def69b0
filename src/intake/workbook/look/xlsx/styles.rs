//! `styles.xml`: fonts, number formats, and the styles of cells, which refer to these.

use std::collections::HashMap;
use std::ops::ControlFlow;

use memchr::memmem;
use quick_xml::events::{BytesStart, Event};

use super::super::super::error::ReadError;
use super::super::super::parts::attribute;
use super::super::xml::{is_on, number};
use super::super::{Style, is_built_in_percent, is_percent, tally};

/// Whether a cell's style may strike out or show a percentage. Most do not, and reading them all takes longer than this
/// test.
pub(super) fn matter(xml: &[u8]) -> bool {
    let Some(end) = memmem::find(xml, b"</cellXfs>") else { return true };
    let Some(start) = memmem::rfind(&xml[..end], b"<cellXfs") else { return true };
    let (head, cells) = (&xml[..end], &xml[start..end]);
    let says = |text: &[u8], word: &[u8]| memmem::find(text, word).is_some();
    let count = |word: &[u8]| memmem::find_iter(cells, word).count();
    // A letter may be a character reference; a style without a format has that of its parent.
    [b"strike".as_slice(), b"%", b"&#"].iter().any(|word| says(head, word))
        || [b"numFmtId=\"9\"".as_slice(), b"numFmtId=\"10\""].iter().any(|word| says(cells, word))
        || count(b"<xf") != count(b" numFmtId=\"")
}

/// A font and a number format, as a style names them.
type StyleParts = (Option<u32>, Option<u32>);

/// Reads `styles.xml` up to the styles of cells.
#[derive(Default)]
pub(super) struct StylesReader {
    within: StyleList,
    /// Whether each font strikes out.
    fonts: Vec<bool>,
    /// Number formats, and whether each shows a percentage.
    formats: HashMap<u32, bool>,
    /// Styles that those of cells build on.
    parents: Vec<StyleParts>,
    cells: Vec<(StyleParts, Option<u32>)>,
}

/// A list in `styles.xml`. Fonts also occur outside of these lists.
#[derive(Default, Clone, Copy, PartialEq)]
enum StyleList {
    #[default]
    Other,
    Formats,
    Fonts,
    Parents,
    Cells,
}

impl StyleList {
    fn of(name: &str) -> Self {
        match name {
            "numFmts" => Self::Formats,
            "fonts" => Self::Fonts,
            "cellStyleXfs" => Self::Parents,
            "cellXfs" => Self::Cells,
            _ => Self::Other,
        }
    }
}

impl StylesReader {
    pub(super) fn event(&mut self, event: &Event<'_>) -> Result<ControlFlow<()>, ReadError> {
        match event {
            Event::Start(tag) => self.open(tag)?,
            Event::End(tag) => {
                let closed = StyleList::of(tag.local_name().as_ref());
                if closed == StyleList::Cells {
                    return Ok(ControlFlow::Break(()));
                }
                if closed != StyleList::Other {
                    self.within = StyleList::Other;
                }
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), ReadError> {
        let name = tag.local_name();
        let named = || (number(tag, "fontId"), number(tag, "numFmtId"));
        match (self.within, name.as_ref()) {
            (StyleList::Other, name) => self.within = StyleList::of(name),
            (StyleList::Formats, "numFmt") => {
                tally::room(self.formats.len())?;
                let code = attribute(tag, "formatCode").unwrap_or_default();
                let known = number(tag, "numFmtId").map(|format| (format, is_percent(&code)));
                self.formats.extend(known);
            }
            (StyleList::Fonts, "font") => tally::push(&mut self.fonts, false)?,
            (StyleList::Fonts, "strike") => {
                if let Some(font) = self.fonts.last_mut() {
                    *font = is_on(tag);
                }
            }
            (StyleList::Parents, "xf") => tally::push(&mut self.parents, named())?,
            (StyleList::Cells, "xf") => {
                tally::push(&mut self.cells, (named(), number(tag, "xfId")))?
            }
            _ => {}
        }
        Ok(())
    }

    /// The styles of cells.
    pub(super) fn styles(&self) -> Vec<Style> {
        let at = |place: Option<u32>| usize::try_from(place?).ok();
        let style = |((font, format), parent): &(StyleParts, Option<u32>)| {
            let parent = at(*parent).and_then(|parent| self.parents.get(parent));
            let font = font.or_else(|| parent?.0);
            let format = format.or_else(|| parent?.1).unwrap_or_default();
            Style {
                struck: at(font).and_then(|font| self.fonts.get(font)).copied().unwrap_or_default(),
                percent: self.formats.get(&format).copied().unwrap_or(is_built_in_percent(format)),
            }
        };
        self.cells.iter().map(style).collect()
    }
}
