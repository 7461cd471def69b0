//! The same remark, word for word, in the answers of several suppliers.

use std::collections::HashMap;

use crate::catalogue::Vocabulary;
use crate::intake::value::cut;
use crate::model::{AnswerIndex, Code, Finding, Place, Response, ReturnedIndex};

/// The most remarks that are listed one by one.
const ONE_BY_ONE: usize = 100;

/// The most suppliers that a message names.
const NAMED: usize = 5;

/// Characters of a cell's text in a message.
const SHOWN: usize = 60;

/// The first place of a remark, and the suppliers that wrote it.
struct Written<'r> {
    response: ReturnedIndex,
    answer: AnswerIndex,
    suppliers: Vec<&'r str>,
}

/// Findings, each with the index of the response that it belongs to: the first one that holds the remark, in the order
/// of the files. Past a hundred remarks, one finding gives the number of the others.
pub fn across(responses: &[Response], vocabulary: &Vocabulary) -> Vec<(ReturnedIndex, Finding)> {
    let telling = &vocabulary.remarks;
    let mut seen: HashMap<&str, Written<'_>> = HashMap::new();
    for (at, response) in ReturnedIndex::each(responses) {
        for (index, given) in AnswerIndex::each(&response.answers) {
            let Some(text) = given.comment.as_deref().filter(|text| telling.tells(text)) else {
                continue;
            };
            let fresh = Written { response: at, answer: index, suppliers: Vec::new() };
            let written = seen.entry(text).or_insert(fresh);
            let supplier = response.supplier.as_str();
            // Files of one supplier mostly follow each other.
            if !written.suppliers.iter().rev().any(|known| *known == supplier) {
                written.suppliers.push(supplier);
            }
        }
    }
    let mut all: Vec<(&str, Written<'_>)> = seen
        .into_iter()
        .filter(|(_, written)| written.suppliers.len() >= telling.suppliers)
        .collect();
    all.sort_unstable_by_key(|(_, written)| (written.response, written.answer));
    let rest = all.len().saturating_sub(ONE_BY_ONE);
    let mut findings: Vec<(ReturnedIndex, Finding)> = all
        .iter()
        .take(ONE_BY_ONE)
        .map(|(text, written)| (written.response, finding(text, written, responses)))
        .collect();
    if let Some((_, written)) = all.get(ONE_BY_ONE) {
        let message = format!("{rest} more remarks stand in the answers of several suppliers");
        let place = Place::file(responses[written.response].file.clone());
        let more = Finding::new(Code::RemarkShared, message).at(place);
        findings.push((written.response, more));
    }
    findings
}

fn finding(text: &str, written: &Written<'_>, responses: &[Response]) -> Finding {
    let mut named: Vec<&str> = written.suppliers.clone();
    named.sort_unstable();
    let count = named.len();
    named.truncate(NAMED);
    let more = if count > NAMED { ", …" } else { "" };
    let message = format!(
        "{count} suppliers wrote the same remark ({}{more}): `{}`",
        named.join(", "),
        cut(text, SHOWN)
    );
    let response = &responses[written.response];
    let place = response.place(response.answers[written.answer].spot);
    let help = "ask each in its own words, or for documents; forms may have been passed around";
    Finding::new(Code::RemarkShared, message).of(&response.supplier).at(place).help(help)
}
