import { h, redraw } from "../dom.js";

export default {
  render({ model, el }) {
    const big = h("div", { class: "big", role: "heading", "aria-level": "2" }), text = h("p");
    const card = h("div", { class: "wb-verdict", role: "status" }, h("div", {}, big, text));
    el.classList.add("wb", "wb-verdict-host");
    el.append(card);
    return redraw(model, ["headline", "text", "tone", "pending"], () => {
      const headline = model.get("headline");
      card.className = `wb-verdict ${headline ? model.get("tone") : "none"}${model.get("pending") ? " pending" : ""}`;
      card.setAttribute("aria-busy", String(model.get("pending")));
      big.textContent = headline || "Working out the answer…";
      text.textContent = model.get("text") || (headline ? "" : "The first run of a twin takes a few seconds.");
    });
  },
};
