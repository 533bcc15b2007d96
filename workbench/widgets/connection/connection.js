import { h, redraw, isOwnPage } from "../dom.js";

export default {
  render({ model, el }) {
    const text = h("span");
    const button = h("button", { type: "button", class: "primary", onclick: () => location.reload() }, "Reload");
    const banner = h("div", { class: "wb-connection", role: "alert", hidden: true }, text, button);
    el.classList.add("wb", "wb-connection-host");
    el.append(banner);
    let sent = 0, answered = 0, since = 0;
    // A page that watches the connection itself has a banner of its own.
    const watched = document.getElementById("wb-banner") !== null;
    const show = (message) => { if (watched) return; text.textContent = message; banner.hidden = !message; };
    const receive = (message) => { if (message.pong) { answered = Math.max(answered, message.pong); if (answered === sent) show(""); } };
    const ask = () => {
      if (document.hidden) { since = 0; return; }
      if (!navigator.onLine) { show("You are offline. What you change is applied when the connection is back."); return; }
      if (sent > answered && since && performance.now() - since > model.get("patience") * 1000) {
        show("The connection to the calculation is lost. Your settings are kept in the address: reload to go on.");
      }
      if (sent === answered || since === 0) { sent += 1; since = performance.now(); }
      try { model.send({ ping: sent }); } catch { show("The connection to the calculation is lost. Reload to go on."); }
    };
    model.on("msg:custom", receive);
    window.addEventListener("offline", ask);
    window.addEventListener("online", ask);
    const timer = setInterval(ask, 5000);
    const stop = redraw(model, ["link"], () => {
      const link = model.get("link");
      if (link && isOwnPage()) history.replaceState(history.state, "", `${location.pathname}${link}${location.hash}`);
    });
    return () => { clearInterval(timer); model.off("msg:custom", receive); window.removeEventListener("offline", ask); window.removeEventListener("online", ask); stop(); };
  },
};
