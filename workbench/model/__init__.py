"""What a factory is: frozen, validated nouns, and the twin that holds them, in YAML and in Python.

Every noun can be made in Python with units from `workbench.units`, or read from a ``twin.yaml``.
"""

from workbench.model._schema import schema
from workbench.model.baseline import Baseline, Freight, Stage
from workbench.model.calendar import Calendar
from workbench.model.defaults import DEFAULTS, default, estimate_of
from workbench.model.distribution import Distribution, Rate
from workbench.model.drop import Drop, Orders, Preorder, Prior, Shipping
from workbench.model.dyeing import Bath, Dose, Recipe, Vat
from workbench.model.factory import Factory
from workbench.model.firing import Elements, FiringProgram, Kiln, Segment, Shelf, Ware
from workbench.model.floor import (
    Agent,
    Carried,
    Clearance,
    Column,
    Door,
    Exit,
    Floor,
    FloorRule,
    Footprint,
    Moving,
    Placement,
    Relation,
    Utility,
    Wall,
    Zone,
)
from workbench.model.library import find_twin, load_twin, twin_names
from workbench.model.material import Material
from workbench.model.members import Brings, Cooperative, KilnBooking, Member
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.model.people import Learning, Pool
from workbench.model.place import Costs, Place, Report, Transport, Variant
from workbench.model.product import Operation, Product, Use, amount_per_piece
from workbench.model.scenario import Scenario
from workbench.model.sources import Estimate, Source, Sourced
from workbench.model.station import Batch, Capex, Changeover, Pair, Power, Station
from workbench.model.work_time import ByMarker, ByProgram, ByRecipe, BySam
from workbench.units import Quantity

__all__ = [
    "DEFAULTS",
    "Agent",
    "Baseline",
    "Batch",
    "Bath",
    "Brings",
    "ByMarker",
    "ByProgram",
    "ByRecipe",
    "BySam",
    "Calendar",
    "Capex",
    "Carried",
    "Changeover",
    "Clearance",
    "Cloth",
    "Column",
    "Cooperative",
    "Costs",
    "Distribution",
    "Door",
    "Dose",
    "Drop",
    "Elements",
    "Estimate",
    "Exit",
    "Factory",
    "FiringProgram",
    "Floor",
    "FloorRule",
    "Footprint",
    "Freight",
    "Kiln",
    "KilnBooking",
    "Learning",
    "Material",
    "Member",
    "Moving",
    "Operation",
    "Orders",
    "Pair",
    "Pattern",
    "PatternPiece",
    "Place",
    "Placement",
    "Pool",
    "Power",
    "Preorder",
    "Prior",
    "Product",
    "Quantity",
    "Rate",
    "Recipe",
    "Relation",
    "Report",
    "Scenario",
    "Segment",
    "Shelf",
    "Shipping",
    "Source",
    "Sourced",
    "Stage",
    "Station",
    "Transport",
    "Use",
    "Utility",
    "Variant",
    "Vat",
    "Wall",
    "Ware",
    "Zone",
    "amount_per_piece",
    "default",
    "estimate_of",
    "find_twin",
    "load_twin",
    "schema",
    "twin_names",
]
