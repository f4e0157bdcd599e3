import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { build, context } from "esbuild";
import { bundles, type BundleName } from "./bundles.js";
import { copyGrammars } from "./grammars.js";

const root = path.resolve(import.meta.dirname, "..");
const watch = process.argv.includes("--watch");

/** Builds every bundle into `dist/` and leaves the metafiles in `out/meta/` for the test of the boundaries. */
async function main(): Promise<void> {
  if (!watch) await rm(path.join(root, "dist"), { recursive: true, force: true });
  await mkdir(path.join(root, "out/meta"), { recursive: true });
  for (const [name, options] of Object.entries(bundles) as [BundleName, (typeof bundles)[BundleName]][]) {
    const all = {
      ...options,
      absWorkingDir: root,
      outdir: "dist",
      minify: !watch,
      sourcemap: watch,
      metafile: true as const,
      logLevel: "warning" as const,
    };
    if (watch) {
      await (await context(all)).watch();
      continue;
    }
    const result = await build(all);
    await writeFile(path.join(root, `out/meta/${name}.json`), JSON.stringify(result.metafile));
    for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) {
      if (/\.(cjs|js|css)$/.test(file)) console.log(`${file.padEnd(24)} ${(bytes / 1000).toFixed(0).padStart(6)} kB`);
    }
  }
  await copyGrammars(path.join(root, "dist/tree-sitter"));
  if (!watch) await chmod(path.join(root, "dist/ponder.cjs"), 0o755);
}

await main();
