"""What connecting and moving a station costs where a twin does not say: all of it estimates."""

from __future__ import annotations

from workbench.model.sources import Sourced
from workbench.units import Quantity, parse


def _table(*rows: tuple[str, str, str]) -> dict[str, Quantity]:
    return {
        name: parse(value).sourced(Sourced(f"estimate: {source}", None, "estimate"))
        for name, value, source in rows
    }


# In the currency of the twin, as the other defaults are.
COSTS: dict[str, Quantity] = _table(
    ("power.price", "25 EUR/m", "surface conduit with cable, installed"),
    ("power.connection", "120 EUR", "a socket on its own breaker"),
    ("gas.price", "60 EUR/m", "copper pipe, laid and tested by a fitter"),
    ("gas.connection", "250 EUR", "a valve, connection and leak test"),
    ("water.price", "30 EUR/m", "surface pipe, installed"),
    ("water.connection", "90 EUR", "a tap with a shut-off"),
    ("drain.price", "55 EUR/m", "pipe with a fall, surface laid"),
    ("drain.connection", "140 EUR", "a trap and connection"),
    ("extraction.price", "80 EUR/m", "spiral duct of 160 mm with hangers"),
    ("extraction.connection", "180 EUR", "a hood or spigot with a damper"),
    ("air.price", "20 EUR/m", "aluminium pipe"),
    ("air.connection", "70 EUR", "a drop with a coupling and a filter"),
    ("move.fixed", "120 EUR", "two people half a day: disconnect, lift, level, connect"),
    ("move.per_metre", "6 EUR/m", "skates or a pallet truck over the floor"),
    ("move.downtime", "4 h", "until the station works again"),
)
