import { h, redraw, debounce, newId } from "../dom.js";

function format(value, step, unit) {
  const digits = Math.min(4, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  if (/^[A-Z]{3}$/.test(unit)) {
    try {
      return new Intl.NumberFormat(undefined, { style: "currency", currency: unit, currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
    } catch { /* not a currency after all */ }
  }
  const number = new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  return unit ? `${number} ${unit}` : number;
}

export default {
  render({ model, el }) {
    const id = newId();
    const name = h("label", { for: id });
    const shown = h("button", { type: "button", class: "number" });
    const typed = h("input", { type: "number", class: "typed", hidden: true });
    const range = h("input", { type: "range", id });
    const note = h("p", { class: "wb-note", id: `${id}-n` });
    el.classList.add("wb", "wb-field-host");
    el.append(h("div", { class: "wb-slider wb-field" }, h("div", { class: "line" }, name, shown, typed), range, note));
    const send = debounce((value) => { model.set("value", value); model.save_changes(); }, 150);
    const show = () => {
      const text = format(Number(range.value), model.get("step"), model.get("unit"));
      shown.textContent = text;
      shown.setAttribute("aria-label", `${model.get("label")}: ${text}. Type a number`);
      range.setAttribute("aria-valuetext", text);
      const share = (range.value - range.min) / (range.max - range.min || 1);
      range.style.setProperty("--share", `${share * 100}%`);
    };
    range.addEventListener("input", () => { show(); send(Number(range.value)); });
    range.addEventListener("change", () => send.now());
    const close = (keep) => {
      if (typed.hidden) return;
      typed.hidden = true; shown.hidden = false;
      const value = Number(typed.value);
      if (keep && typed.value !== "" && Number.isFinite(value)) { range.value = value; show(); send(Number(range.value)); send.now(); }
    };
    shown.addEventListener("click", () => { typed.value = range.value; typed.hidden = false; shown.hidden = true; typed.focus(); typed.select(); });
    typed.addEventListener("blur", () => close(true));
    typed.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault(); // or the same key would press the button that now has the focus
      close(event.key === "Enter");
      shown.focus();
    });
    return redraw(model, ["label", "value", "minimum", "maximum", "step", "unit", "note", "disabled"], () => {
      name.textContent = model.get("label");
      for (const field of [range, typed]) { field.min = model.get("minimum"); field.max = model.get("maximum"); field.step = model.get("step"); field.disabled = model.get("disabled"); }
      typed.setAttribute("aria-label", model.get("label"));
      shown.disabled = model.get("disabled");
      // While the hand is still moving, the reader's own value wins over the kernel's echo.
      if (!send.pending()) range.value = model.get("value");
      note.textContent = model.get("note");
      note.hidden = !model.get("note");
      if (model.get("note")) range.setAttribute("aria-describedby", `${id}-n`);
      show();
    });
  },
};
