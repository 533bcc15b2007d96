/** Corners from a flat list of numbers. */
export const points = (flat) => { const found = []; for (let i = 0; i + 1 < flat.length; i += 2) found.push([flat[i], flat[i + 1]]); return found; };
const ring = (flat) => `M${points(flat).map(([x, y]) => `${x} ${y}`).join("L")}Z`;
const line = (flat) => `M${points(flat).map(([x, y]) => `${x} ${y}`).join("L")}`;
/** The path of a ring with its holes. */
export const outline = (flat, holes = []) => [flat, ...holes].map(ring).join("");
export const lines = (all) => all.map(line).join("");

/** Where points of a shape lie: mirrored first, turned, then moved. */
export function laid(place) {
  const turn = (place.turn * Math.PI) / 180, c = Math.cos(turn), s = Math.sin(turn), flip = place.mirrored ? -1 : 1;
  return ([x, y]) => [c * flip * x - s * y + place.x, s * flip * x + c * y + place.y];
}

/** Slits from the outline inwards, at its notches. */
export function slits(shape, depth) {
  const corners = points(shape.outline), area = corners.reduce((sum, [ax, ay], i) => { const [bx, by] = corners[(i + 1) % corners.length]; return sum + ax * by - ay * bx; }, 0);
  return points(shape.notches).map(([x, y]) => {
    let best = Infinity, normal = [0, 0];
    corners.forEach(([ax, ay], i) => {
      const [bx, by] = corners[(i + 1) % corners.length], dx = bx - ax, dy = by - ay, length = Math.hypot(dx, dy) || 1;
      const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (length * length)));
      const away = Math.hypot(x - ax - share * dx, y - ay - share * dy);
      if (away < best) { best = away; normal = [(-dy / length) * Math.sign(area || 1), (dx / length) * Math.sign(area || 1)]; }
    });
    return `M${x} ${y}l${(normal[0] * depth).toFixed(2)} ${(normal[1] * depth).toFixed(2)}`;
  }).join("");
}

/** The middle of a polygon by area, and how wide it is along x there: where its name can stand. */
export function middle(corners) {
  let area = 0, x = 0, y = 0;
  corners.forEach(([px, py], i) => { const [qx, qy] = corners[(i + 1) % corners.length], cross = px * qy - qx * py; area += cross; x += (px + qx) * cross; y += (py + qy) * cross; });
  if (Math.abs(area) < 1e-6) return { x: corners[0][0], y: corners[0][1], room: 0 };
  x /= 3 * area; y /= 3 * area;
  const cuts = [];
  corners.forEach(([px, py], i) => { const [qx, qy] = corners[(i + 1) % corners.length]; if ((py > y) !== (qy > y)) cuts.push(px + ((y - py) / (qy - py)) * (qx - px)); });
  const left = Math.max(...cuts.filter((c) => c <= x), -Infinity), right = Math.min(...cuts.filter((c) => c >= x), Infinity);
  return Number.isFinite(right - left) ? { x: (left + right) / 2, y, room: right - left } : { x, y, room: 0 };
}

/** A step of a ruler that is 1, 2 or 5 times a power of ten and at least `least` long. */
export function step(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((head) => head * power).find((value) => value >= least);
}
