import type { PanelState } from "../../../protocol/panel/state.js";
import { demoModelInfo } from "../../support/demoModelInfo.js";
import { inAllLooks } from "./looks.js";
import { turn } from "./panelPage.js";

const model = {
  state: "ready",
  activity: "idle",
  model: demoModelInfo,
} as const;
const context = [
  { id: "c1", label: "cart.ts 12–31", title: "src/shop/cart.ts" },
  { id: "c2", label: "a-file-with-quite-a-long-name.test.ts", title: "test/a-file-with-quite-a-long-name.test.ts" },
];
const line = { line: 6, character: 0 };
const usage = { promptTokens: 120, evaluatedTokens: 20, generatedTokens: 287, ttftMs: 840, tokensPerSecond: 23.2 };
const thought = `The goal of \`sumPrices\` is to add up the prices.
Look at \`i <= items.length\`: the index runs up to the length itself.

Wait, the last index is length − 1, so the last round reads past the end.`;
const answer = `The loop runs **one step too far**: \`<=\` should be \`<\`. See [Array.length](https://developer.mozilla.org/).

\`\`\`ts
/** Adds up what is in the cart. */
export function sumPrices(items: readonly Item[]): number {
  let total = 0;
  for (let i = 0; i < items.length; i++) {
    total += items[i].price * 1.19; // with tax
  }
  return total > limit ? refuse("too much") : total;
}
\`\`\`

1. \`items.length\` is the *number* of items.
2. The last index is one less.

> Reading past the end gives \`undefined\`, and $\\sum_{i=0}^{n-1} p_i$ has $n$ parts:

$$\\frac{1}{n} \\sum_{i=0}^{n-1} p_i \\le \\max_i p_i$$

| i | \`items[i]\` | total |
|--:|-----------|------:|
| 0 | apple     |   1.2 |
| 1 | pear      |   2.7 |
`;

const done = turn({
  status: "done",
  context: context.slice(0, 1),
  thought: { text: thought, closed: true, ms: 12_440, tokens: 287 },
  answer,
  usage,
  contextUse: { leftOutTurns: 0, promptTokens: 1_512, contextSize: 8_192 },
});
const proposal = {
  id: "p1",
  files: [
    { path: "src/shop/checkout/cart.ts", kind: "edit", added: 1, removed: 1, hunks: 2, accepted: 0, state: "open" },
    {
      path: "src/shop/checkout/cart.test.ts",
      kind: "create",
      added: 18,
      removed: 0,
      hunks: 1,
      accepted: 0,
      state: "open",
    },
  ],
  state: "open",
} as const;
const error = {
  code: "engineStopped",
  message: "The engine stopped while answering. Your question and what was written so far are kept.",
  hint: "Ask again; if it happens again, look into the log.",
} as const;

const states: Readonly<Record<string, Partial<PanelState>>> = {
  empty: { context },
  thinking: {
    context,
    model,
    turns: [
      turn({
        id: "t0",
        question: "How many Rs are in 'strawberry'?",
        status: "done",
        answer: "There are **3**.",
        usage,
      }),
      turn({
        status: "thinking",
        thinkingSince: Date.now() - 4_200,
        context,
        thought: { text: thought, closed: false },
      }),
    ],
  },
  done: { model, turns: [done] },
  proposals: {
    model: { ...model, model: { ...model.model, isDemo: false, name: "DeepSeek-R1-Distill-Qwen-7B-Q4_K_M" } },
    context: context.slice(0, 1),
    turns: [
      turn({
        id: "t0",
        command: "fix",
        question: "Fix cart.ts 12–31",
        status: "done",
        answer: "`<=` is `<` now.",
        context: context.slice(0, 1),
        definitions: [{ path: "src/shop/item.ts", range: { start: line, end: line }, tokens: 1_208 }],
        proposal,
      }),
      ...(["accepted", "discarded", "stale", "restored"] as const).map((state) =>
        turn({
          id: state,
          command: "fix",
          question: "Fix cart.ts",
          status: "done",
          proposal: {
            ...proposal,
            state,
            files: proposal.files.map((file) => ({ ...file, state: state === "restored" ? "accepted" : state })),
          },
        }),
      ),
    ],
  },
  trouble: {
    model: {
      state: "failed",
      error: { code: "modelNotFound", message: "The model file is gone.", hint: "Choose one." },
    },
    turns: [
      turn({ id: "t0", status: "failed", answer: "The loop runs", thought: { text: thought, closed: true }, error }),
      turn({ id: "t1", status: "stopped", thought: { text: thought, closed: true } }),
      turn({ id: "t2", status: "waiting", phase: { name: "loading", progress: 0.42 } }),
    ],
  },
};

inAllLooks("everything fits", async ({ panel, show, check }) => {
  for (const [name, state] of Object.entries(states)) {
    await show(state);
    await check(name);
  }
  await show({ ...states["done"], display: "open" });
  await check("thought");
  await panel.find("[data-action=findInThought]").click();
  await panel.find(".find-text:focus").waitFor();
  await panel.page.keyboard.type("index");
  await panel.find(".find-number").filter({ hasText: "of 2" }).waitFor();
  await check("find");
  await panel.find("[data-action=edit]").click();
  await panel.find(".question-editor").waitFor();
  await check("edit");
});
