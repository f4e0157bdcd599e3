import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import * as vscode from "vscode";
import { commitMessage } from "../../../extension/commands/commitMessage.js";
import type { Repository } from "../../../extension/git/gitApi.js";
import type { ServerSupervisor } from "../../../extension/server/supervisor.js";
import { PonderFailure } from "../../../protocol/errors.js";
import type { CommitMessageParams, CommitMessageResult } from "../../../protocol/commit.js";
import { useDemoModel, useModelThatSays } from "./sayingModel.js";
import { fresh, openRepository, ponder } from "./support.js";

const folder = () => vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail(), "committed");
const write = (name: string, text: string) =>
  vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), name), Buffer.from(text));
const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    cwd: folder().fsPath,
    encoding: "utf8",
  });

/** Questions and notes that the editor would show, and the answers to them, in turn. */
const shown: string[] = [];
const answers: (string | undefined)[] = [];
/** What the server was asked. */
const asked: CommitMessageParams[] = [];
let result: Pick<CommitMessageResult, "message" | "cutFiles">;
let repository: Repository;

/**
 * Waits until the field has what was written last. The window sends back each text that it is given, and one that comes
 * late would take the place of a newer one; it answers in turn, so with this answer they have all come.
 */
const settled = () => vscode.commands.executeCommand("setContext", "ponder.test.settled", true);

async function inField(text: string): Promise<void> {
  repository.inputBox.value = text;
  await settled();
}

async function stageNotes(): Promise<void> {
  await write("notes.txt", "Prices are in cents.\n");
  git("add", "notes.txt");
}

/** The command on the real repository and its real field; the server's answer is `result`. */
async function writeMessage(): Promise<void> {
  const request = (_method: string, params: CommitMessageParams) => {
    asked.push(params);
    return Promise.resolve(result);
  };
  const server = { running: () => Promise.resolve({ request }) } as unknown as ServerSupervisor;
  await commitMessage(server, { editor: undefined }, repository);
  await settled();
}

describe("a commit message", () => {
  const { showInformationMessage } = vscode.window;

  before(async () => {
    await fresh();
    await write("cart.txt", "one\n");
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "Add the cart");
    repository = await openRepository(folder());
    Object.assign(vscode.window, {
      showInformationMessage: (message: string) => {
        shown.push(message);
        return Promise.resolve(answers.shift());
      },
    });
  });
  beforeEach(async () => {
    for (const list of [shown, answers, asked]) list.length = 0;
    git("reset", "-q", "--hard");
    await inField("");
    result = { message: "Count the last item" };
  });
  after(async () => {
    Object.assign(vscode.window, { showInformationMessage });
    await useDemoModel();
    await vscode.workspace.getConfiguration("git").update("enabled", false, vscode.ConfigurationTarget.Global);
    await fresh();
  });

  it("is not written where nothing has changed", async () => {
    await assert.rejects(writeMessage(), (error) => PonderFailure.is(error, "badRequest"));
    assert.deepEqual([asked, shown], [[], []]);
  });

  it("is about what is not staged only with the user's consent", async () => {
    await write("cart.txt", "two\n");
    answers.push(undefined);
    await writeMessage();
    assert.deepEqual([asked, shown], [[], ["Nothing is staged for the commit."]]);
    assert.equal(repository.inputBox.value, "");
    answers.push("Use What Is Not Staged");
    await writeMessage();
    assert.match(asked[0]?.files[0]?.diff ?? "", /^-one\n\+two$/m);
    assert.equal(repository.inputBox.value, "Count the last item");
  });

  it("is about what is staged, and about nothing else", async () => {
    await write("cart.txt", "two\n");
    await stageNotes();
    await writeMessage();
    assert.deepEqual(
      asked[0]?.files.map(({ path }) => path),
      ["notes.txt"],
    );
    assert.match(asked[0].files[0]?.diff ?? "", /^\+Prices are in cents\.$/m);
    assert.deepEqual(asked[0].earlier, ["Add the cart"]);
    assert.deepEqual(shown, []);
    assert.equal(repository.inputBox.value, "Count the last item");
  });

  it("takes the place of one that is there already only with the user's consent", async () => {
    await stageNotes();
    await inField("Mine\n");
    answers.push(undefined);
    await writeMessage();
    assert.equal(repository.inputBox.value, "Mine\n");
    answers.push("Append");
    await writeMessage();
    assert.equal(repository.inputBox.value, "Mine\n\nCount the last item");
    answers.push("Replace");
    await writeMessage();
    assert.equal(repository.inputBox.value, "Count the last item");
    assert.deepEqual(new Set(shown), new Set(["There is a commit message already."]));
  });

  it("comes with a note of the files whose changes were cut", async () => {
    await stageNotes();
    result = { ...result, cutFiles: ["notes.txt", "big.json"] };
    await writeMessage();
    assert.match(shown.join(), /were too long .* cut: notes\.txt, big\.json\./);
    assert.equal(repository.inputBox.value, "Count the last item");
  });

  it("is made by the model from the staged changes, and nothing is committed", async () => {
    await ponder();
    await stageNotes();
    await useModelThatSays("feat: tell that prices are in cents");
    await vscode.commands.executeCommand("ponder.commitMessage", repository);
    assert.deepEqual(shown, []);
    assert.equal(repository.inputBox.value, "feat: tell that prices are in cents");
    assert.equal(git("log", "--format=%s"), "Add the cart\n");
    assert.equal(git("diff", "--cached", "--name-only"), "notes.txt\n");
  });
});
