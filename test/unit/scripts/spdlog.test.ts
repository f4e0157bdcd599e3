import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createAsyncRotatingLogger } from "../../../scripts/editor/spdlog.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "ponder-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the log writer of code-server writes lines from its level up", async () => {
  const file = path.join(folder, "deep/out.log");
  const log = await createAsyncRotatingLogger("out", file, 1_000_000, 2);
  log.setLevel(3);
  log.info("unheard");
  log.warn("heard");
  log.clearFormatters();
  log.error("as it is\n");
  log.drop();
  log.critical("after the end");
  expect(readFileSync(file, "utf8")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[warning\] heard\nas it is\n$/);
});

test("the log writer of code-server puts files aside that grow too large, and keeps as many as told", async () => {
  const log = await createAsyncRotatingLogger("out", path.join(folder, "out.log"), 100, 2);
  for (let line = 0; line < 20; line++) log.info("x".repeat(80));
  expect(readdirSync(folder).sort()).toEqual(["out.1.log", "out.2.log"]);
  log.info("a new file");
  expect(readFileSync(path.join(folder, "out.log"), "utf8")).toContain("a new file");
});
