import { missedPings, pingIntervalMs } from "../../protocol/health.js";
import type { Owned } from "../lifetime.js";

/**
 * Notices a server that is deaf, not dead: a fault in the framing of messages leaves the process alive but silent
 * for ever, so its exit is not enough.
 *
 * Any answer counts, an error too. While the whole machine sleeps no timer runs, so waking up costs one miss at most.
 *
 * @param ping sends one ping; settles when the answer comes.
 * @param onDeaf called once, after {@link missedPings} intervals without an answer.
 */
export function startHeartbeat(ping: () => Promise<unknown>, onDeaf: () => void): Owned {
  let missed = 0;
  let waiting = false;
  const timer = setInterval(() => {
    if (waiting) {
      missed++;
      if (missed >= missedPings) {
        clearInterval(timer);
        onDeaf();
      }
      return;
    }
    waiting = true;
    const answered = () => {
      waiting = false;
      missed = 0;
    };
    ping().then(answered, answered);
  }, pingIntervalMs);
  timer.unref();
  return { dispose: () => clearInterval(timer) };
}
