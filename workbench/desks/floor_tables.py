"""The tabs beside a floor as HTML and SVG in the theme's colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from workbench.desks.floor_figures import money, signed, spent, time_text
from workbench.desks.text import Words, spoken

State = Mapping[str, Any]
_MINUS = "−"
_MOST_ROWS = 30


def rules(state: State, words: Words) -> str:
    """Return the rules with their margins, the broken and the tightest ones first."""
    labels = _labels(state)
    judged = [rule for rule in state["rules"] if rule["margin"] is not None or rule["broken"]]
    judged.sort(key=lambda r: (r["broken"] == 0, r["margin"] if r["margin"] is not None else 0.0))
    idle = len(state["rules"]) - len(judged)
    rows = []
    for rule in judged:
        margin = "" if rule["margin"] is None else _length(rule["margin"])
        tone = "" if not rule["broken"] else ("bad" if rule["severity"] == "error" else "warn")
        worst = " – ".join(labels.get(name, name) for name in rule["worst"])
        source = ", ".join(filter(None, (rule["source"], rule["edition"])))
        mark = " (estimate)" if rule["mark"] == "estimate" else ""
        kept = "kept" if not rule["broken"] else f"broken {rule['broken']}×"
        rows.append(
            f'<tr><td><span class="{tone or "good"}">{kept}</span></td><td>{escape(rule["text"])}'
            f"<small>{escape(source + mark)}</small></td>"
            f'<td class="num {tone}">{margin}</td><td>{escape(worst)}</td></tr>'
        )
    note = f'<p class="wb-note">{idle} more rules have nothing to judge on this floor.</p>'
    head = _head("", "Rule", "#Margin", "Where it is least")
    return (
        f'<table class="wb-rows"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'
        f"{note if idle else ''}{_utilities(state, words)}"
    )


def _utilities(state: State, words: Words) -> str:
    runs = state["scores"]["runs"]
    if not runs:
        return ""
    labels = _labels(state)
    missing = sum(1 for run in runs if not run["to"])
    if missing == len(runs):
        text = f"{missing} needs (water, power, …) and no utilities drawn on this floor."
        return f'<p class="wb-note">{text}</p>'
    rows = "".join(
        f"<tr><td>{escape(labels.get(run['station'], run['station']))}</td>"
        f"<td>{escape(run['kind'])}</td><td>{escape(spoken(run['to']) if run['to'] else 'none')}"
        f'</td><td class="num">{_length(run["length"]) if run["length"] is not None else "–"}</td>'
        f'<td class="num">{money(run["cost"], state["currency"]) if run["to"] else ""}</td></tr>'
        for run in runs
    )
    head = _head("Station", "Needs", "From", "#Run", "#Cost")
    return (
        f'<h3>{escape(words("utilities"))}</h3><table class="wb-rows"><thead>{head}</thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def changes(state: State, told: State, words: Words) -> str:
    """Return what a change of layout does, way by way, with its sum."""
    labels, currency = _labels(state), state["currency"]
    changed = told["changes"]
    rows = [row for row in changed["rows"] if abs(row["metres"]) > 0.05 or row["opened"]
            or row["closed"]]  # fmt: skip
    moved = state["scores"]["moves"]
    if not rows and not moved:
        return f'<p class="wb-note">{escape(words("change_none"))}</p>'
    body = "".join(
        f"<tr><td>{escape(labels.get(row['origin'], row['origin']))} → "
        f"{escape(labels.get(row['to'], row['to']))}</td><td>{escape(spoken(row['product']))}</td>"
        f'<td class="num">{_change(row["metres"], "m")}</td>'
        f'<td class="num {_tone(row["hours"])}">{_hours(row)}</td>'
        f'<td class="num">{_money(row["cost"], currency)}</td></tr>'
        for row in rows[:_MOST_ROWS]
    )
    total = (
        f"<tr><td>All {len(changed['rows'])} ways</td><td></td>"
        f'<td class="num">{_change(changed["metres"], "m")}</td>'
        f'<td class="num {_tone(changed["hours"])}">{_hours(changed)}</td>'
        f'<td class="num">{_money(changed["cost"], currency)}</td></tr>'
    )
    head = _head("Way", "Product", "#Walked", "#Time a week", "#Cost a week")
    listed = ", ".join(
        f"{escape(labels.get(m['station'], m['station']))} {m['distance'] / 1000:.1f} m"
        f" ({money(m['cost'], currency)})"
        for m in moved
    )
    move = f'<p class="wb-note">Moved from the twin: {listed}. {_payback(state, words)}</p>'
    move = move if moved else ""
    return (
        f'<table class="wb-rows"><thead>{head}</thead><tbody>{body}</tbody>'
        f"<tfoot>{total}</tfoot></table>{move}{_frontier(state, told, words)}"
    )


def _frontier(state: State, told: State, words: Words) -> str:
    """Return what the best few of the moves would do: seldom are all of them worth it."""
    labels, currency = _labels(state), state["currency"]
    rows = "".join(
        f"<tr><td>{len(row['moves'])}</td>"
        f"<td>{escape(', '.join(labels.get(name, name) for name in row['moves']))}</td>"
        f'<td class="num {_tone(row["cost"])}">{_money(row["cost"], currency)}</td>'
        f'<td class="num">{money(row["moving"], currency)}</td>'
        f"<td>{'' if row['clean'] else 'in the way of others until more is moved'}</td></tr>"
        for row in told.get("frontier", ())
    )
    if not rows:
        return ""
    head = _head("#Moves", "Which", "#Walking a week", "#Moving", "")
    return (
        f'<h3>{escape(words("plan_k"))}</h3><table class="wb-rows"><thead>{head}</thead>'
        f"<tbody>{rows}</tbody></table>{_phases(state, told, words)}"
    )


def _phases(state: State, told: State, words: Words) -> str:
    """Return the order in which to move: after each phase every rule is kept."""
    labels, currency = _labels(state), state["currency"]
    listed = "".join(
        f"<li>{escape(' and '.join(labels.get(n, n) for n in row['moves']))}"
        f"{' together' if len(row['moves']) > 1 else ''}: walking {_money(row['cost'], currency)}"
        " a week</li>"
        for row in told.get("phases", ())
    )
    if not listed:
        return ""
    return f'<h3>{escape(words("plan_phases"))}</h3><ol class="wb-phases">{listed}</ol>'


def _payback(state: State, words: Words) -> str:
    saved = -float((state.get("difference") or {}).get("cost") or 0.0)
    cost = state["scores"]["moving_cost"]
    if saved <= 0.005:
        return escape(words("payback_never", cost=money(cost, state["currency"])))
    return escape(words("payback", weeks=f"{cost / saved:,.0f}".replace(",", "\u202f")))


def relations(state: State, words: Words) -> str:
    """Return the relationship chart: a letter for each two stations, in words for each."""
    names = [station["name"] for station in state["stations"]]
    labels = _labels(state)
    cells = {(row["a"], row["b"]): row for row in state["chart"]}
    head = "".join(
        f'<th scope="col"><span>{escape(labels[name])}</span></th>' for name in names[1:]
    )
    body = []
    for i, a in enumerate(names[:-1]):
        row = [f'<th scope="row">{escape(labels[a])}</th>']
        for j, b in enumerate(names[1:], start=1):
            row.append(_cell(cells.get((a, b)), labels) if j > i else "<td></td>")
        body.append(f"<tr>{''.join(row)}</tr>")
    return (
        '<div class="wb-wide"><table class="wb-chart-rel"><thead><tr><td></td>'
        f"{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(row: Mapping[str, Any] | None, labels: Mapping[str, str]) -> str:
    if row is None:
        return "<td></td>"
    why = ", ".join(row["reasons"])
    said = f"{labels[row['a']]} and {labels[row['b']]}: judged {row['rating']}"
    said += f" ({why})" if why else ""
    said += f", {row['trips']:.1f} trips a week ({row['flow']})"
    if row["distance"] is not None:
        said += f", {_length(row['distance'])} apart on foot"
    small = row["rating"] if row["rating"] != "U" else ""
    return (
        f'<td class="rel {row["combined"]}" title="{escape(said)}"><b>{row["combined"]}</b>'
        f"<small>{small}{row['flow'] if row['flow'] != 'U' else ''}</small></td>"
    )


def ways(state: State, told: State, words: Words) -> str:
    """Return distance against intensity, and the spaghetti diagram by product."""
    return (
        f'<div class="wb-two"><div><h3>{escape(words("distance"))}</h3>'
        f"{_scatter(state, told['intensities'])}</div>"
        f"<div><h3>Spaghetti</h3>{_spaghetti(state, told['strands'])}</div></div>"
        f"{_intensities(state, told['intensities'])}"
    )


def _scatter(state: State, rows: Sequence[Mapping[str, Any]]) -> str:
    known = [row for row in rows if row["distance"] is not None]
    if not known:
        return '<p class="wb-note">Nothing is carried on this floor.</p>'
    w, h, left, low = 420.0, 230.0, 40.0, 34.0
    far = _nice(max(row["distance"] for row in known) / 1000)
    often = _nice(max(row["trips"] for row in known))
    labels = _labels(state)

    def x(row: Mapping[str, Any]) -> float:
        return left + (w - left - 12) * row["distance"] / 1000 / far

    def y(row: Mapping[str, Any]) -> float:
        return h - low - (h - low - 10) * row["trips"] / often

    grid = "".join(
        f'<path d="M{left} {h - low - (h - low - 10) * k / 4:.1f}H{w - 12}"/>'
        f'<text x="{left - 5}" y="{h - low - (h - low - 10) * k / 4 + 3:.1f}" '
        f'text-anchor="end">{often * k / 4:g}</text>'
        f'<text x="{left + (w - left - 12) * k / 4:.1f}" y="{h - low + 14}" '
        f'text-anchor="middle">{far * k / 4:g}</text>'
        for k in range(5)
    )
    dots = "".join(
        f'<circle cx="{x(row):.1f}" cy="{y(row):.1f}" r="{4 + 9 * row["share"] ** 0.5:.1f}" '
        f'class="{"hint" if row["hint"] else ""}"><title>'
        f"{escape(labels.get(row['origin'], row['origin']))} → "
        f"{escape(labels.get(row['to'], row['to']))}: {row['trips']:.1f} trips a week, "
        f"{row['distance'] / 1000:.1f} m</title></circle>"
        for row in known
    )
    return (
        f'<svg class="wb-plot" viewBox="0 0 {w:g} {h:g}" role="img" '
        f'aria-label="Trips a week against metres of a trip">{grid}{dots}'
        f'<text x="{(w + left) / 2}" y="{h - 4}" text-anchor="middle">metres of one trip</text>'
        f'<text transform="translate(10 {(h - low) / 2}) rotate(-90)" text-anchor="middle">'
        "trips a week</text></svg>"
    )


def _nice(value: float) -> float:
    from math import floor, log10

    power = 10.0 ** floor(log10(max(value, 1e-9)))
    return next(head * power for head in (1, 2, 4, 6, 8, 10) if head * power >= value)


def _spaghetti(state: State, strands: Sequence[Mapping[str, Any]]) -> str:
    ring = state["plan"]["outline"]
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    pad = 0.02 * max(wide, high)

    def line(points: Sequence[Sequence[float]]) -> str:
        return "M" + "L".join(f"{x:.0f} {-y:.0f}" for x, y in points)

    products = list(dict.fromkeys(strand["product"] for strand in strands))
    most = max((strand["trips"] for strand in strands), default=1.0) or 1.0
    px = max(wide, high) / 420
    walls = "".join(f'<path class="wall" d="{line(w)}Z"/>' for w in state["plan"]["walls"])
    bodies = "".join(f'<path class="body" d="{line(s["polygon"])}Z"/>' for s in state["stations"])
    lines = "".join(
        f'<path class="way" stroke="var(--wb-s{products.index(s["product"]) % 12 + 1})" '
        f'stroke-width="{px * (1 + 4 * (s["trips"] / most) ** 0.5):.0f}" d="{line(s["path"])}"/>'
        for s in strands
        if len(s["path"]) > 1
    )
    keys = "".join(
        f'<li><i style="background:var(--wb-s{k % 12 + 1})"></i>{escape(spoken(name))}</li>'
        for k, name in enumerate(products[:12])
    )
    box = f"{min(xs) - pad:.0f} {-max(ys) - pad:.0f} {wide + 2 * pad:.0f} {high + 2 * pad:.0f}"
    return (
        f'<svg class="wb-spaghetti" viewBox="{box}" role="img" aria-label="Ways of each product" '
        f'style="--one:{px:.1f}"><path class="floor" d="{line(ring)}Z"/>{walls}{bodies}{lines}'
        f'</svg><ul class="wb-legend">{keys}</ul>'
    )


def _intensities(state: State, rows: Sequence[Mapping[str, Any]]) -> str:
    labels = _labels(state)
    body = "".join(
        f'<tr class="{"hint" if row["hint"] else ""}">'
        f"<td>{escape(labels.get(row['origin'], row['origin']))} → "
        f'{escape(labels.get(row["to"], row["to"]))}</td><td class="num">{row["trips"]:.1f}</td>'
        f'<td class="num {"" if row["distance"] is not None else "bad"}">'
        f"{_length(row['distance']) if row['distance'] is not None else 'no way'}</td>"
        f'<td class="num">{100 * row["share"]:.0f} %</td>'
        f"<td>{'bring nearer' if row['hint'] else ''}</td></tr>"
        for row in rows[:_MOST_ROWS]
    )
    head = _head("Way", "#Trips a week", "#One trip", "#Share", "")
    return f'<table class="wb-rows"><thead>{head}</thead><tbody>{body}</tbody></table>'


def _head(*titles: str) -> str:
    """Return the head of a table; titles of numbers begin with # and stand at the right."""
    cells = "".join(
        f'<th class="num">{escape(t[1:])}</th>' if t[:1] == "#" else f"<th>{escape(t)}</th>"
        for t in titles
    )
    return f"<tr>{cells}</tr>"


def _labels(state: State) -> dict[str, str]:
    return {station["name"]: station["label"] for station in state["stations"]}


def _length(value: float) -> str:
    text = f"{value / 10:.0f} cm" if abs(value) < 1000 else f"{value / 1000:.2f} m"
    return text.replace("-", _MINUS)


def _change(value: float, unit: str) -> str:
    return signed(f"{abs(value):.1f} {unit}", value) if abs(value) >= 0.05 else "0"


def _hours(row: Mapping[str, Any]) -> str:
    if row.get("opened") or row.get("closed"):
        return "way opened" if row["opened"] else "way closed"
    return signed(spent(row["hours"]), row["hours"]) if abs(row["hours"]) > 1e-6 else "0"


def _money(value: float, currency: str) -> str:
    return signed(money(abs(value), currency), value) if abs(value) >= 0.005 else "0"


def _tone(change: float) -> str:
    return "good" if change < -1e-6 else "warn" if change > 1e-6 else ""


def walking(hours: float) -> str:
    """Return a week's walking in words."""
    return " ".join(time_text(hours))
