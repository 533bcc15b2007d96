import { h, redraw, drawButtons } from "../dom.js";

export default {
  render({ model, el }) {
    const live = h("span", { class: "wb-sr", role: "status" });
    const row = h("div", { class: "wb-toolbar", role: "toolbar" });
    el.classList.add("wb");
    el.append(row, live);
    return drawButtons(model, row, (text) => { live.textContent = text; });
  },
};
