"""Provenance: every finished piece, every step, energy to the meter, a digest, a card."""

import json
import re

import numpy as np
import pytest

from workbench.analysis.ledger import StockEvent, replay
from workbench.analysis.provenance import check_record, is_good, records
from workbench.errors import SpecError
from workbench.formats.provenance_card import card_html, qr_svg, qr_text
from workbench.model import load_twin
from workbench.plan import lower
from workbench.sim import play
from workbench.sim.log import CHANGEOVER


@pytest.fixture(scope="module")
def made():
    factory = load_twin("rug_studio")
    spec = lower(factory)
    log = play(spec, seed=3, replications=2)
    ledger = replay(
        [
            StockEvent("1", 0, "receive", "yarn 12", 120.0, material="wool_yarn"),
            StockEvent("2", 1, "garment", "yarn 12", 9.0, into="spring_capsule 1"),
        ]
    )
    return factory, spec, log, records(factory, spec, log, ledger=ledger, footprint=12.5)


def test_every_finished_piece_has_its_record(made):
    listed = made[3]
    assert len(listed) == 12
    assert [record.piece for record in listed] == [f"spring_capsule {k}" for k in range(1, 13)]
    for record in listed:
        names = {(step.operation, step.lot) for step in record.steps}
        assert {("dye", lot) for lot in range(4)} <= names
        assert {op for op, _ in names} == {"dye", "tuft", "latex", "cure", "shear", "pack"}
        assert is_good(record)
        assert record.released <= min(s.start for s in record.steps)
        assert record.done == max(s.end for s in record.steps)
        assert record.operators
        assert all(re.fullmatch(r"(dyer|tufter) \d", name) for name in record.operators)


def test_the_energy_of_all_pieces_is_that_of_the_meter(made):
    _, _, log, listed = made
    own = log.only(replication=0)
    meter = own["energy"][own["kind"] != CHANGEOVER].sum()
    assert sum(record.energy for record in listed) == pytest.approx(meter)
    assert listed[0].energy == pytest.approx(sum(step.energy for step in listed[0].steps))
    assert np.isfinite(meter)


def test_lots_come_from_the_ledger(made):
    listed = made[3]
    assert listed[0].materials == (("yarn 12", "wool_yarn", 9.0),)
    assert listed[1].materials == ()
    assert dict(listed[0].inputs)["wool_yarn"] == ("OEKO-TEX",)
    assert "dyestuff" in dict(listed[0].inputs)


def test_a_changed_record_is_found_out(made):
    record = made[3][0]
    text = record.to_json()
    assert check_record(text)["digest"] == record.digest
    other = json.loads(text)
    other["energy"] += 1
    with pytest.raises(SpecError, match="does not match its digest"):
        check_record(json.dumps(other))
    with pytest.raises(SpecError, match="not a provenance record"):
        check_record("[]")
    with pytest.raises(SpecError, match="no replication 7"):
        records(*made[:3], replication=7)


def test_the_card_shows_the_piece_and_its_code(made):
    record = made[3][0].to_dict()
    page = card_html([record, made[3][1].to_dict()], address="https://studio.example/p/")
    assert page.count('class="card"') == 2
    assert "Rug, 3 m²" in page
    assert "Spring capsule, no. 1<" in page
    assert "Dyer 1" in page
    assert record["digest"] in page
    assert "12.50 kg CO₂e" in page
    assert "yarn 12" in page
    assert not re.findall(r'(?:src|href)="http', page)
    assert qr_text(record, "https://studio.example/p/") == (
        f"https://studio.example/p/{record['digest']}"
    )
    assert qr_svg(record).startswith("<svg")
    evil = {**record, "title": "<script>alert(1)</script>"}
    assert "<script>" not in card_html([evil])
    with pytest.raises(SpecError, match="the record has no digest"):
        qr_svg({k: v for k, v in record.items() if k != "digest"})
