import { describe, expect, it } from "vitest";
import type { CandidateView, ProposalCard, Turn } from "../../../protocol/panel/state.js";
import type { Reward } from "../../../protocol/verify.js";
import { inAllLooks } from "./looks.js";
import { turn } from "./panelPage.js";
import { usePanel } from "./usePanel.js";

const card: ProposalCard = {
  id: "p1",
  files: [{ path: "src/cart.ts", kind: "edit", added: 1, removed: 1, hunks: 1, accepted: 0, state: "open" }],
  state: "open",
};
const format: Reward = { name: "format", passed: true, message: "The thought is closed, and the edit has its place." };
const candidate = (answer: string, votes: number, rewards: readonly Reward[]): CandidateView => ({
  thought: { text: `About ${answer}`, closed: true, ms: 900, tokens: 40 },
  answer,
  score: { rewards, reward: 0, advantage: 0, votes },
});
const good = candidate("Now < it is.", 2, [
  format,
  { name: "parse", passed: true, message: "No syntax errors." },
  { name: "diagnostics", passed: true, message: "The problem is gone, and there is no new one.", hadProblems: true },
  { name: "tests", passed: true, message: "12 of 12 tests passed.", tests: { passed: 12, total: 12 } },
]);
// As long a text as the first one.
const bad = candidate("Now > it is.", 1, [
  format,
  { name: "parse", passed: true, message: "No syntax errors." },
  { name: "diagnostics", passed: false, message: "A new problem in line 4: Cannot find name 'totl'." },
  { name: "tests", message: "The tests were not run: the problems are not solved." },
]);
const none: CandidateView = {
  ...candidate("I do not know.", 1, [{ name: "format", passed: false, message: "The answer holds no edit." }]),
  failure: { code: "noProposal", message: "The answer holds no edit.", hint: "Ask again." },
};
const fix = (all: readonly CandidateView[], shown = 0, change: Partial<Turn> = {}): Turn => {
  const { thought, answer, failure } = all[shown] ?? good;
  return turn({
    command: "fix",
    question: "Fix cart.ts 12–31",
    status: "done",
    thought,
    answer,
    candidates: { shown, all },
    ...(!failure && { proposal: card }),
    ...change,
  });
};

const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 60_000 });

describe("the candidates of a verified fix", () => {
  const bench = usePanel();

  it("stand where a Fix All says which block it looks at", async () => {
    const { panel } = bench;
    const thinking = { text: "Lines 3–5 (1 of 5):\nIt is wrong.", closed: false };
    await panel.snapshot({
      turns: [
        turn({ command: "fixAll", question: "Fix all problems in cart.ts", status: "thinking", thought: thinking }),
      ],
    });
    await panel.events({ type: "block", block: 2, total: 5, isAnswering: true });
    await eventually(() => panel.find(".steps-progress").innerText()).toBe("Block 2 of 5: writing the answer");
  });

  it("say how far they are, what the checks found and how the group did; the others are a key away", async () => {
    const { panel } = bench;
    const text = (selector: string) => eventually(() => panel.find(selector).innerText());
    await panel.snapshot({ turns: [turn({ command: "fix", status: "answering", answer: "Now" })] });
    await panel.events({ type: "candidates", total: 4, written: 2, checked: 1, round: 1 });
    await text(".steps-progress").toBe("2 of 4 written, 1 of 4 checked");

    await panel.act(
      { type: "candidatesRanked", turnId: "t1", candidates: [good, bad, none] },
      { type: "turnEnded", turnId: "t1", status: "done" },
      { type: "proposalAdded", turnId: "t1", proposal: card },
    );
    await text(".answer").toBe("Now < it is.");
    await eventually(() => panel.find(".steps-progress").count()).toBe(0);
    const seen = () => panel.find(".reward > [aria-hidden]:not(.codicon)").allInnerTexts();
    await eventually(seen).toEqual(["parses", "problem gone", "tests 12/12"]);
    await text(".candidate-place").toBe("Candidate 1 of 3");
    await text(".candidate > :last-child").toBe(
      "3 of 4 parse, 2 of 4 pass diagnostics, 2 of 4 pass the tests · 2 of 4 answers propose this edit",
    );
    expect(await panel.find(".reward .for-screen-readers").allInnerTexts()).toContain(
      "Passed: tests 12/12. 12 of 12 tests passed.",
    );
    expect(await panel.find(".candidate-warning").count()).toBe(0);

    await panel.find('[data-action="nextCandidate"]').focus();
    await panel.page.keyboard.press("Enter");
    await panel.find('[data-action="previousCandidate"]').press("Space");
    await eventually(() => panel.posted).toEqual([
      { type: "ready" },
      { type: "showCandidate", turnId: "t1", candidate: 1 },
      { type: "showCandidate", turnId: "t1", candidate: 2 },
    ]);

    await panel.act({ type: "candidateShown", turnId: "t1", candidate: 1 });
    await text(".answer").toBe("Now > it is.");
    await text(".candidate-place").toBe("Candidate 2 of 3");
    await eventually(seen).toEqual(["parses", "problems", "not tested"]);
    await text(".candidate-note >> nth=0").toBe("A new problem in line 4: Cannot find name 'totl'.");

    await panel.act({ type: "candidateShown", turnId: "t1", candidate: 2 });
    await text('.proposal[data-state="failed"] .candidate-note >> nth=0').toBe("The answer holds no edit.");
    expect(await panel.find('[data-action="accept"]').count()).toBe(0);
  });

  it("say so when the best of them fails, and cannot be changed any more when one was accepted", async () => {
    const { panel } = bench;
    const files = card.files.map((file) => ({ ...file, state: "accepted", accepted: 1 }) as const);
    const accepted = { ...card, state: "accepted", files } as const;
    await panel.snapshot({ turns: [fix([bad, none], 0, { proposal: accepted })] });
    await eventually(() => panel.find(".candidate-warning").innerText()).toMatch(/No candidate passes every check/);
    expect(await panel.find(".candidate-choice button:disabled").count()).toBe(2);
  });
});

inAllLooks("candidates look like a part of the editor", async ({ show, check }) => {
  await show({
    turns: [
      fix([good, bad, none], 0, { id: "a" }),
      fix([bad, none], 0, { id: "b" }),
      fix([good, none], 1, { id: "c" }),
    ],
  });
  await check("candidates");
});
