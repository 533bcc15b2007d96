// The film's two times: minutes as they passed, and shown minutes, from which quiet spans are cut.

const DAY = 1440, DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], FULL = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const two = (n) => String(n).padStart(2, "0");

/** Both times of a film of `length` minutes; `quiet` spans are cut out when they are skipped. */
export function clock(begin, length, quiet, skip) {
  const spans = [];
  let at = 0;
  for (const [from, to] of skip ? quiet : []) { if (from > at) spans.push([at, from]); at = Math.max(at, to); }
  if (at < length) spans.push([at, length]);
  const before = [0];
  for (const [from, to] of spans) before.push(before.at(-1) + to - from);
  const total = before.at(-1);
  const find = (list, value) => { let low = 0, high = list.length - 1; while (low < high) { const mid = (low + high + 1) >> 1; if (list[mid] <= value) low = mid; else high = mid - 1; } return low; };
  const starts = spans.map((s) => s[0]);
  return {
    total,
    /** Minutes after the begin at a shown minute. */
    real(shown) {
      const i = Math.min(find(before, Math.max(0, shown)), spans.length - 1);
      return Math.min(spans[i][0] + Math.max(0, shown) - before[i], spans[i][1]);
    },
    /** The shown minute of minutes after the begin. */
    shown(minutes) {
      const i = find(starts, minutes);
      return before[i] + Math.min(Math.max(minutes - spans[i][0], 0), spans[i][1] - spans[i][0]);
    },
    /** Where each day begins: shown minute and the day's name. */
    days() {
      const found = [];
      for (let day = Math.floor(begin / DAY); day * DAY < begin + length; day += 1) {
        const from = Math.max(0, day * DAY - begin), to = Math.min(length, (day + 1) * DAY - begin);
        const at = this.shown(from);
        if (this.shown(to) - at > 1) found.push({ at, name: DAYS[((day % 7) + 7) % 7], week: Math.floor(day / 7) + 1, first: day % 7 === 0 });
      }
      return found;
    },
  };
}

/** "Tue 10:24" of a minute after Monday 00:00; with the week when the film is longer than one. */
export function told(moment, long, full = false) {
  const day = Math.floor(moment / DAY), minute = Math.floor(moment - day * DAY + 1e-6);
  const name = (full ? FULL : DAYS)[((day % 7) + 7) % 7];
  return `${long ? `Week ${Math.floor(day / 7) + 1}, ` : ""}${name} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
