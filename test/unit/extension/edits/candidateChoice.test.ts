import { beforeEach, describe, expect, it, vi } from "vitest";
import { PanelStore } from "../../../../extension/chat/panelStore.js";
import { CandidateChoice } from "../../../../extension/edits/candidateChoice.js";
import type { EditProposal } from "../../../../protocol/edits.js";
import type { ProposalCard } from "../../../../protocol/panel/state.js";
import type { Candidate } from "../../../../protocol/verify.js";
import { candidateView } from "../../../../extension/chat/candidateView.js";
import { failure } from "../../../support/failure.js";

interface FakeEditor {
  input: unknown;
  contexts: unknown[];
  moved: () => undefined;
}
const editor = vi.hoisted((): FakeEditor => ({ input: undefined, contexts: [], moved: () => undefined }));
vi.mock("vscode", () => {
  class TabInputTextDiff {
    readonly modified: unknown;
    constructor(modified: unknown) {
      this.modified = modified;
    }
  }
  return {
    TabInputTextDiff,
    l10n: { t: (text: string) => text },
    commands: { executeCommand: (...what: unknown[]) => Promise.resolve(editor.contexts.push(what)) },
    window: {
      tabGroups: {
        get activeTabGroup() {
          return { activeTab: { input: editor.input } };
        },
        onDidChangeTabs: (listener: () => undefined) => {
          editor.moved = listener;
          return { dispose: () => undefined };
        },
        onDidChangeTabGroups: () => ({ dispose: () => undefined }),
      },
    },
  };
});
const { TabInputTextDiff } = (await import("vscode")) as unknown as {
  readonly TabInputTextDiff: new (modified: unknown) => unknown;
};

const score = { rewards: [], reward: 0, advantage: 0, votes: 1 };
const proposalOf = (id: string): EditProposal => ({ id, files: [], summary: "", checks: [] });
const withProposal = (answer: number): Candidate => ({ answer, proposal: proposalOf(`p${answer}`), score });
const failed: Candidate = { answer: 2, failure: { code: "noProposal", message: "None.", hint: "Ask." }, score };
const card = (id: string, accepted = 0): ProposalCard => ({
  id,
  state: "open",
  files: [{ path: "a.ts", kind: "edit", state: "open", hunks: 2, accepted, added: 1, removed: 1 }],
});

let store: PanelStore;
let shown: string[];
let ended: (readonly string[])[];
let choice: CandidateChoice;
const shownCandidate = () => store.state.turns[0]?.candidates?.shown;
/** The diff editor of a proposal comes to the front. */
function inFront(id: string): void {
  editor.input = new TabInputTextDiff({ scheme: "ponder-proposal", query: `${id}&0` });
  editor.moved();
}

/** A turn with a verified fix, of which the first candidate is shown. */
function verified(candidates: readonly Candidate[]): void {
  const turnId = "t";
  store.dispatch({ type: "turnAdded", turn: { id: turnId, command: "fix", question: "Fix", context: [] } } as never);
  store.dispatch({ type: "candidatesRanked", turnId, candidates: candidates.map(candidateView) });
  store.dispatch({ type: "proposalAdded", turnId, proposal: card("p0") });
  choice.add(candidates, { turnId });
}

beforeEach(() => {
  Object.assign(editor, { input: undefined, contexts: [] });
  store = new PanelStore();
  [shown, ended] = [[], []];
  choice = new CandidateChoice({
    store,
    proposals: { end: (ids: readonly string[]) => Promise.resolve(ended.push(ids)) } as never,
    turnProposals: {
      show: ({ id }: EditProposal) => {
        shown.push(id);
        store.dispatch({ type: "proposalAdded", turnId: "t", proposal: card(id) });
        return Promise.resolve();
      },
    } as never,
  });
});

describe("the candidates of a verified fix", () => {
  it("are shown one after the other, and around", async () => {
    verified([withProposal(0), withProposal(1), withProposal(2)]);
    await choice.step(1);
    await choice.step(1);
    await choice.step(1);
    await choice.step(-1);
    expect(shown).toEqual(["p1", "p2", "p0", "p2"]);
    expect(shownCandidate()).toBe(2);
  });

  it("that are no edit are shown as well, and take back the proposal before them", async () => {
    verified([withProposal(0), failed]);
    await choice.step(1);
    expect(shownCandidate()).toBe(1);
    expect(ended).toEqual([["p0"]]);
    expect(store.state.turns[0]?.proposal).toBeUndefined();
    await choice.step(1);
    expect(shown).toEqual(["p0"]);
  });

  it("are no choice any more when a part of one was accepted", async () => {
    verified([withProposal(0), withProposal(1)]);
    store.dispatch({ type: "proposalAdded", turnId: "t", proposal: card("p0", 1) });
    await expect(choice.step(1)).rejects.toThrow(failure("noProposal"));
    await expect(choice.show("t", 1)).rejects.toThrow(failure("noProposal"));
    expect(shown).toEqual([]);
  });

  it.each([
    ["there is one", () => verified([withProposal(0)])],
    ["there is no verified fix", () => undefined],
    [
      "their conversation is over",
      () => {
        verified([withProposal(0), withProposal(1)]);
        choice.clear();
      },
    ],
  ])("are refused when %s", async (_, prepare) => {
    prepare();
    await expect(choice.step(1)).rejects.toThrow(failure("noProposal"));
    expect(shown).toEqual([]);
  });

  it("tell the editor whether the diff in front is one of several", () => {
    verified([withProposal(0), withProposal(1)]);
    inFront("p0");
    inFront("another");
    inFront("p0");
    store.dispatch({ type: "proposalAdded", turnId: "t", proposal: card("p0", 1) });
    const key = "ponder.severalCandidates";
    expect(editor.contexts).toEqual([false, true, false, true, false].map((value) => ["setContext", key, value]));
  });
});
