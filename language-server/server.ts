import path from "node:path";
import { TextDocuments, TextDocumentSyncKind, type Connection, type ServerCapabilities } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ConversationFitter } from "./chat/conversationFitter.js";
import { TurnQueue } from "./chat/turnQueue.js";
import { SyntaxTrees } from "./completion/syntax/syntaxTrees.js";
import type { Engine } from "./engine/engine.js";
import { stateFolder } from "./engine/llama/stateFolder.js";
import type { Feature } from "./feature.js";
import { Chat } from "./features/chat.js";
import { ChatMeasuring } from "./features/chatMeasuring.js";
import { CodeActions } from "./features/codeAction.js";
import { CommitMessage } from "./features/commitMessage.js";
import { CompletionContext } from "./features/completionContext.js";
import { Doctor } from "./features/doctor.js";
import { Edit } from "./features/edit.js";
import { FileJudge } from "./features/fileJudge.js";
import { Health } from "./features/health.js";
import { NextEdit } from "./features/nextEdit.js";
import { InlineCompletion } from "./features/inlineCompletion.js";
import { Model } from "./features/model.js";
import { Models } from "./features/models.js";
import { Names } from "./features/names.js";
import { Review } from "./features/review.js";
import { WriteTests } from "./features/writeTests.js";
import type { Log } from "./log.js";
import { FileHashes } from "./models/library/fileHashes.js";
import { ModelHashes } from "./models/library/modelHashes.js";
import { ModelLibrary } from "./models/library/modelLibrary.js";
import { modelsFolder } from "./models/library/modelsFolder.js";
import { otherFolders } from "./models/library/otherPrograms.js";
import { ModelService } from "./models/modelService.js";
import { SettingsStore } from "./settings.js";
import { TypescriptChecker } from "./verify/typescript/typescriptChecker.js";

/** What a server is made of from outside. */
export interface ServerParts {
  readonly connection: Connection;
  readonly engine: Engine;
  readonly log: Log;
  /** Folder of the bundles; the demo model lies beside it. */
  readonly home: string;
  /** Whether the machine runs on its battery. */
  readonly onBattery: () => boolean;
}

/** Puts the server together and starts to listen. */
export function startServer({ connection, engine, log, home, onBattery }: ServerParts): void {
  const documents = new TextDocuments(TextDocument);
  const settings = new SettingsStore(connection, log.for("settings"));
  const demoFolder = path.join(home, "../models/demo");
  const fileHashes = new FileHashes(stateFolder());
  const catalogueFile = path.join(home, "../models/catalogue.json");
  const library = new ModelLibrary({ catalogueFile, hashes: fileHashes, others: otherFolders() });
  const folder = async () => modelsFolder((await settings.get())["downloads.folder"]);
  const hashes = new ModelHashes({ hashes: fileHashes, library, folder });
  const models = new ModelService({ engine, settings, log: log.for("model"), demoFolder, onBattery, hashes });
  const completionLog = log.for("completion");
  const syntax = new SyntaxTrees({
    folder: path.join(home, "tree-sitter"),
    failed: (problem) => completionLog.warn(problem),
  });
  const typescript = new TypescriptChecker({ program: path.join(home, "typescript.cjs") });
  const turns = new TurnQueue(models, log.for("turns"));
  const fitter = new ConversationFitter(engine);

  const completionContext = new CompletionContext({ connection, documents, settings, engine, log: log.for("context") });
  const inlineCompletion = new InlineCompletion({
    connection,
    documents,
    settings,
    engine,
    models,
    turns,
    context: completionContext.store,
    syntax,
    log: completionLog,
    onBattery,
  });
  const features: readonly Feature[] = [
    settings,
    new Model({ connection, models, log: log.for("model") }),
    new Models({ connection, settings, home, library, fileHashes, hashes, models, onBattery, log: log.for("models") }),
    new Chat({ connection, settings, engine, models, turns, fitter, log: log.for("chat"), onBattery }),
    new ChatMeasuring({ connection, settings, engine, models, fitter, log: log.for("chat") }),
    new Edit({
      connection,
      documents,
      settings,
      engine,
      models,
      turns,
      syntax,
      typescript,
      definitions: completionContext.definitions,
      log: log.for("edit"),
    }),
    new CommitMessage({ connection, settings, engine, models, turns, log: log.for("commit") }),
    new Review({ connection, documents, settings, engine, models, turns, log: log.for("review") }),
    new WriteTests({ connection, documents, settings, engine, models, turns, log: log.for("tests") }),
    new Names({ connection, documents, settings, engine, models, turns, log: log.for("names") }),
    completionContext,
    new FileJudge({ connection, rules: completionContext.rules, log: log.for("context") }),
    inlineCompletion,
    new NextEdit({
      connection,
      documents,
      settings,
      context: completionContext.store,
      syntax,
      log: completionLog,
      suggest: (place, signal) => inlineCompletion.suggest(place, signal),
    }),
    new CodeActions({ connection, log: log.for("codeAction") }),
    new Health({ connection, engine, fitter, log: log.for("health") }),
    new Doctor({ connection, settings, engine, models, turns, onBattery, log: log.for("health"), home }),
  ];

  connection.onInitialize((params) => {
    const capabilities = features.map((feature) => feature.initialize(params));
    return {
      serverInfo: { name: "ponder" },
      capabilities: Object.assign({ textDocumentSync }, ...capabilities) as ServerCapabilities,
    };
  });
  connection.onInitialized(() => {
    for (const feature of features) feature.initialized?.();
  });
  connection.onShutdown(async () => {
    for (const feature of features) await feature.shutdown?.();
    typescript.dispose();
    await engine.dispose();
  });
  documents.listen(connection);
  connection.listen();
}

const textDocumentSync = { openClose: true, change: TextDocumentSyncKind.Incremental } as const;
