"""A week of a shared kiln: what is fired when, how it stands on the shelves, who pays what.

The simulation plays kilns minute by minute; this answers what the members of a cooperative ask
on Sunday: which loads, in which order, started when, whose is which slot, and what is everybody's
share of the bill.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.analysis.booking import Request, Standing, by_priority, share_slots
from workbench.analysis.fairness import MOST_PLAYERS, jain, max_min, shapley, volume_fee
from workbench.errors import InfeasibleError, SpecError, nearest
from workbench.model.defaults import default
from workbench.model.factory import Factory
from workbench.model.firing import FiringProgram, Kiln, Ware
from workbench.model.members import Brings, Cooperative, Member
from workbench.plan.calendars import tariff_arrays
from workbench.processes.kiln import Firing, fire, wear
from workbench.processes.kiln_loading import KilnLoad, load_kiln, share_of_load
from workbench.processes.kiln_plan import (
    FiringPlan,
    Job,
    plan_by_index,
    plan_fifo,
    plan_makespan,
)
from workbench.processes.kiln_programs import program_of
from workbench.processes.kiln_tariff import WEEK, Start, Tariff, back_to_back, cheapest_starts

DAY = 1440.0
DAYS = 7
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SEARCHED = 21.0 * DAY  # how far ahead cheap hours are looked for [min]


@dataclass(frozen=True)
class SharedKiln:
    """A kiln, or several equal ones, and the members who share it.

    Parameters
    ----------
    kiln : Kiln
        Each of them.
    kilns : int
        How many there are.
    programs : mapping of name to FiringProgram
        What their controllers play.
    wares : mapping of product to Ware
        How each product stands.
    members : tuple of Member
        What they bring.
    tariff : Tariff
        What electricity costs over the day.
    fee : float
        What the studio asks by volume. [money/L]
    age : int
        Firings that the elements have done.
    opening : tuple of (open, close)
        Hours of the week in which a firing may be started; empty: all. [min]
    """

    kiln: Kiln
    programs: Mapping[str, FiringProgram]
    wares: Mapping[str, Ware]
    members: tuple[Member, ...]
    tariff: Tariff
    kilns: int = 1
    fee: float = 0.0
    age: int = 0
    opening: tuple[tuple[float, float], ...] = ()

    def lots(self) -> tuple[tuple[Member, Brings], ...]:
        """Return what is to be fired, with whose it is; empty lots are left out."""
        found = []
        for member in self.members:
            for lot in member.brings:
                where = f"members.{member.name}.brings.{lot.name}"
                for name, known, what in (
                    (lot.program, self.programs, "program"),
                    (lot.product, self.wares, "product with ware"),
                ):
                    if name not in known:
                        raise SpecError(
                            f"there is no {what} '{name}'", where=where, advice=nearest(name, known)
                        )
                if lot.pieces:
                    found.append((member, lot))
        return tuple(found)

    def share(self, product: str) -> float:
        """Return what one piece of a product takes of a load."""
        return share_of_load(self.kiln, self.wares[product], product)


@dataclass(frozen=True)
class LoadedFiring:
    """A firing of the plan, with the ware as it stands.

    Parameters
    ----------
    program : str
        Which.
    kiln : int
        In which kiln, from 0.
    start, end : float
        One after the other, from the start of the week. [min]
    cheap : Start
        When it starts in cheap hours, and what it costs then.
    cost : float
        Of its electricity when it starts at ``start``. [money]
    pieces : mapping of (member, product) to int
        What is in it.
    fill : float
        Share of a load, by the shares of the wares.
    load : KilnLoad
        How it stands.
    firing : Firing
        Time, energy and losses.
    """

    program: str
    kiln: int
    start: float
    end: float
    cheap: Start
    cost: float
    pieces: Mapping[tuple[str, str], int]
    fill: float
    load: KilnLoad
    firing: Firing

    @property
    def left(self) -> int:
        """Pieces that the shares promise a place and the shelves do not give one."""
        return sum(count for _, count in self.load.left)


@dataclass(frozen=True)
class KilnWeek:
    """The plan of a week.

    Parameters
    ----------
    rule : str
        By which it was made.
    firings : tuple of LoadedFiring
        In the order of their starts.
    tardiness : float
        Weighted lateness of all pieces. [min]
    late : int
        Pieces that are cold after they are due.
    bill : float
        Electricity and wear of all firings, one after the other. [money]
    shares, fees : mapping of member to float
        What each pays, by Shapley's rule and by volume. [money]
    slots : mapping of slot to member
        Who has which slot of the shared calendar.
    fair : mapping of member to float
        Max-min fair shares of the slots, as if they could be divided.
    evenness : float
        Jain's index of slots given for slots asked for; 1 is even.
    """

    rule: str
    firings: tuple[LoadedFiring, ...]
    tardiness: float
    late: int
    bill: float
    shares: Mapping[str, float]
    fees: Mapping[str, float]
    slots: Mapping[str, str]
    fair: Mapping[str, float]
    evenness: float

    @property
    def makespan(self) -> float:
        """When the last kiln is cold, one firing after the other [min]."""
        return max((firing.end for firing in self.firings), default=0.0)

    @property
    def kiln_time(self) -> float:
        """How long kilns are taken, all together [min]."""
        return math.fsum(firing.end - firing.start for firing in self.firings)

    @property
    def energy(self) -> float:
        """What all firings draw [kWh]."""
        return math.fsum(firing.firing.energy for firing in self.firings)

    @property
    def cost(self) -> float:
        """Electricity, one firing after the other [money]."""
        return math.fsum(firing.cost for firing in self.firings)

    @property
    def cheap_cost(self) -> float:
        """Electricity in cheap hours [money]."""
        return math.fsum(firing.cheap.cost for firing in self.firings)

    @property
    def fill(self) -> float:
        """Mean share of a load; 0 without a firing."""
        count = len(self.firings)
        return math.fsum(firing.fill for firing in self.firings) / count if count else 0.0

    @property
    def losses(self) -> float:
        """Pieces that are lost on average."""
        return math.fsum(f.firing.loss * sum(f.pieces.values()) for f in self.firings)


RULES = ("week", "due", "order")


def shared_kiln(factory: Factory) -> SharedKiln:
    """Return the kiln that the members of a twin share.

    Raises
    ------
    SpecError
        When the twin has no cooperative, or no kiln at the station that it names.
    """
    coop = factory.cooperative or Cooperative()
    if not factory.members:
        raise SpecError("the twin shares no kiln", where="members", advice="add members")
    with_kiln = [station for station in factory.stations if station.kiln is not None]
    station = factory.station(coop.kiln) if coop.kiln else next(iter(with_kiln), None)
    if station is None or station.kiln is None:
        raise SpecError(
            "there is no kiln to share",
            where="cooperative.kiln",
            advice=nearest(coop.kiln, [s.name for s in with_kiln])
            if with_kiln
            else "give a station a kiln, e.g. kiln: {power: 11.52 kW}",
        )
    names = {lot.program: f"members.{member.name}.brings.{lot.name}.program"
             for member in factory.members for lot in member.brings}  # fmt: skip
    names |= {each.program: f"cooperative.bookings.{each.name}.program" for each in coop.bookings}
    calendar = factory.calendar(station.calendar)
    return SharedKiln(
        station.kiln,
        {name: program_of(factory, name, where) for name, where in names.items()},
        {p.name: p.ware for p in factory.products if p.ware is not None},
        factory.members,
        tariff_of(factory),
        kilns=station.machines,
        fee=float(coop.fee or 0.0),
        age=coop.age,
        opening=calendar.intervals if calendar.open_share < 1.0 else (),
    )


def tariff_of(factory: Factory) -> Tariff:
    """Return what electricity costs a twin over the week."""
    bands = tariff_arrays(factory)
    if bands:
        prices = bands["tariff_price"].tolist()
        return Tariff(tuple(bands["tariff_start"].tolist()), tuple(prices), cycle=WEEK)
    price = factory.costs.energy
    return Tariff.flat(float(default("costs.energy") if price is None else price))


def kiln_week(shared: SharedKiln, rule: str = "week") -> KilnWeek:
    """Return the plan of a week.

    Parameters
    ----------
    shared : SharedKiln
        Kilns, ware, members.
    rule : str
        ``week``: the last kiln is cold soonest; ``due``: the least weighted lateness that the
        index ATC-BATC finds; ``order``: first come, first fired.
        With several kilns, the one that is free first takes the next load of the last two.

    Raises
    ------
    SpecError
        When a program, a ware or the rule is not known.
    InfeasibleError
        When a ware does not fit into the kiln.
    """
    lots = shared.lots()
    times = {lot.program: fire(shared.kiln, shared.programs[lot.program], age=shared.age).time
             for _, lot in lots}  # fmt: skip
    jobs = _jobs(shared, lots)
    plan = _plan(rule, jobs, times, shared.kilns)
    firings = _loaded(shared, plan)
    late = sum(firing.end > job.due + 1e-9 for firing in plan.firings for job in firing.jobs)
    shares, fees = _bill(shared, lots)
    slots, fair, evenness = hand_out(shared)
    return KilnWeek(
        rule, firings, plan.tardiness, late, math.fsum(shares.values()),
        shares, fees, slots, fair, evenness,
    )  # fmt: skip


def slot_names(kilns: int) -> tuple[str, ...]:
    """Return the slots of a week: a day of each kiln."""
    days = [_WEEKDAYS[day] for day in range(DAYS)]
    if kilns == 1:
        return tuple(days)
    return tuple(f"{day}, kiln {kiln + 1}" for day in days for kiln in range(kilns))


def _jobs(shared: SharedKiln, lots: Sequence[tuple[Member, Brings]]) -> list[Job]:
    """Return one job for each piece, so that a lot may be fired in parts."""
    jobs = []
    for member, lot in lots:
        share = shared.share(lot.product)
        due = math.inf if lot.due is None else float(lot.due)
        jobs += [
            Job(f"{member.name}/{lot.product}/{lot.name}/{piece}", lot.program, share, due,
                lot.weight, member=member.name)
            for piece in range(lot.pieces)
        ]  # fmt: skip
    return jobs


def _plan(rule: str, jobs: Sequence[Job], times: Mapping[str, float], kilns: int) -> FiringPlan:
    if rule not in RULES:
        raise SpecError(f"there is no rule '{rule}'", where="rule", advice=nearest(rule, RULES))
    if rule == "week":
        return plan_makespan(jobs, 1.0, times, kilns=kilns)
    if rule == "due":
        return plan_by_index(jobs, 1.0, times, kilns=kilns)
    return plan_fifo(jobs, 1.0, times, kilns=kilns)


def _loaded(shared: SharedKiln, plan: FiringPlan) -> tuple[LoadedFiring, ...]:
    found = []
    for kiln in range(shared.kilns):
        own = [firing for firing in plan.firings if firing.kiln == kiln]
        made = [fire(shared.kiln, shared.programs[f.family], age=shared.age) for f in own]
        straight = back_to_back(shared.tariff, made)
        cheap = _cheap(shared.tariff, made)
        for planned, firing, now, later in zip(own, made, straight, cheap, strict=True):
            pieces: dict[tuple[str, str], int] = {}
            for job in planned.jobs:
                key = (job.member, job.name.split("/")[1])
                pieces[key] = pieces.get(key, 0) + 1
            counts: dict[str, int] = {}
            for (_, product), count in pieces.items():
                counts[product] = counts.get(product, 0) + count
            load = _standing(
                shared.kiln, tuple((name, shared.wares[name], n) for name, n in counts.items())
            )
            found.append(
                LoadedFiring(
                    planned.family,
                    kiln,
                    planned.start,
                    planned.end,
                    later,
                    now.cost,
                    pieces,
                    planned.size,
                    load,
                    firing,
                )
            )
    return tuple(sorted(found, key=lambda firing: (firing.start, firing.kiln)))


@lru_cache(maxsize=256)
def _standing(kiln: Kiln, wares: tuple[tuple[str, Ware, int], ...]) -> KilnLoad:
    """Return a load; the rules of a plan often make the same ones."""
    return load_kiln(kiln, wares)


def _cheap(tariff: Tariff, firings: Sequence[Firing]) -> tuple[Start, ...]:
    """Return the cheapest starts within a week, or within three when a week is too short."""
    if not firings:
        return ()
    for end in (DAYS * DAY, _SEARCHED):
        try:
            return cheapest_starts(tariff, firings, end=end, step=30.0)
        except InfeasibleError:
            continue
    return back_to_back(tariff, firings)


def _bill(
    shared: SharedKiln, lots: Sequence[tuple[Member, Brings]]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return what each member pays: of what everybody's firings would cost alone, and by volume."""
    names = list(dict.fromkeys(member.name for member, _ in lots))
    mean = shared.tariff.upto(shared.tariff.cycle) / shared.tariff.cycle  # of all hours
    worn = wear(shared.kiln, shared.age).cost
    price = {
        name: fire(shared.kiln, program, age=shared.age).energy * mean + worn
        for name, program in shared.programs.items()
        if any(lot.program == name for _, lot in lots)
    }
    takes: dict[tuple[str, str], float] = {}
    volumes = dict.fromkeys(names, 0.0)
    for member, lot in lots:
        key = (member.name, lot.program)
        takes[key] = takes.get(key, 0.0) + lot.pieces * shared.share(lot.product)
        volumes[member.name] += lot.pieces * shared.wares[lot.product].box

    def cost(group: frozenset[str]) -> float:
        return math.fsum(
            one * math.ceil(math.fsum(takes.get((name, program), 0.0) for name in group) - 1e-9)
            for program, one in price.items()
        )

    if len(names) <= MOST_PLAYERS:
        shares = shapley(names, cost)
    else:
        # Too many for all coalitions: in proportion to what each would pay alone.
        alone = {name: cost(frozenset([name])) for name in names}
        whole, total = math.fsum(alone.values()), cost(frozenset(names))
        shares = {name: amount * total / whole for name, amount in alone.items()}
    return shares, volume_fee(volumes, shared.fee)


def hand_out(shared: SharedKiln) -> tuple[dict[str, str], dict[str, float], float]:
    """Return who has which slot of the week, the max-min shares, and how even it is."""
    slots = slot_names(shared.kilns)
    asking = [member for member in shared.members if member.slots]
    requests = [
        Request(member.name, _wished(member, slots), int(member.slots)) for member in asking
    ]
    order = by_priority([Standing(m.name, m.priority, m.waited) for m in asking])
    given = share_slots(slots, requests, order)
    fair = max_min(float(len(slots)), {m.name: float(m.slots) for m in asking})
    had = [sum(who == m.name for who in given.values()) / m.slots for m in asking]
    return given, fair, jain(had) if had else 1.0


def _wished(member: Member, slots: Sequence[str]) -> tuple[str, ...]:
    """Return all slots, those wished for first; a day stands for every kiln on it."""
    first: list[str] = []
    for wish in member.wishes:
        meant = [slot for slot in slots if slot == wish or slot.startswith(f"{wish}, ")]
        if not meant:
            raise SpecError(
                f"there is no slot '{wish}'",
                where=f"members.{member.name}.wishes",
                advice=nearest(wish, (*_WEEKDAYS, *slots)),
            )
        first += [slot for slot in meant if slot not in first]
    return (*first, *(slot for slot in slots if slot not in first))
