//! The chain of an engagement: who receives what, through whom (docs/method.md §5).

pub mod stage;
pub mod transfer;

use std::collections::HashMap;

use crate::model::{Engagement, Kinds, LinkIndex, NodeIndex, Subcontract, SupplierId, Tier};

/// An edge of the chain: information passes from one node to the next.
#[derive(Debug, Clone, Copy)]
pub struct Edge<'a> {
    /// The index of the giver among the nodes.
    pub from: NodeIndex,
    /// The index of the taker among the nodes.
    pub to: NodeIndex,
    /// The row of the register.
    pub row: &'a Subcontract,
}

/// The chain of an engagement, before any tier is known. Node 0 is the prime.
#[derive(Debug)]
pub struct Graph<'a> {
    /// The nodes: the prime, then the others in the order in which they are entered.
    pub nodes: Vec<&'a SupplierId>,
    /// The edges that count, those of each giver before those of its takers.
    pub edges: Vec<Edge<'a>>,
    /// Back edges: they lead to a node on the current path and count for nothing else.
    pub back: Vec<&'a Subcontract>,
    /// The index of each node.
    places: HashMap<&'a SupplierId, NodeIndex>,
    /// Rows whose giver is not reached.
    pub unreached: Vec<&'a Subcontract>,
    /// The edges that arrive at each node, as indexes into `edges`.
    pub arriving: Vec<Vec<LinkIndex>>,
}

/// The progress of the depth-first search at a node.
struct Visit {
    node: NodeIndex,
    next: usize,
}

impl<'a> Graph<'a> {
    /// Builds the graph from the rows of an engagement: depth first from its prime, children in the order of their ids,
    /// each node once. The search uses a stack, not recursion, as a chain may be long.
    pub fn new(prime: &'a SupplierId, rows: &[&'a Subcontract]) -> Self {
        let mut children: HashMap<&SupplierId, Vec<&'a Subcontract>> = HashMap::new();
        for row in rows {
            children.entry(&row.from).or_default().push(row);
        }
        for list in children.values_mut() {
            list.sort_by(|a, b| a.to.cmp(&b.to));
        }
        let mut index: HashMap<&'a SupplierId, NodeIndex> =
            HashMap::from([(prime, NodeIndex::PRIME)]);
        let mut nodes = vec![prime];
        let mut on_path = vec![true];
        let mut finished: Vec<NodeIndex> = Vec::new();
        let (mut kept, mut back) = (Vec::new(), Vec::new());
        let mut path = vec![Visit { node: NodeIndex::PRIME, next: 0 }];
        while let Some(visit) = path.last_mut() {
            let node = visit.node;
            let child = children.get(nodes[node]).and_then(|list| list.get(visit.next)).copied();
            visit.next += 1;
            let Some(row) = child else {
                on_path[node] = false;
                finished.push(node);
                path.pop();
                continue;
            };
            match index.get(&row.to) {
                Some(to) if on_path[*to] => back.push(row),
                Some(to) => kept.push(Edge { from: node, to: *to, row }),
                None => {
                    let to = NodeIndex::from(nodes.len());
                    index.insert(&row.to, to);
                    nodes.push(&row.to);
                    on_path.push(true);
                    kept.push(Edge { from: node, to, row });
                    path.push(Visit { node: to, next: 0 });
                }
            }
        }
        // A node is finished after everything below it, so the reverse order has givers before takers.
        let mut order = vec![0; nodes.len()];
        for (position, node) in finished.iter().rev().enumerate() {
            order[*node] = position;
        }
        kept.sort_by_key(|edge| order[edge.from]);
        let mut arriving = vec![Vec::new(); nodes.len()];
        for (at, edge) in LinkIndex::each(&kept) {
            arriving[edge.to].push(at);
        }
        let unreached = rows.iter().filter(|row| !index.contains_key(&row.from)).copied().collect();
        Self { nodes, edges: kept, back, unreached, arriving, places: index }
    }

    /// The index of a supplier among the nodes.
    pub fn node(&self, supplier: &SupplierId) -> Option<NodeIndex> {
        self.places.get(supplier).copied()
    }
}

/// The position of a node in the chain, at one tier of the engagement.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// The highest tier that arrives.
    pub tier: Tier,
    /// The kinds that arrive over all links.
    pub kinds: Kinds,
    /// The largest product of shares over paths from the prime, in (0, 1].
    pub reach: f64,
    /// The number of levels below the prime along the longest path.
    pub depth: u32,
    /// The largest sum of agreed notice hours over the paths that end here and state all their hours.
    pub notice_hours: Option<f64>,
}

impl Edge<'_> {
    /// The kinds that it passes on: those in its row, else all that its giver receives.
    pub fn carries(&self, giver: Kinds) -> Kinds {
        if self.row.kinds.is_empty() { giver } else { Kinds::from(self.row.kinds.as_slice()) }
    }
}

/// What the prime receives, and the notice hours it agreed.
#[derive(Debug, Clone, Copy)]
pub struct Received {
    /// The tier.
    pub tier: Tier,
    /// The kinds; `None` if the register names none: every node then counts as receiving all.
    pub kinds: Option<Kinds>,
    /// The notice hours that the prime agreed.
    pub notice: Option<f64>,
}

impl Received {
    /// What an engagement passes to its prime, if it were of the given tier.
    pub fn new(engagement: &Engagement, tier: Tier) -> Self {
        let kinds = Kinds::from(engagement.kinds.as_slice());
        Self {
            tier,
            kinds: Some(kinds).filter(|kinds| !kinds.is_empty()),
            notice: engagement.notice_agreed,
        }
    }
}

/// The position of every node. An edge passes at most the tier of its giver.
pub fn positions(graph: &Graph<'_>, received: Received) -> Vec<Position> {
    let Received { tier, kinds, notice } = received;
    let everywhere = if kinds.is_none() { Kinds::ALL } else { Kinds::NONE };
    let start = Position {
        tier: Tier::Public,
        kinds: everywhere,
        reach: 0.0,
        depth: 0,
        notice_hours: None,
    };
    let mut positions = vec![start; graph.nodes.len()];
    let kinds = kinds.unwrap_or(Kinds::ALL);
    positions[NodeIndex::PRIME] =
        Position { tier, kinds, reach: 1.0, depth: 0, notice_hours: notice };
    for edge in &graph.edges {
        let giver = positions[edge.from].clone();
        let hours = giver.notice_hours.zip(edge.row.notice_agreed).map(|(above, own)| above + own);
        let taker = &mut positions[edge.to];
        taker.tier = taker.tier.max(edge.row.tier.unwrap_or(giver.tier).min(giver.tier));
        taker.kinds = taker.kinds.and(edge.carries(giver.kinds));
        taker.reach = taker.reach.max(giver.reach * edge.row.share);
        taker.depth = taker.depth.max(giver.depth + 1);
        taker.notice_hours = match (taker.notice_hours, hours) {
            (Some(known), Some(new)) => Some(known.max(new)),
            (known, new) => known.or(new),
        };
    }
    positions
}
