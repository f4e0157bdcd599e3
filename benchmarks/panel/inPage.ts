import MarkdownIt from "markdown-it";
import type { HostMessage } from "../../protocol/panel/messages.js";
import { countForOnePost, cutLongTexts } from "../../protocol/panel/longTexts.js";
import { emptyPanelState, type Turn } from "../../protocol/panel/state.js";
import { beginMark } from "./taskTrace.js";
import { answerText, thoughtText } from "./text.js";

/* Runs in the panel's frame, beside the panel: plays the host, and the peer, and looks at what the page does. */

/** What is shown, and by whom. */
export interface Load {
  readonly subject: "ponder" | "still" | "naive";
  readonly kind: "answer" | "thought";
  /** How long the text is when the stream goes on, in UTF-16 code units. */
  readonly length: number;
  readonly streamMs: number;
}

/** What was seen, in milliseconds. */
export interface Seen {
  /** When {@link beginMark} was set, on the page's clock. */
  readonly beganAt: number;
  /** Tasks of more than 50 ms: when they began on the page's clock, and how long they were. */
  readonly longTasks: readonly { readonly start: number; readonly ms: number }[];
  /** From each key to the frame that shows it. */
  readonly keys: readonly number[];
  /** Elements in the page. */
  readonly elements: number;
}

/** 200 tokens per second, at about four characters. */
const charactersPerMs = 0.8;
const postMs = 16;

const markdown = new MarkdownIt({ html: false });
const longTasks: { start: number; ms: number }[] = [];
const keys: number[] = [];

new PerformanceObserver((list) => {
  // What the workbench around the frame does is not the panel's.
  for (const { name, startTime, duration } of list.getEntries())
    if (!name.includes("ancestor")) longTasks.push({ start: startTime, ms: duration });
}).observe({ type: "longtask" });

addEventListener(
  "keydown",
  ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => keys.push(performance.now() - timeStamp))),
  true,
);

const post = (message: HostMessage) => window.postMessage(message, "*");
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Ponder's own panel, told what its host would tell it. @param isShown without it the panel has no such turn. */
function ponder(kind: Load["kind"], text: string, isShown: boolean): (more: string) => void {
  const turn: Turn = {
    id: "bench",
    command: "ask",
    question: "A long one",
    context: [],
    status: kind === "thought" ? "thinking" : "answering",
    thought: { text: kind === "thought" ? text : "", closed: kind === "answer" },
    answer: kind === "answer" ? text : "",
  };
  const { turns, rest } = cutLongTexts(isShown ? [turn] : []);
  const waiting = [...rest];
  post({ type: "snapshot", state: { ...emptyPanelState, turns } });
  return (more) => {
    const event =
      kind === "thought" ? ({ type: "thinking", text: more } as const) : ({ type: "answer", text: more } as const);
    waiting.push({ type: "turnEvent", turnId: turn.id, event, at: Date.now() });
    post({ type: "actions", actions: waiting.splice(0, countForOnePost(waiting)) });
  };
}

/** The peer: what a simple panel does, at most once per frame: the whole text through markdown-it into the page. */
function naive(text: string): (more: string) => void {
  post({ type: "snapshot", state: { ...emptyPanelState, turns: [] } });
  const place = document.querySelector(".conversation") ?? document.body;
  const element = document.createElement("div");
  element.className = "answer naive";
  place.append(element);
  let shown = text;
  let isWaiting = false;
  const draw = () => {
    isWaiting = false;
    element.innerHTML = markdown.render(shown);
    place.scrollTop = place.scrollHeight;
  };
  const change = (more: string) => {
    shown += more;
    if (!isWaiting) requestAnimationFrame(draw);
    isWaiting = true;
  };
  change("");
  return change;
}

async function play({ subject, kind, length, streamMs }: Load): Promise<Seen> {
  for (const old of document.querySelectorAll(".naive")) old.remove();
  const rest = Math.ceil(streamMs * charactersPerMs);
  const whole = kind === "thought" ? thoughtText(length + rest) : answerText(length + rest);
  await nextFrame();
  await nextFrame();
  await new Promise((resolve) => setTimeout(resolve, 500));
  longTasks.length = 0;
  keys.length = 0;
  const { startTime: beganAt } = performance.mark(beginMark);
  const start = whole.slice(0, length);
  const add = subject === "naive" ? naive(start) : ponder(kind, start, subject === "ponder");
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    let sent = length;
    const timer = setInterval(() => {
      const elapsed = performance.now() - begin;
      const next = length + Math.min(rest, Math.floor(elapsed * charactersPerMs));
      if (next > sent) add(whole.slice(sent, next));
      sent = next;
      if (elapsed < streamMs) return;
      clearInterval(timer);
      resolve();
    }, postMs);
  });
  await nextFrame();
  await nextFrame();
  // Long tasks are told of some time after they were.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { beganAt, longTasks: [...longTasks], keys: [...keys], elements: document.getElementsByTagName("*").length };
}

declare global {
  interface Window {
    ponderBench: { readonly play: typeof play };
  }
}
window.ponderBench = { play };
