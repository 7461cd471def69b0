//! Draws a problem with the line or row it stands in.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Problem, Whereabouts};

/// A row of a sheet, drawn as one line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// `file › Sheet!D14`.
    pub place: String,
    /// The row's number as Excel shows it.
    pub row: usize,
    /// The row's cells, joined.
    pub text: String,
    /// Bytes of the text under which the caret stands.
    pub span: Range<usize>,
    /// What became of it, at the caret.
    pub label: String,
}

fn renderer(color: bool) -> Renderer {
    if color { Renderer::styled() } else { Renderer::plain() }
}

/// A problem as people read it, with the line it stands in.
pub fn problem(problem: &Problem, color: bool) -> String {
    let title = Level::ERROR.primary_title(problem.message.as_str());
    let mut group = match &problem.at {
        Whereabouts::Text { file, text, span } => {
            let snippet = Snippet::source(text.as_ref())
                .path(file.as_ref())
                .annotation(AnnotationKind::Primary.span(span.clone()));
            Group::with_title(title).element(snippet)
        }
        Whereabouts::Cell(place) => {
            Group::with_title(title).element(annotate_snippets::Origin::path(place.to_string()))
        }
        Whereabouts::File(file) => {
            Group::with_title(title).element(annotate_snippets::Origin::path(file.clone()))
        }
    };
    if !problem.help.is_empty() {
        group = group.element(Level::HELP.message(problem.help.as_str()));
    }
    renderer(color).render(&[group])
}

/// A warning about a cell, drawn as its row with a caret under the cell.
pub fn excerpt(message: &str, excerpt: &Excerpt, help: &str, color: bool) -> String {
    let snippet = Snippet::source(excerpt.text.as_str())
        .line_start(excerpt.row)
        .path(excerpt.place.as_str())
        .annotation(
            AnnotationKind::Primary.span(excerpt.span.clone()).label(excerpt.label.as_str()),
        );
    let mut group = Group::with_title(Level::WARNING.primary_title(message)).element(snippet);
    if !help.is_empty() {
        group = group.element(Level::HELP.message(help));
    }
    renderer(color).render(&[group])
}
