import { readFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import type { HostMessage, ViewMessage } from "../../../protocol/panel/messages.js";
import type { PanelAction } from "../../../protocol/panel/reduce.js";
import { emptyPanelState, type PanelState, type Turn } from "../../../protocol/panel/state.js";
import type { TurnEvent } from "../../../protocol/events.js";
import type { PanelSite } from "./panelSite.js";

const fixtures = path.resolve(import.meta.dirname, "../../fixtures/themes");

/** VS Code's built-in themes, as their webviews see them. */
export const themes = ["dark", "light", "hc-dark", "hc-light"] as const;
export type ThemeName = (typeof themes)[number];

interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

declare global {
  interface Window {
    ponderTestPost(message: unknown): void;
    ponderTestTrouble(text: string): void;
  }
}

/** The panel in a browser page, with a scripted host. */
export class PanelPage {
  readonly page: Page;
  /** What the view sent to the host, but for drafts, which it sends from time to time. */
  readonly posted: ViewMessage[] = [];
  /** What stood in the question field from time to time. */
  readonly drafts: string[] = [];
  /** What must not happen: foreign requests, dialogs, navigations, violations of the policy, errors. */
  readonly trouble: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(
    browser: Browser,
    site: PanelSite,
    options: { readonly theme?: ThemeName; readonly width?: number; readonly height?: number } = {},
  ): Promise<PanelPage> {
    const { theme = "dark", width = 420, height = 800 } = options;
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce" });
    const panel = new PanelPage(await context.newPage());
    await panel.#watch(site);
    await panel.#imitateWebview(theme);
    await panel.page.goto(site.origin);
    return panel;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  find(selector: string): Locator {
    return this.page.locator(selector);
  }

  async send(message: HostMessage): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, "*"), message);
  }

  async snapshot(state: Partial<PanelState> = {}): Promise<void> {
    await this.send({ type: "snapshot", state: { ...emptyPanelState, ...state } });
    await this.find("#composer").waitFor();
    await this.drawn();
  }

  async act(...actions: PanelAction[]): Promise<void> {
    await this.send({ type: "actions", actions });
  }

  /** Events of the turn `t1`, as if they came now. */
  async events(...events: TurnEvent[]): Promise<void> {
    const at = Date.now();
    await this.act(...events.map((event) => ({ type: "turnEvent", turnId: "t1", event, at }) as const));
  }

  /** Waits until what was sent is drawn. */
  async drawn(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        }),
    );
  }

  async #watch(site: PanelSite): Promise<void> {
    const { page } = this;
    await page.exposeFunction("ponderTestPost", (message: ViewMessage) => {
      if (message.type === "draft") this.drafts.push(message.text);
      else this.posted.push(message);
    });
    await page.exposeFunction("ponderTestTrouble", (text: string) => void this.trouble.push(text));
    page.setDefaultTimeout(60_000);
    const own = [
      `${site.origin}/`,
      ...["panel.js", "panel.css", "codicon.css"].map((f) => `${site.origin}/panel/${f}`),
    ];
    page.on("request", (request) => {
      const url = request.url();
      if (!own.includes(url) && !url.startsWith(`${site.origin}/panel/codicon.ttf`))
        this.trouble.push(`request: ${url}`);
    });
    page.on("dialog", (dialog) => {
      this.trouble.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("popup", (popup) => this.trouble.push(`popup: ${popup.url()}`));
    page.on("framenavigated", (frame) => {
      if (frame.url() !== `${site.origin}/`) this.trouble.push(`navigation: ${frame.url()}`);
    });
    page.on("pageerror", (error) => this.trouble.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.trouble.push(`console: ${message.text()}`);
    });
  }

  /** What VS Code does to a webview's page before its scripts run. */
  async #imitateWebview(theme: ThemeName): Promise<void> {
    const { bodyClass, variables } = JSON.parse(readFileSync(path.join(fixtures, `${theme}.json`), "utf8")) as Theme;
    const defaults = readFileSync(path.join(fixtures, "webview-defaults.css"), "utf8");
    const script = (look: { bodyClass: string; variables: Readonly<Record<string, string>>; css: string }) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(look.css);
      document.adoptedStyleSheets = [sheet];
      document.addEventListener("DOMContentLoaded", () => {
        document.body.className = look.bodyClass;
        const { style } = document.documentElement;
        for (const [name, value] of Object.entries(look.variables)) style.setProperty(name, value);
      });
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
        window.ponderTestTrouble(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
      });
      let isTaken = false;
      Object.assign(window, {
        acquireVsCodeApi: () => {
          if (isTaken) throw new Error("An instance of the VS Code API has already been acquired");
          isTaken = true;
          return {
            postMessage: (message: unknown) => window.ponderTestPost(message),
            getState: () => JSON.parse(sessionStorage.getItem("ui") ?? "null") as unknown,
            setState: (ui: unknown) => sessionStorage.setItem("ui", JSON.stringify(ui)),
          };
        },
      });
    };
    // The panel is transparent: what is behind it has the side bar's colour.
    const css = `${defaults}\nhtml { background: var(--vscode-sideBar-background); }`;
    await this.page.addInitScript(script, { bodyClass, variables, css });
  }
}

/** A turn that was just added, with what a test says instead. */
export function turn(change: Partial<Turn> = {}): Turn {
  return {
    id: "t1",
    command: "ask",
    question: "Why does the total come out one item too high?",
    context: [],
    status: "waiting",
    thought: { text: "", closed: false },
    answer: "",
    ...change,
  };
}
