import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startServer, type Server } from "../../../cli/server.js";
import type { Settings } from "../../../protocol/settings.js";
import { readFixCases } from "../../fixes/fixCases.js";
import { sha256 } from "../../support/machine.js";
import { significant } from "../../support/statistics.js";
import type { Part } from "../part.js";
import { gainOf, ratesOf } from "./rates.js";
import { fixRateChart, report } from "./report.js";
import type { CaseSamples, GroupSample, Sample } from "./sample.js";
import { FixSampler } from "./takeSamples.js";

const root = path.resolve(import.meta.dirname, "../../..");
const model = path.join(root, "models/demo/ponder-demo.gguf");
/** As many as *Fix, Verified* writes. */
const candidates = 4;

/** How often the product gives the expected fix: a plain one, and a verified one. */
export const fixRates: Part = {
  name: "fixRates",
  results: "edits",
  title: "What becomes of a model's answers",
  async measure({ quick }) {
    const all = readFixCases(await readFile(path.join(root, "test/fixtures/heldout.jsonl"), "utf8"));
    const cases = quick ? all.filter((_, at) => at % 6 === 0) : all;
    const [singleRounds, verifiedRounds] = quick ? [2, 1] : [6, 4];
    const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "ponder-fixes-")));
    const typescript = path.join(root, "node_modules/typescript/lib/typescript.js");
    const servers: Server[] = [];
    const sampler = async (settings: Partial<Settings>) => {
      const server = await startServer(
        { program: path.join(root, "dist/server.cjs"), workingDirectory: folder, settings },
        new AbortController().signal,
      );
      servers.push(server);
      return new FixSampler(server, folder, typescript);
    };
    const samples: CaseSamples[] = [];
    try {
      // The demo model's own card says temperature 0; named by its path, the same file is sampled as any R1 is.
      const greedy = await sampler({});
      const sampled = await sampler({ "model.path": model });
      for (const fixCase of cases) {
        const single: Sample[] = [];
        const verified: GroupSample[] = [];
        const first = await greedy.single(fixCase);
        for (let round = 0; round < singleRounds; round++) single.push(await sampled.single(fixCase));
        for (let round = 0; round < verifiedRounds; round++) verified.push(await sampled.group(fixCase, candidates));
        samples.push({ languageId: fixCase.languageId, greedy: first, single, verified });
        if (samples.length % 11 === 0) console.log(`  ${samples.length} of ${cases.length} cases`);
      }
    } finally {
      for (const server of servers) await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
    const { greedy, single, verified } = ratesOf(samples);
    const gain = gainOf(samples);
    return {
      chart: fixRateChart(samples, candidates),
      text: report(samples, {
        candidates,
        singleRounds,
        verifiedRounds,
        model: `models/demo/ponder-demo.gguf, SHA-256 ${await sha256(model)}`,
        engine: `node-llama-cpp ${await versionOf("node-llama-cpp")}, CPU`,
        typescript: await versionOf("typescript"),
      }),
      figures: {
        fix_rate_greedy: { value: significant(greedy.share), unit: "share" },
        fix_rate_single: { value: significant(single.share), unit: "share" },
        fix_rate_verified: {
          value: significant(verified.share),
          unit: "share",
          goal: { comparison: ">=", value: significant(single.share) },
        },
        // The whole interval is above: not by luck.
        verified_gain_low: { value: significant(gain.low), unit: "share", goal: { comparison: ">=", value: 0.05 } },
        verified_tokens_ratio: { value: significant(verified.tokens / single.tokens), unit: "ratio" },
        verified_seconds_ratio: { value: significant(verified.seconds / single.seconds), unit: "ratio" },
      },
    };
  },
};

async function versionOf(name: string): Promise<string> {
  const manifest = await readFile(path.join(root, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
