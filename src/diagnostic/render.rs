//! Draws a problem with the line or row that it is about.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::lines::{masked, visible};
use super::{Problem, Whereabouts};

/// A row of a sheet, drawn as one line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The cell: `file › Sheet!D14`.
    pub place: String,
    /// The row's number as Excel shows it.
    pub row: usize,
    /// The row's cells, joined.
    pub text: String,
    /// The byte range of `text` that is marked.
    pub span: Range<usize>,
    /// The note at the mark: how the cell was read.
    pub label: String,
}

fn renderer(color: bool) -> Renderer {
    if color { Renderer::styled() } else { Renderer::plain() }
}

/// A row is drawn as one line, so its line breaks and tabs become blanks. Each takes one byte, as before.
fn visible_break(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// A problem as text for people, with the line it is about.
pub fn problem(problem: &Problem, color: bool) -> String {
    let (message, help) = (visible(&problem.message), visible(&problem.help));
    let title = Level::ERROR.primary_title(message.as_ref());
    let mut group = match &problem.at {
        Whereabouts::Text { file, text, span } => {
            let snippet = Snippet::source(masked(text))
                .path(visible(file))
                .annotation(AnnotationKind::Primary.span(span.clone()));
            Group::with_title(title).element(snippet)
        }
        Whereabouts::Cell(place) => Group::with_title(title)
            .element(annotate_snippets::Origin::path(visible(&place.to_string()).into_owned())),
        Whereabouts::File(file) => {
            Group::with_title(title).element(annotate_snippets::Origin::path(visible(file)))
        }
    };
    if !problem.help.is_empty() {
        group = group.element(Level::HELP.message(help.as_ref()));
    }
    renderer(color).render(&[group])
}

/// A warning about a cell, drawn as its row with a mark under the cell.
pub fn excerpt(message: &str, excerpt: &Excerpt, help: &str, color: bool) -> String {
    let (message, help) = (visible(message), visible(help));
    // The span counts bytes of the unchanged text, so the drawn text must keep its length.
    let snippet = Snippet::source(visible_break(&masked(&excerpt.text)))
        .line_start(excerpt.row)
        .path(visible(&excerpt.place))
        .annotation(
            AnnotationKind::Primary.span(excerpt.span.clone()).label(visible(&excerpt.label)),
        );
    let mut group =
        Group::with_title(Level::WARNING.primary_title(message.as_ref())).element(snippet);
    if !help.is_empty() {
        group = group.element(Level::HELP.message(help.as_ref()));
    }
    renderer(color).render(&[group])
}
