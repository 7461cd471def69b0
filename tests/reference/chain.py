"""§6: the chain of an engagement; §8: the slack of notice along it."""
from __future__ import annotations

import math
from dataclasses import dataclass, field

from cells import as_number, items, text, tier_of


@dataclass
class Edge:
    giver: str
    taker: str
    row: dict
    kinds: frozenset | None = None                  # those that it carries (§6)


@dataclass
class Node:
    supplier: str
    tier: int = 0
    reach: float = 0.0
    depth: int = 0
    incoming: list = field(default_factory=list)    # edges that count, none for the prime
    known: bool = True
    kinds: frozenset | None = None                  # None: the engagement names none, so every control applies
    slack: float | None = None


@dataclass
class Chain:
    nodes: dict            # supplier -> Node, in topological order, the prime first
    edges: list            # those that count
    back: list             # back edges, self-loops among them
    unreached: list        # rows whose giver is not reached
    raised: list           # (edge, kinds stated that its giver does not receive)


def build_chain(case, engagement, tier) -> Chain:
    """§6: depth first from the prime, children in the order of their ids, each node entered once."""
    eid, prime = text(engagement["Engagement ID"]), text(engagement["Supplier ID"])
    rows = [Edge(text(r["From supplier ID"]), text(r["To supplier ID"]), r)
            for r in case.register["Subcontracts"] if text(r["Engagement ID"]) == eid]
    out = {}
    for e in rows:
        out.setdefault(e.giver, []).append(e)
    entered, path, finished, kept, back = set(), set(), [], [], []

    def visit(supplier):
        entered.add(supplier)
        path.add(supplier)
        for edge in sorted(out.get(supplier, []), key=lambda e: e.taker):
            if edge.taker in path:
                back.append(edge)
                continue
            kept.append(edge)
            if edge.taker not in entered:
                visit(edge.taker)
        path.discard(supplier)
        finished.append(supplier)

    visit(prime)
    unreached = [e for e in rows if e.giver not in entered]

    nodes = {s: Node(s, known=s in case.suppliers) for s in reversed(finished)}  # givers before takers
    for e in kept:
        nodes[e.taker].incoming.append(e)
    raised = pass_kinds(engagement, prime, nodes)
    for supplier, node in nodes.items():
        if supplier == prime:
            node.tier, node.reach, node.depth = tier, 1.0, 0
            continue
        node.tier = max(passed_tier(e, nodes[e.giver].tier) for e in node.incoming)
        node.reach = max(nodes[e.giver].reach * share_of(e) for e in node.incoming)
        node.depth = max(nodes[e.giver].depth + 1 for e in node.incoming)
    return Chain(nodes, kept, back, unreached, raised)


def kinds_of(row):
    return frozenset(k.lower() for k in items(row.get("Information kinds")))


def pass_kinds(engagement, prime, nodes):
    """§6: the kinds that each edge carries and each node receives; the edges that state a kind their giver lacks.
    Where the engagement names none, a node's kinds are None and every stated kind is raised."""
    own = kinds_of(engagement) or None
    raised = []
    for supplier, node in nodes.items():
        if supplier == prime:
            node.kinds = own
            continue
        for edge in node.incoming:
            stated, giver = kinds_of(edge.row), nodes[edge.giver].kinds
            if own is None:
                new = stated
            else:
                edge.kinds = stated or giver
                new = stated - giver
            if new:
                raised.append((edge, new))
        if own is not None:
            node.kinds = frozenset().union(*(edge.kinds for edge in node.incoming))
    return raised


def share_of(edge):
    share = as_number(edge.row.get("Share"))
    return 1.0 if share is None else share


def passed_tier(edge, giver_tier):
    """§6: min(edge tier, effective tier of the giver); blank: the tier received."""
    stated = tier_of(edge.row.get("Information tier"))
    return giver_tier if stated is None else min(stated, giver_tier)


def hours(row):
    return as_number(row.get("Notice hours agreed"))


def notice(case, engagement, tier, chain, prime):
    """§8 notice slack: max(0, H − R) − ΣT over a path; the smallest over the paths that end in a node. A path through
    a node without agreed hours has none."""
    owed, reserve = as_number(engagement.get("Notice hours owed")), as_number(engagement.get("Reserve hours"))
    if tier == 0:
        return   # a public engagement has no slack
    if owed is None:
        owed = case.policy["thresholds"]["notice_owed_factor"] * case.at(tier, "notice_hours_max")
    if reserve is None:
        reserve = case.at(tier, "notice_hours_reserve")
    longest = {}   # the largest ΣT over the complete paths that end in a node
    for supplier, node in chain.nodes.items():
        if supplier == prime:
            longest[supplier] = hours(engagement)
        else:
            sums = [longest[e.giver] + hours(e.row) for e in node.incoming if longest[e.giver] is not None and hours(e.row) is not None]
            longest[supplier] = max(sums, default=None)
        if longest[supplier] is not None:
            node.slack = max(0.0, owed - reserve) - longest[supplier]


def chain_likelihood(chain, scores):
    """§6: P_chain, V_chain, the largest and the summed ρ·P, the same with no control at all, and each node's share."""
    keep, squares, worst, total, bare = 1.0, 1.0, 0.0, 0.0, 1.0
    logs, found, any_domain = {}, False, False
    for supplier, node in chain.nodes.items():
        score = scores[supplier]
        if score.inherent is not None:
            any_domain = True
            bare *= 1 - node.reach * score.inherent
        if score.P is None:
            continue
        found = True
        part = node.reach * score.P
        f = 1 - part
        keep *= f
        squares *= f * f + node.reach ** 2 * score.V
        logs[supplier] = math.log(f)
        worst, total = max(worst, part), total + part
    inherent = 1 - bare if any_domain else None
    if not found:
        return {"P": None, "V": None, "low": None, "high": None, "worst": None, "inherent": inherent, "shares": {}}
    all_logs = sum(logs.values())
    return {"P": 1 - keep, "V": squares - keep * keep, "low": worst, "high": min(1.0, total), "worst": worst, "inherent": inherent,
            "shares": {supplier: value / all_logs for supplier, value in logs.items()} if all_logs else {}}
