"""§8, Transfers: where information may go."""
from __future__ import annotations

from cells import READINGS, countries, folded, items, names_something


def regime_of(policy, origin):
    return next((r for r in policy["regimes"].values() if origin in r["countries"]), None)


def mechanisms(policy, value):
    """§8: words of the Transfer mechanism cell; the policy's key or title, ignoring case, blanks and punctuation."""
    names = {}
    for key, title in policy["mechanisms"].items():
        names[folded(key)] = key
        names[folded(title)] = key
    return {names[folded(w)] for w in items(value) if folded(w) in names}


def node_countries(case, supplier, row):
    """§8: processing countries (blank: the supplier's country), and those with the access countries."""
    processing = countries(row.get("Processing countries"))
    if not processing and supplier in case.suppliers:
        processing = countries(case.suppliers[supplier].get("Country"))
    return processing, processing + [c for c in countries(row.get("Access countries")) if c not in processing]


def transfer_rules(case, engagement, supplier, row, kinds):
    """§8: the names of the transfer rules that fire on one edge (the engagement's row for the prime), with the kinds
    that it carries; None where the engagement names none: nothing is tested."""
    fired = []
    kinds = kinds or frozenset()
    origin = next(iter(countries(engagement["Origin country"])), None)
    regime = regime_of(case.policy, origin)
    processing, places = node_countries(case, supplier, row)
    nowhere = not places if READINGS["no-country"] == "none-at-all" else not processing
    words = mechanisms(case.policy, row.get("Transfer mechanism"))
    if "personal-data" in kinds:
        if regime is None or nowhere:
            fired.append("transfer-unknown")
        if regime is not None and any(not may_receive(regime, c, words) for c in places):
            fired.append("transfer-mechanism")
    local = (regime or {}).get("localisation")
    if local and kinds & set(local["kinds"]) and not words & set(local["exception"]):
        if any(c not in regime["countries"] for c in places):
            fired.append("localisation")
    if "export-controlled" in kinds:
        area = set(regime["export_area"]) if regime else set()
        if origin not in area:
            area = {origin}
        leaves = any(c not in area for c in places)
        if nowhere or (leaves and not names_something(row.get("Licence reference"))):
            fired.append("export-licence")
    return fired


def may_receive(regime, country, words):
    """§8: in the regime, adequate for it, or covered by a mechanism that the regime accepts."""
    if country in regime["countries"] or words & set(regime["mechanisms"]):
        return True
    if country in regime["never_adequate"]:
        return False
    if regime["adequate"] != "any" and country not in regime["adequate"]:
        return False
    needs = regime["adequate_only_with"].get(country)
    return not needs or bool(words & set(needs))
