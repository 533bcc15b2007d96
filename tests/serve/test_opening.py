"""What an address opens, and what it may not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workbench.errors import SpecError
from workbench.model import Scenario
from workbench.serve import shown
from workbench.serve.opening import Refusal, open_desk


class Desk:
    """Stands for a desk: keeps what it was opened with."""

    def __init__(self, twin, scenario=None, *, costs=True):
        self.opened = twin, scenario, costs


@pytest.fixture
def published(monkeypatch):
    """Behave like a session of a server that shows one twin."""
    monkeypatch.setenv(shown.SHOWN, "rug_studio")


def test_the_first_twin_without_an_address(published):
    assert open_desk(Desk, "").opened == ("rug_studio", None, True)


def test_a_link_restores_its_scenario(published):
    scenario = Scenario("rug_studio", settings={"drops.spring_capsule.pieces": 20}, seed=3)
    desk = open_desk(Desk, f"scenario={scenario.to_link()}&costs=hidden")
    assert desk.opened == ("rug_studio", scenario, False)


@pytest.mark.parametrize(
    "query",
    [
        "twin=apparel_microfactory",  # exists, but is not shown
        "twin=/etc",
        "twin=..%2F..%2Ftwins%2Frug_studio",
        "scenario=garbage",
        f"scenario={Scenario('apparel_microfactory').to_link()}",
        f"scenario={Scenario('/etc/passwd').to_link()}",
    ],
)
def test_what_is_not_offered_gives_a_message(published, query):
    refusal = open_desk(Desk, query)
    assert isinstance(refusal, Refusal)
    assert "wb-failure" in refusal.value
    assert refusal.error.advice


def test_a_message_carries_no_markup_of_the_visitor(published):
    refusal = open_desk(Desk, "twin=<script>alert(1)</script>")
    assert "<script>" not in refusal.value
    assert "&lt;script&gt;" in refusal.value


def test_a_desk_that_refuses_is_told(published):
    def refusing(twin, scenario=None, *, costs=True):
        raise SpecError("there is no drop 'x'", where="scenario", advice="did you mean 'y'?")

    assert "There is no drop" in open_desk(refusing, "").value


def test_replications_of_a_link_are_capped(published):
    link = Scenario("rug_studio", replications=50_000).to_link()
    assert open_desk(Desk, f"scenario={link}").opened[1].replications == shown.MOST_REPLICATIONS


def test_a_notebook_may_name_any_twin_and_any_number(monkeypatch):
    monkeypatch.delenv(shown.SHOWN, raising=False)
    link = Scenario("apparel_microfactory", replications=50_000).to_link()
    assert open_desk(Desk, f"scenario={link}").opened[1].replications == 50_000


def test_folders_become_names(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "twin.yaml").write_text("twin: Mine\n")
    environment = {}
    assert shown.resolve((str(tmp_path / "mine"), "rug_studio"), environment) == (
        "mine",
        "rug_studio",
    )
    assert environment[shown.SHOWN] == "mine:rug_studio"
    assert environment["WORKBENCH_TWINS"] == str(tmp_path)


def test_an_unknown_twin_and_a_double_name_are_refused(tmp_path):
    with pytest.raises(SpecError, match="rug_studoi"):
        shown.resolve(("rug_studoi",), {})
    (tmp_path / "rug_studio").mkdir()
    (tmp_path / "rug_studio" / "twin.yaml").write_text("twin: Mine\n")
    with pytest.raises(SpecError, match="two twins"):
        shown.resolve((str(tmp_path / "rug_studio"), "rug_studio"), {})


def test_reading_an_answer_needs_no_compiled_code():
    # Each session would otherwise hold its own Numba: 100 MB, and a second at the first answer.
    code = (
        "import sys, pickle; from workbench.studies import executors\n"
        "import workbench.studies.decision, workbench.layout.state, workbench.nesting.marker\n"
        "import workbench.desks, workbench.serve.opening\n"
        "sys.exit(any(name in sys.modules for name in ('numba', 'simpy', 'ezdxf')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
