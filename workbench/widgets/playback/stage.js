// The drawing of a film on a canvas: floor, stations by state, queues, pieces and people on their ways.
import { BLOCKED, CARRIED, DOWN, IDLE, PAUSES, PIECE, RESTS, RUNS, SETS, WORKED, along, lasting, states } from "./film.js";

const INK = ["ink", "ink-2", "ink-3", "card", "sunk", "line", "line-2", "accent", "accent-soft", "warn", "warn-soft", "bad", "bad-soft", "focus"];
const SERIES = 12, MOST_DOTS = 24, NARROW = 520;

/** The theme's colours as the canvas needs them: resolved by a probe, since variables stay unread. */
export function colours(host) {
  const probe = document.createElement("i");
  probe.style.cssText = "position:absolute;visibility:hidden";
  host.append(probe);
  const of = (name) => { probe.style.color = `var(--wb-${name})`; return getComputedStyle(probe).color; };
  const found = Object.fromEntries(INK.map((name) => [name, of(name)]));
  found.series = Array.from({ length: SERIES }, (_, i) => of(`s${i + 1}`));
  found.font = getComputedStyle(host).fontFamily;
  probe.remove();
  return found;
}

/** A station's own frame: width and depth across its rotation, and points of it on the floor. */
function frame(station) {
  const a = ((station.rotation ?? 0) * Math.PI) / 180, c = Math.cos(a), s = Math.sin(a);
  const own = station.polygon.map(([x, y]) => [c * (x - station.x) + s * (y - station.y), -s * (x - station.x) + c * (y - station.y)]);
  const xs = own.map((p) => p[0]), ys = own.map((p) => p[1]);
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return { box, put: (x, y) => [station.x + c * x - s * y, station.y + s * x + c * y] };
}

export function stage(canvas, host) {
  const ctx = canvas.getContext("2d");
  let film = null, ink = { series: [] }, frames = [], room = 0, tall = 0, bounds = [0, 0, 1, 1], zoomed = { k: 1, x: 0, y: 0 };
  let scale = 1, left = 0, bottom = 0, DOT = 4.6, STEP = 11, BODY = 8.5;
  const X = (x) => left + x * scale, Y = (y) => bottom - y * scale;

  const trace = (points, close = true) => {
    ctx.beginPath();
    points.forEach(([x, y], i) => (i ? ctx.lineTo(X(x), Y(y)) : ctx.moveTo(X(x), Y(y))));
    if (close) ctx.closePath();
  };

  function fit() {
    const [x0, y0, x1, y1] = bounds, pad = 14;
    const base = Math.min((room - 2 * pad) / (x1 - x0), (tall - 2 * pad) / (y1 - y0));
    scale = base * zoomed.k;
    left = zoomed.x + zoomed.k * ((room - base * (x1 - x0)) / 2 - base * x0);
    bottom = zoomed.y + zoomed.k * ((tall + base * (y1 - y0)) / 2 + base * y0);
  }

  function floor() {
    const plan = film.scene.plan;
    trace(plan.outline); ctx.fillStyle = ink.sunk; ctx.fill();
    ctx.strokeStyle = ink["line-2"]; ctx.lineWidth = film.scene.drawn ? 2 : 1; ctx.stroke();
    ctx.strokeStyle = ink["line-2"]; ctx.lineWidth = 1; ctx.setLineDash([2, 5]);
    for (const way of film.ways.values()) { trace(way.path, false); ctx.stroke(); }
    ctx.setLineDash([]);
    ctx.fillStyle = ink["ink-3"];
    for (const ring of [...plan.walls, ...plan.columns]) { trace(ring); ctx.fill(); }
    ctx.strokeStyle = ink.sunk; ctx.lineWidth = 3;
    for (const line of plan.doors) { trace(line, false); ctx.stroke(); }
    ctx.fillStyle = ink.accent;
    for (const [x, y] of plan.exits) { ctx.beginPath(); ctx.arc(X(x), Y(y), 3.5, 0, 7); ctx.fill(); }
  }

  const FILL = () => ({ [RUNS]: ink["accent-soft"], [SETS]: ink["warn-soft"], [PAUSES]: ink.sunk, [BLOCKED]: ink["bad-soft"], [DOWN]: ink["bad-soft"], [IDLE]: ink.card });
  const EDGE = () => ({ [RUNS]: ink.accent, [SETS]: ink.warn, [PAUSES]: ink["ink-3"], [BLOCKED]: ink.bad, [DOWN]: ink.bad, [IDLE]: ink["line-2"] });

  /** The cell of a machine: machines stand side by side along the longer side of their station. */
  function cell(number, of, index) {
    const [x0, y0, x1, y1] = frames[number].box, flat = x1 - x0 >= y1 - y0;
    const a = index / of, b = (index + 1) / of;
    return flat ? [x0 + (x1 - x0) * a, y0, x0 + (x1 - x0) * b, y1] : [x0, y0 + (y1 - y0) * a, x1, y0 + (y1 - y0) * b];
  }

  function bodies(now) {
    const fill = FILL(), edge = EDGE();
    film.scene.stations.forEach((station, number) => {
      const own = frames[number], state = now.stations[number];
      if (!own) return;
      trace(station.polygon); ctx.fillStyle = ink.card; ctx.fill();
      const few = state.machines.length <= 12;
      (few ? state.machines : []).forEach((doing, index) => {
        const [x0, y0, x1, y1] = cell(number, state.machines.length, index);
        trace([own.put(x0, y0), own.put(x1, y0), own.put(x1, y1), own.put(x0, y1)]);
        ctx.fillStyle = fill[doing]; ctx.fill();
        ctx.strokeStyle = edge[doing]; ctx.lineWidth = doing === IDLE ? 1 : 1.6; ctx.setLineDash(doing === PAUSES ? [4, 3] : []); ctx.stroke(); ctx.setLineDash([]);
        if (doing === DOWN || doing === BLOCKED) { // not by colour alone
          trace([own.put(x0, y0), own.put(x1, y1)], false); ctx.stroke();
          if (doing === DOWN) { trace([own.put(x0, y1), own.put(x1, y0)], false); ctx.stroke(); }
        }
      });
      if (!few) { const busy = state.machines.filter((m) => m !== IDLE).length; trace(station.polygon); ctx.strokeStyle = busy ? ink.accent : ink["line-2"]; ctx.lineWidth = 1.6; ctx.stroke(); }
    });
  }

  /** Names and queue counts; a name that would lie over another one goes to the other side, or is left to the list below. */
  function names(now) {
    ctx.textAlign = "center"; ctx.textBaseline = "middle";
    const taken = [], narrow = room < NARROW;
    const free = (box) => !taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3]);
    film.scene.stations.forEach((station, number) => {
      const own = frames[number];
      if (!own) return;
      const state = now.stations[number], many = state.waits + state.rests, up = Math.cos(((station.rotation ?? 0) * Math.PI) / 180) > -0.5;
      const ys = station.polygon.map((p) => Y(p[1])), above = Math.min(...ys) - 9, below = Math.max(...ys) + 10;
      const text = narrow && station.label.length > 12 ? `${station.label.slice(0, 11)}…` : station.label;
      ctx.font = `600 ${narrow ? 9.5 : 11.5}px ${ink.font}`;
      const wide = ctx.measureText(text).width, badge = many ? Math.max(16, 8 + 7 * String(many).length) : 0, whole = wide + (many ? badge + 5 : 0);
      const middle = Math.min(Math.max(X(station.x), whole / 2 + 2), room - whole / 2 - 2), from = middle - whole / 2;
      const y = (up ? [above, below] : [below, above]).find((each) => free([from, each - 7, from + whole, each + 7]));
      if (y === undefined) return;
      taken.push([from, y - 7, from + whole, y + 7]);
      ctx.lineWidth = 3; ctx.strokeStyle = ink.sunk; ctx.strokeText(text, from + wide / 2, y);
      ctx.fillStyle = ink["ink-2"]; ctx.fillText(text, from + wide / 2, y);
      if (!many) return;
      const x = from + wide + 5 + badge / 2;
      ctx.font = `650 10px ${ink.font}`;
      ctx.beginPath(); ctx.roundRect(x - badge / 2, y - 8, badge, 16, 8); ctx.fillStyle = ink.ink; ctx.fill();
      ctx.fillStyle = ink.card; ctx.fillText(many, x, y + 0.5);
    });
  }

  const colourOf = (family) => (family >= 0 ? ink.series[family % SERIES] : ink.accent);

  function dot(x, y, family, state) {
    ctx.beginPath(); ctx.arc(x, y, DOT, 0, 6.2832);
    ctx.fillStyle = state === RESTS ? ink.card : colourOf(family); ctx.fill();
    ctx.strokeStyle = state === RESTS ? colourOf(family) : ink.card; ctx.lineWidth = state === RESTS ? 2 : 1.2; ctx.stroke();
  }

  function pieces(t, stretch) {
    const table = film.pieces, taken = frames.map(() => 0), inside = new Map(), walking = [];
    lasting(table, PIECE.width, t, (at) => {
      const place = table[at + PIECE.place], state = table[at + PIECE.state], family = table[at + PIECE.family];
      const way = film.ways.get(table[at + PIECE.origin] * 4096 + place);
      if (way) {
        // A walk of a minute would not be seen at four hours a second: it is drawn a little longer.
        const since = table[at + PIECE.since], lasts = Math.max(state === CARRIED ? table[at + 1] - since : 0, stretch);
        if (t - since < lasts) { walking.push([way, (t - since) / lasts, family]); return; }
      }
      const own = frames[place];
      if (!own) return;
      if (state === WORKED) {
        const machines = film.scene.stations[place].machines, machine = Math.max(0, table[at + PIECE.machine]) % machines;
        const key = place * 4096 + machine, n = inside.get(key) ?? 0;
        inside.set(key, n + 1);
        if (n >= MOST_DOTS) return;
        const [x0, y0, x1, y1] = cell(place, machines, machine), columns = Math.max(1, Math.min(6, Math.floor(((x1 - x0) * scale) / STEP)));
        const [x, y] = own.put((x0 + x1) / 2, (y0 + y1) / 2);
        // from the middle to both sides, then in a further row
        const column = n % columns, aside = Math.ceil(column / 2) * (column % 2 ? 1 : -1);
        dot(X(x) + aside * STEP, Y(y) + Math.floor(n / columns) * STEP, family, state);
        return;
      }
      const n = taken[place]++;
      if (n >= MOST_DOTS) return;
      const [x0, y0, x1] = own.box, columns = Math.max(3, Math.floor(((x1 - x0) * scale) / STEP) - 1);
      const [x, y] = own.put(x0 + ((n % columns) * STEP + DOT + 2) / scale, y0 - (DOT + 4 + Math.floor(n / columns) * STEP) / scale);
      dot(X(x), Y(y), family, state);
    });
    for (const [way, share, family] of walking) { const [x, y] = along(way, share); dot(X(x), Y(y), family, CARRIED); }
  }

  /** Carts on their ways, or where they stand: beside the foot of a station, those at one place in a row. */
  function carts(t, stretch) {
    const table = film.carts, all = film.scene.carts ?? [], last = all.map(() => -1);
    for (let at = 0; at < table.length && table[at] <= t; at += 6) last[table[at + 2]] = at;
    const beside = frames.map(() => 0), wide = 2.6 * BODY, high = 1.7 * BODY;
    all.forEach((cart, number) => {
      const at = last[number], place = at < 0 ? cart.home : table[at + 3], own = frames[place];
      const way = at < 0 ? null : film.ways.get(table[at + 4] * 4096 + place);
      const lasts = at < 0 ? 0 : Math.max(table[at + 1] - table[at], stretch);
      const goes = way && t - table[at] < lasts, parts = goes ? table[at + 5] : 0;
      if (!goes && !own) return;
      let [x, y] = goes ? along(way, (t - table[at]) / lasts) : own.put(own.box[0], own.box[3]);
      x = X(x); y = Y(y);
      if (!goes) { x += wide / 2 + 2 + (wide + 3) * beside[place]; y += high / 2 + 2; beside[place] += 1; }
      ctx.beginPath(); ctx.roundRect(x - wide / 2, y - high / 2, wide, high, 3);
      ctx.fillStyle = parts ? ink["accent-soft"] : ink.card; ctx.fill();
      ctx.lineWidth = 1.6; ctx.strokeStyle = ink["ink-2"]; ctx.stroke();
      for (const side of [-0.55, 0.55]) { ctx.beginPath(); ctx.arc(x + side * wide / 2, y + high / 2 + 1, 2.2, 0, 6.2832); ctx.fillStyle = ink["ink-2"]; ctx.fill(); }
      if (parts > 1) { ctx.font = `700 ${BODY}px ${ink.font}`; ctx.textAlign = "center"; ctx.textBaseline = "bottom"; ctx.fillStyle = ink.ink; ctx.fillText(`${parts}`, x, y - high / 2 - 1); }
    });
  }

  function people(t, stretch) {
    const table = film.people, who = film.scene.people, last = new Array(who.length).fill(-1);
    for (let at = 0; at < table.length && table[at] <= t; at += 5) last[table[at + 2]] = at;
    const beside = frames.map(() => 0);
    who.forEach((person, number) => {
      const at = last[number];
      if (at < 0) return;
      const place = table[at + 3], works = table[at + 1] > t, shifts = film.shifts[person.pool] ?? [];
      const there = !shifts.length || works || shifts.some(([from, to]) => from <= t && t < to);
      const way = film.ways.get(table[at + 4] * 4096 + place);
      let point = null;
      if (way && t - table[at] < stretch) point = along(way, (t - table[at]) / stretch);
      const own = frames[place];
      if (!own) return;
      let [x, y] = point ?? own.put(own.box[2], own.box[1]);
      x = X(x); y = Y(y);
      if (!point) { const [dx, dy] = own.put(own.box[2] - 1, own.box[1] - 1); const ux = Math.sign(X(dx) - x) || 0, uy = Math.sign(Y(dy) - y) || 0; x += ux * (BODY + (2 * BODY + 2) * beside[place]); y += uy * 3; beside[place] += 1; }
      ctx.globalAlpha = works || point ? 1 : there ? 0.55 : 0.18;
      ctx.beginPath(); ctx.arc(x, y, BODY, 0, 6.2832); ctx.fillStyle = ink.card; ctx.fill();
      ctx.lineWidth = 2.2; ctx.strokeStyle = ink.series[(2 + person.pool * 3) % SERIES]; ctx.stroke();
      ctx.font = `700 ${BODY}px ${ink.font}`; ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillStyle = ink.ink;
      ctx.fillText(person.short, x, y + 0.5);
      ctx.globalAlpha = 1;
    });
  }

  return {
    load(loaded) {
      film = loaded;
      frames = film.scene.stations.map((s) => (s.polygon ? frame(s) : null));
      const xs = film.scene.plan.outline.map((p) => p[0]), ys = film.scene.plan.outline.map((p) => p[1]);
      bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
      const heads = new Map();
      for (const person of film.scene.people) {
        const [, name, number] = person.label.match(/^(.*?)(?: (\d+))?$/);
        let head = name.slice(0, 1).toUpperCase();
        if ([...heads.values()].includes(head) && heads.get(name) !== head) head = name.slice(0, 2);
        heads.set(name, head);
        person.short = head + (number ?? "");
      }
    },
    resize(width) {
      const [x0, y0, x1, y1] = bounds, dense = window.devicePixelRatio || 1;
      room = width;
      ink = colours(host); // before it stands on the page, nothing has a colour
      [DOT, STEP, BODY] = width < NARROW ? [3.4, 8.2, 7] : [4.6, 11, 8.5];
      tall = Math.round(Math.min(Math.max(((width - 28) * (y1 - y0)) / (x1 - x0) + 28, 220), 560));
      canvas.width = Math.round(width * dense); canvas.height = Math.round(tall * dense);
      canvas.style.height = `${tall}px`;
      ctx.setTransform(dense, 0, 0, dense, 0, 0);
      fit();
      return tall;
    },
    recolour() { ink = colours(host); },
    zoom(view) { zoomed = view; fit(); },
    /** Draw the film at `t`; moves are drawn at least `stretch` minutes long. */
    draw(t, stretch) {
      if (!film || !room) return null;
      ctx.clearRect(0, 0, room, tall);
      const now = states(film, t);
      floor(); bodies(now); carts(t, stretch); pieces(t, stretch); people(t, stretch); names(now);
      return now;
    },
    /** The line of what is in the shop, drawn behind the scrubber. */
    spark(target, time) {
      const dense = window.devicePixelRatio || 1, width = target.clientWidth, height = target.clientHeight, draw = target.getContext("2d");
      target.width = width * dense; target.height = height * dense;
      draw.setTransform(dense, 0, 0, dense, 0, 0);
      const inside = [];
      let came = 0, done = 0;
      for (let x = 0; x <= width; x += 1) {
        const t = time.real((x / width) * time.total);
        while (came < film.came.length && film.came[came] <= t) came += 1;
        while (done < film.done.length && film.done[done] <= t) done += 1;
        inside.push(came - done);
      }
      const most = Math.max(1, ...inside), foot = height - 14;
      draw.beginPath(); draw.moveTo(0, foot);
      inside.forEach((n, x) => draw.lineTo(x, foot - (n / most) * (foot - 3)));
      draw.lineTo(width, foot); draw.closePath(); draw.fillStyle = ink["accent-soft"]; draw.fill();
      draw.font = `10px ${ink.font}`; draw.fillStyle = ink["ink-3"]; draw.textBaseline = "bottom";
      let free = -10;
      const days = time.days(), weeks = days.length > 12;
      for (const day of days) {
        const x = (day.at / time.total) * width, name = weeks ? `week ${day.week}` : day.name;
        if (weeks && !day.first) continue;
        draw.fillRect(x, foot - 3, 1, 6);
        if (x > free && x + 26 < width) { draw.fillText(name, x + 3, height); free = x + 12 + draw.measureText(name).width; }
      }
    },
  };
}
