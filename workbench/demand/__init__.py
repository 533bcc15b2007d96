"""Who orders what, when: beliefs about demand, preorders that change them, draws by address."""

from workbench.demand.arrivals import order_choices, order_times
from workbench.demand.counts import NegativeBinomial
from workbench.demand.draws import demand_draws, uniforms
from workbench.demand.preorders import DemandBelief

__all__ = [
    "DemandBelief",
    "NegativeBinomial",
    "demand_draws",
    "order_choices",
    "order_times",
    "uniforms",
]
