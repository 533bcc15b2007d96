"""A small twin to break, a small pattern to nest, and a way to run commands."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

TWIN = """\
twin: Test studio
currency: EUR
calendars:
  weekdays: {days: mon-fri, shifts: [08:00-12:00, 13:00-17:00]}
pools:
  maker: {size: 2, calendar: weekdays, wage: 15 EUR/h}
stations:
  table: {machines: 1, footprint: {shape: [1.2 m, 0.8 m]}}
  press: {machines: 1, footprint: {shape: [0.6 m, 0.6 m]}}
products:
  bag:
    routing:
      - cut: {station: table, pool: maker, time: 12 min}
      - press: {station: press, pool: maker, time: {triangular: [2, 3, 5], unit: min}}
drops:
  first: {product: bag, pieces: 10, price: 60 EUR, promise: 5 d}
floor:
  size: [6 m, 4 m]
  placements:
    table: {at: [1.5 m, 2 m]}
    press: {at: [4.5 m, 2 m]}
"""


@dataclass(frozen=True)
class Answer:
    """What a command printed and returned."""

    code: int
    out: str
    err: str


@pytest.fixture
def run():
    """Return a function that runs the command line in this process."""
    from workbench.cli.app import app

    def invoke(*arguments) -> Answer:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return invoke


@pytest.fixture
def refused(run):
    """Return a function that expects one message with what, where and advice, and exit code 2."""

    def check(*arguments, code: int = 2) -> str:
        answer = run(*arguments)
        assert answer.code == code, answer
        assert answer.err.startswith("Error: "), answer
        assert "what to do: " in answer.err
        assert "Traceback" not in answer.err
        return " ".join(answer.err.split())

    return check


@pytest.fixture
def twin(tmp_path):
    """Return a function that writes a twin with some text replaced."""

    def write(*changes: tuple[str, str], text: str = TWIN):
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        file = tmp_path / "twin.yaml"
        file.write_text(text)
        return file

    return write


@pytest.fixture
def pattern(tmp_path):
    """Return a DXF pattern of a bag: two panels and a strap of 700 mm."""
    from workbench.formats import write_dxf
    from workbench.model.pattern import Pattern, PatternPiece

    panel = ((0.0, 0.0), (400.0, 0.0), (400.0, 350.0), (0.0, 350.0))
    strap = ((0.0, 0.0), (700.0, 0.0), (700.0, 60.0), (0.0, 60.0))
    pieces = (PatternPiece("panel", "M", panel, quantity=2), PatternPiece("strap", "M", strap))
    file = tmp_path / "bag.dxf"
    write_dxf(Pattern("bag", pieces), file)
    return file
