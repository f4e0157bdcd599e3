import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import type { CDPSession, Frame } from "playwright-core";
import type { Workbench } from "../../scripts/editor/workbench.js";
import type { Load, Seen } from "./inPage.js";
import { TaskTrace, unexplained, type Task } from "./taskTrace.js";

/** A load, and what was seen with it. */
export interface Measured extends Pick<Seen, "keys" | "elements"> {
  readonly load: Load;
  /** Tasks of more than 50 ms that the panel's frame saw, with what Chromium's trace says about them. */
  readonly longTasks: readonly Omit<Task, "start">[];
  /** What the page's memory grew by, after a collection, in MB. */
  readonly heapMB: number;
}

const keyMs = 200;
/** How far the clocks of a page and a trace may be apart, in milliseconds. */
const clockMs = 5;
const root = path.resolve(import.meta.dirname, "../..");

/** Ponder's panel in the workbench, with this benchmark's script in its frame. */
export class PanelFrame {
  readonly #workbench: Workbench;
  readonly #frame: Frame;
  readonly #debugger: CDPSession;

  private constructor(workbench: Workbench, frame: Frame, debugging: CDPSession) {
    this.#workbench = workbench;
    this.#frame = frame;
    this.#debugger = debugging;
  }

  static async open(workbench: Workbench): Promise<PanelFrame> {
    await workbench.palette("Ponder: Ask…");
    const composer = workbench.panel().locator("#composer");
    await composer.waitFor({ timeout: 60_000 });
    const frame = await (await composer.elementHandle()).ownerFrame();
    if (!frame) throw new Error("the panel has no frame");
    const { outputFiles } = await build({
      entryPoints: [path.join(root, "benchmarks/panel/inPage.ts")],
      bundle: true,
      format: "iife",
      write: false,
      logLevel: "warning",
    });
    await frame.evaluate(outputFiles[0]?.text ?? "");
    const debugging = await workbench.page.context().newCDPSession(workbench.page);
    return new PanelFrame(workbench, frame, debugging);
  }

  /** Shows a text and lets it grow, while somebody types. */
  async measure(load: Load): Promise<Measured> {
    const { keyboard } = this.#workbench.page;
    const before = await this.#heap();
    await this.#workbench.panel().locator("#composer").focus();
    const trace = await TaskTrace.start(this.#debugger);
    const over = new AbortController();
    const playing = this.#frame.evaluate((wanted) => window.ponderBench.play(wanted), load).finally(() => over.abort());
    const typing = (async () => {
      for (let at = 0; !over.signal.aborted; at++) {
        await keyboard.press(at % 20 === 19 ? "Backspace" : "x");
        await delay(keyMs);
      }
    })();
    const [seen] = await Promise.all([playing, typing]);
    const traced = await trace.end(seen.beganAt);
    const longTasks = seen.longTasks.map((task) => withTrace(task, traced));
    const { keys, elements } = seen;
    return { load, longTasks, keys, elements, heapMB: ((await this.#heap()) - before) / 1e6 };
  }

  async #heap(): Promise<number> {
    await this.#debugger.send("HeapProfiler.collectGarbage");
    const { usedSize } = await this.#debugger.send("Runtime.getHeapUsage");
    return usedSize;
  }
}

/** A task as the page saw it, with what the trace says about it. */
function withTrace({ start, ms }: Seen["longTasks"][number], traced: readonly Task[]): Measured["longTasks"][number] {
  const found = traced.find((task) => Math.abs(task.start - start) < clockMs && Math.abs(task.ms - ms) < clockMs);
  return found ?? unexplained(ms);
}
