//! A chain drawn as an indented tree.

use crate::assessment::chain::Graph;
use crate::model::{NodeIndex, Subcontract, SupplierId};

/// The number of levels that are drawn with lines; deeper lines state their level instead.
const DRAWN: usize = 12;

/// What a line of a tree shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// A party at its first occurrence.
    Party,
    /// A party that is drawn further up; it counts once.
    Again,
    /// A link that leads back to a party above.
    Back,
    /// A row of Subcontracts whose giver is not reached.
    Unreached,
}

/// A line of a tree.
#[derive(Debug)]
pub(super) struct TreeBranch<'a> {
    /// The party at its end.
    pub supplier: &'a SupplierId,
    /// The row of Subcontracts that leads to it; `None` for the prime.
    pub row: Option<&'a Subcontract>,
    /// The lines drawn left of the party.
    pub lines: String,
    /// What the line shows.
    pub stands: Stands,
}

/// A step of the depth-first search: a link down to a party, back up, or to a party that is drawn already.
struct DrawingStep<'a> {
    row: Option<&'a Subcontract>,
    to: NodeIndex,
    back: bool,
    /// The indentation of the lines below this one.
    indent: String,
    level: usize,
    last: bool,
}

/// Draws the chain of a prime depth first, children in the order of their ids, each party once. The search uses a
/// stack, not recursion, as a chain may be long.
pub(super) fn tree<'a>(prime: &'a SupplierId, rows: &[&'a Subcontract]) -> Vec<TreeBranch<'a>> {
    let graph = Graph::new(prime, rows);
    let below = below(&graph);
    let mut drawn = vec![false; graph.nodes.len()];
    let mut branches = Vec::new();
    let mut waiting = vec![DrawingStep {
        row: None,
        to: NodeIndex::PRIME,
        back: false,
        indent: String::new(),
        level: 0,
        last: true,
    }];
    while let Some(step) = waiting.pop() {
        let again = std::mem::replace(&mut drawn[step.to], true);
        let stands = match (step.back, again) {
            (true, _) => Stands::Back,
            (false, true) => Stands::Again,
            (false, false) => Stands::Party,
        };
        branches.push(TreeBranch {
            supplier: graph.nodes[step.to],
            row: step.row,
            lines: lines(&step),
            stands,
        });
        if stands == Stands::Party {
            waiting.extend(children(&step, &below[step.to]));
        }
    }
    branches.extend(graph.unreached.iter().map(|row| TreeBranch {
        supplier: &row.to,
        row: Some(row),
        lines: "╌╌ ".to_owned(),
        stands: Stands::Unreached,
    }));
    branches
}

/// The links of every node, in the order of the takers' ids: the taker's index, the row, and whether it leads back.
type Below<'a> = Vec<Vec<(NodeIndex, &'a Subcontract, bool)>>;

fn below<'a>(graph: &Graph<'a>) -> Below<'a> {
    let mut below: Below<'a> = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        below[edge.from].push((edge.to, edge.row, false));
    }
    for row in &graph.back {
        if let (Some(from), Some(to)) = (graph.node(&row.from), graph.node(&row.to)) {
            below[from].push((to, row, true));
        }
    }
    for list in &mut below {
        list.sort_by_key(|(to, _, back)| (graph.nodes[*to], *back));
    }
    below
}

/// The steps below a party in reverse order, as the search takes them from the end of its stack.
fn children<'a>(
    step: &DrawingStep<'a>,
    below: &[(NodeIndex, &'a Subcontract, bool)],
) -> Vec<DrawingStep<'a>> {
    let indent = match (step.level, step.last) {
        (0, _) => String::new(),
        (1..DRAWN, true) => format!("{}   ", step.indent),
        (1..DRAWN, false) => format!("{}│  ", step.indent),
        _ => step.indent.clone(),
    };
    let steps = below.iter().enumerate().rev().map(|(at, (to, row, back))| DrawingStep {
        row: Some(row),
        to: *to,
        back: *back,
        indent: indent.clone(),
        level: step.level + 1,
        last: at + 1 == below.len(),
    });
    steps.collect()
}

fn lines(step: &DrawingStep<'_>) -> String {
    let corner = if step.last { "└─ " } else { "├─ " };
    match step.level {
        0 => String::new(),
        1..=DRAWN => format!("{}{corner}", step.indent),
        level => format!("{}{corner}(level {level}) ", step.indent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EngagementId, Place};

    fn row(from: &str, to: &str) -> Subcontract {
        Subcontract {
            engagement: EngagementId::new("E-1"),
            from: SupplierId::new(from),
            to: SupplierId::new(to),
            tier: None,
            kinds: Vec::new(),
            share: 1.0,
            notice_agreed: None,
            flowed_down: true,
            consent: None,
            processing: Vec::new(),
            access: Vec::new(),
            mechanisms: Vec::new(),
            licence: None,
            place: Place::file("register.xlsx"),
        }
    }

    fn drawn(edges: &[(&str, &str)]) -> String {
        let rows: Vec<Subcontract> = edges.iter().map(|(from, to)| row(from, to)).collect();
        let prime = SupplierId::new("P");
        let text: Vec<String> = tree(&prime, &rows.iter().collect::<Vec<_>>())
            .iter()
            .map(|one| match one.stands {
                Stands::Party => format!("{}{}", one.lines, one.supplier),
                other => format!("{}{} {other:?}", one.lines, one.supplier),
            })
            .collect();
        text.join("\n")
    }

    #[test]
    fn a_diamond_a_circle_and_a_lost_row_are_drawn_once() {
        let edges =
            [("P", "A"), ("P", "B"), ("A", "C"), ("B", "C"), ("C", "D"), ("D", "A"), ("X", "Y")];
        insta::assert_snapshot!(drawn(&edges), @r"
        P
        ├─ A
        │  └─ C
        │     └─ D
        │        └─ A Back
        └─ B
           └─ C Again
        ╌╌ Y Unreached
        ");
    }

    #[test]
    fn a_long_chain_stays_narrow() {
        let names: Vec<String> = (0..40).map(|one| format!("N{one:02}")).collect();
        let mut edges = vec![("P", names[0].as_str())];
        edges.extend(names.windows(2).map(|two| (two[0].as_str(), two[1].as_str())));
        let text = drawn(&edges);
        assert_eq!(text.lines().count(), 41);
        assert!(text.lines().all(|line| line.chars().count() < 60), "{text}");
        assert!(text.ends_with("(level 40) N39"));
    }
}
