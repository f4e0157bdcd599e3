import { describe, expect, it } from "vitest";
import { errorCodes } from "../../../protocol/errors.js";
import { leftOutText } from "../../../protocol/leftOutText.js";
import { duration, runningTime } from "../../../media/panel/text/duration.js";
import { modelText } from "../../../media/panel/text/modelText.js";
import { troubleButtons } from "../../../media/panel/text/troubleButtons.js";
import { troubleText } from "../../../media/panel/text/troubleText.js";
import {
  blockText,
  closedText,
  isRunning,
  isThinking,
  thoughtTitle,
  usageText,
  waitingText,
} from "../../../media/panel/text/turnText.js";
import { demoModelInfo } from "../../support/demoModelInfo.js";
import { turn } from "./turns.js";

describe("duration", () => {
  it.each([
    [-5, "0 ms"],
    [0, "0 ms"],
    [95.6, "96 ms"],
    [999, "999 ms"],
    [1_000, "1.0 s"],
    [4_249, "4.2 s"],
    [59_999, "59.9 s"],
    [60_000, "1 min 0 s"],
    [3_672_900, "61 min 12 s"],
  ])("shows %d ms as %s", (ms, text) => expect(duration(ms)).toBe(text));

  it("shows a running clock in seconds from the start", () => {
    expect(runningTime(-5)).toBe("0.0 s");
    expect(runningTime(342)).toBe("0.3 s");
    expect(runningTime(61_000)).toBe("1 min 1 s");
  });
});

describe("the progress of a Fix All", () => {
  it.each([
    [false, "Block 2 of 5"],
    [true, "Block 2 of 5: writing the answer"],
  ])("says which block it looks at", (isAnswering, text) =>
    expect(blockText({ block: 2, total: 5, isAnswering })).toBe(text),
  );
});

describe("the line above a thought", () => {
  const thinking = turn({ status: "thinking", thinkingSince: 1_000, thought: { text: "Hm", closed: false } });

  it("counts the time while it thinks", () => expect(thoughtTitle(thinking, 5_260)).toBe("Thinking · 4.2 s"));

  it("counts tokens, speed and corrections along, as far as they are known", () => {
    const thought = { text: "Hm", closed: false, tokens: 96, budget: 2_048 };
    expect(thoughtTitle({ ...thinking, thought }, 1_900)).toBe("Thinking · 0.9 s · 96 tokens");
    expect(thoughtTitle({ ...thinking, thought }, 5_200, 1)).toBe(
      "Thinking · 4.2 s · 96 tokens · 23 tok/s · 1 correction",
    );
  });

  it("shows no time that is not known", () => {
    expect(thoughtTitle(turn({ status: "thinking" }), 5_000)).toBe("Thinking");
  });

  it("shows the engine's figures afterwards", () => {
    const done = turn({ status: "answering", thought: { text: "Hm", closed: true, ms: 12_440, tokens: 1_287 } });
    expect(thoughtTitle(done, 99_000, 2)).toBe("Thought for 12.4 s · 1,287 tokens · 103 tok/s · 2 corrections");
  });

  it("says that an interrupted thought is not finished", () => {
    expect(thoughtTitle({ ...thinking, status: "stopped", thought: { text: "Hm", closed: true } }, 9_000)).toBe(
      "Thought, not finished",
    );
  });
});

describe("why a thought was closed", () => {
  it.each([
    [{}, undefined],
    [{ closedBy: "budget", budget: 512, tokens: 513 }, "512 tokens"],
    [{ closedBy: "budget" }, "Its budget was used up"],
    [{ closedBy: "answerNow" }, "You asked"],
    [{ closedBy: "loop" }, "circles"],
    [{ closedBy: "noAnswer" }, "without an answer"],
  ] as const)("case %#", (fields, words) => {
    const text = closedText({ text: "Hm", closed: true, ...fields });
    if (words === undefined) expect(text).toBeUndefined();
    else expect(text).toContain(words);
  });
});

describe("what a turn waits for", () => {
  it.each([
    [turn(), "Waiting"],
    [turn({ phase: { name: "queued" } }), "Waiting"],
    [turn({ phase: { name: "loading" } }), "Loading the model"],
    [turn({ phase: { name: "loading", progress: 0.429 } }), "Loading the model 42 %"],
    [turn({ phase: { name: "waitingForGpu" } }), "Another Ponder window is loading a model; this one waits for it."],
    [turn({ phase: { name: "reading", progress: 1 } }), "Reading the prompt 100 %"],
    [turn({ status: "thinking" }), undefined],
    [turn({ status: "thinking", thought: { text: "Hm", closed: true } }), "Starting the answer"],
    [turn({ status: "answering", thought: { text: "Hm", closed: true } }), undefined],
    [turn({ status: "failed" }), undefined],
  ])("case %#", (given, expected) => expect(waitingText(given)).toBe(expected));

  it("ends with the turn", () => {
    expect((["waiting", "thinking", "answering"] as const).every((status) => isRunning({ status }))).toBe(true);
    expect((["done", "stopped", "failed"] as const).some((status) => isRunning({ status }))).toBe(false);
    expect(isThinking(turn({ status: "stopped" }))).toBe(false);
  });
});

describe("what a turn cost", () => {
  const usage = { promptTokens: 1_200, evaluatedTokens: 40, generatedTokens: 287, ttftMs: 840, tokensPerSecond: 23.16 };

  it("is short, and in full in the tooltip", () => {
    expect(usageText(usage)).toEqual({
      short: "287 tokens · 23.2 tokens/s",
      full: "Prompt: 1,200 tokens, 40 of them read anew\nFirst token after 840 ms\nWritten: 287 tokens, 23.2 tokens/s",
    });
  });

  it("tells how much of the context is used, where it is known", () => {
    const { full } = usageText(usage, { leftOutTurns: 0, promptTokens: 1_200, contextSize: 8_192 });
    expect(full.split("\n").at(-1)).toBe("Context: 1,487 of 8,192 tokens used");
  });

  it("tells how many tokens were guessed ahead, and how many of them were right", () => {
    const { full } = usageText({ ...usage, draftedTokens: 60, acceptedTokens: 43 });
    expect(full.split("\n").at(-1)).toBe("Guessed ahead: 60 tokens, 43 of them right");
  });

  it("has no speed while none was measured", () => {
    const text = usageText({ ...usage, generatedTokens: 1, tokensPerSecond: 0 });
    expect(text.short).toBe("1 token");
    expect(text.full).not.toContain("tokens/s");
  });
});

describe("turns that are left out", () => {
  const use = (leftOutTurns: number, leftOutFiles: number) =>
    turn({ contextUse: { leftOutTurns, leftOutFiles, promptTokens: 1, contextSize: 2 } });

  it.each([
    [0, 0, undefined],
    [1, 0, "1 earlier turn is left out"],
    [2, 0, "2 earlier turns are left out"],
    [0, 1, "The files of 1 earlier turn are left out"],
    [0, 3, "The files of 3 earlier turns are left out"],
    [2, 1, "2 earlier turns and the files of 1 more are left out"],
  ])("%d of them, and the files of %d", (turns, files, text) =>
    expect(leftOutText(use(turns, files).contextUse)).toBe(text),
  );

  it("says nothing while nothing is known", () => expect(leftOutText(undefined)).toBeUndefined());
});

describe("the model's line", () => {
  it("says plainly that the demo is tiny", () => {
    const text = modelText({ state: "ready", model: demoModelInfo, activity: "idle" });
    expect(text.short).toBe("Tiny demo model · CPU");
    expect(text.full).toContain("Choose a real model");
    expect(modelText({ state: "idle", isDemo: true })).toMatchObject({ short: "Tiny demo model", isDemo: true });
  });

  it("names a real model and what it lacks", () => {
    const model = { ...demoModelInfo, name: "R1-Distill-Qwen-7B", isDemo: false, device: "CUDA", canComplete: false };
    const text = modelText({ state: "ready", model, activity: "idle" });
    expect(text.short).toBe("R1-Distill-Qwen-7B · CUDA");
    expect(text.full).toContain("cannot complete code");
    expect(text.full).not.toContain("cannot answer");
    expect(text.full).not.toContain("answers at once");
    expect(text.isDemo).toBe(false);
    expect(text.full).toContain("qwen2, Q8_0, 0.0035 billion parameters, trained for 4,096 tokens of context");
    expect(text.full).toContain("Chat form: DeepSeek-R1, thoughts begin with <think>\nFill-in-the-middle tokens: qwen");
    const full = (more: Partial<typeof model>) =>
      modelText({ state: "ready", model: { ...model, ...more }, activity: "idle" }).full;
    expect(full({ canThink: false })).toContain("answers at once");
    expect(full({ canChat: false, canThink: false })).toContain("cannot answer");
    expect(full({ canChat: false, canThink: false })).not.toContain("answers at once");
    expect(full({ gpuLayers: 5, layers: 9 })).toContain("on CUDA, 5 of 9 layers, the others on the CPU");
    expect(full({ gpuLayers: 9, layers: 9 })).toContain("on CUDA, all 9 layers");
    const coder = { name: "Coder", path: "/c.gguf", bytes: 1, gpuLayers: 0 };
    expect(full({ completionModel: coder })).toContain("Completions: Coder");
  });

  it("shows loading and failure", () => {
    expect(modelText({ state: "loading", isDemo: false, progress: 0.426 }).short).toBe("Loading the model 42 %");
    const waits = modelText({ state: "loading", isDemo: false, progress: 0.3, waitsForGpu: true });
    expect(waits).toEqual({
      short: "Waiting for another window",
      full: "Another Ponder window is loading a model; this one waits for it.",
      isDemo: false,
    });
    const error = { code: "modelNotFound", message: "No file.", hint: "Choose one." } as const;
    expect(modelText({ state: "failed", error })).toMatchObject({ short: "No file.", full: "No file.\nChoose one." });
  });
});

describe("the buttons of an error", () => {
  it.each(errorCodes)("%s has one that helps", (code) => expect(troubleButtons(code).length).toBeGreaterThan(0));

  it("offers another model when the model is the trouble", () => {
    expect(troubleButtons("modelDamaged").map(({ command }) => command)).toEqual(["chooseModel", "showLog"]);
  });
});

describe("the text of an error", () => {
  const error = { code: "thoughtOnly", message: "No answer.", hint: "Again." } as const;

  it("is what the server says", () => {
    expect(troubleText(error)).toBe(error);
    expect(troubleText({ ...error, code: "internal" }, { text: "", closed: true, closedBy: "answerNow" }).message).toBe(
      "No answer.",
    );
  });

  it("says that there is no answer because the thought was closed", () => {
    expect(troubleText(error, { text: "I think", closed: true, closedBy: "answerNow" })).toEqual({
      message: "The model wrote no answer after its thought was closed.",
      hint: "Retry, let it think more, or choose a larger model.",
    });
  });
});
