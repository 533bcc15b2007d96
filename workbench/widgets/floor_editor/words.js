// Every word of the editor's own that is not on a button.
export const WORDS = {
  floor: "Floor plan",
  plan: "Floor plan. Tab to a station; arrow keys move it, with Shift finely; R turns it, L locks it, Ctrl+A takes all, Ctrl+Z takes a step back.",
  hint: "Drag a station to try another place.",
  coarse: "Drag a station; two fingers move and zoom the drawing.",
  empty: "No stations stand on this floor yet.",
  layers: { flows: "Ways", clearance: "Room that is needed", utilities: "Utilities", zones: "Zones", image: "Plan image" },
  measure: "Click two points. Escape ends measuring.",
  calibrate: "Click two points of the image whose distance you know.",
  reference: "the reference",
  legend: [["way", "Way, as wide as it is often walked"], ["way sealed", "No way"], ["room", "Room that a station needs free"], ["sweep", "Floor that work sweeps over"], ["front", "Side from which people work"], ["door", "Door and its swing"], ["exit", "Exit"], ["offer", "Proposed place"]],
};
