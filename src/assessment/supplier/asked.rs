//! Which questions speak of each control.

use crate::catalogue::{Catalogue, QuestionKind};
use crate::model::{QuestionIndex, Relation};

/// A question that speaks of a control.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub(super) questionnaire: u16,
    pub(super) question: QuestionIndex,
    /// How much of the control it asks for.
    pub(super) relation: Relation,
    /// Subset entries of one questionnaire that share a group are the whole together.
    pub(super) group: Option<(u16, &'a str)>,
    /// How many entries the group has, asked in a form or not.
    pub(super) group_size: usize,
}

/// Which questions speak of each control, in the order of questionnaires and questions. The same for
/// all suppliers.
#[derive(Debug)]
pub struct Asked<'a> {
    pub(super) by_control: Vec<Vec<Ask<'a>>>,
    /// Whether a question that asks for a date speaks of each control.
    pub(super) dated: Vec<bool>,
}

impl<'a> Asked<'a> {
    /// Sorts the questions of a catalogue by control.
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
