import { h, redraw, newId } from "../dom.js";

/** The difference, and what it is a difference from in a fainter voice that does not break. */
function told(delta) {
  const at = delta.indexOf(" vs ");
  if (at < 0) return [delta || "\u00a0"];
  return [delta.slice(0, at), " ", h("small", {}, delta.slice(at + 1))];
}

function drawCard(card, open) {
  const id = newId();
  // Words and long amounts become smaller rather than touch the edge.
  const size = card.value.length > 11 ? " longer" : card.value.length > 7 ? " long" : "";
  const body = [
    h("div", { class: `val${size}` }, card.value, card.unit ? h("small", {}, ` ${card.unit}`) : null),
    h("div", { class: "ci" }, card.interval || "\u00a0"),
    h("div", { class: `d ${card.tone}` }, told(card.delta))];
  const node = h("div", { class: "wb-card kpi", role: "group", "aria-labelledby": id },
    h("div", { class: "name", id }, card.label), body);
  if (card.definition) {
    const text = h("p", { class: "definition", id: `${id}-d`, hidden: !open.has(card.name) }, card.definition);
    const button = h("button", { type: "button", class: "what", "aria-label": `What “${card.label}” means`, "aria-expanded": String(open.has(card.name)), "aria-controls": `${id}-d` }, "?");
    button.addEventListener("click", () => {
      const strip = node.parentNode.getBoundingClientRect(), own = node.getBoundingClientRect();
      node.classList.toggle("right", own.left + own.width / 2 > strip.left + strip.width / 2);
      text.hidden = !text.hidden;
      if (text.hidden) open.delete(card.name); else open.add(card.name);
      button.setAttribute("aria-expanded", String(!text.hidden));
    });
    button.addEventListener("keydown", (event) => { if (event.key === "Escape" && !text.hidden) button.click(); });
    node.append(button, text);
  }
  return node;
}

// Two even rows look better than six and two.
const columnsOf = (count) => (count > 6 ? Math.min(6, Math.ceil(count / 2)) : Math.max(1, count));

export default {
  render({ model, el }) {
    const strip = h("div", { class: "wb-kpis" });
    const open = new Set();
    el.classList.add("wb", "wb-kpis-host");
    el.append(strip);
    // A definition closes when the reader goes on to something else.
    const close = (event) => strip.querySelectorAll('.what[aria-expanded="true"]').forEach((button) => { if (!button.parentNode.contains(event.target)) button.click(); });
    document.addEventListener("pointerdown", close);
    const stop = redraw(model, ["cards", "pending", "placeholders"], () => {
      const cards = model.get("cards");
      strip.classList.toggle("pending", model.get("pending"));
      strip.setAttribute("aria-busy", String(model.get("pending")));
      const empty = Array.from({ length: cards.length ? 0 : model.get("placeholders") }, () =>
        h("div", { class: "wb-card kpi empty", "aria-hidden": "true" }, h("i"), h("i", { class: "big" }), h("i")));
      strip.replaceChildren(...cards.map((card) => drawCard(card, open)), ...empty);
      strip.style.setProperty("--columns", columnsOf(cards.length || model.get("placeholders")));
    });
    return () => { stop(); document.removeEventListener("pointerdown", close); };
  },
};
