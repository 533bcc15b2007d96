import { select } from "d3-selection";
import { box, frontSide, hoursText, metres, opening, path, ring } from "./shapes.js";

const LAYERS = ["image", "ground", "zones", "building", "envelopes", "clearance", "runs", "flows", "findings", "stations", "ghost", "labels", "guides", "band"];
const LETTER = { water: "W", drain: "D", power: "P", gas: "G", extraction: "E", air: "A" };

/** What the editor draws; `ui` holds what is shown: state, selection, what is held, switches. */
export function painter(scene, ui) {
  const layer = {};
  for (const name of LAYERS) layer[name] = scene.append("g").attr("class", name);
  const join = (name, tag, data, key) => layer[name].selectAll(tag).data(data, key).join(tag);
  const stations = () => (ui.state.stations ?? []).map((s) => ui.held.get(s.name) ?? s);
  const labelOf = (name) => ui.state.stations?.find((s) => s.name === name)?.label ?? name;

  function building() {
    const floor = ui.state.plan ?? {}, on = ui.shown;
    const image = ui.image;
    layer.image.selectAll("image").data(image && on.image ? [image] : []).join("image")
      .attr("href", (i) => i.url).attr("x", (i) => i.x).attr("y", (i) => -i.y - i.height).attr("width", (i) => i.width).attr("height", (i) => i.height)
      .attr("opacity", (i) => i.opacity).attr("preserveAspectRatio", "none");
    join("ground", "path", [floor.outline ?? []]).attr("class", image && on.image ? "outline over" : "outline").attr("d", ring);
    join("zones", "path", on.zones ? floor.zones ?? [] : []).attr("class", (z) => `zone ${z[1]}`).attr("d", (z) => ring(z[2]));
    const exits = (floor.exits ?? []).map((at, i) => opening(at, floor.exit_widths?.[i] ?? 900, floor.outline ?? []));
    join("building", "path", [
      ...(floor.swings ?? []).map((s) => ({ kind: "swing", d: ring(s[1]) })),
      ...(floor.walls ?? []).map((w) => ({ kind: "wall", d: ring(w) })),
      ...(floor.columns ?? []).map((c) => ({ kind: "column", d: ring(c) })),
      ...(floor.doors ?? []).map((d) => ({ kind: "door", d: path(d) })),
      ...exits.map((e) => ({ kind: "exit", d: path(e.line) })),
      ...(on.utilities ? floor.utilities ?? [] : []).filter((u) => u[2].length > 1).map((u) => ({ kind: `duct ${u[1]}`, d: path(u[2]) })),
    ]).attr("class", (s) => s.kind).attr("d", (s) => s.d);
    join("runs", "path", on.utilities ? (ui.state.runs ?? []).filter((r) => r.line.length > 1) : [], (r) => `${r.station} ${r.kind}`)
      .attr("class", (r) => `run ${r.kind}`).attr("d", (r) => path(r.line));
    // Letters of utilities and names of zones and exits keep their size on the screen.
    const px = ui.px();
    const marks = [
      ...(on.zones ? floor.zones ?? [] : []).map((z) => { const [x0, , , y1] = box(z[2]); return { kind: "zonename", x: x0 + 6 * px, y: y1 - 14 * px, text: z[1] || z[0] }; }),
      ...(ui.wide() ? floor.exits ?? [] : []).map((at, i) => ({ kind: "exitname", x: at[0] - exits[i].out[0] * 16 * px, y: at[1] - exits[i].out[1] * 12 * px - 4 * px, text: "Exit", end: exits[i].out[0] > 0.5 ? "end" : exits[i].out[0] < -0.5 ? "start" : "middle" })),
      ...(on.utilities ? floor.utilities ?? [] : []).map((u) => ({ kind: `tap ${u[1]}`, x: u[2][0][0], y: u[2][0][1] - 3.5 * px, text: LETTER[u[1]] ?? "?", disc: true })),
    ];
    layer.building.selectAll("g.mark").data(marks).join((enter) => { const g = enter.append("g"); g.append("circle"); g.append("text"); return g; })
      .attr("class", (m) => `mark ${m.kind}`)
      .each(function (m) {
        const g = select(this);
        g.select("circle").attr("r", m.disc ? 8 * px : 0).attr("cx", m.x).attr("cy", -m.y - 3.5 * px);
        g.select("text").attr("x", m.x).attr("y", -m.y).attr("font-size", 10 * px).attr("text-anchor", m.end ?? (m.disc ? "middle" : "start")).text(m.text);
      });
  }

  function flows() {
    const all = ui.shown.flows ? ui.state.flows ?? [] : [], most = Math.max(1e-9, ...all.map((f) => f.trips));
    const at = (name) => { const s = stations().find((each) => each.name === name); return s ? [s.x, s.y] : [0, 0]; };
    const own = (f) => ui.chosen.has(f.origin) || ui.chosen.has(f.to);
    const some = all.some(own);
    layer.flows.selectAll("path.way").data(all, (f) => `${f.origin} ${f.to}`)
      .join((enter) => { const node = enter.append("path"); node.append("title"); return node; })
      .attr("class", (f) => `way${f.distance == null ? " sealed" : ""}${some ? (own(f) ? " own" : " other") : ""}`)
      .attr("d", (f) => path(f.path?.length ? f.path : [at(f.origin), at(f.to)]))
      .style("stroke-width", (f) => `calc(${(1.4 + 4.2 * Math.sqrt(f.trips / most)).toFixed(2)} * var(--px) * 1px)`)
      .select("title").text((f) => `${labelOf(f.origin)} to ${labelOf(f.to)}: ${Number(f.trips).toFixed(1)} trips per week${f.distance != null ? `, ${metres(f.distance)} m` : ", no way"}${f.width ? `, ${metres(f.width)} m wide at its narrowest` : ""}`);
    layer.flows.selectAll("path.gate").data(all.filter((f) => f.narrow?.length > 1 && own(f)), (f) => `${f.origin} ${f.to}`).join("path").attr("class", "gate").attr("d", (f) => path(f.narrow));
  }

  function findings() {
    const shown = ui.finding ? [ui.finding] : (ui.state.findings ?? []).filter((f) => f.severity !== "note");
    const shapes = [
      ...shown.flatMap((f) => (f.shapes ?? []).map((s) => ({ f, s }))),
      ...ui.marks.flatMap((f) => (f.shapes ?? []).map((s) => ({ f, s }))),
    ].filter(({ s }) => s.length > 1);
    join("findings", "path", shapes).attr("class", ({ f, s }) => `finding ${f.severity}${s.length > 2 ? " area" : " line"}${f === ui.finding ? " told" : ""}`).attr("d", ({ s }) => (s.length > 2 ? ring(s) : path(s)));
    const points = ui.finding?.at ? [ui.finding.at] : [];
    join("findings", "circle", points).attr("class", "spot").attr("cx", (p) => p[0]).attr("cy", (p) => -p[1]).attr("r", 16 * ui.px());
  }

  function bodies(marked) {
    rooms(marked);
    layer.stations.selectAll("g.station").data(stations(), (s) => s.name)
      .join((enter) => {
        const node = enter.append("g").attr("class", "station").attr("tabindex", 0).attr("role", "button").attr("aria-roledescription", "movable station");
        for (const part of ["body", "front"]) node.append("path").attr("class", part);
        node.append("path").attr("class", "padlock");
        node.append("title");
        ui.wire(node);
        return node;
      })
      .attr("data-station", (s) => s.name)
      .each(function (s) { body(select(this), s); })
      .call(marks, marked);
  }

  /** How stations look and what they are called, by what is wrong with them. */
  const look = (s, m) => [m.hit, m.near, m.broken, m.warned, m.cut, ui.chosen, ui.held].map((each) => +each.has(s.name)).join("") + (ui.held.has(s.name) ? ` ${s.x} ${s.y} ${s.rotation}` : "");
  function marks(nodes, marked) {
    nodes.each(function (s) { this.__look = look(s, marked); })
      .attr("aria-label", (s) => `${s.label}, at ${metres(s.x)}, ${metres(s.y)} metres, turned ${Math.round(s.rotation)} degrees${s.locked ? ", locked" : ""}${marked.near.has(s.name) ? ", no room" : ""}${marked.cut.has(s.name) ? ", not reachable" : ""}${marked.broken.has(s.name) ? ", breaks a rule" : ""}`)
      .attr("aria-pressed", (s) => String(ui.chosen.has(s.name)))
      .classed("hit", (s) => marked.hit.has(s.name)).classed("near", (s) => marked.near.has(s.name) || marked.broken.has(s.name)).classed("cut", (s) => marked.cut.has(s.name))
      .classed("warned", (s) => marked.warned.has(s.name))
      .classed("locked", (s) => s.locked || ui.isLocked()).classed("chosen", (s) => ui.chosen.has(s.name)).classed("held", (s) => ui.held.has(s.name));
  }

  /** The rooms round stations: where they are asked for, and where one is short. */
  function rooms(marked) {
    const own = stations();
    const some = own.filter((s) => ui.shown.clearance || marked.near.has(s.name) || ui.chosen.has(s.name));
    join("clearance", "path", some.filter((s) => s.clearance?.length), (s) => s.name).attr("class", (s) => (marked.near.has(s.name) ? "tight" : "")).attr("d", (s) => ring(s.clearance));
    join("envelopes", "path", own.filter((s) => s.envelope?.length), (s) => s.name).attr("d", (s) => ring(s.envelope));
  }

  function body(node, s) {
    const px = ui.px();
    node.select(".body").attr("d", ring(s.polygon));
    node.select(".front").attr("d", path(frontSide(s)));
    const [, , x1, y1] = box(s.polygon);
    node.select(".padlock").attr("d", s.locked ? "M4 7.5h8v6H4zM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2" : "").attr("transform", `translate(${x1 - 15 * px} ${-y1 + 2 * px}) scale(${0.85 * px})`);
    node.select("title").text(s.label);
  }

  function labels(heldOnly = false) {
    const px = ui.px(), top = ui.bounds()[1];
    layer.labels.selectAll("text").data(stations(), (s) => s.name).join("text")
      .filter((s) => !heldOnly || ui.held.has(s.name))
      .each(function (s) {
        const [x0, y0, x1, y1] = box(s.polygon), room = (x1 - x0) / px - 6, tall = (y1 - y0) / px, words = s.label.split(" ");
        const fits = (text, size) => text.length * size * 0.58 <= room;
        let lines = [s.label], size = 11;
        if (!fits(s.label, 11) && words.length > 1 && tall > 30) { const half = Math.ceil(words.length / 2); lines = [words.slice(0, half).join(" "), words.slice(half).join(" ")]; }
        while (size > 8.5 && !lines.every((line) => fits(line, size))) size -= 0.5;
        // A name wider than its station stands below it, so that it stays readable.
        const below = !lines.every((line) => fits(line, size)) || tall < lines.length * size + 2;
        if (below) { lines = [s.label]; size = 10; }
        // Below, unless a wall of the floor runs there; then above. Upright however it is turned.
        const y = below ? (y0 - 15 * px < top ? -y1 - 4 * px : -y0 + 11 * px) : -s.y;
        const node = select(this).classed("below", below).attr("font-size", size * px).attr("y", y);
        node.selectAll("tspan").data(lines).join("tspan").attr("x", s.x)
          .attr("dy", (_, i) => (below ? 0 : i ? size * 1.1 * px : (0.35 - (lines.length - 1) * 0.55) * size * px)).text((line) => line);
      });
  }

  function ghost() {
    const offered = ui.ghost.stations ?? [], now = new Map((ui.state.stations ?? []).map((s) => [s.name, s]));
    const moved = offered.filter((g) => { const s = now.get(g.name); return !s || Math.hypot(s.x - g.x, s.y - g.y) > 1 || Math.abs(s.rotation - g.rotation) > 0.01; });
    layer.ghost.selectAll("path.shape").data(moved, (g) => g.name).join("path").attr("class", "shape").attr("d", (g) => ring(g.polygon));
    layer.ghost.selectAll("path.from").data(moved.filter((g) => now.has(g.name)), (g) => g.name).join("path").attr("class", "from").attr("d", (g) => { const s = now.get(g.name); return path([[s.x, s.y], [g.x, g.y]]); });
  }

  function guides() {
    const px = ui.px(), lines = ui.dimensions ?? [];
    layer.guides.selectAll("path.snap").data(ui.snapLines ?? []).join("path").attr("class", "snap").attr("d", (l) => path(l));
    layer.guides.selectAll("path.dim").data(lines).join("path").attr("class", "dim").attr("d", (d) => path(d.line));
    layer.guides.selectAll("text.dim").data(lines).join("text").attr("class", "dim").attr("font-size", 10.5 * px)
      .attr("x", (d) => (d.line[0][0] + d.line[1][0]) / 2).attr("y", (d) => -(d.line[0][1] + d.line[1][1]) / 2 - 3 * px).text((d) => d.text ?? metres(d.length));
    layer.guides.selectAll("circle.end").data(ui.ends ?? []).join("circle").attr("class", "end").attr("cx", (p) => p[0]).attr("cy", (p) => -p[1]).attr("r", 4 * px);
    const s = ui.chosen.size === 1 && !ui.isLocked() ? stations().find((each) => ui.chosen.has(each.name)) : null;
    const grip = s && !s.locked ? [s] : [];
    const [, , , top] = s ? box(s.polygon) : [0, 0, 0, 0];
    const y = top + 22 * px > ui.bounds()[3] && s ? box(s.polygon)[1] - 22 * px : top + 22 * px;
    layer.guides.selectAll("path.stem").data(grip).join("path").attr("class", "stem").attr("d", () => path([[s.x, y > s.y ? top : box(s.polygon)[1]], [s.x, y]]));
    layer.guides.selectAll("circle.grip").data(grip).join((enter) => { const node = enter.append("circle").attr("class", "grip"); node.append("title").text("Turn: drag; Shift for 15° steps"); ui.wireGrip(node); return node; })
      .attr("cx", (each) => each.x).attr("cy", -y).attr("r", 7 * px);
    layer.band.selectAll("rect").data(ui.band ? [ui.band] : []).join("rect").attr("x", (b) => b[0]).attr("y", (b) => -b[3]).attr("width", (b) => b[2] - b[0]).attr("height", (b) => b[3] - b[1]);
  }

  /** Who stands in what, who is cut off, who breaks a rule. */
  function marked() {
    const state = ui.state, hit = new Set(), near = new Set(), broken = new Set(), warned = new Set();
    for (const c of state.collisions ?? []) { near.add(c.a).add(c.b); if (c.kind !== "clearance") hit.add(c.a).add(c.b); }
    for (const f of state.findings ?? []) for (const name of f.subjects ?? []) if (f.severity === "error") broken.add(name); else if (f.severity === "warning") warned.add(name);
    // One station that is walled in cuts every pair it belongs to; only itself is marked.
    const pairs = new Map();
    for (const u of state.unreachable ?? []) for (const name of [u.origin, u.to]) pairs.set(name, (pairs.get(name) ?? 0) + 1);
    const half = ((state.stations ?? []).length - 1) / 2;
    return { hit, near, broken, warned, cut: new Set([...pairs].filter(([, count]) => count >= half).map(([name]) => name)) };
  }

  return {
    all() { building(); const m = marked(); bodies(m); flows(); findings(); ghost(); labels(); guides(); },
    /** What an answer changes while something is dragged: the building stays, and of the
     * stations only those are written that look different now. */
    live() {
      const m = marked();
      rooms(m);
      marks(layer.stations.selectAll("g.station").data(stations(), (s) => s.name).filter(function (s) { return this.__look !== look(s, m); }).each(function (s) { body(select(this), s); }), m);
      flows(); findings(); guides();
    },
    /** Only what follows the pointer: within a frame, without the kernel. */
    held() {
      layer.stations.selectAll("g.station").data(stations(), (s) => s.name).filter((s) => ui.held.has(s.name)).classed("held", true).each(function (s) { body(select(this), s); });
      layer.clearance.selectAll("path").data(stations().filter((s) => s.clearance?.length && (ui.shown.clearance || ui.chosen.has(s.name))), (s) => s.name).join("path").attr("d", (s) => ring(s.clearance));
      layer.envelopes.selectAll("path").data(stations().filter((s) => s.envelope?.length), (s) => s.name).join("path").attr("d", (s) => ring(s.envelope));
      labels(true); guides();
    },
    guides, labels, stations, labelOf, hoursText,
  };
}
