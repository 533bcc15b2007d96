import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { debounce, h, newId, redraw } from "../dom.js";
import { clock, told } from "./clock.js";
import { leading, next, read, states, upTo, words } from "./film.js";
import { stage } from "./stage.js";

const SPEEDS = [[1, "1 min/s"], [5, "5 min/s"], [20, "20 min/s"], [60, "1 h/s"], [240, "4 h/s"], [1440, "1 day/s"]]; // minutes a second
const WANTED = 75; // seconds that a film takes at its first speed
const GLIDE = 0.45; // seconds that a walk is seen at least
const STEP = 0.7; // seconds between two pictures where motion is not wanted
const STATES = ["runs", "sets", "pauses", "blocked", "down", "idle"];
const PLAY = "M5 3.5v11l9-5.5z", PAUSE = "M4.5 3.5h3v11h-3zM10.5 3.5h3v11h-3z", START = "M4 3.5h2v11H4zM14 3.5v11L7 9z", NEXT = "M4 3.5v11L11 9zM12 3.5h2v11h-2z";

const icon = (path) => h("svg", { viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true" }, h("path", { d: path, fill: "currentColor" }));

export default {
  render({ model, el }) {
    el.classList.add("wb", "wb-playback-host");
    const canvas = h("canvas", { tabindex: "0", role: "img" });
    const moment = h("b", { class: "moment" }), done = h("span"), inside = h("span"), away = h("span");
    const button = (name, path, call) => { const node = h("button", { type: "button", class: "round", title: name, "aria-label": name }, icon(path)); node.addEventListener("click", call); return node; };
    const begin = button("To the begin", START, () => go(0)), play = button("Play", PLAY, () => toggle()), forward = button("Next event", NEXT, () => step());
    const range = h("input", { type: "range", min: "0", step: "any", "aria-label": "Moment of the run" }), spark = h("canvas", { class: "spark", "aria-hidden": "true" });
    const speed = h("select", { id: newId() }, SPEEDS.map(([value, name]) => h("option", { value }, name)));
    const skip = h("button", { type: "button", "aria-pressed": "true", title: "Spans in which nobody works are not shown" }, "Skip closed hours");
    const list = h("ul", { class: "list", "aria-label": "Stations" }), live = h("p", { class: "wb-sr", role: "status" });
    const empty = h("p", { class: "wb-note" }, "Nothing to play yet."), cut = h("p", { class: "wb-note" });
    const key = h("ul", { class: "key", "aria-label": "Colours" }, [["runs", "running"], ["sets", "set up"], ["pauses", "paused"], ["blocked", "blocked"], ["down", "down"], ["idle", "idle"]].map(([name, text]) => h("li", {}, h("i", { class: name }), text)));
    const shown = h("div", { class: "shown" },
      h("div", { class: "head" }, moment, done, inside, away), h("div", { class: "floor" }, canvas),
      h("div", { class: "scrub" }, spark, range),
      h("div", { class: "bar", role: "group", "aria-label": "Playback" }, begin, play, forward, h("label", { for: speed.id, class: "wb-sr" }, "Speed"), speed, skip, key),
      list, cut, live);
    el.append(h("div", { class: "wb-playback" }, empty, shown));
    const scene = stage(canvas, el), calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    let film = null, time = null, at = 0, playing = false, before = 0, owed = 0, frame = 0, textsAt = 0, chips = [];

    const real = () => time.real(at);
    const pace = () => Number(speed.value);
    const send = debounce(() => { if (film) { model.set("moment", film.begin + real()); model.save_changes(); } }, 250);

    function sentence(now) {
      const t = real(), count = upTo(film.done, t);
      return `${told(film.begin + t, film.length > 7 * 1440, true)}: ${count} of ${film.came.length} done, ${upTo(film.came, t) - count} in the shop${now.away ? `, ${now.away} with suppliers` : ""}`;
    }

    function texts(now) {
      const t = real(), count = upTo(film.done, t), piece = film.scene.piece ?? "piece";
      moment.textContent = told(film.begin + t, film.length > 7 * 1440);
      done.textContent = `${count} of ${film.came.length} ${piece}${film.came.length === 1 ? "" : "s"} done`;
      inside.textContent = `${upTo(film.came, t) - count} in the shop`;
      away.textContent = now.away ? `${now.away} with suppliers` : "";
      chips.forEach(({ number, state, text }) => {
        const station = now.stations[number], said = words(station);
        if (text.textContent !== said) text.textContent = said;
        const name = STATES[leading(station.machines)];
        if (state.className !== name) state.className = name;
      });
    }

    /** Draw the present moment; texts follow five times a second, or at once when it stands still. */
    function draw(now = performance.now()) {
      if (!film) return;
      const begun = performance.now(), seen = scene.draw(real(), calm.matches ? 0 : GLIDE * pace());
      range.value = at;
      range.style.setProperty("--share", `${(100 * at) / time.total}%`);
      if (seen && (!playing || now - textsAt > 200)) {
        textsAt = now;
        texts(seen);
        range.setAttribute("aria-valuetext", sentence(seen));
        canvas.dataset.cost = (performance.now() - begun).toFixed(2);
      }
    }

    function tick(now) {
      if (!playing) return;
      const passed = Math.min(0.25, (now - before) / 1000); // a tab that was away does not leap
      before = now;
      owed += passed;
      if (!calm.matches || owed >= STEP) {
        at = Math.min(time.total, at + owed * pace());
        owed = 0;
        draw(now);
      }
      if (at >= time.total) { toggle(false); return; }
      frame = requestAnimationFrame(tick);
    }

    function toggle(on = !playing) {
      if (!film || on === playing) return;
      if (on && at >= time.total) at = 0;
      playing = on;
      play.replaceChildren(icon(on ? PAUSE : PLAY));
      play.title = on ? "Pause" : "Play";
      play.setAttribute("aria-label", play.title);
      el.dataset.playing = String(on);
      cancelAnimationFrame(frame);
      if (on) { before = performance.now(); owed = calm.matches ? STEP : 0; frame = requestAnimationFrame(tick); } else { draw(); say(); send(); }
    }
    const say = () => { live.textContent = sentence(states(film, real())); };

    function go(to) { if (!film) return; at = Math.min(Math.max(to, 0), time.total); draw(); send(); if (!playing) say(); }
    function step() { toggle(false); go(time.shown(next(film, real()))); }
    function faster(way) { speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + way, 0), SPEEDS.length - 1); draw(); }

    function wind(keep) {
      time = clock(film.begin, film.length, film.quiet, skip.getAttribute("aria-pressed") === "true");
      range.max = time.total;
      at = time.shown(keep);
      scene.spark(spark, time);
    }

    skip.addEventListener("click", () => { if (!film) return; const keep = real(); skip.setAttribute("aria-pressed", String(skip.getAttribute("aria-pressed") !== "true")); wind(keep); draw(); });
    range.addEventListener("input", () => go(Number(range.value)));
    speed.addEventListener("change", () => draw());
    el.addEventListener("keydown", (event) => {
      if (!film || event.ctrlKey || event.metaKey || event.altKey || event.target === speed) return;
      const onCanvas = event.target === canvas, act = {
        " ": event.target.tagName === "BUTTON" ? null : () => toggle(), n: step, "+": () => faster(1), "=": () => faster(1), "-": () => faster(-1),
        ArrowLeft: onCanvas ? () => go(at - time.total / 100) : null, ArrowRight: onCanvas ? () => go(at + time.total / 100) : null,
        Home: onCanvas ? () => go(0) : null, End: onCanvas ? () => go(time.total) : null,
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    const zoomer = zoom().scaleExtent([1, 8]).filter((event) => {
      if (event.type === "wheel") return event.ctrlKey || event.metaKey;
      if (event.type.startsWith("touch")) return event.touches.length > 1;
      return !event.button && event.type !== "dblclick";
    }).on("zoom", (event) => { scene.zoom(event.transform); if (!playing) draw(); });
    select(canvas).call(zoomer).on("dblclick.zoom", () => zoomer.transform(select(canvas), zoomIdentity));

    function size() {
      if (!film || !canvas.parentElement.clientWidth) return;
      const wide = canvas.parentElement.clientWidth, tall = scene.resize(wide);
      zoomer.extent([[0, 0], [wide, tall]]).translateExtent([[0, 0], [wide, tall]]);
      scene.spark(spark, time);
      draw();
    }

    function load() {
      film = read(model);
      empty.hidden = Boolean(film); shown.hidden = !film;
      if (!film) { toggle(false); return; }
      scene.load(film);
      key.querySelector(".blocked").parentElement.hidden = !film.machines.some((v, i) => i % 5 === 2 && v === 3);
      key.querySelector(".down").parentElement.hidden = !film.machines.some((v, i) => i % 5 === 2 && v === 4);
      skip.hidden = !film.quiet.length;
      wind(0);
      speed.value = SPEEDS.reduce((a, b) => (Math.abs(Math.log(time.total / b[0] / WANTED)) < Math.abs(Math.log(time.total / a[0] / WANTED)) ? b : a))[0];
      canvas.setAttribute("aria-label", `The floor with ${film.scene.stations.filter((s) => s.used).length} stations and ${film.scene.people.length} people${film.scene.carts?.length ? `, ${film.scene.carts.length} carts` : ""}. Space plays and pauses, arrow keys go through the run, n goes to the next event.`);
      chips = [];
      list.replaceChildren(...film.scene.stations.map((station, number) => {
        const state = h("i"), text = h("span");
        if (station.used) chips.push({ number, state, text });
        return station.used ? h("li", {}, state, h("b", {}, station.label), text) : "";
      }).filter(Boolean));
      cut.textContent = film.cut ? "The run is longer than can be shown here: it is cut where the film ends." : "";
      cut.hidden = !film.cut;
      size();
    }

    const stop = redraw(model, ["film"], load);
    const jump = () => { if (film && !playing && Math.abs(model.get("moment") - film.begin - real()) > 0.01) { at = time.shown(model.get("moment") - film.begin); draw(); } };
    model.on("change:moment", jump);
    const watch = new ResizeObserver(size);
    watch.observe(canvas.parentElement);
    const repaint = () => { scene.recolour(); if (film) { scene.spark(spark, time); draw(); } };
    const look = window.matchMedia("(prefers-color-scheme: dark)");
    look.addEventListener("change", repaint);
    const page = new MutationObserver(repaint);
    for (const node of [document.documentElement, document.body]) page.observe(node, { attributes: true, attributeFilter: ["data-wb-theme", "data-jp-theme-light"] });
    return () => { toggle(false); stop(); model.off("change:moment", jump); watch.disconnect(); page.disconnect(); look.removeEventListener("change", repaint); };
  },
};
