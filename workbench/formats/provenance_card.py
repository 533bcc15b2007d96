"""A card to print and hang on a piece: what it is, who made it, and a QR code of its record."""

from __future__ import annotations

import io
from html import escape
from typing import Any

import segno

from workbench.errors import SpecError

# Four cards of 95 × 65 mm stand on a sheet of A4 with room to cut.
_STYLE = """
  body { font: 10pt/1.35 system-ui, sans-serif; margin: 8mm; color: #1c1b1a; }
  .card { width: 95mm; height: 65mm; border: .3mm solid #8a8681; border-radius: 2mm;
          padding: 4mm; box-sizing: border-box; display: grid; break-inside: avoid;
          grid-template-columns: 1fr 26mm; gap: 3mm; margin: 0 4mm 4mm 0; float: left; }
  h2 { font-size: 12pt; margin: 0; }
  h2 + p { margin: 0 0 2mm; font-size: 9pt; color: #6b6762; }
  dl { margin: 0; display: grid; grid-template-columns: auto 1fr; gap: 0 2mm; font-size: 8pt; }
  dt { color: #6b6762; } dd { margin: 0; }
  svg { width: 26mm; height: 26mm; } .code { font: 6.5pt monospace; word-break: break-all; }
"""
_NEEDED = ("piece", "product", "made_at", "steps", "energy", "digest")


def qr_text(record: dict[str, Any], address: str = "") -> str:
    """Return what the code says: an address with the digest, or the digest with the piece."""
    _check(record)
    if address:
        return f"{address.rstrip('/')}/{record['digest']}"
    return f"{record['piece']} · {record['made_at']} · {record['digest']}"


def qr_svg(record: dict[str, Any], address: str = "") -> str:
    """Return the QR code as SVG, error correction M (15 %)."""
    out = io.BytesIO()
    code = segno.make(qr_text(record, address), error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, border=1, omitsize=True)
    return out.getvalue().decode("utf-8").strip()


def card_html(records: list[dict[str, Any]], *, address: str = "", title: str = "Cards") -> str:
    """Return a page of cards, ready to print, without anything from elsewhere.

    Parameters
    ----------
    records : list of dict
        From `workbench.analysis.provenance.Record.to_dict`.
    address : str
        Where records are published; the code then leads there.
    title : str
        Of the page.
    """
    cards = "\n".join(_card(record, address) for record in records)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title><style>{_STYLE}</style></head>\n<body>\n{cards}\n</body></html>\n"
    )


def _card(record: dict[str, Any], address: str) -> str:
    _check(record)
    steps = record["steps"]
    hands = list(dict.fromkeys(spoken(step["operator"]) for step in steps if step["operator"]))
    lots = list(dict.fromkeys(lot for lot, _, _ in record.get("materials", ())))
    lots = lots or [spoken(name).lower() for name, _ in record.get("inputs", ())]
    title, run = record.get("title") or record["product"], record.get("run", "")
    number = str(record["piece"]).rpartition(" ")[2]
    rows = [
        ("Made at", str(record["made_at"])),
        ("By", ", ".join(hands) or "–"),
        ("Steps", ", ".join(dict.fromkeys(s.get("label") or s["operation"] for s in steps))),
        ("Material", ", ".join(lots) or "–"),
        ("Energy", f"{record['energy']:.2f} kWh"),
    ]
    if record.get("footprint") is not None:
        rows.append(("Footprint", f"{record['footprint']:.2f} kg CO₂e"))
    if record.get("certificates"):
        rows.append(("Certified", ", ".join(record["certificates"])))
    listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
    return (
        f'<section class="card"><div><h2>{escape(str(title))}</h2>'
        f"<p>{escape(str(run))}, no. {escape(number)}</p><dl>{listed}</dl></div>"
        f'<div>{qr_svg(record, address)}<p class="code">{escape(str(record["digest"]))}</p></div>'
        "</section>"
    )


def spoken(name: str) -> str:
    """Return a key as a person says it: ``kiln_keeper 1`` as ``Kiln keeper 1``."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def _check(record: dict[str, Any]) -> None:
    missing = [name for name in _NEEDED if name not in record]
    if missing:
        raise SpecError(
            f"the record has no {', '.join(missing)}",
            where="record",
            advice="make it with Record.to_dict",
        )
