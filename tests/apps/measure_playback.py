"""How smoothly a film of 10 000 events plays: `python -m tests.apps.measure_playback`.

The widget stands on a page of its own, without server and kernel: what is measured is the browser.
"""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from workbench.model import Scenario
from workbench.studies.filmed import filmed
from workbench.widgets import Playback

PIECES = 770  # T-shirts: a little over 10 000 events
SECONDS = 5
TABLES = ("pieces", "machines", "people", "carts", "counts")
PAGE = """<!doctype html><meta charset="utf-8"><style>%(css)s</style>
<body class="wb"><div class="wb wb-card" style="max-width: 960px"><div id="film"></div></div>
<script type="module">
const source = %(source)s, traits = %(traits)s, tables = %(tables)s;
const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
const module = await import(url);
for (const [name, text] of Object.entries(tables)) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  traits[name] = new DataView(bytes.buffer);
}
const model = { get: (name) => traits[name], set: (name, value) => { traits[name] = value; },
  save_changes() {}, on() {}, off() {}, send() {} };
module.default.render({ model, el: document.getElementById("film") });
document.body.dataset.ready = "yes";
</script>"""
GO = """at => { const range = document.querySelector("input[type=range]");
range.value = range.max * at; range.dispatchEvent(new Event("input")); }"""
PLAY = """async (seconds) => {
const press = (name) => document.querySelector(`button[aria-label=${name}]`)?.click();
press("Play");
const gaps = [], costs = [], end = performance.now() + 1000 * seconds;
let last = performance.now();
await new Promise((done) => { const next = (now) => { gaps.push(now - last); last = now;
  costs.push(Number(document.querySelector("canvas").dataset.cost));
  if (now < end) requestAnimationFrame(next); else done(); }; requestAnimationFrame(next); });
press("Pause");
return { gaps: gaps.slice(3), costs }; }"""


def page_of(view: Playback) -> str:
    """Return a page that shows the widget with a model that answers from its traits."""
    traits = {name: getattr(view, name) for name in ("scene", "film", "moment")}
    tables = {name: base64.b64encode(getattr(view, name)).decode() for name in TABLES}
    return PAGE % {
        "css": view._css,
        "source": json.dumps(view._esm).replace("</", "<\\/"),
        "traits": json.dumps(traits),
        "tables": json.dumps(tables),
    }


def main() -> None:
    base = "drops.C1"
    settings = {f"{base}.pieces": PIECES, f"{base}.orders": "", f"{base}.sizes": {}}
    view = Playback(filmed(Scenario("apparel_microfactory", settings=settings, replications=20)))
    sent = sum(len(getattr(view, name)) for name in TABLES)
    print(f"{view.film['events']} events, {len(view.pieces) // 40} stays, {sent / 1e6:.2f} MB sent")
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        path = Path(folder) / "film.html"
        path.write_text(page_of(view), encoding="utf-8")
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-ready]")
        for at in (0.0, 0.5, 0.9):
            page.evaluate(GO, at)
            found = page.evaluate(PLAY, SECONDS)
            gaps, costs = np.array(found["gaps"]), np.array(found["costs"])
            half, most, longest = np.quantile(gaps, (0.5, 0.99, 1.0))
            drawn = np.quantile(costs, (0.5, 0.95))
            print(
                f"from {at:.0%}: {len(gaps)} frames in {SECONDS} s, {half:.1f} ms apart, "
                f"99 of 100 within {most:.1f}, longest {longest:.1f}; "
                f"drawing {drawn[0]:.2f} ms, 95 of 100 within {drawn[1]:.2f}"
            )
        browser.close()


if __name__ == "__main__":
    main()
