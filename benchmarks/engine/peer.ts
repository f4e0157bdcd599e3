import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { install } from "../../scripts/editor/cache.mjs";

const bindingFolder = path.resolve(import.meta.dirname, "../../node_modules/node-llama-cpp/llama");

/** llama.cpp's own programs, built from the source that the binding was built from. */
export interface Peer {
  readonly release: string;
  /** Path of `llama-server`. */
  readonly server: string;
  /** Path of `llama-bench`. */
  readonly bench: string;
  /** Folder of the source. */
  readonly source: string;
}

/**
 * Finds llama.cpp in the cache, or builds it there: the source lies in the npm package of the binding, so it is the
 * very release that Ponder runs. Needs git, cmake and a C++ compiler; takes minutes the first time.
 */
export async function findPeer(): Promise<Peer> {
  const info = JSON.parse(await readFile(path.join(bindingFolder, "llama.cpp.info.json"), "utf8")) as {
    readonly tag: string;
  };
  const paths = await install(`llama.cpp-${info.tag}`, (folder) => buildPeer(folder));
  const { server, bench, source } = paths;
  if (server === undefined || bench === undefined || source === undefined) {
    throw new Error("The cached build of llama.cpp is not complete: remove its folder, then run this again.");
  }
  return { release: info.tag, server, bench, source };
}

const off = ["LLAMA_BUILD_UI", "LLAMA_USE_PREBUILT_UI", "LLAMA_OPENSSL", "LLAMA_CURL", "LLAMA_BUILD_TESTS"];

async function buildPeer(folder: string): Promise<Record<string, string>> {
  console.log("Building llama-server and llama-bench of llama.cpp, once. This takes minutes.");
  const log = path.join(os.tmpdir(), "ponder-llama.cpp-build.log");
  const source = path.join(folder, "src");
  const build = path.join(folder, "build");
  await run("git", ["clone", "--quiet", path.join(bindingFolder, "gitRelease.bundle"), source], log);
  const options = [...off, "LLAMA_BUILD_EXAMPLES", "BUILD_SHARED_LIBS"].map((name) => `-D${name}=OFF`);
  await run("cmake", ["-S", source, "-B", build, "-DCMAKE_BUILD_TYPE=Release", ...options], log);
  const targets = ["--target", "llama-server", "llama-bench"];
  // Without a number make starts as many compilers as there are files.
  const jobs = String(os.availableParallelism());
  await run("cmake", ["--build", build, "--config", "Release", ...targets, "--parallel", jobs], log);
  const program = (name: string): string =>
    process.platform === "win32" ? `build/bin/Release/${name}.exe` : `build/bin/${name}`;
  return { server: program("llama-server"), bench: program("llama-bench"), source: "src" };
}

/** Runs a build tool to its end; what it prints goes to `log`. */
async function run(command: string, parameters: readonly string[], log: string): Promise<void> {
  const output = createWriteStream(log, { flags: "a" });
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(command, parameters, { stdio: ["ignore", "pipe", "pipe"] });
      child.stdout.pipe(output, { end: false });
      child.stderr.pipe(output, { end: false });
      child.once("error", (error: NodeJS.ErrnoException) => {
        const missing = `${command} is missing. The comparison with llama.cpp needs git, cmake and a C++ compiler.`;
        reject(error.code === "ENOENT" ? new Error(missing, { cause: error }) : error);
      });
      child.once("close", (code) => {
        if (code === 0) resolve();
        else reject(new Error(`${command} ended with code ${String(code)}: the end of ${log} says why.`));
      });
    });
  } finally {
    output.end();
  }
}
