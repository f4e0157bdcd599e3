import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, onTestFailed, beforeEach } from "vitest";
import { Workbench, type Theme } from "../../scripts/editor/workbench.js";
import { ensureVsix } from "../../scripts/package/vsix.js";

const screenshots = path.resolve(import.meta.dirname, "../../out/screenshots");

/** The workbench of a spec file, and what is special to tests. */
export interface Bench {
  /** The workbench; there is one per file, opened before its first test. */
  readonly workbench: Workbench;
  /** Leaves out/screenshots/NAME.png. */
  readonly shoot: (name: string) => Promise<void>;
  /** Leaves one screenshot per theme. */
  readonly shootThemes: (name: string) => Promise<void>;
}

/**
 * Opens a fresh workbench for the tests of this file. A test that fails leaves a screenshot and the editor's logs in
 * out/screenshots/failed/.
 *
 * @param settings user settings, made before the workbench is opened.
 */
export function useWorkbench(
  settings: () => Promise<Readonly<Record<string, unknown>>> = () => Promise.resolve({}),
): Bench {
  let open: Workbench | undefined;
  const workbench = () => {
    if (!open) throw new Error("the workbench is not open");
    return open;
  };
  const shoot = (name: string) => workbench().screenshot(path.join(screenshots, `${name}.png`));
  beforeAll(async () => {
    open = await Workbench.open(await ensureVsix(), { settings: await settings() });
  });
  beforeEach(() => {
    onTestFailed(async ({ task }) => {
      const name = `failed/${task.name.replaceAll(/\W+/g, "-")}`;
      await shoot(name);
      const logs = path.join(workbench().scratch, "data/logs");
      if (existsSync(logs)) cpSync(logs, path.join(screenshots, `${name}-logs`), { recursive: true });
    });
  });
  afterAll(() => open?.close());
  return {
    get workbench() {
      return workbench();
    },
    shoot,
    shootThemes: async (name) => {
      for (const theme of ["dark", "hc", "light"] satisfies Theme[]) {
        await workbench().theme(theme);
        await shoot(`${name}-${theme}`);
      }
    },
  };
}
