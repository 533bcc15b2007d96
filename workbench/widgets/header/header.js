import { h, redraw, drawButtons, isOwnPage } from "../dom.js";

export default {
  render({ model, el }) {
    const live = h("span", { class: "wb-sr", role: "status" });
    const mark = h("a", { class: "mark" });
    const title = h("h1"), subtitle = h("div", { class: "sub" });
    const select = h("select", { "aria-label": "Language" });
    const row = h("div", { class: "actions" });
    const nav = h("nav", { "aria-label": "Actions" }, select, row);
    el.classList.add("wb", "wb-header-host");
    el.append(h("header", { class: "wb-header" }, mark, h("div", { class: "names" }, title, subtitle), nav, live));
    select.addEventListener("change", () => { model.set("language", select.value); model.save_changes(); });
    const stops = [
      redraw(model, ["title", "subtitle", "mark", "home"], () => {
        title.textContent = model.get("title");
        subtitle.textContent = model.get("subtitle");
        mark.textContent = model.get("mark");
        const home = model.get("home");
        // In a notebook the way home would lead out of it.
        if (home && isOwnPage()) { mark.href = home; mark.setAttribute("aria-label", "All apps"); mark.title = "All apps"; }
        else { mark.removeAttribute("href"); mark.setAttribute("aria-hidden", "true"); }
      }),
      redraw(model, ["languages", "language"], () => {
        const languages = model.get("languages");
        select.hidden = languages.length < 2;
        select.replaceChildren(...languages.map(({ code, label }) => h("option", { value: code, selected: code === model.get("language") }, label)));
      }),
      drawButtons(model, row, (text) => { live.textContent = text; }),
    ];
    return () => stops.forEach((stop) => stop());
  },
};
