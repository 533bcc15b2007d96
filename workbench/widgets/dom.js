// What every widget's script needs to draw itself; widgets/_part.py puts it in the place of the import.

/** Make an element: h("button", {class: "primary", onclick: f}, "Save"). SVG tags get their namespace. */
export function h(tag, attributes = {}, ...children) {
  const svg = /^(svg|g|path|rect|circle|line|polygon|polyline|text|tspan|defs|pattern|marker|title|desc|clipPath|use)$/.test(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Call `draw` now and whenever one of the traits changes; the result of this function stops it. */
export function redraw(model, names, draw) {
  const events = names.map((name) => `change:${name}`).join(" ");
  model.on(events, draw);
  draw();
  return () => model.off(events, draw);
}

/** Delay `call` until `wait` ms passed without another call; `.now()` sends what is waiting. */
export function debounce(call, wait) {
  let timer = 0, last = null;
  const later = (...values) => { clearTimeout(timer); last = values; timer = setTimeout(later.now, wait); };
  later.now = () => { clearTimeout(timer); if (last) { const values = last; last = null; call(...values); } };
  later.pending = () => last !== null;
  later.drop = () => { clearTimeout(timer); last = null; };
  return later;
}

/** A new id, to tie a label to its control: by chance, as every widget has a copy of this function. */
export const newId = () => `wb-${Math.random().toString(36).slice(2, 12)}`;

/** True when the page shows the dark palette: the page's own attribute, JupyterLab's, the system's. */
export function isDark() {
  const own = document.documentElement.dataset.wbTheme;
  if (own === "dark" || own === "light") return own === "dark";
  const lab = document.body?.dataset.jpThemeLight;
  if (lab === "true" || lab === "false") return lab === "false";
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** True when the page is an app of its own, not a notebook editor: only then may we touch its address. */
export const isOwnPage = () => document.body?.dataset.voila !== undefined;

/** Hand a file to the reader, without leaving one on the server's disk. */
export function saveFile(name, type, data) {
  const url = URL.createObjectURL(new Blob([data], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 4000);
}

/** Copy text; falls back to a selected field where the page may not use the clipboard. */
async function copyText(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* not a secure page: try the old way */ }
  const field = h("textarea", { style: "position:fixed;opacity:0" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

/** Draw the buttons of an Actions widget into `place`; returns a function that stops listening. */
export function drawButtons(model, place, said) {
  const byName = {};
  const press = async (button, node) => {
    if (button.kind === "share") {
      const link = model.get("link");
      const address = isOwnPage() ? `${location.origin}${location.pathname}${link}` : link;
      const done = await copyText(address);
      said(done ? "Link copied" : address);
      const label = node.textContent;
      if (done) { node.textContent = "Copied ✓"; setTimeout(() => { node.textContent = label; }, 1600); }
    }
    if (button.kind === "download") { node.setAttribute("aria-busy", "true"); setTimeout(() => node.removeAttribute("aria-busy"), 8000); }
    model.send({ press: button.name });
  };
  const stop = redraw(model, ["buttons"], () => {
    const focused = document.activeElement?.dataset?.name;
    place.replaceChildren(...model.get("buttons").map((button) => {
      const node = h("button", {
        type: "button", class: ["primary", "share"].includes(button.kind) ? "primary" : null, title: button.hint || null, "data-name": button.name,
        disabled: button.state === "off", "aria-pressed": button.kind === "toggle" ? String(button.state === "on") : null,
      }, button.label);
      node.addEventListener("click", () => press(button, node));
      byName[button.name] = node;
      return node;
    }));
    if (focused && place.querySelector(`[data-name="${focused}"]`)) byName[focused].focus();
  });
  const receive = (message, buffers) => {
    if (message.file) { saveFile(message.file, message.type, buffers[0]); said(`Saved ${message.file}`); Object.values(byName).forEach((node) => node.removeAttribute("aria-busy")); }
    if (message.failed) said(message.text);
  };
  model.on("msg:custom", receive);
  return () => { stop(); model.off("msg:custom", receive); };
}
