// What an app's page does itself: the loading screen, the banner of a lost session, the end of
// the session when the page closes. It runs before Voila's scripts.
(() => {
  const byId = (id) => document.getElementById(id);
  const config = () => JSON.parse(byId("jupyter-config-data")?.textContent ?? "{}");
  let finished = false;

  window.voila_heartbeat = () => say("Still working…");
  window.voila_process = (cell, cells) => {
    say(cell <= 1 ? "Starting a session…" : "Preparing the desk…");
    const bar = byId("wb-loading-bar");
    if (bar) bar.style.width = `${Math.min(90, 20 + (60 * cell) / cells)}%`;
  };
  // Voila calls this when the last cell has run, and again when its theme is there.
  window.voila_finish = () => {
    if (finished) return;
    finished = true;
    say("Drawing…");
    const bar = byId("wb-loading-bar");
    if (bar) bar.style.width = "92%";
    const drawn = () => document.querySelector(".wb-app .jupyter-widgets, .wb-app .wb-failure, .wb-app .jp-RenderedHTMLCommon");
    const reveal = () => {
      if (!drawn()) return false;
      const loading = byId("wb-loading");
      loading?.classList.add("wb-gone");
      setTimeout(() => loading?.remove(), 250);
      document.body.dataset.wbState = "open";
      return true;
    };
    if (reveal()) return;
    const watch = new MutationObserver(() => { if (reveal()) watch.disconnect(); });
    watch.observe(byId("rendered_cells"), { childList: true, subtree: true });
    setTimeout(() => { if (!drawn()) say("This takes longer than it should. Reload the page if nothing appears."); }, 30000);
  };
  function say(text) { const line = byId("wb-loading-text"); if (line) line.textContent = text; }

  // ---- a session that is lost -----------------------------------------------------------
  const LOST = "The session behind this page has ended. Opening it again brings back what the address keeps.";
  const AWAY = "The connection is interrupted. Trying to reconnect…";
  let ended = false, sockets = 0, timer = 0, leaving = false;
  function banner(text, reload) {
    const box = byId("wb-banner");
    if (!box || leaving) return;
    box.hidden = !text;
    byId("wb-banner-text").textContent = text;
    byId("wb-banner-reload").hidden = !reload;
    byId("wb-banner-reload").onclick = () => location.reload();
    document.body.dataset.wbSession = text ? (reload ? "lost" : "away") : "live";
  }
  function lose() { if (ended) return; ended = true; clearTimeout(timer); banner(LOST, true); }
  async function ask() {
    if (ended || sockets > 0 || leaving) return;
    banner(AWAY, false);
    const { baseUrl, kernelId } = config();
    try {
      const reply = await fetch(`${baseUrl}api/kernels/${kernelId}`, { credentials: "same-origin" });
      if ([403, 404].includes(reply.status)) { lose(); return; }
    } catch { /* the server cannot be reached: keep trying */ }
    timer = setTimeout(ask, 3000);
  }
  const DEAD = /"execution_state":\s*"(restarting|autorestarting|dead)"/;
  const text = new TextDecoder();
  function watch(socket) {
    let open = false;
    socket.addEventListener("open", () => { open = true; sockets += 1; clearTimeout(timer); if (!ended) banner("", false); });
    socket.addEventListener("close", () => {
      if (open) sockets -= 1;
      open = false;
      clearTimeout(timer);
      timer = setTimeout(ask, 1200);
    });
    socket.addEventListener("message", ({ data }) => {
      const size = data.length ?? data.byteLength ?? 0;
      if (size > 4000) return; // a status is short; do not decode charts
      if (DEAD.test(typeof data === "string" ? data : text.decode(data))) lose();
    });
  }
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...address) {
      super(...address);
      if (String(address[0]).includes("/api/kernels/")) watch(this);
    }
  };

  // ---- the end ------------------------------------------------------------------------------
  // pagehide, because beforeunload also fires when a link only downloads a file.
  window.addEventListener("pagehide", () => {
    leaving = true;
    const { baseUrl, kernelId } = config();
    if (kernelId) navigator.sendBeacon(`${baseUrl}session/${kernelId}/end`);
  });
  // Voila asks for the same in its own way, also where only a file is downloaded; the server
  // answers nothing there, and the refusal would stand in the console as an error.
  const beacon = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (address, ...data) => String(address).includes("voila/api/shutdown/") || beacon(address, ...data);
  // A page that comes back from the browser's memory has lost its session.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
