"""Twins as text that several tests read."""

# ruff: noqa: E501 -- twins as their authors wrote them

MM1 = """\
# The smallest twin: a queue with one server. Verification cases must be expressible as plainly as this.
twin: M/M/1
stations:
  server: {machines: 1}
products:
  customer:
    routing:
      - serve: {station: server, time: {exponential: 1 min}}
orders:
  stream: {product: customer, every: {exponential: 1.25 min}, count: 100000}
report: {warm_up: 10 %}
"""

RUG = """\
twin: Rug studio with dye and tufting under one roof
place: {city: Guimarães, country: PT, lat: 41.44, lon: -8.29}
currency: EUR
horizon: 12 weeks

calendars:
  weekdays: {days: mon-fri, shifts: [08:00-12:00, 13:00-17:00]}
  always: {days: mon-sun, shifts: [00:00-24:00]}

pools:                       # people
  dyer:   {size: 1, calendar: weekdays, skills: [dye], wage: 14 EUR/h}
  tufter: {size: 2, calendar: weekdays, skills: [tuft, finish], wage: 15 EUR/h, learning: {rate: 85 %, unit: m2}}

stations:
  vat:
    machines: 1
    batch: {family: colour, max: 10 kg, max_wait: 2 d}
    changeover: {by: shade, lighter_to_darker: 30 min, darker_to_lighter: 2 h}
    power: {idle: 0.2 kW, run: 9 kW}
    capex: {price: 12000 EUR, life: 10 y, source: estimate}
    footprint: {shape: [1.2 m, 0.9 m], clearance: {front: 1.0 m, other: 0.5 m}, needs: [water, drain, power]}
  frame:   {machines: 2, footprint: {shape: [3.2 m, 0.8 m], clearance: {front: 1.2 m}}}
  curing:  {machines: 4, calendar: always, attended: 0 %}
  shear:   {machines: 1}
  packing: {machines: 1}

materials:
  wool_yarn: {unit: kg, price: 18 EUR/kg, footprint: wool_yarn, certificates: [OEKO-TEX]}

products:
  rug_3m2:
    area: 3 m2
    materials: {wool_yarn: 3 kg/m2}
    colours: 4
    routing:
      - dye:    {per: colour, station: vat, pool: dyer, attend: 25 %, time: 4 h per batch, redo: 5 %}   # one lot for each colour
      - tuft:   {join: colour, station: frame, pool: tufter, time: {triangular: [1.6, 2.0, 2.8], unit: h/m2}}  # waits for all four
      - latex:  {station: frame, pool: tufter, time: 40 min}
      - cure:   {station: curing, time: 24 h}
      - shear:  {station: shear, pool: tufter, time: {normal: [35, 6], unit: min, min: 20}}
      - pack:   {station: packing, pool: tufter, time: 15 min}

drops:
  spring_capsule:
    product: rug_3m2
    pieces: 12
    price: 890 EUR
    preorder: {window: 14 d, prior: {mean: 12, cv: 60 %}, go: 8}
    promise: p90                     # quote the simulated 90th percentile
    shipping: {policy: pickup at node, local_share: 60 %}

variants:
  dye_off_site:
    replace: {products.rug_3m2.routing.dye: {supplier: dyehouse, lead_time: {triangular: [4, 5, 7], unit: weeks}}}

baseline:
  made_offshore: {moq: 100, unit_cost: 410 EUR, stages: {sampling: {cycles: 3, each: 15 d}, yarn: 28 d, make: 30 d}, freight: sea, unsold: 21 %, markdown: 40 %}

floor: {size: [12 m, 8 m]}
"""
