"""The key of a run depends on everything that changes its result, and on nothing else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from workbench.store.keys import fingerprint, run_key


@dataclass(frozen=True)
class Point:
    x: float
    labels: tuple[str, ...]


VALUES = [
    None,
    True,
    1,
    1.0,
    "1",
    b"1",
    np.array([1.0]),
    np.array([1]),
    np.array([[1.0]]),
    (1, 2),
    ((1,), 2),
    {"a": 1},
    {"a": "1"},
    {"a", "b"},
    Point(1.0, ("a", "b")),
    Point(1.0, ("ab",)),
]


def test_different_values_have_different_fingerprints():
    assert len({fingerprint(value) for value in VALUES}) == len(VALUES)


def test_order_of_keys_strides_and_byte_order_do_not_matter():
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    array = np.arange(6.0).reshape(2, 3)
    assert fingerprint(array) == fingerprint(np.asfortranarray(array))
    assert fingerprint(array) == fingerprint(array.astype(">f8"))
    assert fingerprint([1, 2]) == fingerprint((1, 2))
    assert fingerprint(np.float64(0.5)) == fingerprint(0.5)


def test_the_fingerprint_is_the_same_in_another_process():
    code = "from workbench.store.keys import fingerprint; print(fingerprint(({'x','y'}, 'a', 0.1)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint(({"x", "y"}, "a", 0.1))


def test_objects_without_a_stable_text_are_refused():
    with pytest.raises(TypeError, match="no fingerprint"):
        fingerprint(object())


def test_every_part_of_a_run_is_in_its_key():
    base = {"seed": 0, "replications": 200, "engine": "simpy", "version": "1", "first": 0}
    changes = {"seed": 1, "replications": 100, "engine": "compiled", "version": "2", "first": 200}
    keys = {run_key({"a": 1}, **base), run_key({"a": 2}, **base)}
    keys |= {run_key({"a": 1}, **{**base, name: value}) for name, value in changes.items()}
    assert len(keys) == 2 + len(changes)
