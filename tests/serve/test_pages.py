"""The pages' parts, the scripts file, the hardened settings and the refusals at the start."""

from __future__ import annotations

import re
import socket
import time
from pathlib import Path

import pytest

from workbench.errors import SpecError
from workbench.model import load_twin
from workbench.serve import pictures, places, serve
from workbench.serve.configuration import Published, hardened
from workbench.serve.gallery import Gallery
from workbench.studies.executors import Executor

SERVE = Path(places.__file__).parent
#: Names of XML name spaces; nothing is asked from them.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")


def test_no_page_names_another_host():
    texts = [
        path.read_text()
        for path in SERVE.rglob("*")
        if path.suffix in {".html", ".j2", ".css", ".js"}
    ]
    assert len(texts) >= 8
    named = {found for text in texts for found in re.findall(r"https?://[^'\"\s>]+", text)}
    assert named <= set(NAMESPACES)


def test_scripts_are_written_once(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    folder = places.scripts_folder()
    script = folder / "voila" / "templates" / "workbench" / "static" / "plots.js"
    text = script.read_text()
    assert text.count(".call(window)") >= 4
    assert text.rstrip().endswith("new Event('workbench:plots'));")
    first = script.stat().st_mtime_ns
    assert places.scripts_folder() == folder
    assert script.stat().st_mtime_ns == first
    assert [path.name for path in script.parent.iterdir()] == ["plots.js"]


def test_settings_are_the_hardened_ones(tmp_path):
    config = hardened(Published("127.0.0.1", 8866, "t", ("a",)), tmp_path)
    voila = config.VoilaConfiguration
    assert voila.allow_template_override == voila.allow_theme_override == "NO"
    assert voila.show_tracebacks is False
    assert voila.strip_sources is True
    assert voila.file_allowlist == []
    assert config.Voila.token == "t"
    assert config.Sessions.cull_idle_timeout <= 300
    assert "@pyviz/jupyterlab_pyviz" not in voila.extension_allowlist


def test_pictures_show_every_station_that_stands(root):
    for twin in ("rug_studio", "apparel_microfactory"):
        factory = load_twin(twin)
        drawing = pictures.picture(factory)
        assert drawing.startswith("<svg")
        assert drawing.count("fill-opacity") == len(factory.floor.placements)


def test_ways_are_drawn_once_they_are_known():
    gallery = Gallery(("rug_studio",))
    assert "wb-way" not in gallery.cards()[0].picture
    gallery.learn_ways(Executor())
    end = time.monotonic() + 60
    while "wb-way" not in gallery.cards()[0].picture:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_twin_without_a_floor_is_drawn_by_its_routing():
    from workbench.model import Factory, Station

    drawing = pictures.picture(Factory("Plain <b>", stations=(Station("vat"), Station("frame"))))
    assert "vat" in drawing
    assert "<b>" not in drawing


def test_cards_hold_what_the_twin_says():
    cards = Gallery(("rug_studio", "nowhere")).cards()
    card, other = cards[0], cards[-1]
    assert card.title == load_twin("rug_studio").name
    assert card.sentence.endswith((".", "!"))
    assert dict(card.facts)["Stations"] == str(len(load_twin("rug_studio").stations))
    assert [door.app for door in card.doors][:2] == ["drop_planner", "floor_desk"]
    assert all(door.address == f"apps/{door.app}?twin=rug_studio" for door in card.doors)
    assert other.problem
    assert not other.doors


def test_a_twin_is_offered_in_the_apps_that_fit_it(tmp_path, monkeypatch):
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "twin.yaml").write_text("twin: Bare\nstations:\n  vat: {label: Vat}\n")
    monkeypatch.setenv("WORKBENCH_TWINS", str(tmp_path))
    (card,) = Gallery(("bare",)).cards()
    assert not card.problem
    assert not card.doors


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_does_not_exist_is_refused(port):
    with pytest.raises(SpecError, match="does not exist"):
        serve(port=port)


def test_a_port_in_use_is_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SpecError, match="cannot listen"):
            serve(port=taken.getsockname()[1])


def test_an_unknown_twin_is_refused_before_anything_starts():
    with pytest.raises(SpecError, match="rug_studoi"):
        serve(port=0, twins=["rug_studoi"])


def test_a_twin_that_cuts_nothing_has_no_marker_desk():
    rugs, tees = Gallery(("rug_studio", "apparel_microfactory")).cards()
    assert "marker_desk" not in {door.app for door in rugs.doors}
    assert "marker_desk" in {door.app for door in tees.doors}
