// The tables of a film and what they say of one moment.

export const PIECE = { start: 0, stop: 1, state: 2, place: 3, origin: 4, since: 5, job: 6, lot: 7, family: 8, machine: 9, width: 10 };
export const WAITS = 0, WORKED = 1, CARRIED = 2, RESTS = 3, AWAY = 4;
export const RUNS = 0, SETS = 1, PAUSES = 2, BLOCKED = 3, DOWN = 4, IDLE = 5;

const floats = (view) => (view?.byteLength ? new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)) : new Float32Array(0));

/** The film as the widget's traits hold it. */
export function read(model) {
  const film = model.get("film"), scene = model.get("scene");
  if (!film.end) return null;
  const counts = floats(model.get("counts"));
  return {
    ...film, scene, length: film.end - film.begin,
    pieces: floats(model.get("pieces")), machines: floats(model.get("machines")), people: floats(model.get("people")), carts: floats(model.get("carts")),
    came: counts.subarray(0, film.came), done: counts.subarray(film.came),
    ways: new Map(scene.ways.map((w) => [w.origin * 4096 + w.to, measured(w.path)])),
  };
}

/** A way with the length up to each corner. */
function measured(path) {
  const upTo = [0];
  for (let i = 1; i < path.length; i += 1) upTo.push(upTo[i - 1] + Math.hypot(path[i][0] - path[i - 1][0], path[i][1] - path[i - 1][1]));
  return { path, upTo, length: upTo.at(-1) };
}

/** The point at a share of a way. */
export function along(way, share) {
  const goal = way.length * Math.min(1, Math.max(0, share));
  let i = 1;
  while (i < way.path.length - 1 && way.upTo[i] < goal) i += 1;
  const [x0, y0] = way.path[i - 1], [x1, y1] = way.path[i], part = (goal - way.upTo[i - 1]) / (way.upTo[i] - way.upTo[i - 1] || 1);
  return [x0 + (x1 - x0) * part, y0 + (y1 - y0) * part];
}

const NEARLY = 0.01; // moments are float32: half a second near the end of three weeks

/** How many of ascending moments are not later than `t`. */
export function upTo(list, t) {
  t += NEARLY;
  let low = 0, high = list.length;
  while (low < high) { const mid = (low + high) >> 1; if (list[mid] <= t) low = mid + 1; else high = mid; }
  return low;
}

/** Call `each(offset)` for every row of a table that lasts at `t`; rows are ordered by their begin. */
export function lasting(table, width, t, each) {
  for (let at = 0; at < table.length; at += width) {
    if (table[at] > t) break;
    if (table[at + 1] > t) each(at);
  }
}

/** The first begin or end of a stay after `t`, or the length of the film. */
export function next(film, t) {
  let found = film.length;
  for (let at = 0; at < film.pieces.length; at += PIECE.width) {
    for (const moment of [film.pieces[at], film.pieces[at + 1]]) if (moment > t + 1e-3 && moment < found) found = moment;
    if (film.pieces[at] > found) break;
  }
  return found;
}

/** What each station does at `t`: state of its machines, who waits, rests and is worked on. */
export function states(film, t) {
  const found = film.scene.stations.map((s) => ({ machines: new Array(s.machines).fill(IDLE), waits: 0, rests: 0, worked: 0 }));
  lasting(film.machines, 5, t, (at) => {
    const station = found[film.machines[at + 3]], machine = film.machines[at + 4];
    if (station && machine < station.machines.length) station.machines[machine] = film.machines[at + 2];
  });
  let away = 0;
  lasting(film.pieces, PIECE.width, t, (at) => {
    const station = found[film.pieces[at + PIECE.place]], state = film.pieces[at + PIECE.state];
    if (state === AWAY) away += 1;
    if (!station) return;
    if (state === WAITS) station.waits += 1; else if (state === RESTS) station.rests += 1; else if (state === WORKED) station.worked += 1;
  });
  return { stations: found, away };
}

const WORDS = ["running", "set up", "paused", "blocked", "down", "idle"];
/** "2 running, 1 idle · 3 waiting" of one station. */
export function words(station) {
  const count = new Map();
  for (const state of station.machines) count.set(state, (count.get(state) ?? 0) + 1);
  const many = station.machines.length > 1;
  const doing = [...count].sort((a, b) => a[0] - b[0]).map(([state, n]) => (many ? `${n} ${WORDS[state]}` : WORDS[state]));
  const parts = [doing.join(", ")];
  if (station.waits) parts.push(`${station.waits} waiting`);
  if (station.rests) parts.push(`${station.rests} on hold`);
  return parts.join(" · ");
}

/** The state a station is coloured by: the one that needs attention most. */
export const leading = (machines) => [DOWN, BLOCKED, SETS, RUNS, PAUSES].find((state) => machines.includes(state)) ?? IDLE;
