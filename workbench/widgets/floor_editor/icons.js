import { h } from "../dom.js";

// Drawn on 16 × 16 with a line of 1.5, so that they are the same in every font.
const LINES = {
  undo: "M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3",
  redo: "M13 6H6.5a3.5 3.5 0 0 0 0 7H10M13 6l-3-3M13 6l-3 3",
  select: "M4 2.5l8 5-3.5 1 2 4-1.7.9-2-4L4 12z",
  pan: "M8 2v12M2 8h12M8 2l-2 2M8 2l2 2M8 14l-2-2M8 14l2-2M2 8l2-2M2 8l2 2M14 8l-2-2M14 8l-2 2",
  measure: "M2 11L11 2l3 3-9 9zM5 8l1.5 1.5M7.5 5.5L9 7M10 3l1.5 1.5",
  left: "M4 8a4.5 4.5 0 1 1 1.5 3.4M4 8L2 5.8M4 8l2.4-1.6",
  right: "M12 8a4.5 4.5 0 1 0-1.5 3.4M12 8l2-2.2M12 8L9.6 6.4",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2",
  align: "M2.5 2v12M5 4.5h8v2.5H5zM5 9.5h5v2.5H5z",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  layers: "M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3",
  flag: "M4 14V2.5M4 3h8l-2 2.7 2 2.8H4",
  info: "M8 7v5M8 4.2v.6",
};

export function icon(name) {
  return h("svg", { class: "icon", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, h("path", { d: LINES[name] }));
}
