import { ConversationFiles } from "../../extension/chat/conversations/conversationFiles.js";
import { ConversationKeeper } from "../../extension/chat/conversations/conversationKeeper.js";
import { PanelStore } from "../../extension/chat/panelStore.js";
import { TurnRunner } from "../../extension/chat/turnRunner.js";
import type { ChatTurnResult } from "../../protocol/chat.js";

/**
 * A program: the extension's part of a window with the real store, runner and files, and answers that come in pieces.
 * It asks one question after the other, tells on its output what the user sees, and waits to be killed.
 *
 * `conversationWindow FOLDER NAME`; a line `asked NAME-n` is a question that is shown, `done NAME-n` one whose answer is.
 */
async function main([folder = "", name = ""]: readonly string[]): Promise<void> {
  const log = { error: console.error, warn: console.error, info: ignore, debug: ignore, trace: ignore };
  const store = new PanelStore();
  const files = new ConversationFiles({ folder, log, onBroken: (file) => say(`broken ${file}`) });
  const keeper = new ConversationKeeper({
    store,
    files,
    log,
    onTrouble: (error) => say(`trouble ${String(error)}`),
    makeTitle: () => Promise.resolve(`Title ${name}`),
  });
  const runner = new TurnRunner({ store, log, keeper, onProposal: ignore, onRunning: ignore });
  await keeper.restore();
  say(`restored ${String(store.state.turns.length)}`);
  const told = new Set<string>();
  store.onDidChange(({ turns }) => {
    for (const { question, status } of turns) {
      const line = `done ${question}`;
      if (status === "done" && question.startsWith(`${name}-`) && !told.has(line)) {
        told.add(line);
        say(line);
      }
    }
  });
  for (let n = 1; ; n++) {
    const question = `${name}-${String(n)}`;
    const before = store.state.turns.length;
    runner.add({
      command: "ask",
      question,
      context: [],
      ask: { command: "ask", question, items: [] },
      async request(_conversation, onEvents) {
        for (const piece of answerTo(question).split(/(?<= )/)) {
          onEvents([{ type: "answer", text: piece }]);
          await new Promise((resolve) => setImmediate(resolve));
        }
        return { turn: result(question) };
      },
    });
    say(`asked ${question}`);
    await new Promise<void>((resolve) => {
      const subscription = store.onDidChange(({ turns }) => {
        if (turns[before]?.status !== "done") return;
        subscription.dispose();
        resolve();
      });
    });
    // Sometimes the user begins another chat, or goes back to an earlier one.
    if (n % 7 === 0) await keeper.startNew();
    else if (n % 5 === 0) await keeper.branch(store.state.turns);
  }
}

/** The complete answer, which the test expects to find. */
function answerTo(question: string): string {
  return `Answer to ${question}: ${"more and ".repeat(50)}the end.`;
}

function result(question: string): ChatTurnResult {
  return {
    thinking: { text: "", ms: 0, tokens: 0 },
    answer: answerTo(question),
    stopReason: "end",
    usage: { promptTokens: 9, evaluatedTokens: 9, generatedTokens: 4, ttftMs: 1, tokensPerSecond: 2 },
  };
}

const ignore = (): void => undefined;
const say = (line: string): void => console.log(line);

await main(process.argv.slice(2));
