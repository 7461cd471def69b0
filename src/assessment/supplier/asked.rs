//! The questions about each control.

use crate::catalogue::{Catalogue, QuestionKind};
use crate::model::{QuestionIndex, Relation};

/// A question about a control.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub(super) questionnaire: u16,
    pub(super) question: QuestionIndex,
    /// How much of the control it asks for.
    pub(super) relation: Relation,
    /// Subset entries of one questionnaire with the same group cover the whole control together.
    pub(super) group: Option<(u16, &'a str)>,
    /// The number of entries in the group, whether a form has them or not.
    pub(super) group_size: usize,
}

/// The questions about each control, in the order of questionnaires and questions; the same for all suppliers.
#[derive(Debug)]
pub struct Asked<'a> {
    pub(super) by_control: Vec<Vec<Ask<'a>>>,
    /// For each control whether one of its questions asks for a date.
    pub(super) dated: Vec<bool>,
}

impl<'a> Asked<'a> {
    /// Groups the questions of a catalogue by control.
    pub fn new(catalogue: &'a Catalogue) -> Self {
        let mut by_control: Vec<Vec<Ask<'a>>> = Vec::new();
        by_control.resize_with(catalogue.controls.list().len(), Vec::new);
        let mut dated = vec![false; by_control.len()];
        for (position, questionnaire) in (0_u16..).zip(&catalogue.questionnaires) {
            for (index, question) in QuestionIndex::each(&questionnaire.questions) {
                for reach in &question.reaches {
                    dated[reach.control] |= question.kind == QuestionKind::Date;
                    let group = reach.group.as_deref();
                    let size = |group| questionnaire.group_size(reach.control, group);
                    by_control[reach.control].push(Ask {
                        questionnaire: position,
                        question: index,
                        relation: reach.relation,
                        group: group.map(|group| (position, group)),
                        group_size: group.map_or(0, size),
                    });
                }
            }
        }
        Self { by_control, dated }
    }
}
