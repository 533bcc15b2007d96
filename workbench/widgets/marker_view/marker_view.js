import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { h, redraw } from "../dom.js";

const ring = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${(-y).toFixed(1)}`).join("L")}Z`;

function unpack(view, counts) {
  const numbers = new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  let at = 0;
  return counts.map((count) => { const points = []; for (let i = 0; i < count; i += 1, at += 2) points.push([numbers[at], numbers[at + 1]]); return points; });
}

/** The middle of a polygon by area, and how wide it is along x there: where its name can stand. */
function middle(points) {
  let area = 0, x = 0, y = 0;
  points.forEach(([px, py], i) => { const [qx, qy] = points[(i + 1) % points.length], cross = px * qy - qx * py; area += cross; x += (px + qx) * cross; y += (py + qy) * cross; });
  if (Math.abs(area) < 1e-6) return { x: points[0][0], y: points[0][1], room: 0 };
  x /= 3 * area; y /= 3 * area;
  const cuts = [];
  points.forEach(([px, py], i) => { const [qx, qy] = points[(i + 1) % points.length]; if ((py > y) !== (qy > y)) cuts.push(px + ((y - py) / (qy - py)) * (qx - px)); });
  const left = Math.max(...cuts.filter((c) => c <= x), -Infinity), right = Math.min(...cuts.filter((c) => c >= x), Infinity);
  return Number.isFinite(right - left) ? { x: (left + right) / 2, y, room: right - left } : { x, y, room: 0 };
}

export default {
  render({ model, el }) {
    el.classList.add("wb", "wb-marker-host");
    const svg = h("svg", { class: "strip", role: "img", tabindex: "0" });
    const tools = h("div", { class: "tools", role: "toolbar", "aria-label": "Marker" });
    const sum = h("div", { class: "sum" }), list = h("div", { class: "list", role: "group", "aria-label": "Pieces" });
    const box = h("div", { class: "wb-marker" }, h("div", { class: "stage" }, svg), h("div", { class: "foot" }, sum, tools), list);
    el.append(box);
    const scene = select(svg).append("g");
    let view = zoomIdentity, marked = null, shapes = [];
    const zoomer = zoom().scaleExtent([1, 20]).filter((event) => {
      if (event.type === "wheel") return event.ctrlKey || event.metaKey;
      if (event.type.startsWith("touch")) return event.touches.length > 1 || view.k > 1;
      return !event.button;
    }).on("zoom", (event) => { view = event.transform; place(); });
    select(svg).call(zoomer).on("dblclick.zoom", null);
    const button = (label, text, call) => { const node = h("button", { type: "button", title: label, "aria-label": label }, text); node.addEventListener("click", call); tools.append(node); };
    button("Zoom in", "+", () => zoomer.scaleBy(select(svg), 1.6));
    button("Zoom out", "−", () => zoomer.scaleBy(select(svg), 1 / 1.6));
    button("Show all", "⤢", () => zoomer.transform(select(svg), zoomIdentity));

    svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const far = 60 / view.k, ways = { ArrowLeft: [far, 0], ArrowRight: [-far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] };
      const way = view.k > 1 && ways[event.key]; // before it is enlarged, arrows scroll the page
      if (way) zoomer.translateBy(select(svg), ...way);
      else if (event.key === "+" || event.key === "=") zoomer.scaleBy(select(svg), 1.6);
      else if (event.key === "-") zoomer.scaleBy(select(svg), 1 / 1.6);
      else if (event.key === "0") zoomer.transform(select(svg), zoomIdentity);
      else return;
      event.preventDefault();
    });

    function place() {
      const { length, width } = model.get("strip");
      if (!length) return;
      const room = svg.clientWidth || 400, pad = 4;
      const height = Math.min(Math.max(((room - 2 * pad) * width) / length + 2 * pad, 90), 460);
      svg.setAttribute("height", height);
      svg.setAttribute("viewBox", `0 0 ${room} ${height}`);
      const base = Math.min((room - 2 * pad) / length, (height - 2 * pad) / width);
      zoomer.extent([[0, 0], [room, height]]).translateExtent([[0, 0], [room, height]]);
      scene.attr("transform", `translate(${view.x} ${view.y}) scale(${view.k}) translate(${(room - base * length) / 2} ${(height + base * width) / 2}) scale(${base})`);
      const px = 1 / (base * view.k);
      box.style.setProperty("--px", px);
      // A name is drawn where it has room at this zoom, so that a full marker does not turn grey.
      scene.selectAll("text").attr("font-size", 10 * px).attr("display", (s) => (s.room / px > Math.max(s.text.length * 5.8, 20) ? null : "none"));
    }
    const mark = (key) => { marked = key; scene.selectAll("path.piece").classed("marked", (s) => s.key === key).classed("faded", (s) => key !== null && s.key !== key); };

    function draw() {
      const strip = model.get("strip"), pieces = model.get("pieces");
      const nothing = !strip.length;
      box.classList.toggle("nothing", nothing);
      if (nothing) { sum.textContent = "No marker yet."; list.replaceChildren(); scene.selectAll("*").remove(); svg.setAttribute("height", 0); return; }
      const sizes = [...new Set(pieces.map((p) => p.size))];
      const outlines = unpack(model.get("outlines"), model.get("counts"));
      shapes = outlines.map((points, i) => {
        const piece = pieces[i], text = `${piece.name}${piece.size ? ` ${piece.size}` : ""}`;
        return { points, ...middle(points), text, key: text, color: `var(--wb-s${(sizes.indexOf(piece.size) % 12) + 1})`, grain: piece.grain };
      });
      scene.selectAll("*").remove();
      scene.append("rect").attr("class", "cloth").attr("x", 0).attr("y", -strip.width).attr("width", strip.length).attr("height", strip.width);
      const groups = scene.selectAll("g.one").data(shapes).join("g").attr("class", "one");
      groups.append("path").attr("class", "piece").attr("d", (s) => ring(s.points)).attr("style", (s) => `--c:${s.color}`)
        .on("pointerenter", (_, s) => mark(s.key)).on("pointerleave", () => mark(null)).append("title").text((s) => s.text);
      groups.filter((s) => s.grain !== "").append("path").attr("class", "grain").attr("d", (s) => {
        const a = (Number(s.grain) * Math.PI) / 180, r = Math.min(90, strip.width / 14), dx = Math.cos(a) * r, dy = Math.sin(a) * r, y = s.y - r * 0.35;
        const head = (side) => `M${s.x + dx} ${-(y + dy)}L${s.x + dx - Math.cos(a + side) * r * 0.4} ${-(y + dy - Math.sin(a + side) * r * 0.4)}`;
        return `M${s.x - dx} ${-(y - dy)}L${s.x + dx} ${-(y + dy)}${head(0.5)}${head(-0.5)}`;
      });
      groups.append("text").attr("x", (s) => s.x).attr("y", (s) => -s.y).attr("dy", "-0.2em").text((s) => s.text);
      const percent = (100 * strip.density).toFixed(1);
      sum.replaceChildren(h("b", {}, `${percent} % of the cloth used`), ` · ${(strip.length / 1000).toFixed(2)} m of ${(strip.width / 1000).toFixed(2)} m cloth · ${pieces.length} pieces`, strip.unplaced ? h("span", { class: "bad" }, ` · ${strip.unplaced} not placed`) : "");
      svg.setAttribute("aria-label", `Marker: ${pieces.length} pieces on ${(strip.length / 1000).toFixed(2)} metres of cloth, ${percent} percent used. Plus and minus zoom, arrow keys move what is enlarged.`);
      const tally = new Map();
      shapes.forEach((s) => { const entry = tally.get(s.key) ?? { count: 0, color: s.color }; entry.count += 1; tally.set(s.key, entry); });
      list.replaceChildren(...[...tally].slice(0, 60).map(([key, entry]) => {
        const chip = h("button", { type: "button", class: "chip" }, h("i", { style: `background:${entry.color}` }), key, h("small", {}, ` ×${entry.count}`));
        for (const event of ["pointerenter", "focus"]) chip.addEventListener(event, () => mark(key));
        for (const event of ["pointerleave", "blur"]) chip.addEventListener(event, () => mark(null));
        return chip;
      }));
      place();
    }
    const size = new ResizeObserver(place);
    size.observe(svg);
    const stop = redraw(model, ["strip", "pieces", "outlines"], draw);
    return () => { stop(); size.disconnect(); };
  },
};
