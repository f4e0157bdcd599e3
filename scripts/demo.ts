import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { exampleText, expectedText, plantedMistake } from "./demo/plantedMistakes.js";
import { renderTranscript, type Transcript, type TranscriptTurn } from "./demo/transcript.js";
import { hasDisplay } from "./editor/desktop.mjs";
import { Workbench } from "./editor/workbench.js";
import { ensureVsix } from "./package/vsix.js";

/**
 * `npm run demo [-- --keep-open]`: does Ponder's main job in the real editor with the packaged extension and the demo
 * model, and leaves screenshots and a transcript in out/demo/. Ends with 1 when anything of it did not happen.
 */
const out = path.resolve(import.meta.dirname, "../out/demo");
const turnLimitMs = 120_000;
const question = "How many Rs are in 'strawberry'?";
const rightCount = /\b3\b/;
/** `averagePrice` in examples/cart.ts. */
const explained = { file: "cart.ts", firstLine: 11, lastLine: 20 };
const mistake = plantedMistake("sumPrices");
/** The end of the loop in examples/stock.ts, after which a line is missing. */
const completed = { file: "stock.ts", line: 6 };

async function main(): Promise<number> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const keepOpen = process.argv.includes("--keep-open");
  const headed = hasDisplay() && !process.env["CI"];
  console.log(headed ? "Opening the editor …" : "Opening the editor, without a window …");
  const workbench = await Workbench.open(await ensureVsix(), { headed });
  try {
    const transcript = await perform(workbench);
    writeFileSync(path.join(out, "transcript.json"), `${JSON.stringify(transcript, null, 2)}\n`);
    writeFileSync(path.join(out, "transcript.md"), renderTranscript(transcript));
    const problems = problemsOf(transcript);
    for (const problem of problems) console.error(`✗ ${problem}`);
    console.log(`\nTranscript and screenshots: ${path.relative(process.cwd(), out)}/`);
    if (keepOpen) await untilClosed(workbench);
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    await workbench.screenshot(path.join(out, "failed.png")).catch(() => undefined);
    throw error;
  } finally {
    await workbench.close();
  }
}

async function perform(workbench: Workbench): Promise<Transcript> {
  const shoot = (name: string) => workbench.screenshot(path.join(out, `${name}.png`));

  console.log(`\nAsk: ${question}`);
  await workbench.ask(question);
  const ask = await readTurn(workbench, "ask");
  await workbench.turn().locator("details.thought summary").click();
  await shoot("1-ask");

  console.log(`Explain: ${explained.file}`);
  await workbench.select(explained.file, explained.firstLine, explained.lastLine);
  await workbench.palette("Ponder: Explain");
  const explain = await readTurn(workbench, "explain");
  await shoot("2-explain");

  console.log(`Fix: ${mistake.name} in ${mistake.file}`);
  await workbench.openFile(mistake.file, mistake.line);
  await workbench.palette("Ponder: Fix");
  const fix = await readTurn(workbench, "fix");
  await workbench.diffEditor().waitFor();
  await shoot("3-fix-proposed");
  const untouched = readFileSync(path.join(workbench.workspace, mistake.file), "utf8") === exampleText(mistake.file);
  await workbench.turn().locator('.proposal [data-action="accept"]').click();
  await workbench.turn().locator('.proposal[data-state="accepted"]').waitFor();
  await workbench.diffEditor().waitFor({ state: "detached" });
  const accepted = await workbench.savedText(mistake.file);
  await shoot("4-fix-accepted");

  console.log(`Complete: ${completed.file}`);
  await workbench.openFile(completed.file, completed.line);
  await workbench.page.keyboard.press("End");
  await workbench.page.keyboard.press("Enter");
  const offered = await workbench.ghostText();
  console.log(`  ${offered}`);
  await shoot("5-completion-offered");
  await workbench.page.keyboard.press("Tab");
  // Not when the grey text goes: the next completion may be there at once.
  const saved = async () => (await workbench.savedText(completed.file)).split("\n")[completed.line] ?? "";
  let line = await saved();
  for (const end = Date.now() + 30_000; line.trim() === "" && Date.now() < end;) line = await saved();
  await shoot("6-completion-accepted");

  return {
    ask,
    explain,
    fix: {
      ...fix,
      file: mistake.file,
      diff: diffOf(mistake.file, accepted),
      untouchedBeforeAccept: untouched,
      equalsExpected: accepted === expectedText(mistake),
    },
    completion: { file: completed.file, line: completed.line + 1, offered, accepted: line.trim() === offered.trim() },
  };
}

/** How a file of the workspace differs from the one in examples/. */
function diffOf(file: string, text: string): string {
  const options = { headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(file, file, exampleText(file), text, undefined, undefined, options);
}

/** Waits for the end of the newest turn and reads it from the panel. */
async function readTurn(workbench: Workbench, command: string): Promise<TranscriptTurn> {
  const panel = workbench.panel();
  const ended = ["done", "failed", "stopped"].map(
    (status) => `.turn[data-command="${command}"][data-status="${status}"]`,
  );
  const turn = panel.locator(ended.join(", ")).last();
  await turn.waitFor({ timeout: turnLimitMs });
  const text = async (part: string) => (await turn.locator(part).allTextContents()).join("\n").trim();
  const result = {
    question: await text(".question"),
    thought: await text(".thought-text"),
    answer: (await turn.locator(".answer").innerText()).trim(),
    error: await text(".turn-error"),
  };
  console.log(indent(result.thought, "  ┊ "));
  console.log(indent(result.answer, "  "));
  return result;
}

function indent(text: string, by: string): string {
  return text.replaceAll(/^/gm, by);
}

/** What did not happen as it should. */
function problemsOf({ ask, explain, fix, completion }: Transcript): readonly string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [ask.thought !== "", "no thought was shown for the question"],
    [rightCount.test(ask.answer), `the answer is not 3: ${ask.answer}`],
    [[ask, explain, fix].every(isApart), "a thought stands in an answer"],
    [explain.thought !== "" && explain.answer !== "", "nothing was explained"],
    [fix.thought !== "", "no thought was shown for the fix"],
    [fix.untouchedBeforeAccept, "the file was changed before the fix was accepted"],
    [fix.equalsExpected, "the file with the accepted fix is not as expected"],
    [completion.offered !== "" && completion.accepted, "the completion was not accepted"],
  ];
  return checks.flatMap(([ok, problem]) => (ok ? [] : [problem]));
}

/**
 * Whether thought and answer are two texts. A thought that leaks brings its beginning or its end along; a line of its
 * middle the model may well say again in the answer.
 */
function isApart({ thought, answer }: TranscriptTurn): boolean {
  const lines = thought.split("\n").filter((line) => line.trim() !== "");
  const ends = [lines.at(0), lines.at(-1)].map((line) => line?.trim() ?? "");
  return !answer.includes("think>") && ends.every((line) => line === "" || !answer.includes(line));
}

async function untilClosed({ page }: Workbench): Promise<void> {
  const where = page.url().startsWith("http") ? ` It is at ${page.url()} while this runs.` : "";
  console.log(`The editor stays open until you close its window or press Ctrl+C.${where}`);
  await new Promise<void>((resolve) => {
    page.once("close", () => resolve());
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

process.exitCode = await main();
