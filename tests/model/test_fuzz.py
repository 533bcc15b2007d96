"""Whatever a twin's text holds, the answer is a factory or a `SpecError`, never a traceback."""

from __future__ import annotations

import random

import pytest

from tests.model.twins import RUG
from workbench.errors import SpecError
from workbench.model import Factory

_LINES = RUG.splitlines()
_VALUES = (
    *("null", "[]", "{}", "[[]]", "-1", "3.5", "true", "~", "''", '"', "*a", "&a x", "!!set {a}"),
    *("{a: {b: {c: 1}}}", "[1, 2, 3]", "1e400", "5 parsecs", "EUR", "12:00-11:00", "mon-xyz", "\t"),
    *("{value: 3 h, source: }", "{triangular: {a: 1}}", "{normal: [a, b]}", "0 %", "{rate: 3}"),
)


def _spoilt(seed: int) -> str:
    """Return the rug studio's text with something replaced, cut or moved."""
    chance = random.Random(seed)
    lines = list(_LINES)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(lines))
        line = lines[place]
        kind = chance.randrange(5)
        if kind == 0 and ":" in line:
            lines[place] = line[: line.index(":") + 1] + " " + chance.choice(_VALUES)
        elif kind == 1:
            at = chance.randrange(len(line) + 1)
            lines[place] = line[:at] + chance.choice("{}[]:,-#!&*'\"|>%@` \tx0") + line[at:]
        elif kind == 2:
            del lines[place]
        elif kind == 3:
            other = chance.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        else:
            words = line.split(" ")
            words[chance.randrange(len(words))] = chance.choice(_VALUES)
            lines[place] = " ".join(words)
    return "\n".join(lines) + "\n"


def _read(seeds: range) -> tuple[int, int]:
    good = bad = 0
    for seed in seeds:
        try:
            factory = Factory.from_yaml(_spoilt(seed))
        except SpecError:
            bad += 1
        else:
            assert Factory.from_yaml(factory.to_yaml() + "\n") == factory, seed
            good += 1
    return good, bad


def test_a_spoilt_twin_is_refused_or_read():
    good, bad = _read(range(150))
    assert good > 3
    assert bad > 50


@pytest.mark.slow
def test_many_spoilt_twins():
    _read(range(150, 4000))
