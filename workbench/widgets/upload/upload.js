import { h, redraw, newId } from "../dom.js";

export default {
  render({ model, el }) {
    const id = newId();
    const input = h("input", { type: "file", id, class: "wb-sr" });
    const title = h("span", { class: "title" }), hint = h("span", { class: "hint" });
    const zone = h("label", { class: "zone", for: id }, title, hint);
    const clear = h("button", { type: "button" }, "Remove");
    const note = h("p", { class: "wb-note", role: "status" }), error = h("p", { class: "error", role: "alert" });
    el.classList.add("wb", "wb-field-host");
    el.append(h("div", { class: "wb-upload wb-field" }, input, zone, h("div", { class: "result" }, note, clear), error));
    const take = async (file) => {
      if (!file) return;
      if (file.size > 2e6) { error.textContent = "The file is larger than 2 MB."; error.hidden = false; return; }
      model.send({ name: file.name }, undefined, [await file.arrayBuffer()]);
      input.value = "";
    };
    input.addEventListener("change", () => take(input.files[0]));
    clear.addEventListener("click", () => model.send({ clear: true }));
    for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("over"); });
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files[0]); });
    return redraw(model, ["label", "hint", "accept", "note", "error", "filled"], () => {
      title.textContent = model.get("label");
      hint.textContent = model.get("hint");
      input.accept = model.get("accept");
      note.textContent = model.get("note");
      error.textContent = model.get("error");
      error.hidden = !model.get("error");
      clear.hidden = !model.get("filled");
      note.parentNode.hidden = !model.get("note") && !model.get("filled");
    });
  },
};
