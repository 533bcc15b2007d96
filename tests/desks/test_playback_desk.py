"""The playback desk without a page: a film is shown, a slider asks for another, faults are told."""

from __future__ import annotations

import pytest

from workbench.desks import PlaybackDesk
from workbench.errors import SpecError
from workbench.model import Scenario
from workbench.studies.executors import resolve_name

TUFTERS = "pools.tufter.size"


class AtOnce:
    """An executor that answers at once, in this process."""

    def __init__(self):
        self.asked, self.broken = [], None

    def submit(self, task, question, *, on_done=None, on_error=None, **_):
        self.asked.append((task.rpartition(":")[2], question))
        if self.broken is not None:
            on_error(self.broken)
            return self
        try:
            answer = resolve_name(task)(question)
        except SpecError as error:
            on_error(error)
        else:
            on_done(answer)
        return self

    def cancel(self):
        """Nothing is on its way."""


@pytest.fixture
def workers(monkeypatch):
    from workbench.studies import executors

    made = AtOnce()
    monkeypatch.setattr(executors, "executor", lambda: made)
    return made


@pytest.fixture
def desk(workers):
    return PlaybackDesk("rug_studio")


def values(desk):
    return {card["name"]: card["value"] for card in desk._kpis.cards}


def test_it_opens_with_a_film_and_its_figures(desk, workers):
    assert [task for task, _ in workers.asked] == ["filmed_run", "detail"]
    assert repr(desk.playback).startswith("Playback(12 × rug")
    assert values(desk)["inside"] == "12"
    assert values(desk)["busiest"] == "Dye vat"
    assert desk._status.state == "idle"
    assert all(card["definition"] for card in desk._kpis.cards)


def test_a_slow_run_takes_longer(desk):
    typical = float(values(desk)["makespan"])
    desk._which.set_state({"value": "slow"})
    assert float(values(desk)["makespan"]) > typical


def test_a_slider_and_a_variant_make_another_run_and_the_link_keeps_it(desk):
    desk._sliders[TUFTERS].set_state({"value": 3})
    desk._variant.set_state({"value": "dye_off_site"})
    assert desk.scenario.settings == {TUFTERS: 3}
    assert desk.scenario.variant == "dye_off_site"
    link = desk.link.split("scenario=")[1].split("&")[0]
    again = PlaybackDesk("rug_studio", Scenario.from_link(link))
    assert again.scenario == desk.scenario
    assert again._sliders[TUFTERS].value == 3


def test_another_twin_takes_its_own_controls(desk):
    desk._twin.set_state({"value": "apparel_microfactory"})
    assert desk.scenario.twin == "apparel_microfactory"
    assert TUFTERS not in desk._sliders
    assert "pools.sewer.size" in desk._sliders
    desk._reset()
    assert desk.scenario.settings == {}


def test_a_fault_is_told_and_can_be_tried_again(desk, workers):
    workers.broken = SpecError("the kiln is cold", advice="light it")
    desk._run()
    assert desk._status.state == "error"
    assert desk._status.text == "The kiln is cold."
    assert desk._status.detail == "Light it"
    workers.broken = None
    desk._run()
    assert desk._status.state == "idle"


def test_charts_are_drawn_when_the_page_is_seen(desk):
    from workbench.desks.details import _TABS

    desk._page.set_state({"seen": True})
    for tab in _TABS:
        desk._details.tab = tab
        assert "Loading" not in desk._details._told.value
        assert 'class="wb-sr"' in desk._details._told.value
    assert desk._details.note.startswith("One typical run")
