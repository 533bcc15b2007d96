import { drag } from "d3-drag";
import { pointer, select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { h, redraw } from "../dom.js";
import { courier } from "./courier.js";
import { painter } from "./drawing.js";
import { box, dimensions, guidesOf, hoursText, metres, posed, round, snapped, turned } from "./shapes.js";
import { placeBar, toolbar } from "./tools.js";
import { WORDS } from "./words.js";

const GRID = 50, STEP = 100, FINE = 10, REACH = 8; // mm, mm, mm, px
const RESTED = 90; // the pointer rests: the rules are asked for [ms]
const ARRANGE = { left_edge: "left", right_edge: "right", top: "top", bottom: "bottom", middle_x: "middle_x", middle_y: "middle_y" };

export default {
  render({ model, el }) {
    el.classList.add("wb", "wb-floor-host");
    const few = model.get("tools") === "few";
    const live = h("div", { class: "wb-sr", role: "status", "aria-live": "polite" });
    const svg = h("svg", { class: "plan", role: "group", "aria-label": WORDS.plan });
    const chip = h("div", { class: "chip", hidden: true }), scale = h("div", { class: "scale", "aria-hidden": "true" }, h("i"), h("span"));
    const legend = h("ul", { class: "legend", hidden: true }, WORDS.legend.map(([kind, text]) => h("li", {}, h("i", { class: kind }), text)));
    const sum = h("div", { class: "sum" }), problems = h("ul", { class: "problems" }), tray = h("div", { class: "tray", hidden: true });
    const form = h("form", { class: "ask", hidden: true });
    const file = h("input", { type: "file", accept: "image/png,image/jpeg,image/webp", class: "wb-sr", tabindex: -1, "aria-hidden": "true" });
    const ui = {
      state: model.get("plan"), chosen: new Set(), held: new Map(), marks: [], ghost: {}, image: null, finding: null,
      shown: { flows: true, clearance: false, utilities: !few, zones: true, image: true }, mode: "select",
      px: () => 1 / (base * view.k), bounds, isLocked: () => model.get("locked"), wide: () => (svg.clientWidth || 400) > 520,
    };
    let view = zoomIdentity, base = 0.05, announce = false, resting = 0, points = [], space = false;

    const tools = toolbar(act, WORDS, few);
    const place = placeBar((x, y, rotation) => { const s = single(); if (s) { ui.held.set(s.name, posed(s, x, y, turned(rotation))); post(true); } });
    const stage = h("div", { class: "stage" }, svg, chip, scale, legend);
    const root = h("div", { class: `wb-floor${few ? " few" : ""}` }, few ? null : tools.bar, stage, few ? null : place.bar, form, tray,
      few ? h("div", { class: "foot" }, sum, tools.bar) : h("div", { class: "foot" }, sum), problems, file, live);
    el.append(root);
    tools.fill(ui.shown, () => paint.all());
    const scene = select(svg).append("g");
    ui.wire = (nodes) => nodes.call(dragger).on("keydown", keys).on("focus", focused).on("click", (event) => event.stopPropagation());
    ui.wireGrip = (nodes) => nodes.call(turner);
    const stations = () => (ui.state.stations ?? []).map((s) => ui.held.get(s.name) ?? s);
    const byName = (name) => stations().find((s) => s.name === name);
    const single = () => (ui.chosen.size === 1 ? byName([...ui.chosen][0]) : null);
    const free = () => [...ui.chosen].map(byName).filter((s) => s && !s.locked);

    // the view ------------------------------------------------------------------------------
    function bounds() {
      const outline = ui.state.plan?.outline ?? [], all = outline.length ? outline : (ui.state.stations ?? []).flatMap((s) => s.polygon);
      return all.length ? box(all) : [0, 0, 1000, 1000];
    }
    const zoomer = zoom().scaleExtent([0.5, 20]).filter((event) => {
      if (event.type === "wheel") return event.ctrlKey || event.metaKey; // the page keeps its own scrolling
      if (event.type.startsWith("touch")) return event.touches.length > 1 || ui.mode === "pan";
      return event.button === 1 || (!event.button && (ui.mode === "pan" || space || few));
    }).on("zoom", (event) => { view = event.transform; frame(); paint.all(); });
    function frame() {
      const [x0, y0, x1, y1] = bounds(), width = svg.clientWidth || 400, pad = few ? 8 : 18;
      const height = Math.min(Math.max(((width - 2 * pad) * (y1 - y0)) / (x1 - x0) + 2 * pad, few ? 140 : 220), few ? 620 : Math.max(420, window.innerHeight * 0.68));
      svg.setAttribute("height", height);
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      base = Math.min((width - 2 * pad) / (x1 - x0), (height - 2 * pad) / (y1 - y0));
      const dx = (width - base * (x1 - x0)) / 2 - base * x0, dy = (height - base * (y1 - y0)) / 2 + base * y1;
      zoomer.extent([[0, 0], [width, height]]).translateExtent([[-width / 2, -height / 2], [1.5 * width, 1.5 * height]]);
      scene.attr("transform", `translate(${view.x} ${view.y}) scale(${view.k}) translate(${dx} ${dy}) scale(${base})`);
      root.style.setProperty("--px", 1 / (base * view.k)); // one pixel in mm, for line widths and text
      const metre = 1000 * base * view.k, step = [0.1, 0.5, 1, 2, 5, 10].find((each) => each * metre >= 40) ?? 20;
      scale.firstChild.style.width = `${step * metre}px`;
      scale.lastChild.textContent = `${step} m`;
    }
    const spot = (event) => { const [x, y] = pointer(event, scene.node()); return [x, -y]; };

    // asking the kernel ---------------------------------------------------------------------
    const mail = courier(model, (message, asked, more) => {
      // What a quick answer leaves out (the building, the stations, the runs) is as it was.
      if (message.state) ui.state = { ...ui.state, ...message.state };
      settle();
      if (message.text) say(message.text);
      if (asked?.commit && !more) ui.held.clear();
      if (!message.state && message.text) ui.held.clear();
      draw();
      root.dataset.seq = message.seq;
      if (asked) root.dispatchEvent(new CustomEvent("wb-floor-answer", { bubbles: true, composed: true, detail: { seq: message.seq, posted: asked.posted, drawn: performance.now(), drag: !asked.commit } }));
      if (announce && !ui.held.size) { announce = false; live.textContent = spoken(); }
    });
    /** What was pointed at may be mended by now; then nothing is pointed at. */
    const settle = () => { if (ui.finding) ui.finding = (ui.state.findings ?? []).find((f) => f.text === ui.finding.text) ?? null; };
    const pose = (s) => [s.x, s.y, s.rotation];
    function post(commit, full = false) {
      const held = [...ui.held.values()];
      if (!held.length) return;
      const command = held.length === 1 ? { do: "move", station: held[0].name, x: held[0].x, y: held[0].y, rotation: held[0].rotation } : { do: "place", placements: Object.fromEntries(held.map((s) => [s.name, pose(s)])) };
      clearTimeout(resting);
      if (commit) announce = true;
      else if (!full) resting = setTimeout(() => { if (ui.held.size && ui.dragging) post(false, true); }, RESTED);
      mail.post({ command, commit, full });
    }
    const tell = (command) => { announce = true; mail.post({ command, commit: true }); };
    const say = (text) => { chip.textContent = text; chip.hidden = false; chip.classList.add("refused"); live.textContent = text; setTimeout(() => { if (chip.textContent === text) { chip.hidden = true; chip.classList.remove("refused"); } }, 4000); };

    // dragging ------------------------------------------------------------------------------
    let grabbed = null;
    const dragger = drag().filter((event) => !event.button && !model.get("locked") && !space && ui.mode === "select").clickDistance(3).container(() => scene.node())
      .subject((event, s) => ({ x: s.x, y: -s.y }))
      .on("start", function (event, s) {
        const more = event.sourceEvent.shiftKey;
        if (more) { ui.chosen.has(s.name) ? ui.chosen.delete(s.name) : ui.chosen.add(s.name); } else if (!ui.chosen.has(s.name)) { ui.chosen.clear(); ui.chosen.add(s.name); }
        this.focus({ preventScroll: true });
        const own = free();
        grabbed = s.locked || more ? null : { name: s.name, x: s.x, y: s.y, own, guides: guidesOf(ui.state.plan ?? {}, stations(), new Set(own.map((each) => each.name))), box: box(own.flatMap((each) => each.polygon)), moved: false };
        ui.dragging = !!grabbed;
        draw();
      })
      .on("drag", (event) => {
        if (!grabbed) return;
        const exact = event.sourceEvent?.altKey, [x0, y0, x1, y1] = bounds();
        let dx = Math.min(x1, Math.max(x0, event.x)) - grabbed.x, dy = Math.min(y1, Math.max(y0, -event.y)) - grabbed.y;
        if (exact) { dx = Math.round(dx); dy = Math.round(dy); ui.snapLines = []; }
        else {
          // The grid is that of the station that is held; sides of others pull more strongly.
          const [bx0, by0, bx1, by1] = grabbed.box;
          const pulled = snapped([bx0 + dx, by0 + dy, bx1 + dx, by1 + dy], grabbed.guides, REACH * ui.px(), GRID);
          dx = pulled.x === undefined ? round(grabbed.x + dx, GRID) - grabbed.x : dx + pulled.dx;
          dy = pulled.y === undefined ? round(grabbed.y + dy, GRID) - grabbed.y : dy + pulled.dy;
          ui.snapLines = [pulled.x === undefined ? null : [[pulled.x, y0], [pulled.x, y1]], pulled.y === undefined ? null : [[x0, pulled.y], [x1, pulled.y]]].filter(Boolean);
        }
        if (grabbed.moved && grabbed.dx === dx && grabbed.dy === dy) return;
        Object.assign(grabbed, { dx, dy, moved: true });
        for (const s of grabbed.own) ui.held.set(s.name, posed(s, s.x + dx, s.y + dy, s.rotation));
        measureHeld();
        paint.held();
        post(false);
      })
      .on("end", () => {
        const moved = grabbed?.moved;
        grabbed = null;
        release(moved);
      });
    const direction = (event, s) => (Math.atan2(-event.y - s.y, event.x - s.x) * 180) / Math.PI;
    const turner = drag().filter((event) => !event.button && !model.get("locked")).container(() => scene.node())
      .subject((event) => ({ x: event.x, y: event.y }))
      .on("start", (event) => { const s = single(); grabbed = s ? { s, from: direction(event, s), moved: false } : null; ui.dragging = !!s; })
      .on("drag", (event) => {
        if (!grabbed) return;
        const { s } = grabbed;
        let angle = turned(s.rotation + direction(event, s) - grabbed.from);
        const near = round(angle, 15), source = event.sourceEvent;
        angle = turned(source?.shiftKey || (!source?.altKey && Math.abs(angle - near) < 3) ? near : Math.round(angle));
        if (grabbed.moved && grabbed.angle === angle) return;
        Object.assign(grabbed, { angle, moved: true });
        ui.held.set(s.name, posed(s, s.x, s.y, angle));
        ui.dimensions = [];
        tip(`${Math.round(angle)}°`);
        paint.held();
        post(false);
      })
      .on("end", () => { const moved = grabbed?.moved; grabbed = null; release(moved); });
    function release(moved) {
      ui.dragging = false;
      ui.snapLines = ui.dimensions = [];
      clearTimeout(resting);
      if (!chip.classList.contains("refused")) chip.hidden = true;
      if (moved) post(true); else draw();
    }
    function measureHeld() {
      const names = new Set(ui.held.keys()), plan = ui.state.plan ?? {};
      const rings = [plan.outline ?? [], ...(plan.walls ?? []), ...(plan.columns ?? []), ...stations().filter((s) => !names.has(s.name)).map((s) => s.polygon)].filter((each) => each.length > 1);
      ui.dimensions = dimensions(box([...ui.held.values()].flatMap((s) => s.polygon)), rings);
    }
    /** The first thing wrong with what is held, beside it: the rule's name and what is missing. */
    function warn() {
      if (!ui.dragging || !ui.held.size) return;
      const own = (ui.state.findings ?? []).filter((f) => f.severity !== "note" && (f.subjects ?? []).some((name) => ui.held.has(name)));
      const worst = own.find((f) => f.severity === "error") ?? own[0];
      if (!worst) { if (grabbed?.own) chip.hidden = true; return; }
      const rule = (ui.state.rules ?? {})[worst.rule] ?? "";
      tip(`${rule ? `${rule}: ` : ""}${named(worst.text)}${worst.margin != null && !/\d/.test(worst.text) ? ` (${(-worst.margin / 10).toFixed(0)} cm missing)` : ""}`, worst.severity);
    }
    function tip(text, tone = "") {
      chip.textContent = text;
      chip.className = `chip ${tone}`;
      chip.hidden = false;
    }

    // the ground: rubber band, panning, measuring -----------------------------------------------
    let start = null;
    svg.addEventListener("pointerdown", (event) => {
      svg.focus?.();
      if (event.target.closest(".station, .grip") && ui.mode === "select") return;
      tools.closeMenus();
      if (event.button || ui.mode === "pan" || space || (few && ui.mode === "select") || (event.pointerType === "touch" && ui.mode === "select")) { if (event.pointerType === "touch") clear(); return; }
      start = { at: spot(event), more: event.shiftKey };
      svg.setPointerCapture(event.pointerId);
      if (ui.mode !== "select") { points.push(near(start.at, event)); if (points.length > 2) points = [points[2]]; measured(); }
    });
    svg.addEventListener("pointermove", (event) => {
      if (ui.mode !== "select" && points.length === 1) { measured(near(spot(event), event)); return; }
      if (!start || ui.mode !== "select") return;
      ui.band = box([start.at, spot(event)]);
      paint.guides();
    });
    svg.addEventListener("pointerup", () => {
      if (!start) return;
      if (ui.mode === "select") {
        if (!start.more) ui.chosen.clear();
        const b = ui.band;
        if (b && (b[2] - b[0]) / ui.px() > 3) for (const s of stations()) { const [x0, y0, x1, y1] = box(s.polygon); if (x0 < b[2] && x1 > b[0] && y0 < b[3] && y1 > b[1]) ui.chosen.add(s.name); }
        ui.band = null;
        draw();
      } else if (points.length === 2 && ui.mode === "calibrate") askLength();
      start = null;
    });
    svg.addEventListener("pointercancel", () => { start = null; ui.band = null; draw(); });
    /** Corners within reach pull the measuring points. */
    function near(at, event) {
      if (event.altKey || ui.mode === "calibrate") return at;
      const plan = ui.state.plan ?? {};
      const all = [...(plan.outline ?? []), ...(plan.walls ?? []).flat(), ...(plan.columns ?? []).flat(), ...stations().flatMap((s) => s.polygon)];
      let best = at, least = REACH * ui.px();
      for (const p of all) { const away = Math.hypot(p[0] - at[0], p[1] - at[1]); if (away < least) { least = away; best = p; } }
      return best;
    }
    function measured(to) {
      const ends = to ? [points[0], to] : points;
      ui.ends = ends;
      const length = ends.length === 2 ? Math.hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]) : 0;
      ui.dimensions = ends.length === 2 ? [{ line: ends, length, text: `${metres(length)} m` }] : [];
      paint.guides();
      if (!to && ends.length === 2) live.textContent = `${metres(length)} metres`;
    }
    function askLength() {
      const length = Math.hypot(points[1][0] - points[0][0], points[1][1] - points[0][1]);
      const input = h("input", { type: "number", min: 0.01, step: 0.01, value: (length / 1000).toFixed(2), "aria-label": "True length in metres" });
      form.replaceChildren(h("label", {}, "This line is ", input, " m long"), h("button", { type: "submit", class: "primary" }, "Scale"), button("Cancel", () => { form.hidden = true; mode("select"); }));
      form.hidden = false;
      form.onsubmit = (event) => { event.preventDefault(); model.send({ calibrate: { from: points[0], to: points[1], length: Number(input.value) * 1000 } }); form.hidden = true; mode("select"); };
      input.focus();
      input.select();
    }
    const button = (text, call) => { const node = h("button", { type: "button" }, text); node.addEventListener("click", call); return node; };
    function mode(name) {
      ui.mode = name;
      points = []; ui.ends = []; ui.dimensions = [];
      svg.dataset.mode = name;
      for (const each of ["select", "pan", "measure"]) tools.nodes[each]?.setAttribute("aria-pressed", String(each === name));
      if (name === "measure" || name === "calibrate") { tip(WORDS[name]); live.textContent = WORDS[name]; } else chip.hidden = true;
      draw();
    }
    const clear = () => { ui.chosen.clear(); ui.finding = null; draw(); };

    // keys ----------------------------------------------------------------------------------
    const focused = (event, s) => { if (!ui.dragging && !ui.chosen.has(s.name)) { ui.chosen.clear(); ui.chosen.add(s.name); draw(); } };
    function keys(event, s) {
      if (model.get("locked")) return;
      const step = event.shiftKey ? FINE : STEP, own = free();
      const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
      const plain = !event.ctrlKey && !event.metaKey, key = event.key.toLowerCase();
      if (way) { if (s.locked && !own.length) say(`${s.label} is locked`); for (const each of own) ui.held.set(each.name, posed(each, each.x + way[0], each.y + way[1], each.rotation)); paint.held(); post(true); }
      else if (key === "r" && plain) spin(event.shiftKey ? 15 : 90);
      else if (key === "l" && plain) act("lock");
      else if (key === "escape") clear();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
    function spin(by) {
      const own = free();
      if (own.length === 1) { ui.held.set(own[0].name, posed(own[0], own[0].x, own[0].y, turned(own[0].rotation + by))); paint.held(); post(true); }
      else if (own.length) tell({ do: "rotate", stations: own.map((each) => each.name), by });
    }
    root.addEventListener("keydown", (event) => {
      const key = event.key.toLowerCase(), typing = /^(input|select|textarea)$/i.test(event.target.tagName);
      const held = event.ctrlKey || event.metaKey;
      if (held && (key === "z" || key === "y") && !typing) act(key === "y" || event.shiftKey ? "redo" : "undo");
      else if (held && key === "a" && !typing) { for (const s of stations()) ui.chosen.add(s.name); draw(); }
      else if (key === "escape" && ui.mode !== "select") mode("select");
      else if (key === " " && event.target === svg) space = true;
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    root.addEventListener("keyup", (event) => { if (event.key === " ") space = false; });

    // what the buttons do ---------------------------------------------------------------------
    function act(name) {
      const own = free().map((s) => s.name), at = select(svg);
      if (name === "undo" || name === "redo") { if (model.get("locked")) return; announce = true; ui.held.clear(); mail.post({ [name]: true }); }
      else if (name === "in") zoomer.scaleBy(at, 1.4);
      else if (name === "out") zoomer.scaleBy(at, 1 / 1.4);
      else if (name === "fit") zoomer.transform(at, zoomIdentity);
      else if (["select", "pan", "measure"].includes(name)) mode(name);
      else if (name === "left") spin(15);
      else if (name === "right") spin(-15);
      else if (name === "lock") { const all = [...ui.chosen], open = all.some((each) => !byName(each)?.locked); if (all.length) tell({ do: "lock", stations: all, locked: open }); }
      else if (name in ARRANGE) { if (own.length > 1) tell({ do: "align", stations: own, edge: ARRANGE[name] }); }
      else if (name === "spread_x" || name === "spread_y") { if (own.length > 2) tell({ do: "distribute", stations: own, axis: name.at(-1) }); }
      else if (name === "flag") { announce = true; mail.post({ reference: true }); }
      else if (name === "legend") { legend.hidden = !legend.hidden; tools.nodes.legend.setAttribute("aria-pressed", String(!legend.hidden)); }
      else if (name === "image") file.click();
      else if (name === "noimage") model.send({ image: "" });
      else if (name === "calibrate") mode("calibrate");
    }
    file.addEventListener("change", async () => {
      const chosen = file.files[0];
      file.value = "";
      if (!chosen) return;
      if (chosen.size > 6e6) { say("The image is larger than 6 MB."); return; }
      const url = URL.createObjectURL(chosen), image = new Image();
      image.onload = async () => { model.send({ image: chosen.name, width: image.naturalWidth, height: image.naturalHeight }, undefined, [await chosen.arrayBuffer()]); URL.revokeObjectURL(url); };
      image.onerror = () => { say("This is not a picture that can be shown."); URL.revokeObjectURL(url); };
      image.src = url;
    });

    // words ---------------------------------------------------------------------------------
    const summary = () => `Walking ${hoursText(ui.state.walking_hours ?? 0)} per week`;
    // The session names stations by their keys; people know them by their labels.
    const named = (text) => {
      const told = (ui.state.stations ?? []).reduce((words, s) => words.replace(new RegExp(`\\b${s.name}\\b`, "g"), () => s.label.toLowerCase()), text ?? "");
      return told.charAt(0).toUpperCase() + told.slice(1);
    };
    function trouble() {
      if (ui.state.findings?.length) return ui.state.findings.map((f) => ({ ...f, told: named(f.text) }));
      const plain = [...(ui.state.collisions ?? []), ...(ui.state.unreachable ?? [])].map((each) => each.text ?? `${each.a ?? each.origin} and ${each.b ?? each.to}`);
      return [...new Set(plain)].map((text) => ({ told: named(text), severity: "error", subjects: [], shapes: [] }));
    }
    const spoken = () => {
      const own = single(), wrong = trouble().filter((f) => f.severity === "error");
      const where = own ? `${own.label} at ${metres(own.x)}, ${metres(own.y)} metres, turned ${Math.round(own.rotation)} degrees${own.locked ? ", locked" : ""}. ` : "";
      return `${where}${summary()}. ${wrong.slice(0, 3).map((f) => f.told).join(". ")}`;
    };

    function listed() {
      const all = trouble(), most = few ? 5 : 8, list = all.slice(0, root.dataset.all ? 200 : most);
      const kept = document.activeElement?.dataset?.finding;
      problems.replaceChildren(...list.map((f, i) => {
        const node = h("button", { type: "button", "data-finding": i, "aria-expanded": String(ui.finding?.text === f.text && f.text !== undefined) }, h("i", { class: f.severity }), h("span", {}, f.told));
        const open = ui.finding && ui.finding.text === f.text && f.text !== undefined;
        node.addEventListener("click", () => { ui.finding = open ? null : f; draw(); });
        node.addEventListener("pointerenter", () => { if (!open && f.shapes?.length) { ui.marks = [f]; paint.all(); } });
        node.addEventListener("pointerleave", () => { if (ui.marks.length) { ui.marks = []; paint.all(); } });
        const more = [f.advice ? `${f.advice.charAt(0).toUpperCase()}${f.advice.slice(1)}.` : "", f.source ? `Source: ${f.source}. Check your local code.` : ""].filter(Boolean).join(" ");
        return h("li", { class: f.severity }, node, open && more ? h("p", {}, more) : null);
      }), ...(all.length > list.length ? [h("li", {}, button(`and ${all.length - list.length} more`, () => { root.dataset.all = "yes"; draw(); }))] : []));
      problems.hidden = all.length === 0;
      problems.classList.toggle("mild", all.every((f) => f.severity !== "error"));
      problems.classList.toggle("calm", all.every((f) => f.severity === "note"));
      if (kept !== undefined) problems.querySelector(`[data-finding="${kept}"]`)?.focus();
    }

    function told() {
      const state = ui.state, hours = Number(state.walking_hours ?? 0), start = state.reference_hours;
      sum.replaceChildren(h("b", {}, `${summary()}.`), " ");
      if (state.blocked) sum.append(h("span", { class: "bad" }, `${state.blocked} ${state.blocked === 1 ? "way is" : "ways are"} blocked and not counted.`), " ");
      else if (start != null && Math.abs(hours - start) >= 0.0008) sum.append(h("span", { class: hours < start ? "good" : "warn" }, `${hours < start ? "−" : "+"}${hoursText(Math.abs(hours - start))} against ${few ? "the start" : WORDS.reference}.`), " ");
      if (!(state.stations ?? []).length) sum.append(h("span", { class: "hint" }, WORDS.empty));
      else if (!model.get("locked")) sum.append(h("span", { class: "hint" }, matchMedia("(pointer: coarse)").matches ? WORDS.coarse : WORDS.hint));
      root.dataset.hours = hours.toFixed(4);
    }

    function enable() {
      const lock = model.get("locked"), own = free(), some = ui.chosen.size > 0, all = [...ui.chosen].map(byName).filter(Boolean);
      const set = (name, off) => { if (tools.nodes[name]) tools.nodes[name].disabled = off; };
      set("undo", !ui.state.can_undo || lock); set("redo", !ui.state.can_redo || lock);
      if (tools.nodes.undo) tools.nodes.undo.title = ui.state.undo_label ? `Undo: ${ui.state.undo_label} (Ctrl+Z)` : "Undo (Ctrl+Z)";
      set("left", !own.length || lock); set("right", !own.length || lock); set("lock", !some || lock); set("arrange", own.length < 2 || lock);
      set("spread_x", own.length < 3); set("spread_y", own.length < 3); set("calibrate", !ui.image); set("noimage", !ui.image);
      tools.nodes.lock?.setAttribute("aria-pressed", String(some && all.every((s) => s.locked)));
      tools.nodes.lock?.setAttribute("aria-label", some && all.every((s) => s.locked) ? "Unlock" : "Lock");
      tools.show("image", !!ui.image);
      place.show(all, lock);
      const spare = few ? [] : ui.state.unplaced ?? [];
      tray.hidden = !spare.length || lock;
      tray.replaceChildren(h("span", {}, "Not on the floor: "), ...spare.map((s) => {
        const [x0, y0, x1, y1] = bounds(), name = s.name ?? s;
        return button(`+ ${s.label ?? s}`, () => tell({ do: "move", station: name, x: (x0 + x1) / 2, y: (y0 + y1) / 2, rotation: 0 }));
      }));
    }

    const paint = painter(scene, ui);
    function draw() {
      if (!ui.dragging) frame();
      for (const name of [...ui.chosen]) if (!byName(name)) ui.chosen.delete(name);
      if (ui.dragging && grabbed?.own) measureHeld();
      if (ui.dragging) paint.live(); else paint.all();
      warn();
      if (!ui.dragging) enable();
      told();
      if (!ui.dragging) listed();
      svg.setAttribute("aria-busy", String(!!ui.state.is_quick));
    }
    const size = new ResizeObserver(() => draw());
    select(svg).call(zoomer).on("dblclick.zoom", null);
    if (few) ui.shown.zones = true;
    mode("select");
    const stop = redraw(model, ["plan", "locked", "ghost", "marks", "background"], () => {
      ui.ghost = model.get("ghost") ?? {};
      ui.marks = model.get("marks") ?? [];
      ui.image = model.get("background")?.url ? model.get("background") : null;
      if (!ui.dragging && !mail.busy) { const fresh = model.get("plan"); ui.state = { ...fresh, plan: fresh.plan ?? ui.state.plan }; ui.held.clear(); settle(); }
      draw();
    });
    size.observe(svg);
    return () => { stop(); size.disconnect(); mail.stop(); clearTimeout(resting); };
  },
};
