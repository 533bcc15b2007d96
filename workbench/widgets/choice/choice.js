import { h, redraw, newId } from "../dom.js";

export default {
  render({ model, el }) {
    const id = newId();
    const name = h("div", { class: "line", id });
    const place = h("div");
    const note = h("p", { class: "wb-note" });
    el.classList.add("wb", "wb-field-host");
    el.append(h("div", { class: "wb-choice wb-field" }, name, place, note));
    const choose = (value) => { model.set("value", value); model.save_changes(); };
    const drawList = (options, value) => {
      const select = h("select", { "aria-labelledby": id, disabled: model.get("disabled") },
        options.map((option) => h("option", { value: option.value, selected: option.value === value }, option.label)));
      select.addEventListener("change", () => choose(select.value));
      return select;
    };
    const drawSegments = (options, value) => {
      const long = options.length > 3 || options.some((option) => option.label.length * options.length > 34);
      const group = h("div", { class: `seg${long ? " stack" : ""}`, role: "radiogroup", "aria-labelledby": id, style: `--n:${options.length}` });
      options.forEach((option, index) => {
        const on = option.value === value;
        const button = h("button", { type: "button", role: "radio", "aria-checked": String(on), tabindex: on ? 0 : -1, title: option.hint || null, disabled: model.get("disabled") }, option.label);
        button.addEventListener("click", () => choose(option.value));
        button.addEventListener("keydown", (event) => {
          const turn = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          if (!turn) return;
          event.preventDefault();
          choose(options[(index + turn + options.length) % options.length].value);
          place.querySelector('[aria-checked="true"]')?.focus();
        });
        group.append(button);
      });
      return group;
    };
    return redraw(model, ["label", "options", "value", "note", "disabled"], () => {
      const options = model.get("options"), value = model.get("value");
      const focused = place.contains(document.activeElement);
      name.textContent = model.get("label");
      name.hidden = !model.get("label");
      place.replaceChildren(options.length > 5 ? drawList(options, value) : drawSegments(options, value));
      if (focused) place.querySelector('[aria-checked="true"], select')?.focus();
      note.textContent = model.get("note");
      note.hidden = !model.get("note");
    });
  },
};
