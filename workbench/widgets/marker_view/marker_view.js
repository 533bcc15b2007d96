import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { h, redraw } from "../dom.js";
import { courier } from "../floor_editor/courier.js";
import { laid, lines, middle, outline, points, slits, step } from "./geometry.js";

const PAD = 6, RULER = 18;
const metres = (value, digits = 2) => (value / 1000).toFixed(digits);
const isHand = (message) => Array.isArray(message.to) && !message.commit;

export default {
  render({ model, el }) {
    el.classList.add("wb", "wb-marker-host");
    const svg = h("svg", { class: "strip", role: "application", tabindex: "0" });
    const tools = h("div", { class: "tools", role: "toolbar", "aria-label": "Marker" });
    const sum = h("div", { class: "sum" }), list = h("div", { class: "list", role: "group", "aria-label": "Pieces" });
    const chip = h("div", { class: "told", role: "status", "aria-live": "polite" }), hint = h("p", { class: "wb-note hint" });
    const box = h("div", { class: "wb-marker" }, h("div", { class: "stage" }, svg, chip), h("div", { class: "foot" }, sum, tools), hint, list);
    el.append(box);
    const scene = select(svg).append("g"), up = scene.append("g"), words = scene.append("g"), ruler = select(svg).append("g").attr("class", "ruler");
    const cloth = up.append("g"), body = up.append("g"), frame = up.append("rect").attr("class", "marking").attr("display", "none");
    let view = zoomIdentity, marked = null, shapes = [], places = [], base = 1, chosen = -1, hand = null, marking = null, quiet = 0;
    const editable = () => model.get("editable");

    const post = courier(model, arrived, (message, last) => isHand(message) && isHand(last) && message.index === last.index);
    const zoomer = zoom().scaleExtent([1, 30]).filter((event) => {
      if (marking) return false;
      if (event.type === "wheel") return event.ctrlKey || event.metaKey;
      const one = editable() && event.target.closest?.(".one");
      if (event.type.startsWith("touch")) return event.touches.length > 1 || (view.k > 1 && !(one && Number(one.dataset.index) === chosen));
      return !event.button && !one;
    }).on("zoom", (event) => { view = event.transform; place(); });
    select(svg).call(zoomer).on("dblclick.zoom", null);

    const buttons = {};
    const button = (group, name, label, text, call) => {
      const node = h("button", { type: "button", title: label, "aria-label": label }, text);
      node.addEventListener("click", call);
      group.append(node);
      buttons[name] = node;
    };
    const look = h("div", { class: "group" }), work = h("div", { class: "group" }), flaws = h("div", { class: "group" });
    tools.append(look, work, flaws);
    button(look, "in", "Zoom in", "+", () => zoomer.scaleBy(select(svg), 1.6));
    button(look, "out", "Zoom out", "−", () => zoomer.scaleBy(select(svg), 1 / 1.6));
    button(look, "all", "Show all", "⤢", () => zoomer.transform(select(svg), zoomIdentity));
    button(work, "turn", "Turn the chosen piece (R)", "↻", () => turn());
    button(work, "undo", "Undo (Ctrl+Z)", "↶", () => post.post({ undo: true }));
    button(work, "redo", "Redo (Ctrl+Y)", "↷", () => post.post({ redo: true }));
    button(flaws, "flaw", "Mark a flaw on the cloth", "▨", () => mode(marking ? null : {}));

    function mode(next) {
      marking = next;
      buttons.flaw.setAttribute("aria-pressed", String(Boolean(next)));
      svg.dataset.mode = next ? "flaw" : "";
      if (!next) frame.attr("display", "none");
      say(next ? "Draw a box round the flaw." : "", "", 0);
    }
    function say(text, tone = "", lasts = 2600) {
      clearTimeout(quiet);
      chip.textContent = text;
      chip.className = `told ${tone}${text ? "" : " silent"}`;
      if (text && lasts) quiet = setTimeout(() => say(""), lasts);
    }
    const name = (i) => shapes[places[i]?.shape]?.text ?? "";
    function choose(index, aloud = true) {
      chosen = index;
      body.selectAll("g.one").classed("chosen", (s) => s.index === index);
      buttons.turn.disabled = index < 0 || !shapes[places[index]?.shape]?.turns;
      if (index >= 0 && aloud) say(`${name(index)} at ${metres(places[index].x)}, ${metres(places[index].y)} m`, "");
    }
    function turn() { if (chosen >= 0 && editable()) post.post({ index: chosen, turn: true }); }

    // What Python answers: what a held piece hits, or what became of a move.
    function arrived(message, answered) {
      if (message.text) { say(message.text, "bad"); settle(); return; }
      const nudge = message.nudge;
      if (!nudge) return;
      const hits = new Set(nudge.hits);
      if (hand || answered?.commit || message.done) {
        body.selectAll("g.one").classed("hit", (s) => hits.has(s.index)).classed("bad", (s) => s.index === nudge.index && !nudge.legal);
        const against = [];
        if (nudge.hits.length) against.push(`${nudge.hits.length > 2 ? `${nudge.hits.length} pieces` : nudge.hits.map(name).join(" and ")} in the way`);
        if (nudge.outside) against.push("off the cloth");
        against.push(...nudge.reasons);
        say(nudge.legal ? `Fits · ${metres(nudge.length, 3)} m` : against.join("; "), nudge.legal ? "good" : "bad");
      }
      if (message.done && !hand) settle();
    }
    function settle() {
      setTimeout(() => { body.selectAll("g.one").classed("hit", false).classed("bad", false); if (!hand) draw(); }, 420);
    }

    const at = (event) => {
      const area = svg.getBoundingClientRect(), s = base * view.k;
      return [(event.clientX - area.left - view.x - view.k * origin[0]) / s, -(event.clientY - area.top - view.y - view.k * origin[1]) / s];
    };
    let origin = [0, 0];

    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      if (marking) { marking = { from: at(event) }; svg.setPointerCapture(event.pointerId); event.preventDefault(); return; }
      const one = editable() && event.target.closest(".one");
      if (!one) { if (editable() && chosen >= 0) choose(-1); return; }
      const index = Number(one.dataset.index), was = chosen;
      choose(index);
      // A finger first chooses, so that the page still scrolls over the drawing.
      if (event.pointerType === "touch" && was !== index) return;
      hand = { index, from: at(event), x: places[index].x, y: places[index].y, moved: false };
      one.setPointerCapture(event.pointerId);
      event.preventDefault();
      svg.focus({ preventScroll: true });
    });
    svg.addEventListener("pointermove", (event) => {
      if (marking?.from) { const [x, y] = at(event); mark_box(marking.from, [x, y]); return; }
      if (!hand) return;
      const [x, y] = at(event), to = [hand.x + x - hand.from[0], hand.y + y - hand.from[1]];
      if (!hand.moved && Math.hypot(to[0] - hand.x, to[1] - hand.y) * base * view.k < 3) return;
      hand.moved = true;
      hand.to = to;
      body.selectAll("g.one").filter((s) => s.index === hand.index).raise().attr("transform", pose({ ...places[hand.index], x: to[0], y: to[1] }));
      post.post({ index: hand.index, to });
    });
    function drop() {
      if (marking?.from) {
        const { from, to } = marking;
        mode(null);
        if (to) { const [x, y] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])], size = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])]; if (Math.min(...size) > 2) model.send({ flaw: [x, y, ...size] }); }
        return;
      }
      const held = hand;
      hand = null;
      if (held?.moved) post.post({ index: held.index, to: held.to, commit: true });
    }
    svg.addEventListener("pointerup", drop);
    svg.addEventListener("pointercancel", () => { hand = null; if (marking) mode(null); draw(); });
    function mark_box(from, to) {
      marking.to = to;
      frame.attr("display", null).attr("x", Math.min(from[0], to[0])).attr("y", Math.min(from[1], to[1])).attr("width", Math.abs(to[0] - from[0])).attr("height", Math.abs(to[1] - from[1]));
    }

    svg.addEventListener("keydown", (event) => {
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key, held = event.ctrlKey || event.metaKey;
      if (held && editable() && (key === "z" || key === "y")) { post.post(key === "y" || event.shiftKey ? { redo: true } : { undo: true }); event.preventDefault(); return; }
      if (held) return;
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }, way = ways[event.key];
      if (way && editable() && chosen >= 0) {
        const far = event.altKey ? 0.1 : 1;
        if (event.shiftKey) post.post({ index: chosen, slide: way });
        else post.post({ index: chosen, to: [places[chosen].x + far * way[0], places[chosen].y + far * way[1]], commit: true });
      } else if (way && view.k > 1 && !event.altKey) zoomer.translateBy(select(svg), (-60 / view.k) * way[0], (60 / view.k) * way[1]);
      else if (key === "+" || key === "=") zoomer.scaleBy(select(svg), 1.6);
      else if (key === "-") zoomer.scaleBy(select(svg), 1 / 1.6);
      else if (key === "0") zoomer.transform(select(svg), zoomIdentity);
      else if (editable() && (key === "n" || key === "p") && places.length) choose((chosen + (key === "n" ? 1 : places.length - 1) + (chosen < 0 ? (key === "n" ? 0 : 1) : 0)) % places.length);
      else if (editable() && key === "r") turn();
      else if (key === "Escape") { mode(null); choose(-1); } else return;
      event.preventDefault();
    });

    const pose = (p) => `translate(${p.x + (p.on?.at[0] ?? 0)} ${p.y + (p.on?.at[1] ?? 0)}) rotate(${p.turn}) scale(${p.mirrored ? -1 : 1} 1)`;
    function extent() {
      const cloths = model.get("cloths");
      const length = Math.max(...cloths.map((c) => c.at[0] + Math.max(...c.outline.filter((_, i) => i % 2 === 0))), 1);
      return [length, Math.max(...cloths.map((c) => c.size[1]), 1)];
    }
    function place() {
      if (!model.get("cloths").length) return;
      const [length, width] = extent(), room = svg.clientWidth || 400;
      const height = Math.min(Math.max(((room - 2 * PAD) * width) / length + 2 * PAD, 90), 480) + RULER;
      svg.setAttribute("height", height);
      svg.setAttribute("viewBox", `0 0 ${room} ${height}`);
      base = Math.min((room - 2 * PAD) / length, (height - RULER - 2 * PAD) / width);
      origin = [(room - base * length) / 2, (height - RULER + base * width) / 2];
      zoomer.extent([[0, 0], [room, height]]).translateExtent([[0, 0], [room, height]]);
      scene.attr("transform", `translate(${view.x} ${view.y}) scale(${view.k}) translate(${origin[0]} ${origin[1]}) scale(${base})`);
      up.attr("transform", "scale(1 -1)");
      const px = 1 / (base * view.k);
      box.style.setProperty("--px", px);
      // A name is drawn where it has room at this zoom, so that a full marker does not turn grey.
      words.selectAll("text").attr("font-size", 10 * px).attr("display", (s) => (s.room / px > Math.max(s.text.length * 5.8, 20) ? null : "none"));
      measure(room, height, length);
    }
    function measure(room, height, length) {
      const s = base * view.k, start = view.x + view.k * origin[0], every = step(70 / s), ticks = [];
      for (let at = 0; at <= length + 1e-6; at += every) { const x = start + s * at; if (x > -1 && x < room - 14) ticks.push({ x, at }); }
      ruler.selectAll("g").data(ticks).join((enter) => { const g = enter.append("g"); g.append("path").attr("d", "M0 0v4"); g.append("text").attr("y", 14); return g; })
        .attr("transform", (t) => `translate(${t.x} ${height - RULER})`).select("text").text((t) => (t.at ? `${+(t.at / 1000).toFixed(2)} m` : "0"));
    }
    const mark = (key) => { marked = key; body.selectAll("g.one").classed("marked", (s) => s.key === key).classed("faded", (s) => key !== null && s.key !== key); };

    function read() {
      const buffer = model.get("places"), cloths = model.get("cloths");
      const rows = new Float64Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength));
      const sizes = [...new Set(model.get("shapes").map((p) => p.size))];
      shapes = model.get("shapes").map((shape) => {
        const text = `${shape.name}${shape.size ? ` ${shape.size}` : ""}`;
        return { ...shape, text, key: text, color: `var(--wb-s${(sizes.indexOf(shape.size) % 12) + 1})`, corners: points(shape.outline) };
      });
      places = [];
      for (let i = 0; i + 5 < rows.length; i += 6) {
        const [shape, x, y, angle, mirrored, on] = rows.slice(i, i + 6);
        places.push({ shape, x, y, turn: angle, mirrored: mirrored > 0, on: cloths[on] });
      }
      return places.map((p, index) => ({ ...shapes[p.shape], ...p, place: p, index }));
    }

    function draw_cloth() {
      cloth.selectAll("*").remove();
      for (const c of model.get("cloths")) {
        const g = cloth.append("g").attr("transform", `translate(${c.at[0]} ${c.at[1]})`);
        g.append("path").attr("class", "cloth").attr("fill-rule", "evenodd").attr("d", outline(c.outline, c.holes));
        const [length, width] = c.size, [low, high] = c.edges;
        if (c.repeat[1]) for (let y = c.repeat[1]; y < width; y += c.repeat[1]) g.append("path").attr("class", "stripe").attr("d", `M0 ${y}h${length}`);
        if (c.repeat[0]) for (let x = c.repeat[0]; x < length; x += c.repeat[0]) g.append("path").attr("class", "stripe").attr("d", `M${x} 0v${width}`);
        if (low) g.append("rect").attr("class", "edge").attr("width", length).attr("height", low);
        if (high) g.append("rect").attr("class", "edge").attr("y", width - high).attr("width", length).attr("height", high);
        for (const flaw of c.flaws) g.append("path").attr("class", flaw.quality > 0 ? "flaw zone" : "flaw").attr("d", outline(flaw.outline)).append("title").text(flaw.quality > 0 ? `Quality ${flaw.quality}` : "Flaw: nothing lies here");
      }
    }

    function draw() {
      const strip = model.get("strip"), nothing = !model.get("cloths").length;
      box.classList.toggle("nothing", nothing);
      box.classList.toggle("editable", editable());
      for (const name of ["undo", "redo", "turn"]) buttons[name].hidden = !editable();
      work.hidden = !editable();
      flaws.hidden = !model.get("can_flaw");
      hint.textContent = editable() && !nothing ? "Drag a piece, or choose one and press the arrows (1 mm; Alt 0.1 mm; Shift until it touches). R turns, N the next piece, Ctrl+Z undoes." : "";
      if (nothing) { sum.textContent = "No marker yet."; list.replaceChildren(); svg.setAttribute("height", 0); return; }
      const data = read();
      draw_cloth();
      const groups = body.selectAll("g.one").data(data).join((enter) => {
        const g = enter.append("g").attr("class", "one");
        for (const kind of ["piece", "inside", "notch", "drill", "match"]) g.append("path").attr("class", kind);
        g.append("title");
        return g;
      });
      groups.order().attr("data-index", (s) => s.index).attr("transform", pose).classed("fixed", (s) => s.fixed > 0).classed("chosen", (s) => s.index === chosen)
        .on("pointerenter", (_, s) => { if (!hand) mark(s.key); }).on("pointerleave", () => mark(null));
      groups.select("path.piece").attr("fill-rule", "evenodd").attr("d", (s) => outline(s.outline, s.holes)).attr("style", (s) => `--c:${s.color}`);
      groups.select("path.inside").attr("d", (s) => lines(s.internals));
      groups.select("path.notch").attr("d", (s) => slits(s, 9));
      groups.select("path.drill").attr("d", (s) => points(s.drills).map(([x, y]) => `M${x - 4} ${y}h8M${x} ${y - 4}v8`).join(""));
      groups.select("path.match").attr("d", (s) => points(s.match).map(([x, y]) => `M${x - 6} ${y}L${x} ${y + 6}L${x + 6} ${y}L${x} ${y - 6}Z`).join(""));
      groups.select("title").text((s) => s.text);
      const named = data.map((s) => {
        const put = laid(s.place), [dx, dy] = s.on?.at ?? [0, 0];
        const corners = s.corners.map(put).map(([x, y]) => [x + dx, y + dy]), span = (axis) => Math.max(...corners.map((c) => c[axis])) - Math.min(...corners.map((c) => c[axis]));
        return { ...s, ...middle(corners), wide: span(0), high: span(1) };
      });
      words.selectAll("path.grain").data(named).join("path").attr("class", "grain").attr("d", (s) => {
        const a = (((s.mirrored ? 180 - s.grain : s.grain) + s.turn) * Math.PI) / 180;
        const reach = Math.min(90, extent()[1] / 14, 0.3 * (Math.abs(Math.cos(a)) * s.wide + Math.abs(Math.sin(a)) * s.high)), dx = Math.cos(a) * reach, dy = Math.sin(a) * reach, y = s.y - reach * 0.35;
        const head = (side) => `M${s.x + dx} ${-(y + dy)}L${s.x + dx - Math.cos(a + side) * reach * 0.4} ${-(y + dy - Math.sin(a + side) * reach * 0.4)}`;
        return `M${s.x - dx} ${-(y - dy)}L${s.x + dx} ${-(y + dy)}${head(0.5)}${head(-0.5)}`;
      });
      words.selectAll("text").data(named).join("text").attr("x", (s) => s.x).attr("y", (s) => -s.y).attr("dy", "-0.2em").text((s) => s.text);
      tell(strip, data);
      if (chosen >= places.length) choose(-1, false);
      place();
    }

    function tell(strip, data) {
      const percent = (100 * strip.density).toFixed(1), cloths = model.get("cloths");
      const size = cloths.length > 1 || cloths[0].label ? `${cloths.length} sheet${cloths.length > 1 ? "s" : ""}` : `${metres(strip.length)} m of ${metres(strip.width)} m cloth`;
      sum.replaceChildren(h("b", {}, `${percent} % of the cloth used`), ` · ${size} · ${data.length} pieces`, strip.unplaced ? h("span", { class: "bad" }, ` · ${strip.unplaced} not placed`) : "");
      svg.setAttribute("aria-label", `Marker: ${data.length} pieces on ${size}, ${percent} percent used. Plus and minus zoom, arrow keys move what is enlarged.${editable() ? " N chooses the next piece, the arrows then move it, R turns it." : ""}`);
      svg.dataset.length = strip.length;
      const tally = new Map();
      for (const s of data) { const entry = tally.get(s.key) ?? { count: 0, color: s.color }; entry.count += 1; tally.set(s.key, entry); }
      list.replaceChildren(...[...tally].slice(0, 60).map(([key, entry]) => {
        const node = h("button", { type: "button", class: "chip" }, h("i", { style: `background:${entry.color}` }), key, h("small", {}, ` ×${entry.count}`));
        for (const event of ["pointerenter", "focus"]) node.addEventListener(event, () => mark(key));
        for (const event of ["pointerleave", "blur"]) node.addEventListener(event, () => mark(null));
        node.addEventListener("click", () => { if (editable()) { choose(data.findIndex((s) => s.key === key)); svg.focus({ preventScroll: true }); } });
        return node;
      }));
    }
    const size = new ResizeObserver(place);
    size.observe(svg);
    const redrawn = () => { if (!hand) draw(); };
    const stop = redraw(model, ["strip", "shapes", "places", "cloths", "editable", "can_flaw"], redrawn);
    choose(-1, false);
    say("");
    return () => { stop(); post.stop(); size.disconnect(); clearTimeout(quiet); };
  },
};
