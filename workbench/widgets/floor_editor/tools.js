import { h } from "../dom.js";
import { icon } from "./icons.js";

/** The toolbar: groups of buttons that wrap, and two menus. `act` names what a button does. */
export function toolbar(act, words, few) {
  const nodes = {};
  const button = (name, label, drawn, hint = label) => {
    const node = h("button", { type: "button", title: hint, "aria-label": label, "data-tool": name }, drawn);
    node.addEventListener("click", () => act(name));
    nodes[name] = node;
    return node;
  };
  const group = (...children) => h("div", { class: "group" }, children);
  const menu = (name, label, drawn, items, extra = []) => {
    const list = h("div", { class: "menu", role: "menu", "aria-label": label, hidden: true }, items.map(([key, text]) => {
      const item = h("button", { type: "button", role: "menuitem", "data-tool": key }, text);
      item.addEventListener("click", () => { close(); act(key); });
      nodes[key] = item;
      return item;
    }), extra);
    const open = h("button", { type: "button", title: label, "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false", "data-tool": name }, drawn);
    const close = () => { list.hidden = true; open.setAttribute("aria-expanded", "false"); };
    open.addEventListener("click", () => {
      const shows = list.hidden;
      menus.forEach((each) => each());
      list.hidden = !shows;
      open.setAttribute("aria-expanded", String(shows));
      if (shows) list.querySelector("button:not(:disabled), input")?.focus();
    });
    list.addEventListener("keydown", (event) => {
      const all = [...list.querySelectorAll("button:not(:disabled), input")], at = all.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { all[(at + step + all.length) % all.length]?.focus(); event.preventDefault(); event.stopPropagation(); }
      if (event.key === "Escape") { close(); open.focus(); event.stopPropagation(); }
    });
    menus.push(close);
    nodes[name] = open;
    return h("div", { class: "dropdown" }, open, list);
  };
  const menus = [];
  const bar = h("div", { class: "tools", role: "toolbar", "aria-label": words.floor });
  const steps = group(button("undo", "Undo", icon("undo")), button("redo", "Redo", icon("redo")));
  const look = group(button("in", "Zoom in", icon("plus")), button("out", "Zoom out", icon("minus")), button("fit", "Show all", icon("fit")));
  const switches = [];
  const layers = (shown, changed) => Object.entries(words.layers).map(([key, text]) => {
    const input = h("input", { type: "checkbox", checked: shown[key] });
    input.addEventListener("change", () => { shown[key] = input.checked; changed(); });
    switches.push([key, input]);
    return h("label", { class: "check", "data-layer": key }, input, text);
  });
  return {
    bar, nodes,
    fill(shown, changed) {
      if (few) { bar.append(steps, look); return; }
      bar.append(
        steps,
        group(
          button("select", "Select", icon("select"), "Select: drag a frame round stations; Shift adds"),
          button("pan", "Move the drawing", icon("pan"), "Move the drawing (hold Space)"),
          button("measure", "Measure", icon("measure"), "Measure between two points"),
        ),
        group(
          button("left", "Turn left 15°", icon("left")), button("right", "Turn right 15°", icon("right"), "Turn right 15° (R: 90° left)"),
          button("lock", "Lock", icon("lock"), "Lock: the station stays (L)"),
          menu("arrange", "Align and distribute", icon("align"), [["left_edge", "Align left"], ["middle_x", "Align middles across"], ["right_edge", "Align right"], ["top", "Align top"], ["middle_y", "Align middles up"], ["bottom", "Align bottom"], ["spread_x", "Same gaps across"], ["spread_y", "Same gaps up"]]),
        ),
        look,
        group(
          button("flag", "Compare from here", icon("flag"), "Compare from here: figures show the difference from this layout"),
          menu("layers", "What is shown", icon("layers"), [["image", "Plan image…"], ["calibrate", "Scale the image…"], ["noimage", "Take the image away"]], [h("hr"), ...layers(shown, changed)]),
          button("legend", "Legend", icon("info")),
        ),
      );
    },
    closeMenus() { menus.forEach((close) => close()); },
    show(layer, on) { switches.filter(([key]) => key === layer).forEach(([, input]) => { input.closest("label").hidden = !on; }); },
  };
}

/** The chosen station's place as numbers: exact, and reached without a pointer. */
export function placeBar(place) {
  const field = (label, unit, step) => {
    const input = h("input", { type: "number", step, inputmode: "decimal", "aria-label": label });
    return { input, node: h("label", {}, h("span", {}, label), input, h("small", {}, unit)) };
  };
  const x = field("x", "m", 0.05), y = field("y", "m", 0.05), turn = field("Turn", "°", 15);
  const name = h("b"), more = h("span", { class: "many" });
  const bar = h("form", { class: "place", hidden: true }, name, x.node, y.node, turn.node, more);
  const send = () => {
    const values = [x, y, turn].map((each) => Number(each.input.value));
    if ([x, y, turn].every((each) => each.input.value !== "") && values.every(Number.isFinite)) place(values[0] * 1000, values[1] * 1000, values[2]);
  };
  bar.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  bar.addEventListener("change", send);
  return {
    bar,
    show(stations, locked) {
      bar.hidden = stations.length === 0;
      const one = stations.length === 1 ? stations[0] : null;
      for (const each of [x, y, turn]) { each.node.hidden = !one; each.input.disabled = locked || !!one?.locked; }
      name.textContent = one ? one.label : "";
      name.hidden = !one;
      more.textContent = one ? (one.locked ? "locked" : "") : `${stations.length} stations chosen`;
      if (!one || bar.contains(document.activeElement)) return;
      x.input.value = (one.x / 1000).toFixed(2);
      y.input.value = (one.y / 1000).toFixed(2);
      turn.input.value = Math.round(one.rotation * 10) / 10;
    },
  };
}
