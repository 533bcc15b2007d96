const isPlace = (message) => ["move", "place"].includes(message?.command?.do);
const about = (message) => Object.keys(message.command.placements ?? { [message.command.station]: 0 }).join();
/** True when a message makes one that waits pointless: a later place of the same stations. */
const sameStation = (message, last) => isPlace(message) && isPlace(last) && about(last) === about(message);

/** One message in flight; what comes meanwhile waits. Of what is dragged only the latest place is
 * sent, an undo or redo each time: two quick presses take two steps back. */
export function courier(model, arrived, replaces = sameStation) {
  let number = 0, flying = null, since = 0;
  const waiting = [];
  const send = (message) => {
    number += 1;
    since = performance.now();
    flying = { ...message, seq: number };
    const { posted, ...rest } = flying;
    model.send(rest);
  };
  const receive = (message) => {
    if (!message.seq) { if (message.text) arrived(message, null, flying !== null); return; }
    if (message.seq < (flying?.seq ?? number)) return;
    const answered = flying?.seq === message.seq ? flying : null;
    flying = null;
    if (waiting.length) send(waiting.shift());
    arrived(message, answered, waiting.length > 0 || flying !== null);
  };
  model.on("msg:custom", receive);
  return {
    // An answer that never came (the kernel was busy or restarted) must not block for good.
    post(message) {
      const stamped = { ...message, posted: performance.now() };
      if (!flying || performance.now() - since >= 5000) { waiting.length = 0; send(stamped); return; }
      const last = waiting.at(-1);
      if (last && replaces(message, last)) waiting[waiting.length - 1] = stamped;
      else waiting.push(stamped);
    },
    get last() { return number; },
    get busy() { return flying !== null; },
    stop() { model.off("msg:custom", receive); },
  };
}
