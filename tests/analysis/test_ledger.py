"""The stock ledger: cloth in is cloth out, replay is a function, and slips are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.booking import Diary
from workbench.analysis.cell import Cell, viability
from workbench.analysis.finishing_modules import FinishingJob, book_finishing
from workbench.analysis.ledger import OUT, StockEvent, from_json, replay, to_json
from workbench.analysis.ledger_events import marker_events, offcut_events
from workbench.errors import SpecError
from workbench.model import find_twin
from workbench.processes import cut_from_stock, read_offcuts

DAY = [
    StockEvent("1", 0, "receive", "roll 7", 20.0, material="jersey"),
    StockEvent("2", 5, "garment", "roll 7", 8.0, into="C1 1"),
    StockEvent("3", 5, "cut_waste", "roll 7", 1.5),
    StockEvent("4", 5, "end_loss", "roll 7", 0.25),
    StockEvent("5", 5, "defect", "roll 7", 0.5),
    StockEvent("6", 6, "remnant", "roll 7", 2.0, into="roll 7/1"),
    StockEvent("7", 9, "garment", "roll 7/1", 0.7, into="C1 2"),
    StockEvent("8", 9, "rework", "roll 7/1", 0.3),
]


def test_a_day_by_hand():
    book = replay(DAY)
    assert book.stock == pytest.approx({"roll 7": 7.75, "roll 7/1": 1.0})
    assert book.out == pytest.approx(
        {"garment": 8.7, "cut_waste": 1.5, "end_loss": 0.25, "defect": 0.5, "rework": 0.3}
    )
    assert (book.received, book.in_remnants) == (20.0, 1.0)
    assert book.balance == pytest.approx(0.0, abs=1e-12)
    assert book.origin("roll 7/1") == "roll 7"
    assert book.material["roll 7/1"] == "jersey"
    assert book.pieces["C1 2"] == (("roll 7/1", 0.7),)
    assert book.utilisation() == pytest.approx(8.7 / 11.25)
    assert book.waste()["width_loss"] == 0.0


def test_replaying_twice_or_out_of_order_gives_the_same_stock():
    assert replay(DAY) == replay([*DAY, *DAY]) == replay(reversed(DAY))
    assert replay(from_json(to_json(DAY))) == replay(DAY)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from([*OUT, "remnant", "receive"]), st.floats(0, 1)), max_size=30
    )
)
def test_cloth_in_is_cloth_out(steps):
    events = [StockEvent("0", 0, "receive", "a", 10.0)]
    for k, (kind, share) in enumerate(steps, start=1):
        lots = replay(events).stock
        lot = max(lots, key=lots.get)
        mass = share * (5.0 if kind == "receive" else lots[lot])
        events.append(StockEvent(str(k), k, kind, lot, mass, into=f"{lot}/{k}"))
    book = replay(events)
    assert abs(book.balance) <= 1e-4 * book.received
    assert min(book.stock.values()) >= 0.0


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: StockEvent("1", 0, "recoive", "a", 1.0), "did you mean 'receive'"),
        (lambda: StockEvent("1", 0, "garment", "a", -1.0), "mass of -1"),
        (lambda: StockEvent("1", 0, "remnant", "a", 1.0), "without a lot"),
        (lambda: replay([StockEvent("1", 0, "garment", "a", 1.0)]), "no lot 'a'"),
        (lambda: replay([*DAY, StockEvent("9", 9, "garment", "roll 7", 9.0)]), "it has 7.75 kg"),
        (lambda: replay([*DAY, StockEvent("8", 9, "rework", "roll 7/1", 0.2)]), "share an id"),
        (lambda: from_json("nonsense"), "line 1 is not an event"),
    ],
)
def test_slips_are_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()


def test_modules_are_shared_by_calendar_and_moved_between_makers():
    diary = Diary(("press", "wash"))
    jobs = [
        FinishingJob("a", "ana", (("press", 60), ("wash", 30))),
        FinishingJob("b", "bea", (("press", 60),)),
        FinishingJob("c", "ana", (("press", 10),)),
    ]
    plan = book_finishing(diary, jobs, moving=20)
    assert plan.ends == (("a", 90), ("b", 140), ("c", 170))
    assert plan.use(200)["press"] == pytest.approx((130 + 2 * 20) / 200)
    still = book_finishing(diary, jobs)
    assert still.ends == (("a", 90), ("b", 120), ("c", 130))


def test_the_worked_cell():
    # 350 k at 10 % over 5 y, 60 k a year: 3.81 a piece at 40 k, 15.23 at 10 k; 19,042 break even
    cell = Cell(350_000, 5, 0.10, 60_000, cycle=6.0, program_change=30.0, hours=6000, uptime=0.85)
    assert viability(cell, 40_000, 8.0).unit_cost == pytest.approx(3.81, abs=0.005)
    low = viability(cell, 10_000, 8.0)
    assert low.unit_cost == pytest.approx(15.23, abs=0.005)
    assert (low.needed, low.viable) == (19_042, False)
    assert low.capacity == pytest.approx(6000 * 60 * 0.85 / 6.3)
    assert low.missing == pytest.approx((19_042 - 10_000) / low.capacity)
    assert "Not viable: 21% of its capacity is sold, 19% of it is missing" in low.verdict
    assert viability(cell, 20_000, 8.0).viable
    gift = viability(cell, 10_000, 8.0, grant=100_000)
    assert gift.value - low.value == pytest.approx(100_000)
    assert "at any use" in viability(cell, 40_000, 2.0).verdict
    assert cell.capacity(1) < cell.capacity(1000) < 6000 * 60 * 0.85 / 6.0


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: Cell(1, 1, 0.1, 0, 1, uptime=1.2), "uptime of 1.2"),
        (lambda: Cell(0, 1, 0.1, 0, 1), "capex is 0"),
        (lambda: Cell(1, 1, 0.1, 0, 1).capacity(0), "runs of 0"),
        (lambda: viability(Cell(1, 1, 0.1, 0, 1), 0, 1.0), "volume of 0"),
        (lambda: book_finishing(Diary(("a",)), [], moving=-1), "move of -1"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()


def test_offcuts_close_to_the_gram():
    stock = read_offcuts(find_twin("textile_upcycler").parent / "stock" / "offcuts.json")
    pouch = {"side": (((0, 0), (240, 0), (240, 180), (0, 180)), 2)}
    plan = cut_from_stock(pouch, 9, stock)
    book = replay(offcut_events(plan, stock, "pouches"))
    assert book.received == pytest.approx(sum(lot.mass for lot in stock))
    assert abs(book.balance) < 1e-4 * book.received
    assert book.out["garment"] == pytest.approx(plan.used)
    assert book.out["defect"] == pytest.approx(plan.defects)
    assert book.out["cut_waste"] == pytest.approx(plan.waste, abs=1e-9)
    assert book.in_remnants == pytest.approx(plan.remnant)
    # what was cut from is used up; what was not is there
    touched = {cut.offcut for cut in plan.cuts}
    assert all(book.stock[name] == pytest.approx(0.0, abs=1e-9) for name in touched)
    assert len(book.pieces) == plan.garments == 9


def test_a_marker_on_a_roll_closes_to_the_gram():
    laid = marker_events(
        "roll 7",
        [("C1 1", 0.95), ("C1 2", 0.98)],
        length=1500,
        width=1600,
        weight=0.18,
        ends=30,
        edges=30,
        defects=0.01,
    )
    book = replay([StockEvent("in", -1, "receive", "roll 7", 10.0, material="jersey"), *laid])
    assert abs(book.balance) < 1e-9
    assert 10.0 - book.stock["roll 7"] == pytest.approx(1.5 * 1.6 * 0.18)
    assert book.out["end_loss"] == pytest.approx(0.03 * 1.6 * 0.18)
    assert book.out["width_loss"] == pytest.approx(1.47 * 0.03 * 0.18)
    assert book.utilisation() == pytest.approx(1.93 / 2.4)
    with pytest.raises(SpecError, match="larger than the cloth"):
        marker_events("r", [("a", 9.0)], length=1500, width=1600, weight=0.2, ends=0, edges=0)
    with pytest.raises(SpecError, match="the whole cloth that was laid"):
        marker_events("r", [], length=10, width=1600, weight=0.2, ends=30, edges=0)
