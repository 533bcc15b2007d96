"""Several factories in one specification: nodes, lanes, and who takes which orders first."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import SpecError
from workbench.model import Factory
from workbench.plan import lower
from workbench.sim import codes, features

NET = """\
twin: three studios
place: {city: Porto, country: PT, lat: 41.15, lon: -8.61}
pools: {sewer: {size: 2}}
stations: {sew: {machines: 2}, pack: {}}
products:
  bag:
    routing:
      - sew: {station: sew, pool: sewer, time: 20 min}
      - pack: {station: pack, time: 5 min}
  cap: {routing: [{sew: {station: sew, pool: sewer, time: 9 min}}]}
network:
  nodes:
    lisbon: {place: {lat: 38.72, lon: -9.14}, capacity: 4, set: {stations.sew.machines: 3}}
    porto: {capacity: 2, outages: [{from: 1 d, to: 2 d}], makes: [bag]}
    vigo: {place: {lat: 42.24, lon: -8.72}, fails: {every: {exponential: 30 d}, lasts: 1 d}}
  lanes:
    - {from: porto, to: vigo, time: 3 h, cost: 12 EUR, footprint: 2 kgCO2e}
  road: {speed: 60 km/h, handling: 1 h, cost: 0.1 EUR/km, footprint: 0.05 kgCO2e/km, detour: 100 %}
orders:
  bags: {product: bag, every: {exponential: 1 h}, count: 50}
  caps: {product: cap, at: [0 min], count: 3, place: {lat: 43, lon: -8.5}}
drops:
  bag: {pieces: 5, nodes: [vigo, porto]}
"""


@pytest.fixture(scope="module")
def spec():
    return lower(Factory.from_yaml(NET), "bag")


def test_floors_stand_side_by_side(spec):
    assert spec.names.nodes == ("lisbon", "porto", "vigo")
    assert spec.names.stations[:3] == ("lisbon/sew", "lisbon/pack", "porto/sew")
    assert spec.names.pools == ("lisbon/sewer", "porto/sewer", "vigo/sewer")
    assert spec.station_node.tolist() == [0, 0, 1, 1, 2, 2]
    assert spec.station_machines.tolist() == [3, 1, 2, 1, 2, 1]
    assert len(set(spec.station_key.tolist())) == 6
    assert len(set(spec.operation_key.tolist())) == spec.operations
    assert features.features(spec) >= {"nodes"}


def test_orders_go_to_the_nearest_node_that_can_make_them(spec):
    chosen = {
        name: [
            (spec.names.nodes[node], spec.names.products[product])
            for node, product in zip(
                spec.option_node[low:high], spec.option_product[low:high], strict=True
            )
        ]
        for name, low, high in zip(
            spec.names.sources, spec.option_start[:-1], spec.option_start[1:], strict=True
        )
    }
    assert chosen == {
        "bags": [("porto", "porto/bag"), ("vigo", "vigo/bag"), ("lisbon", "lisbon/bag")],
        "caps": [("vigo", "vigo/cap"), ("lisbon", "lisbon/cap")],
        "bag": [("vigo", "vigo/bag"), ("porto", "porto/bag")],
    }
    assert spec.source_product.tolist() == spec.option_product[spec.option_start[:-1]].tolist()


def test_nodes_and_lanes(spec):
    assert spec.node_capacity.tolist() == [4, 2, 0]
    assert spec.outage_start.tolist() == [0, 0, 1, 1]
    assert (spec.outage_begin.tolist(), spec.outage_end.tolist()) == ([1440], [2880])
    assert spec.node_fails.tolist() == [0, 0, 1]
    assert (spec.node_fail_code[2], spec.node_fail_parameters[2, 0]) == (1, 30 * 1440)
    assert (spec.node_repair_code[2], spec.node_repair_parameters[2, 0]) == (0, 1440)
    assert spec.lane[1, 2] == spec.lane[2, 1] == 180
    assert spec.lane[0, 1] == pytest.approx(60 + 274, abs=1)
    assert (np.diag(spec.lane) == 0).all()
    assert spec.source_kind.tolist() == [codes.RENEWAL, codes.LISTED, codes.LISTED]


def test_nothing_is_carried_from_floor_to_floor(spec):
    assert spec.walk_fleet.max() == -1
    assert (spec.walk == 0).all()


def test_suppliers_and_machines_set_at_the_start_of_each_node():
    text = """\
twin: dyers
stations: {vat: {machines: 2, changeover: {time: 9 min, start: red}}}
products:
  rug: {routing: [{spin: {supplier: mill, lead_time: 2 d}}, {dye: {station: vat, family: red, time: 1 h}}]}
network: {routing: listed, nodes: {a: {}, b: {}}}
orders: {rugs: {product: rug, at: [0 min], count: 3}}
"""  # noqa: E501
    spec = lower(Factory.from_yaml(text))
    assert spec.names.stations == ("a/vat", "a/mill", "b/vat", "b/mill")
    assert spec.station_machines.tolist() == [2, 3, 2, 3]
    assert spec.machine_family.tolist() == [0, 0, -1, -1, -1, 0, 0, -1, -1, -1]


def test_a_drop_with_a_file_of_orders_beside_the_network(tmp_path):
    (tmp_path / "orders.csv").write_text("date,quantity\n2026-05-01,3\n2026-05-02,4\n")
    text = NET.replace("bag: {pieces: 5,", "spring: {product: bag, orders: orders.csv,")
    (tmp_path / "twin.yaml").write_text(text)
    spec = lower(Factory.from_yaml(tmp_path / "twin.yaml"), "spring")
    assert spec.source_count.tolist()[-1] == 7


def test_nodes_may_be_shipped_twins_or_files_beside(tmp_path):
    (tmp_path / "north.yaml").write_text(
        "twin: north\nstations: {sew: {}}\nproducts: {bag: {routing: [{sew: {station: sew, "
        "time: 9 min}}]}}\nvariants: {two: {replace: {stations.sew.machines: 2}}}\n",
        encoding="utf-8",
    )
    text = """\
twin: mixed
network:
  routing: listed
  nodes:
    north: {twin: north.yaml, variant: two}
    rugs: {twin: rug_studio}
  lanes: []
orders: {bags: {product: bag, at: [0 min]}}
drops: {rug_3m2: {pieces: 2}}
"""
    (tmp_path / "twin.yaml").write_text(text, encoding="utf-8")
    factory = Factory.from_yaml(tmp_path / "twin.yaml")
    spec = lower(factory, "rug_3m2")
    assert spec.station_machines[0] == 2
    assert spec.names.products == ("north/bag", "rugs/rug_3m2")
    assert spec.lane[0, 1] == np.inf


@pytest.mark.parametrize(
    ("change", "what", "where"),
    [
        (("nodes: [vigo, porto]", "nodes: [vigo, prto]"), "no node 'prto'", "drops.bag.nodes"),
        (("product: cap,", "product: hat,"), "can make 'hat'", "orders.caps"),
        (("makes: [bag]", "makes: [bg]"), "knows no product 'bg'", "network.nodes.porto.makes"),
        (("place: {lat: 42.24, lon: -8.72}, fails", "twin: rug_studo, fails"),
         "no twin 'rug_studo'", "network.nodes.vigo.twin"),
        (("to: vigo, time", "to: vgo, time"), "no node 'vgo'", "network.lanes.0.to"),
        (("capacity: 4", "capacity: -1"), "negative", "network.nodes.lisbon.capacity"),
        (("set: {stations.sew.machines: 3}", "set: {stations.sw.machines: 3}"), "no 'sw'",
         "network.nodes.lisbon"),
        (("place: {lat: 38.72, lon: -9.14}, ", "place: {city: Lisboa}, "), "how far 'lisbon'",
         "network.nodes.lisbon.place"),
        (("to: 2 d}", "to: 20 h}"), "before it begins", "network.nodes.porto.outages.0"),
        (("detour: 100 %", "detour: 90 %"), "too small", "network.road.detour"),
    ],
)  # fmt: skip
def test_a_faulty_network_is_explained(change, what, where):
    with pytest.raises(SpecError, match=what) as caught:
        lower(Factory.from_yaml(NET.replace(*change)), "bag")
    assert where in str(caught.value)
