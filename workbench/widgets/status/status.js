import { h, redraw } from "../dom.js";

export default {
  render({ model, el }) {
    const bar = h("div", { class: "bar" }), track = h("div", { class: "track", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" }, bar);
    const text = h("div", { class: "text" }), detail = h("div", { class: "detail" });
    const button = h("button", { type: "button" });
    const box = h("div", { class: "wb-status", role: "status", "aria-live": "polite" }, track, h("div", { class: "words" }, text, detail), button);
    button.addEventListener("click", () => model.send({ act: true }));
    el.classList.add("wb", "wb-status-host");
    el.append(box);
    let timer = 0;
    const stop = redraw(model, ["state", "text", "detail", "progress", "action"], () => {
      const state = model.get("state"), progress = model.get("progress");
      clearTimeout(timer);
      // A run that ends at once must not make the page flicker.
      if (state === "busy" && box.dataset.state !== "busy") timer = setTimeout(() => { box.dataset.state = "busy"; }, 350);
      else box.dataset.state = state;
      track.setAttribute("aria-label", model.get("text") || "Progress");
      if (progress >= 0) { track.setAttribute("aria-valuenow", Math.round(progress * 100)); bar.style.width = `${progress * 100}%`; }
      else { track.removeAttribute("aria-valuenow"); bar.style.width = ""; }
      track.classList.toggle("unknown", progress < 0);
      text.textContent = model.get("text");
      detail.textContent = model.get("detail");
      detail.hidden = !model.get("detail");
      button.textContent = model.get("action");
      button.hidden = !model.get("action");
    });
    return () => { clearTimeout(timer); stop(); };
  },
};
