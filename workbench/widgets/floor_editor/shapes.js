// Plane geometry of the editor: x to the right, y up, in mm; the drawing's y points down.

export const path = (points) => (points.length ? `M${points.map(([x, y]) => `${x.toFixed(1)} ${(-y).toFixed(1)}`).join("L")}` : "");
export const ring = (points) => (points.length ? `${path(points)}Z` : "");
export const metres = (mm) => (mm / 1000).toFixed(2);
export const hoursText = (hours) => (hours < 1 ? `${(hours * 60).toFixed(1)} min` : `${hours.toFixed(2)} h`);
export const round = (value, grid) => Math.round(value / grid) * grid;
export const turned = (angle) => ((angle % 360) + 360) % 360;

export function box(points) {
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** The station elsewhere: everything that is drawn of it goes along. */
export function posed(station, x, y, rotation) {
  const a = ((rotation - station.rotation) * Math.PI) / 180, c = Math.cos(a), s = Math.sin(a);
  const put = (points) => (points ?? []).map(([px, py]) => {
    const dx = px - station.x, dy = py - station.y;
    return [x + c * dx - s * dy, y + s * dx + c * dy];
  });
  return { ...station, x, y, rotation, polygon: put(station.polygon), clearance: put(station.clearance), envelope: put(station.envelope), stands: put(station.stands) };
}

/** The side of the outline that looks along the station's front, -y turned by its rotation. */
export function frontSide(s) {
  const a = (s.rotation * Math.PI) / 180;
  let best = null, most = 0.5;
  s.polygon.forEach((p, i) => {
    const q = s.polygon[(i + 1) % s.polygon.length];
    const nx = (p[0] + q[0]) / 2 - s.x, ny = (p[1] + q[1]) / 2 - s.y, size = Math.hypot(nx, ny) || 1;
    const facing = (nx * Math.sin(a) - ny * Math.cos(a)) / size;
    if (facing > most) { most = facing; best = [p, q]; }
  });
  if (!best) return [];
  const [p, q] = best, mix = (t) => [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
  return [mix(0.2), mix(0.8)];
}

/** The piece of the outline that an exit takes: its width, along the nearest side. */
export function opening(at, width, outline) {
  let best = null, least = Infinity;
  outline.forEach((p, i) => {
    const q = outline[(i + 1) % outline.length], dx = q[0] - p[0], dy = q[1] - p[1], size = Math.hypot(dx, dy) || 1;
    const t = Math.min(1, Math.max(0, ((at[0] - p[0]) * dx + (at[1] - p[1]) * dy) / (size * size)));
    const away = Math.hypot(p[0] + t * dx - at[0], p[1] + t * dy - at[1]);
    if (away < least) { least = away; best = [dx / size, dy / size, dy / size, -dx / size]; }
  });
  const [ux, uy, nx, ny] = best ?? [1, 0, 0, -1], half = width / 2;
  return { line: [[at[0] - ux * half, at[1] - uy * half], [at[0] + ux * half, at[1] + uy * half]], out: [nx, ny] };
}

const sides = (points) => points.map((p, i) => [p, points[(i + 1) % points.length]]);

/** Distance lines from a box to what is nearest on each of its four sides. */
export function dimensions([x0, y0, x1, y1], rings) {
  const found = [];
  const look = (axis, sign) => {
    const low = axis ? x0 : y0, high = axis ? x1 : y1, from = axis ? (sign > 0 ? y1 : y0) : (sign > 0 ? x1 : x0);
    let least = Infinity, where = 0;
    for (const each of rings) for (const [p, q] of sides(each)) {
      const [a, b] = axis ? [p[0], q[0]] : [p[1], q[1]];
      const t0 = Math.max(Math.min(a, b), low), t1 = Math.min(Math.max(a, b), high);
      if (t0 >= t1) continue; // beside it, or touching with a corner only
      for (const t of [t0, t1]) {
        const share = a === b ? 0 : (t - a) / (b - a);
        const reach = axis ? p[1] + share * (q[1] - p[1]) : p[0] + share * (q[0] - p[0]);
        const away = sign * (reach - from);
        if (away >= -0.5 && away < least - 0.5) { least = away; where = (t0 + t1) / 2; }
      }
    }
    if (!Number.isFinite(least) || least < 1) return;
    const to = from + sign * least;
    found.push({ length: least, line: axis ? [[where, from], [where, to]] : [[from, where], [to, where]] });
  };
  look(0, 1); look(0, -1); look(1, 1); look(1, -1);
  return found;
}

/** Shift of a box to the nearest guides within reach, and these guides. */
export function snapped(own, guides, reach, grid) {
  const pull = (marks, lines) => {
    let best = null;
    for (const mark of marks) for (const line of lines) {
      const by = line - mark;
      if (Math.abs(by) <= reach && (!best || Math.abs(by) < Math.abs(best.by) - 0.01)) best = { by, line };
    }
    return best;
  };
  const [x0, y0, x1, y1] = own, mx = (x0 + x1) / 2, my = (y0 + y1) / 2;
  const across = pull([x0, mx, x1], guides.x), up = pull([y0, my, y1], guides.y);
  return {
    dx: across ? across.by : round(mx, grid) - mx, dy: up ? up.by : round(my, grid) - my,
    x: across?.line, y: up?.line,
  };
}

/** Lines to snap to: sides and middles of what stands, corners of the building. */
export function guidesOf(plan, stations, moving) {
  const x = new Set(), y = new Set();
  const take = ([x0, y0, x1, y1], middle) => { x.add(x0).add(x1); y.add(y0).add(y1); if (middle) { x.add((x0 + x1) / 2); y.add((y0 + y1) / 2); } };
  for (const s of stations) if (!moving.has(s.name)) take(box(s.polygon), true);
  for (const each of [...(plan.walls ?? []), ...(plan.columns ?? [])]) take(box(each), false);
  for (const [px, py] of plan.outline ?? []) { x.add(px); y.add(py); }
  return { x: [...x], y: [...y] };
}
