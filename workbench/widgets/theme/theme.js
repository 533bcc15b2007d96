import { isDark, isOwnPage } from "../dom.js";

export default {
  render({ model, el }) {
    el.classList.add("wb");
    el.style.display = "none";
    const root = document.documentElement;
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    const slim = window.matchMedia("(max-width: 760px)");
    const apply = () => {
      const mode = model.get("mode");
      if (mode === "auto") delete root.dataset.wbTheme;
      else root.dataset.wbTheme = mode;
      if (isOwnPage()) { root.classList.add("wb"); document.body.classList.add("wb"); }
      model.set("dark", isDark());
      model.set("narrow", slim.matches);
      model.set("seen", true);
      model.save_changes();
    };
    const watcher = new MutationObserver(apply);
    watcher.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
    media.addEventListener("change", apply);
    slim.addEventListener("change", apply);
    model.on("change:mode", apply);
    apply();
    return () => { watcher.disconnect(); media.removeEventListener("change", apply); slim.removeEventListener("change", apply); model.off("change:mode", apply); };
  },
};
