"""What to do, in plain words: the figures that decide and what would turn the answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from workbench.analysis.words import counted, number, percent, span
from workbench.analysis.words import money as _exact

Tone = Literal["good", "warn", "bad"]


@dataclass(frozen=True)
class Verdict:
    """An answer: a headline, the reasons in a sentence or two, and its tone."""

    headline: str
    text: str
    tone: Tone


@dataclass(frozen=True)
class Case:
    """The figures a verdict rests on.

    Parameters
    ----------
    place : str
        What makes the drop: ``"the studio"``.
    pieces : int
        Offered in the drop.
    promise : float
        Days quoted to the customer.
    promise_is_quoted : bool
        Whether it was read off the simulation (else it was given, and may not hold).
    on_time : float
        Share of pieces within the promise.
    profit : float
        Expected profit of the drop here. [money]
    loss_chance : float
        Probability that the drop loses money here.
    offshore_profit : float or None
        Expected profit of the offshore run; None when the twin has no baseline.
    offshore_run : int
        Its size.
    sooner : float
        How many days earlier the customer has the piece. [d]
    break_even : int or None
        Pieces sold from which the drop pays here; None when it never does.
    crossover : float or None
        Quantity from which a piece is cheaper offshore; infinite when it is cheaper here at every
        quantity looked at, None when it never is.
    demand : float
        Expected orders.
    go : int or None
        Preorders at which the drop is made.
    go_chance : float
        Probability that so many come.
    within : float
        Days within which nine of ten pieces are ready; shown when less was promised than could be.
    clear : bool
        Whether the runs can tell which side earns more.
    more, more_profit : int, float
        A larger number of pieces to offer here, and what it would earn; 0 when there is no reason.
    bottleneck : str
        Where a piece waits longest.
    currency : str
        Of the amounts.
    known : bool
        Whether the orders are at hand, so that nothing is expected.
    placed, passed : int or None, float
        Preorders counted so far, and in which share of the window; None when nobody counted.
    prior, whole : float
        Orders that a whole window was expected to bring before, and is with these.
    """

    place: str
    pieces: int
    promise: float
    on_time: float
    profit: float
    loss_chance: float
    offshore_profit: float | None
    offshore_run: int
    sooner: float
    break_even: int | None
    crossover: float | None
    demand: float
    promise_is_quoted: bool = True
    within: float = 0.0
    clear: bool = True
    more: int = 0
    more_profit: float = 0.0
    go: int | None = None
    go_chance: float = 1.0
    bottleneck: str = ""
    currency: str = "EUR"
    known: bool = True
    placed: int | None = None
    passed: float = 0.0
    prior: float = 0.0
    whole: float = 0.0

    @property
    def made(self) -> str:
        """The pieces in words: ``1 piece``, ``1 000 pieces``."""
        return counted(self.pieces, "piece")

    @property
    def run(self) -> str:
        """The offshore run in digits."""
        return number(self.offshore_run)

    @property
    def half_empty(self) -> bool:
        """Whether many more pieces are offered than are likely to be ordered."""
        return not self.known and self.demand < 0.75 * self.pieces


# A drop whose orders to start come less often than this is not begun.
HARDLY = 0.1


def verdict(case: Case) -> Verdict:
    """Return whether to make the drop here, offshore or not at all."""
    answer = _answer(case)
    if case.placed is None:
        return answer
    return Verdict(answer.headline, f"{_counted_so_far(case)} {answer.text}", answer.tone)


def _answer(case: Case) -> Verdict:
    away = case.offshore_profit
    if case.go is not None and case.go_chance < HARDLY and (away is None or away <= 0.0):
        return _neither(case)
    if case.profit <= 0.0 and (away is None or away <= 0.0):
        return _neither(case)
    if away is not None and away > case.profit and case.clear:
        return _more(case) if case.more_profit > away else _offshore(case)
    return _here(case)


def _here(case: Case) -> Verdict:
    days = math.ceil(case.promise - 1e-9)
    late = not case.promise_is_quoted and case.on_time < 0.8
    doubtful = case.loss_chance > 0.25 or case.go_chance < 0.5
    headline = f"Make it here, promise {_days(days)}"
    if late:
        headline = f"Make it here, but {_days(days)} cannot be promised"
        if case.half_empty:
            headline += f" for {case.made}"
    elif doubtful:
        headline = "Make it here once enough have ordered"
    ready = math.ceil(case.within - 1e-9)
    text = f"{_earns(case)}. "
    if not case.promise_is_quoted and not late and 0 < ready < days:
        ordered = f"Even if all {number(case.pieces)} are ordered, " if case.half_empty else ""
        text += f"{ordered}9 in 10 are ready within {_ready(case.within)} already. "
    if late:
        text += (
            f"{_by_then(case)} ready by then, nine in ten within {_ready(case.within)}"
            f"{f'; the bottleneck is {_within(case.bottleneck)}' if case.bottleneck else ''}. "
        )
    return Verdict(headline, (text + _turns(case)).strip(), "warn" if late or doubtful else "good")


def _offshore(case: Case) -> Verdict:
    away = case.offshore_profit or 0.0
    more = money(away - case.profit, case.currency)
    text = (
        f"An offshore run of {case.run} earns {more} more than {number(case.pieces)} made here"
        f" ({money(away, case.currency)} against {money(case.profit, case.currency)})"
        f"{', but arrives ' + span(case.sooner) + ' later' if case.sooner > 0 else ''}. "
    )
    if case.crossover is not None and math.isinf(case.crossover):
        text += "A sold piece costs less here; the offshore run has more to sell."
    elif case.crossover is not None and case.crossover >= 1:
        text += f"A sold piece costs less here up to about {_about(case.crossover)}."
    else:
        text += "No quantity shown makes a piece cheaper here."
    if case.more_profit > case.profit:
        offered = money(case.more_profit, case.currency)
        text += f" With {number(case.more)} offered here it would be {offered}."
    return Verdict("Have it made offshore", text, "warn" if case.profit > 0 else "bad")


def _more(case: Case) -> Verdict:
    own, away, more = (
        money(amount, case.currency)
        for amount in (case.profit, case.offshore_profit or 0.0, case.more_profit)
    )
    text = (
        f"{case.made} made here {'earns' if case.pieces == 1 else 'earn'} {own}, an offshore run "
        f"of {case.run} earns {away}, because more are ordered than offered "
        f"({number(case.demand)} expected). With {number(case.more)} offered here it is {more}: "
        "set the pieces to see what can be promised."
    )
    return Verdict("Make it here, and offer more", text, "warn")


def _neither(case: Case) -> Verdict:
    if case.go is not None and (
        case.go_chance < HARDLY or (case.go_chance < 0.5 and case.profit > -0.5)
    ):
        text = f"{_capital(counted(round(case.demand), 'order'))} {_are(round(case.demand))} "
        text += f"expected; the {case.go} it takes to start {_come(case.go_chance)}. "
        if case.passed < 1.0 or case.placed is None:
            text += f"It turns when {case.go} or more are ordered."
        return Verdict("Do not make this drop", text.strip(), "bad")
    text = f"{case.made} here {'loses' if case.pieces == 1 else 'lose'} "
    text += f"{money(-case.profit, case.currency)} on average"
    if case.offshore_profit is not None:
        text += f", an offshore run of {case.run} loses "
        text += money(-case.offshore_profit, case.currency)
    text += f", with {counted(round(case.demand), 'order')} expected. "
    if case.break_even is None:
        text += "No number of orders repays it: each piece costs more than it brings."
    elif case.break_even > case.pieces:
        sold, offered = number(case.break_even), number(case.pieces)
        text += f"It would take {sold} sold, more than the {offered} offered."
    else:
        text += f"It turns when {case.break_even} or more are sold."
    return Verdict("Do not make this drop", text, "bad")


def _earns(case: Case) -> str:
    start = f"At {case.made} {case.place} earns"
    if case.half_empty:
        orders = counted(round(case.demand), "order")
        start = f"With {orders} expected for {case.made} {case.place} earns"
    own = money(case.profit, case.currency)
    away = case.offshore_profit
    if away is None:
        return f"{start} {own}"
    sooner = ""
    if abs(case.sooner) >= 1.0:
        sooner = f" and ships {span(case.sooner)} {'sooner' if case.sooner > 0 else 'later'}"
    if away <= 0.0:
        lost = money(-away, case.currency)
        return f"{start} {own}{sooner}; an offshore run of {case.run} would lose {lost}"
    if not case.clear:
        other = money(away, case.currency)
        run = f"the offshore run of {case.run} ({other})"
        return f"{start} {own}, about as much as {run}{sooner}"
    more = money(case.profit - away, case.currency)
    return f"{start} {more} more than the offshore run of {case.run}{sooner}"


def _turns(case: Case) -> str:
    parts = []
    if case.break_even is not None and case.break_even > 1:
        chance = f", which happens in {_odds(case.loss_chance)}" if case.loss_chance > 0.005 else ""
        parts.append(f"It turns if fewer than {case.break_even} are sold{chance}")
    if case.go is not None and (case.break_even or 0) <= case.go:
        # The gate protects from loss: what can go wrong is that the drop is not made at all.
        parts = [f"the {case.go} orders it takes to start {_come(case.go_chance)}"]
        if case.placed is not None and case.placed >= case.go:
            parts = []
    if case.crossover is not None and case.pieces < case.crossover < math.inf:
        parts.append(f"from about {_about(case.crossover)} on offshore is cheaper")
    if not parts and (case.break_even or 2) <= 1:
        return "However few of them are ordered, it pays."
    if not parts:
        return ""
    return _capital("; ".join(parts)) + "."


def _counted_so_far(case: Case) -> str:
    placed = case.placed or 0
    have = "has" if placed == 1 else "have"
    who = "Nobody has" if placed == 0 else f"{number(placed)} {have}"
    text = (
        f"{who} ordered in {percent(case.passed)} of the preorder window: a whole window is now "
        f"expected to bring {counted(round(case.whole), 'order')} ({number(case.prior)} before)."
    )
    if case.passed >= 1.0:
        were = f"{number(case.prior)} {'was' if round(case.prior) == 1 else 'were'} expected"
        text = f"{who} ordered in the whole preorder window; {were}."
    if case.go is not None and placed >= case.go:
        text += f" Green light: the {counted(case.go, 'order')} it takes to start are there."
    return text


def _come(chance: float) -> str:
    """Return how often the orders come that it takes to start."""
    if chance < 0.0005:
        return "will not come"
    return "are all but certain" if chance > 0.9995 else f"come in {_odds(chance)}"


def _about(pieces: float) -> str:
    return counted(round(pieces), "piece")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def money(amount: float, currency: str) -> str:
    """Return an amount without cents: a verdict is not an invoice."""
    return _exact(amount, currency, whole=True)


def _days(count: int) -> str:
    return counted(count, "day")


def _ready(days: float) -> str:
    """Return a time rounded up to whole hours, from a day on to whole days."""
    hours = math.ceil(24.0 * days - 1e-9)
    if hours < 24:
        return counted(max(1, hours), "hour")
    return _days(math.ceil(days - 1e-9))


def _by_then(case: Case) -> str:
    few = "no piece" if case.on_time < 0.005 else f"only {percent(case.on_time)} of the pieces"
    if case.half_empty:
        be = "would be"
        return f"If all {number(case.pieces)} were ordered, {few} {be}"
    return _capital(f"{few} {'is' if case.on_time < 0.005 else 'are'}")


def _within(label: str) -> str:
    """Return a label within a sentence: ``Dye vat`` → ``the dye vat``."""
    return f"the {label[:1].lower()}{label[1:]}"


def _odds(chance: float) -> str:
    """Return a chance as people say it: so many drops of ten or a hundred."""
    if 0.095 <= chance <= 0.955:
        return f"{round(chance * 10)} of 10 drops"
    return f"{min(99, max(1, round(chance * 100)))} of 100 drops"
