import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FrameLocator, Locator, Page } from "playwright-core";
import type { EditorWindow, WindowOptions } from "./editorWindow.js";
import { openCodeServer } from "./openCodeServer.js";
import { openDesktop } from "./openDesktop.js";
import { findRuntime } from "./runtime.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const commandLimitMs = 60_000;
const retryMs = 2_000;
const takeLimitMs = 10_000;

export const themes = { light: "Light Modern", dark: "Dark Modern", hc: "Dark High Contrast" } as const;
export type Theme = keyof typeof themes;

/**
 * The real workbench with the packaged extension installed, on a fresh copy of examples/. The tests and the demo drive
 * it with the keyboard, as a user does.
 */
export class Workbench {
  /** The folder that is open. */
  readonly workspace: string;
  /** Holds everything that the editor writes, the installed extension included. */
  readonly scratch: string;
  readonly page: Page;
  readonly #window: EditorWindow;

  private constructor(window: EditorWindow, scratch: string, workspace: string) {
    this.#window = window;
    this.scratch = scratch;
    this.page = window.page;
    this.workspace = workspace;
  }

  /**
   * @param vsix the packaged extension
   * @param options `settings`: user settings on top of quiet ones
   */
  static async open(
    vsix: string,
    options: { readonly settings?: Readonly<Record<string, unknown>>; readonly headed?: boolean } = {},
  ): Promise<Workbench> {
    const scratch = mkdtempSync(path.join(os.tmpdir(), "ponder-workbench-"));
    const workspace = path.join(scratch, "shop");
    let window: EditorWindow | undefined;
    try {
      cpSync(path.join(root, "examples"), workspace, { recursive: true });
      const { settings = {}, headed = false } = options;
      window = await openWindow({ vsix, workspace, scratch, settings, headed });
      await started(window.page);
      return new Workbench(window, scratch, workspace);
    } catch (error) {
      await window?.close();
      await remove(scratch);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#window.close();
    await remove(this.scratch);
  }

  /** Loads the window again, as its command does. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load", { timeout: commandLimitMs });
    await this.palette("Developer: Reload Window");
    await loaded;
    await started(this.page);
  }

  /** Runs a command by its title. An extension's commands come some seconds after the window. */
  async palette(title: string): Promise<void> {
    await this.#pick(`>${title}`, title);
  }

  /**
   * Opens a file of the workspace.
   *
   * @param line where the cursor is put, 1-based
   * @param column 1-based; a large number is the end of the line
   */
  async openFile(file: string, line = 1, column = 1): Promise<void> {
    await this.#pick(`${file}:${line}:${column}`, file);
    await this.page.locator(".tab.active", { hasText: file }).waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor.focused").first().waitFor();
  }

  /** Opens a file and selects whole lines of it, 1-based, without the last line end. */
  async select(file: string, firstLine: number, lastLine: number): Promise<void> {
    await this.openFile(file, firstLine);
    for (let line = firstLine; line < lastLine; line++) await this.page.keyboard.press("Shift+ArrowDown");
    await this.page.keyboard.press("Shift+End");
  }

  /** Binds a key for ghost text as a user does: the editor's command for a line has none, and the palette hides it. */
  async bindKey(key: string, command: string): Promise<void> {
    await this.palette("Preferences: Open Keyboard Shortcuts (JSON)");
    await this.page.locator(".tab.active", { hasText: "keybindings.json" }).waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor.focused").first().waitFor();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.insertText(JSON.stringify([{ key, command, when: "inlineSuggestionVisible" }]));
    await this.palette("File: Save");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
  }

  /** What is in the file after saving the active editor. */
  async savedText(file: string): Promise<string> {
    await this.palette("File: Save");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
    return readFileSync(path.join(this.workspace, file), "utf8");
  }

  /** The inside of Ponder's panel. */
  panel(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  /** A turn of the conversation; without `index` the last one. */
  turn(index?: number): Locator {
    const turns = this.panel().locator(".turn");
    return index === undefined ? turns.last() : turns.nth(index);
  }

  /** Opens the panel and asks. Does not wait for the answer. */
  async ask(question: string): Promise<void> {
    await this.palette("Ponder: Ask…");
    const composer = this.panel().locator("#composer");
    await composer.waitFor({ timeout: 30_000 });
    await composer.fill(question);
    await this.panel().locator("#send").click();
    await this.panel().locator(".turn .question", { hasText: question }).last().waitFor();
  }

  /**
   * Waits for the grey text of an inline completion. On a busy machine the request that typing makes can be lost, so
   * it is asked for explicitly when nothing comes.
   */
  async ghostText(): Promise<string> {
    const ghost = this.page.locator(".monaco-editor .ghost-text-decoration, .monaco-editor .ghost-text");
    const end = Date.now() + commandLimitMs;
    while (!(await appears(ghost.first(), 5_000))) {
      if (Date.now() > end) throw new Error("no inline completion came");
      await this.palette("Trigger Inline Suggestion");
    }
    return (await ghost.allInnerTexts()).join("").replaceAll("\u00a0", " ");
  }

  /** A line with this text in the active editor. */
  editorText(text: string): Locator {
    return this.page.locator(".editor-group-container.active .view-line", { hasText: text }).first();
  }

  /** The diff editor of a proposal, in front. */
  diffEditor(): Locator {
    return this.page.locator(".tab.active", { hasText: "Ponder's proposal" });
  }

  /**
   * Opens the menu of the light bulb at the cursor. A language service may need some seconds until it has something.
   *
   * @param text part of the wanted entry
   * @returns the entry
   */
  async quickFix(text: string): Promise<Locator> {
    const menu = this.page.locator(".action-widget");
    const entry = menu.locator(".monaco-list-row", { hasText: text }).first();
    const end = Date.now() + commandLimitMs;
    for (;;) {
      await this.page.keyboard.press("ControlOrMeta+.");
      if (await appears(entry, retryMs)) return entry;
      if (Date.now() > end) throw new Error(`the light bulb offers nothing with “${text}”`);
      await this.page.keyboard.press("Escape");
    }
  }

  async theme(theme: Theme): Promise<void> {
    await this.palette("Preferences: Color Theme");
    const input = this.page.locator(".quick-input-widget input");
    await input.fill(themes[theme]);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: themes[theme] }).waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    const base = { light: "vs", dark: "vs-dark", hc: "hc-black" }[theme];
    await this.page.locator(`.monaco-workbench.${base}`).waitFor();
  }

  /** @param file absolute path of a PNG file */
  async screenshot(file: string): Promise<void> {
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  /** Types into the quick input until the wanted row is there, and takes it. */
  async #pick(text: string, row: string): Promise<void> {
    const widget = this.page.locator(".quick-input-widget");
    const input = widget.locator(".quick-input-box input");
    const wanted = widget.locator(".monaco-list-row", { hasText: row }).first();
    const end = Date.now() + commandLimitMs;
    // A view that takes the focus late closes it again, at any moment.
    const take = async () => {
      await input.fill(text, { timeout: takeLimitMs });
      await wanted.waitFor({ timeout: retryMs });
      await wanted.click({ timeout: takeLimitMs });
    };
    for (;;) {
      await this.page.keyboard.press("F1");
      if (await succeeds(take)) break;
      if (Date.now() > end) throw new Error(`“${row}” is not offered for “${text}”`);
      await this.page.keyboard.press("Escape");
      await input.waitFor({ state: "hidden" });
      await delay(200);
    }
    // Some commands go on asking in the same place, so it is the row that has to go.
    await wanted.waitFor({ state: "hidden" });
  }
}

async function started(page: Page): Promise<void> {
  await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 90_000 });
  await page.waitForFunction(() => performance.getEntriesByName("code/didStartWorkbench").length > 0);
}

async function openWindow(options: WindowOptions): Promise<EditorWindow> {
  const { desktop, codeServer, chromium } = await findRuntime();
  if (desktop) return openDesktop(desktop, options);
  if (codeServer && chromium) return openCodeServer(codeServer, chromium, options);
  throw new Error("There is no editor; run `npm run setup`.");
}

/**
 * Processes of the editor may write for some seconds after it was told to end. Each try looks anew for what is there,
 * which Node's own do not, for half a minute in all.
 */
async function remove(folder: string): Promise<void> {
  for (let tries = 60; ; tries--) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await delay(500);
    }
  }
}

function appears(locator: Locator, timeout: number): Promise<boolean> {
  return succeeds(() => locator.waitFor({ timeout }));
}

async function succeeds(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch {
    return false;
  }
}
