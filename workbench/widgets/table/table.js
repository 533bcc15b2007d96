import { h, redraw } from "../dom.js";

export default {
  render({ model, el }) {
    const table = h("table");
    el.classList.add("wb", "wb-table-host");
    el.append(h("div", { class: "wb-table" }, table));
    return redraw(model, ["columns", "rows", "tones", "caption", "pending"], () => {
      const tones = model.get("tones"), columns = model.get("columns");
      table.classList.toggle("pending", model.get("pending"));
      table.replaceChildren(
        h("caption", { class: "wb-sr" }, model.get("caption")),
        h("thead", {}, h("tr", {}, columns.map((text, i) => h(i ? "th" : "td", { scope: i ? "col" : null }, text)))),
        h("tbody", {}, model.get("rows").map((row, r) => h("tr", {}, row.map((text, i) =>
          h(i ? "td" : "th", { scope: i ? null : "row", class: i && i === row.length - 1 ? tones[r] || null : null }, text))))));
    });
  },
};
