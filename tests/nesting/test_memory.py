"""A repeat order begins where the last one ended."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.errors import SpecError
from workbench.nesting import check_marker, nest
from workbench.nesting.memory import MarkerMemory
from workbench.nesting.problem import Problem, check_packing

_spec = importlib.util.spec_from_file_location("pieces", Path(__file__).parent / "pieces.py")
pieces = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pieces)


def order(factor, names=""):
    instance = pieces.small()
    items = tuple(
        replace(item, id=f"{names}{item.id}", demand=max(1, round(factor * item.demand)))
        for item in instance.items
    )
    return replace(instance, items=items)


@pytest.mark.parametrize("factor", [0.67, 1.0, 1.34])
def test_repeat_order_recalls_what_it_shares_under_other_names(factor):
    memory = MarkerMemory()
    nest(order(1.0), evaluations=40_000, memory=memory)
    assert len(memory) == 1
    again = order(factor, "again ")
    problem = Problem.of(again)
    past = memory.recall(problem)
    assert check_packing(problem, past) == []
    for item in again.items:
        count = sum(place.id == item.id for place in past)
        assert count == min(item.demand, order(1.0).items[again.items.index(item)].demand)
    marker = nest(again, evaluations=40_000, memory=memory)
    assert check_marker(again, marker) == []


def test_memory_is_plain_data_and_keeps_the_shorter_marker():
    memory = MarkerMemory()
    lengths = [
        nest(order(1.0), evaluations=20_000, seed=seed, memory=memory).length for seed in (1, 2, 3)
    ]
    assert len(memory) == 1
    # Each began from the one before, so none was longer.
    assert lengths == sorted(lengths, reverse=True)
    read = MarkerMemory.from_document(json.loads(json.dumps(memory.to_document())))
    problem = Problem.of(order(1.0))
    assert read.recall(problem) == memory.recall(problem)
    with pytest.raises(SpecError, match="memory"):
        MarkerMemory.from_document({"markers": [{"cloth": "x"}]})


def test_other_cloth_or_shapes_recall_nothing():
    memory = MarkerMemory()
    nest(order(1.0), evaluations=5_000, memory=memory)
    assert memory.recall(Problem.of(replace(order(1.0), width=order(1.0).width + 1))) == ()
    assert memory.recall(Problem.of(replace(order(1.0), gap=1.0))) == ()
    other = replace(order(1.0), items=(pieces.item("other", [(0, 0), (9, 0), (0, 7)], 40, (0.0,)),))
    assert memory.recall(Problem.of(other)) == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["shirts", "albano"])
def test_repeat_order_is_no_worse_than_a_fresh_search(bench_data, name):
    from workbench.nesting import Instance

    instance = Instance.from_file(bench_data / "nesting" / f"{name}.json")
    memory = MarkerMemory()
    nest(instance, evaluations=12_000_000, chains=2, threads=2, memory=memory)
    changed = replace(
        instance,
        items=tuple(
            replace(item, demand=max(1, round(item.demand * (1.2 if k % 2 else 0.8))))
            for k, item in enumerate(instance.items)
        ),
    )
    cold = nest(changed, evaluations=6_000_000, chains=2, threads=2)
    warm = nest(changed, evaluations=6_000_000, chains=2, threads=2, memory=memory)
    assert check_marker(changed, warm) == []
    assert warm.density >= cold.density - 0.005
