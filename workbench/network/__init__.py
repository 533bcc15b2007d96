"""Which node, which lane: the factories of a network, how far apart, and who takes an order first.

::

    member(factory, name)         Factory: what stands at a node
    lanes(network, places)        Lanes: minutes, cost and emissions between the nodes
    preference(…)                 nodes for an order, the first choice first
    distance(a, b)                kilometres along the great circle
"""

from workbench.network.distances import distance
from workbench.network.lanes import Lanes, lanes
from workbench.network.members import able, member, places
from workbench.network.sourcing import preference

__all__ = ["Lanes", "able", "distance", "lanes", "member", "places", "preference"]
