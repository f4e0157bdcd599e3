import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { PonderApi } from "../../../extension/api.js";
import { maxRestarts } from "../../../extension/server/restartPolicy.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { beginTurn, childrenOf, ended, fresh, ponder, turnOf, until } from "./support.js";

const question = "How many Rs are in 'strawberry'?";

type Prepare = (server: number) => () => void;

/**
 * Asks, and at the first piece of the thought does something bad to the server; returns the turn as it ended. The demo
 * model needs less than a tenth of a second for this answer: a strike that comes too late is tried again.
 */
async function strikeWhileThinking(api: PonderApi, prepare: Prepare): Promise<Turn> {
  for (let attempt = 1; ; attempt++) {
    const strike = prepare(api.serverPid() ?? assert.fail("no server"));
    const { id } = await beginTurn(api, "ponder.ask", question);
    await until(api, ({ turns }) => {
      const turn = turns.find((one) => one.id === id);
      if (!turn || turn.thought.text === "") return undefined;
      strike();
      return true;
    });
    const turn = await ended(api, id);
    if (turn.status !== "done" || attempt === maxRestarts) return turn;
    // Whatever was struck has to be back before the next attempt.
    await turnOf(api, "ponder.ask", question);
    await until(api, () => api.serverPid());
  }
}

const kill = (pid: number) => process.kill(pid, "SIGKILL");
const engineOf = (server: number): number =>
  childrenOf(server).find(({ command }) => command.includes("engine.cjs"))?.pid ?? assert.fail("no engine process");

const strikes: readonly [string, Prepare][] = [
  ["a killed language server", (server) => () => kill(server)],
  [
    "a killed engine process",
    (server) => {
      const engine = engineOf(server);
      return () => kill(engine);
    },
  ],
  // It lives, but will never answer again: only the heartbeat notices.
  ["a language server gone deaf", (server) => () => process.kill(server, "SIGSTOP")],
];

describe("in the middle of an answer", () => {
  beforeEach(async () => {
    await fresh();
    await vscode.commands.executeCommand("ponder.restart");
  });

  for (const [what, prepare] of strikes) {
    it(`${what} loses nothing that was written, and the next question works`, async function () {
      if (process.platform === "win32" && what.includes("deaf")) this.skip();
      const api = await ponder();
      assert.equal((await turnOf(api, "ponder.ask", question)).status, "done");
      const turn = await strikeWhileThinking(api, prepare);
      assert.equal(turn.status, "failed");
      assert.equal(turn.error?.code, "engineStopped");
      assert.ok(turn.error.hint !== "");
      assert.ok(turn.thought.text !== "" && turn.thought.closed, "the thought is lost");

      const next = await turnOf(api, "ponder.ask", question);
      assert.equal(next.status, "done", next.error?.message);
      assert.match(next.answer, /\b3\b|three/i);
    });
  }

  it("a server that dies again and again stays down until the user restarts it", async () => {
    const api = await ponder();
    await turnOf(api, "ponder.ask", question);
    for (let died = 0; died <= maxRestarts; died++) {
      const pid = await until(api, () => api.serverPid());
      kill(pid);
      await until(api, () => (api.serverPid() === pid ? undefined : true));
    }
    await until(api, ({ model }) => (model.state === "failed" ? true : undefined));
    assert.equal(api.serverPid(), undefined);
    assert.equal((await turnOf(api, "ponder.ask", question)).error?.code, "engineUnavailable");

    await vscode.commands.executeCommand("ponder.restart");
    assert.equal((await turnOf(api, "ponder.ask", question)).status, "done");
  });
});
