import { drag } from "d3-drag";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { h, redraw } from "../dom.js";

const SNAP = 50, STEP = 100, FINE = 10; // mm
const metres = (mm) => (mm / 1000).toFixed(2).replace(/0$/, "");
const hoursText = (hours) => (hours < 1 ? `${(hours * 60).toFixed(1)} min` : `${hours.toFixed(2)} h`);
const path = (points) => (points.length ? `M${points.map(([x, y]) => `${x} ${-y}`).join("L")}` : "");
const ring = (points) => (points.length ? `${path(points)}Z` : "");

/** One message in flight; what comes meanwhile waits. Of moves of one station only the latest is
 * sent, an undo or redo each time: two quick presses take two steps back. */
function courier(model, arrived) {
  let number = 0, flying = 0, since = 0;
  const waiting = [];
  const send = (message) => { number += 1; flying = number; since = performance.now(); model.send({ ...message, seq: number }); };
  const receive = (message) => {
    if (!message.seq || message.seq < flying) return;
    flying = 0;
    if (waiting.length) send(waiting.shift());
    if (message.state) arrived(message.state);
  };
  model.on("msg:custom", receive);
  return {
    // An answer that never came (the kernel was busy or restarted) must not block for good.
    post(message) {
      if (!flying || performance.now() - since >= 5000) { waiting.length = 0; send(message); return; }
      const last = waiting.at(-1);
      if (message.move && last?.move?.station === message.move.station) waiting[waiting.length - 1] = message;
      else waiting.push(message);
    },
    stop() { model.off("msg:custom", receive); },
  };
}

function corner(points) {
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export default {
  render({ model, el }) {
    el.classList.add("wb", "wb-floor-host");
    const live = h("div", { class: "wb-sr", role: "status", "aria-live": "polite" });
    const svg = h("svg", { class: "plan", role: "group", "aria-label": "Floor plan. Tab to a station; arrow keys move it, R turns it." });
    const tools = h("div", { class: "tools", role: "toolbar", "aria-label": "Floor plan" });
    const sum = h("div", { class: "sum" });
    const problems = h("ul", { class: "problems" });
    const box = h("div", { class: "wb-floor" }, h("div", { class: "stage" }, svg), h("div", { class: "foot" }, sum, tools), problems, live);
    el.append(box);

    const scene = select(svg).append("g");
    const layer = {};
    for (const name of ["ground", "clearance", "flows", "stations", "labels"]) layer[name] = scene.append("g").attr("class", name);
    let state = model.get("plan"), view = { k: 1 }, base = 0.05, dragging = null, focused = null, announced = false;

    const button = (label, text, call, extra = {}) => { const node = h("button", { type: "button", title: label, "aria-label": label, ...extra }, text); node.addEventListener("click", call); tools.append(node); return node; };
    const undo = button("Undo", "↶", () => mail.post({ undo: true }));
    const redo = button("Redo", "↷", () => mail.post({ redo: true }));
    const zoomer = zoom().scaleExtent([1, 12]).filter((event) => {
      if (event.type === "wheel") return event.ctrlKey || event.metaKey; // the page keeps its own scrolling
      if (event.type.startsWith("touch")) return event.touches.length > 1;
      return !event.button;
    }).on("zoom", (event) => { view = event.transform; place(); drawLabels(); });
    button("Zoom in", "+", () => zoomer.scaleBy(select(svg), 1.4));
    button("Zoom out", "−", () => zoomer.scaleBy(select(svg), 1 / 1.4));
    button("Show all", "⤢", () => zoomer.transform(select(svg), zoomIdentity));
    select(svg).call(zoomer).on("dblclick.zoom", null);

    const bounds = () => {
      const outline = state.plan?.outline ?? [];
      const points = outline.length ? outline : (state.stations ?? []).flatMap((s) => s.polygon);
      return points.length ? corner(points) : [0, 0, 1000, 1000];
    };
    const place = () => {
      const [x0, y0, x1, y1] = bounds();
      const width = svg.clientWidth || 400, pad = 8;
      const height = Math.min(Math.max(((width - 2 * pad) * (y1 - y0)) / (x1 - x0) + 2 * pad, 140), 620);
      svg.setAttribute("height", height);
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      base = Math.min((width - 2 * pad) / (x1 - x0), (height - 2 * pad) / (y1 - y0));
      const dx = (width - base * (x1 - x0)) / 2 - base * x0, dy = (height - base * (y1 - y0)) / 2 + base * y1;
      zoomer.extent([[0, 0], [width, height]]).translateExtent([[0, 0], [width, height]]);
      scene.attr("transform", `translate(${view.x ?? 0} ${view.y ?? 0}) scale(${view.k}) translate(${dx} ${dy}) scale(${base})`);
      box.style.setProperty("--px", 1 / (base * view.k)); // one pixel in mm, for line widths and text
    };

    const mail = courier(model, (fresh) => {
      if (dragging) { const own = fresh.stations?.find((s) => s.name === dragging.name); if (own) { own.x = dragging.x; own.y = dragging.y; own.polygon = dragging.polygon; } }
      state = { ...fresh, plan: fresh.plan ?? state.plan };
      draw();
      if (announced && !dragging) { live.textContent = spoken(); announced = false; }
    });
    const spoken = () => {
      const own = state.stations?.find((s) => s.name === focused);
      const where = own ? `${own.label} at ${metres(own.x)}, ${metres(own.y)} metres. ` : "";
      return `${where}${summary()}. ${trouble().join(". ")}`;
    };
    const summary = () => `Walking ${hoursText(state.walking_hours ?? 0)} per week`;
    const labelOf = (name) => state.stations?.find((s) => s.name === name)?.label ?? name;
    // The session names stations by their keys; people know them by their labels.
    const named = (text) => {
      const told = (state.stations ?? []).reduce((words, s) => words.replace(new RegExp(`\\b${s.name}\\b`, "g"), () => s.label.toLowerCase()), text);
      return told.charAt(0).toUpperCase() + told.slice(1);
    };
    // Several ways are often blocked for the same reason, which is told once.
    const trouble = () => [...new Set([
      ...(state.collisions ?? []).map((c) => c.text || (c.kind === "outside" ? `${labelOf(c.a)} stands outside the floor` : c.kind === "clearance" ? `${labelOf(c.a)} and ${labelOf(c.b)}: too little room between them` : `${labelOf(c.a)} stands in ${labelOf(c.b)}`)),
      ...(state.unreachable ?? []).map((u) => u.text || `No way from ${labelOf(u.origin)} to ${labelOf(u.to)}`),
    ].map(named))];

    const post = (station, commit) => {
      if (commit) announced = true;
      mail.post({ move: { station: station.name, x: station.x, y: station.y, rotation: station.rotation }, commit });
    };
    const shift = (station, x, y) => {
      const dx = x - station.x, dy = y - station.y;
      station.x = x; station.y = y;
      station.polygon = station.polygon.map(([px, py]) => [px + dx, py + dy]);
      station.clearance = (station.clearance ?? []).map(([px, py]) => [px + dx, py + dy]);
    };
    const dragger = drag().filter((event) => !event.button && !model.get("locked")).clickDistance(3)
      .container(() => scene.node())
      .subject((event, station) => ({ x: station.x, y: -station.y }))
      .on("start", function (event, station) { dragging = station; focused = station.name; this.focus({ preventScroll: true }); select(this).classed("held", true); })
      .on("drag", (event, station) => {
        const grid = event.sourceEvent?.altKey ? 1 : SNAP;
        const [x0, y0, x1, y1] = bounds();
        const x = Math.min(x1, Math.max(x0, Math.round(event.x / grid) * grid));
        const y = Math.min(y1, Math.max(y0, Math.round(-event.y / grid) * grid));
        if (x === station.x && y === station.y) return;
        shift(station, x, y);
        station.moved = true;
        draw();
        post(station, false);
      })
      .on("end", function (event, station) {
        select(this).classed("held", false);
        dragging = null;
        if (station.moved) { station.moved = false; post(station, true); }
      });

    const keys = (event, station) => {
      if (model.get("locked")) return;
      const step = event.shiftKey ? FINE : STEP;
      const arrows = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
      const way = arrows[event.key];
      if (way) { shift(station, station.x + way[0], station.y + way[1]); draw(); post(station, true); }
      else if (event.key.toLowerCase() === "r" && !event.ctrlKey && !event.metaKey) { station.rotation = (station.rotation + (event.shiftKey ? 15 : 90)) % 360; post(station, true); }
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    box.addEventListener("keydown", (event) => {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) { mail.post(key === "y" || event.shiftKey ? { redo: true } : { undo: true }); announced = true; event.preventDefault(); event.stopPropagation(); }
    });

    function drawLabels() {
      const px = 1 / (base * view.k);
      layer.labels.selectAll("text").data(state.stations ?? [], (s) => s.name).join("text")
        .attr("x", (s) => s.x).attr("y", (s) => -s.y)
        .each(function (s) {
          const [x0, y0, x1, y1] = corner(s.polygon);
          const room = (x1 - x0) / px - 6, tall = (y1 - y0) / px;
          const words = s.label.split(" ");
          const fits = (text, size) => text.length * size * 0.58 <= room;
          let lines = [s.label], size = 11;
          if (!fits(s.label, 11) && words.length > 1 && tall > 30) { const half = Math.ceil(words.length / 2); lines = [words.slice(0, half).join(" "), words.slice(half).join(" ")]; }
          while (size > 8.5 && !lines.every((line) => fits(line, size))) size -= 0.5;
          // A name wider than its station stands below it, so that it stays readable.
          const below = !lines.every((line) => fits(line, size)) || tall < lines.length * size + 2;
          if (below) { lines = [s.label]; size = 10; }
          const node = select(this).classed("below", below).attr("font-size", size * px);
          // Below, unless a wall of the floor runs there; then above.
          if (below) node.attr("y", y0 - 15 * px < bounds()[1] ? -y1 - 4 * px : -y0 + 11 * px);
          node.selectAll("tspan").data(lines).join("tspan").attr("x", s.x)
            .attr("dy", (_, i) => (below ? 0 : i ? size * 1.1 * px : (0.35 - (lines.length - 1) * 0.55) * size * px)).text((line) => line);
        });
    }

    function draw() {
      place();
      const floor = state.plan ?? {}, stations = state.stations ?? [], flows = state.flows ?? [];
      const hit = new Set((state.collisions ?? []).filter((c) => c.kind !== "clearance").flatMap((c) => [c.a, c.b]));
      const near = new Set((state.collisions ?? []).flatMap((c) => [c.a, c.b]));
      const cut = new Set((state.unreachable ?? []).flatMap((u) => [u.origin, u.to]));
      const shapes = [
        { kind: "outline", d: ring(floor.outline ?? []) },
        ...(floor.zones ?? []).map((z) => ({ kind: "zone", d: ring(z[2]) })),
        ...(floor.walls ?? []).map((w) => ({ kind: "wall", d: ring(w) })),
        ...(floor.columns ?? []).map((c) => ({ kind: "column", d: ring(c) })),
        ...(floor.doors ?? []).map((d) => ({ kind: "door", d: path(d) })),
        ...(floor.exits ?? []).map(([x, y]) => ({ kind: "exit", d: `M${x - 300} ${-y}a300 300 0 1 0 600 0a300 300 0 1 0 -600 0` })),
      ];
      layer.ground.selectAll("path").data(shapes).join("path").attr("class", (s) => s.kind).attr("d", (s) => s.d);
      layer.clearance.selectAll("path").data(stations.filter((s) => s.clearance?.length && (s.name === focused || near.has(s.name))), (s) => s.name)
        .join("path").attr("class", (s) => (near.has(s.name) ? "tight" : "")).attr("d", (s) => ring(s.clearance));
      const most = Math.max(1e-9, ...flows.map((f) => f.trips));
      const at = (name) => { const s = stations.find((each) => each.name === name); return s ? [s.x, s.y] : [0, 0]; };
      layer.flows.selectAll("path").data(flows, (f) => `${f.origin} ${f.to}`)
        .join((enter) => { const node = enter.append("path"); node.append("title"); return node; })
        .attr("class", (f) => `${f.distance === null || f.distance === undefined ? "sealed" : ""}${focused && (f.origin === focused || f.to === focused) ? " own" : ""}`)
        .attr("d", (f) => path(f.path?.length ? f.path : [at(f.origin), at(f.to)]))
        .style("stroke-width", (f) => `calc(${(1.4 + 4.2 * Math.sqrt(f.trips / most)).toFixed(2)} * var(--px) * 1px)`)
        .select("title").text((f) => `${labelOf(f.origin)} to ${labelOf(f.to)}: ${Number(f.trips).toFixed(1)} trips per week${f.distance != null ? `, ${metres(f.distance)} m` : ", no way"}`);
      layer.stations.selectAll("g.station").data(stations, (s) => s.name)
        .join((enter) => {
          const node = enter.append("g").attr("class", "station").attr("tabindex", 0).attr("role", "button").attr("aria-roledescription", "movable station")
            .on("keydown", keys).on("focus", (event, s) => { focused = s.name; draw(); }).on("blur", () => { focused = null; draw(); });
          node.append("path").attr("class", "body");
          node.append("path").attr("class", "front");
          node.append("title");
          return node;
        })
        .call(dragger)
        .attr("data-station", (s) => s.name)
        .attr("aria-label", (s) => `${s.label}, at ${metres(s.x)}, ${metres(s.y)} metres, turned ${Math.round(s.rotation)} degrees${near.has(s.name) ? ", no room" : ""}${cut.has(s.name) ? ", not reachable" : ""}`)
        .classed("hit", (s) => hit.has(s.name)).classed("near", (s) => near.has(s.name)).classed("cut", (s) => cut.has(s.name)).classed("locked", model.get("locked"))
        .each(function (s) {
          const node = select(this);
          node.select(".body").attr("d", ring(s.polygon));
          const a = (s.rotation * Math.PI) / 180, front = s.polygon.length === 4 ? frontSide(s, a) : null;
          node.select(".front").attr("d", front ? path(front) : "");
          node.select("title").text(s.label);
        });
      drawLabels();
      undo.disabled = !state.can_undo || model.get("locked");
      redo.disabled = !state.can_redo || model.get("locked");
      const hours = Number(state.walking_hours ?? 0), start = state.reference_hours;
      sum.replaceChildren(h("b", {}, `${summary()}.`), " ");
      if (state.blocked) {
        sum.append(h("span", { class: "bad" }, `${state.blocked} ${state.blocked === 1 ? "way is" : "ways are"} blocked and not counted.`), " ");
      } else if (start !== undefined && start !== null && Math.abs(hours - start) >= 0.0008) {
        const less = hours < start;
        sum.append(h("span", { class: less ? "good" : "warn" }, `${less ? "−" : "+"}${hoursText(Math.abs(hours - start))} against the start.`), " ");
      }
      sum.append(h("span", { class: "hint" }, model.get("locked") ? "" : "Drag a station to try another place."));
      const list = trouble();
      problems.replaceChildren(...list.slice(0, 5).map((text) => h("li", {}, text)), ...(list.length > 5 ? [h("li", {}, `and ${list.length - 5} more`)] : []));
      problems.hidden = list.length === 0;
      box.dataset.hours = hours.toFixed(4);
    }

    function frontSide(s, a) {
      // The side of the outline that looks along the station's front, -y turned by its rotation.
      let best = null, most = 0.5;
      s.polygon.forEach((p, i) => {
        const q = s.polygon[(i + 1) % s.polygon.length];
        const nx = (p[0] + q[0]) / 2 - s.x, ny = (p[1] + q[1]) / 2 - s.y, size = Math.hypot(nx, ny) || 1;
        const facing = (nx * Math.sin(a) - ny * Math.cos(a)) / size;
        if (facing > most) { most = facing; best = [p, q]; }
      });
      if (!best) return null;
      const [p, q] = best, mix = (t) => [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
      return [mix(0.2), mix(0.8)];
    }

    const size = new ResizeObserver(() => draw());
    size.observe(svg);
    const stop = redraw(model, ["plan", "locked"], () => { if (dragging) return; const fresh = model.get("plan"); state = { ...fresh, plan: fresh.plan ?? state.plan }; draw(); });
    return () => { stop(); size.disconnect(); mail.stop(); };
  },
};
