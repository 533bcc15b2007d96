import { h, redraw, newId } from "../dom.js";

/** What this browser keeps for a shelf: keys and names, the latest first. */
function kept(shelf) {
  try {
    const list = JSON.parse(localStorage.getItem(`workbench.saved.${shelf}`) ?? "[]");
    return Array.isArray(list) ? list.filter((entry) => typeof entry?.key === "string") : [];
  } catch { return []; }
}

function keep(shelf, list) {
  try { localStorage.setItem(`workbench.saved.${shelf}`, JSON.stringify(list.slice(0, 40))); return true; } catch { return false; }
}

export default {
  render({ model, el }) {
    const id = newId();
    const name = h("input", { type: "text", id, maxlength: 80, placeholder: "Name, if you like", "aria-label": "Name of what is saved", autocomplete: "off" });
    const save = h("button", { type: "submit" }, "Save");
    const form = h("form", {}, name, save);
    const list = h("ul", { "aria-label": "Saved" });
    const note = h("p", { class: "wb-note" });
    const said = h("span", { class: "wb-sr", role: "status" });
    const error = h("p", { class: "error", role: "alert" });
    el.classList.add("wb", "wb-field-host");
    el.append(h("div", { class: "wb-saved" }, form, error, list, note, said));
    let next = -1; // where the focus goes when an entry has been removed
    const tell = () => model.send({ known: kept(model.get("shelf")) });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!model.get("busy")) model.send({ save: name.value });
    });
    const forget = (entry, at) => {
      keep(model.get("shelf"), kept(model.get("shelf")).filter(({ key }) => key !== entry.key));
      next = at;
      tell();
      said.textContent = `Removed ${entry.title}`;
    };
    const receive = (message) => {
      if (!message.keep) return;
      const rest = kept(model.get("shelf")).filter(({ key }) => key !== message.keep.key);
      if (!keep(model.get("shelf"), [message.keep, ...rest])) {
        said.textContent = note.textContent = "This browser keeps no list: share the link instead.";
        return;
      }
      name.value = "";
      said.textContent = `Saved ${message.keep.title}`;
      tell();
    };
    model.on("msg:custom", receive);
    // Another page of the same browser may save and forget, too.
    const elsewhere = (event) => { if (event.key === `workbench.saved.${model.get("shelf")}`) tell(); };
    window.addEventListener("storage", elsewhere);
    const stop = redraw(model, ["entries", "current", "error", "busy"], () => {
      const entries = model.get("entries"), focused = document.activeElement?.dataset?.key;
      list.replaceChildren(...entries.map((entry, at) => {
        const open = h("button", { type: "button", class: "open", "data-key": entry.key, "aria-current": entry.key === model.get("current") ? "true" : null },
          entry.title, entry.note ? h("small", {}, entry.note) : null);
        open.addEventListener("click", () => model.send({ open: entry.key }));
        const remove = h("button", { type: "button", class: "forget", title: "Remove from the list", "aria-label": `Remove ${entry.title} from the list` }, "×");
        remove.addEventListener("click", () => forget(entry, at));
        return h("li", {}, open, remove);
      }));
      if (focused) [...list.querySelectorAll(".open")].find((node) => node.dataset.key === focused)?.focus();
      if (next >= 0) {
        const left = list.querySelectorAll(".open");
        (left[Math.min(next, left.length - 1)] ?? name).focus();
        next = -1;
      }
      list.hidden = !entries.length;
      note.textContent = entries.length ? "" : "What you save is listed here, in this browser only.";
      note.hidden = entries.length > 0;
      error.textContent = model.get("error");
      error.hidden = !model.get("error");
      save.setAttribute("aria-disabled", String(model.get("busy")));
    });
    if (kept(model.get("shelf")).length) tell();
    return () => { stop(); model.off("msg:custom", receive); window.removeEventListener("storage", elsewhere); };
  },
};
