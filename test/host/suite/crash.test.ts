import { strict as assert } from "node:assert";
import type { PonderApi } from "../../../extension/api.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { beginTurn, childrenOf, ended, fresh, ponder, turnOf, until } from "./support.js";

const question = "How many Rs are in 'strawberry'?";

/** Asks, kills a process at the first piece of the thought, and returns the turn as it ended. */
async function killWhileThinking(api: PonderApi, victim: (server: number) => number): Promise<Turn> {
  const { id } = await beginTurn(api, "ponder.ask", question);
  await until(api, ({ turns }) => {
    const turn = turns.find((one) => one.id === id);
    if (!turn || turn.thought.text === "") return undefined;
    process.kill(victim(api.serverPid() ?? assert.fail("no server")), "SIGKILL");
    return true;
  });
  return ended(api, id);
}

const engineOf = (server: number): number =>
  childrenOf(server).find(({ command }) => command.includes("engine.cjs"))?.pid ?? assert.fail("no engine process");

describe("a crash in the middle of an answer", () => {
  beforeEach(fresh);

  for (const [what, victim] of [
    ["the language server", (server: number) => server],
    ["the engine process", engineOf],
  ] as const) {
    it(`of ${what} keeps what was written, says what happened, and the next question works`, async () => {
      const api = await ponder();
      assert.equal((await turnOf(api, "ponder.ask", question)).status, "done");
      const turn = await killWhileThinking(api, victim);
      assert.equal(turn.status, "failed");
      assert.equal(turn.error?.code, "engineStopped");
      assert.ok(turn.error.hint !== "");
      assert.ok(turn.thought.text !== "" && turn.thought.closed, "the thought is lost");

      const next = await turnOf(api, "ponder.ask", question);
      assert.equal(next.status, "done", next.error?.message);
      assert.match(next.answer, /\b3\b|three/i);
    });
  }
});
