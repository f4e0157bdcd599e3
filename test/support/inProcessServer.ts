import { PassThrough } from "node:stream";
import { createConnection, createProtocolConnection, type ProtocolConnection } from "vscode-languageserver/node";
import type { Engine } from "../../language-server/engine/engine.js";
import { Log } from "../../language-server/log.js";
import { startServer } from "../../language-server/server.js";
import { repository } from "./engineProgram.js";
import { LspClient, type LspClientOptions } from "./lspClient.js";

/** A client that talks to the whole server in this process, with an engine that the test chose. */
export async function connectInProcess(
  engine: Engine,
  options: LspClientOptions & { readonly onBattery?: boolean } = {},
): Promise<LspClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const lines: string[] = [];
  const log = new Log((_, message) => lines.push(message));
  const server = createConnection(toServer, toClient);
  startServer({
    connection: server,
    engine,
    log,
    home: `${repository}/dist`,
    onBattery: () => options.onBattery ?? false,
  });
  const connection: ProtocolConnection = createProtocolConnection(toClient, toServer);
  const client = new LspClient(connection, () => Promise.resolve(), lines);
  await client.start(options);
  return client;
}
