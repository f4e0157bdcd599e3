import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { fileBytes, readCatalogue } from "../../../../language-server/models/catalogue/catalogue.js";
import { kvBytesPerToken } from "../../../../language-server/models/catalogue/modelShape.js";
import { weightTypeOf } from "../../../../language-server/models/catalogue/quantisation.js";
import { countParameters, tensorShapes } from "../../../../language-server/models/catalogue/tensorShapes.js";
import { parseHubUri } from "../../../../language-server/models/hub/hubUri.js";
import { PonderFailure } from "../../../../protocol/errors.js";

const folder = path.resolve(import.meta.dirname, "../../../../models");
const file = path.join(folder, "catalogue.json");
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), "utf8"));
const models = await readCatalogue(file);
const filesOf = () => models.flatMap((model) => model.files.map((one) => ({ model, file: one })));

describe("the catalogue", () => {
  const validate = new Ajv({ allErrors: true }).compile(read("catalogue.schema.json") as object);

  it("fits its schema, which refuses what does not", () => {
    expect(validate(read("catalogue.json")), JSON.stringify(validate.errors)).toBe(true);
    const broken = JSON.parse(readFileSync(file, "utf8")) as { models: { files: Record<string, unknown>[] }[] };
    const first = broken.models[0]?.files[0];
    if (first !== undefined) first["sha256"] = "not a hash";
    expect(validate(broken)).toBe(false);
  });

  it("has all six distills, the one of May 2025, and four models for completions", () => {
    expect(models.filter(({ role }) => role === "chat").map(({ id }) => id)).toEqual([
      "r1-distill-qwen-1.5b",
      "r1-distill-qwen-7b",
      "r1-distill-llama-8b",
      "r1-0528-qwen3-8b",
      "r1-distill-qwen-14b",
      "r1-distill-qwen-32b",
      "r1-distill-llama-70b",
    ]);
    expect(models.filter(({ role }) => role === "completion")).toHaveLength(4);
    for (const { role, files } of models) expect(files.length).toBeGreaterThanOrEqual(role === "chat" ? 2 : 1);
  });

  it("names the licence of a distill and of its base", () => {
    for (const { role, base, licence } of models) {
      expect(licence.name).not.toBe("");
      if (role === "chat") expect(base?.licence.url).toMatch(/^https:/);
    }
    const licenceOf = (id: string) => models.find((model) => model.id === id)?.base?.licence.name;
    expect(licenceOf("r1-distill-llama-8b")).toContain("Llama 3.1");
    expect(licenceOf("r1-distill-llama-70b")).toContain("Llama 3.3");
  });

  it("has figures that follow from the shape", () => {
    for (const { shape, parameters, kvBytesPerToken: bytes } of models) {
      expect(parameters).toBe(countParameters(shape));
      expect(bytes).toBe(kvBytesPerToken(shape));
      expect(shape.heads % shape.keyValueHeads).toBe(0);
    }
  });

  it("names each file once, by an address that can be read", () => {
    const uris = filesOf().map((one) => one.file.uri);
    expect(new Set(uris).size).toBe(uris.length);
    for (const uri of uris) expect(parseHubUri(uri).repository).toContain("/");
  });

  it("is missed with a next step", async () => {
    const error: unknown = await readCatalogue(path.join(folder, "nothing.json")).catch((reason: unknown) => reason);
    expect(PonderFailure.is(error, "internal")).toBe(true);
  });
});

describe("the size of a file", () => {
  /** Published sizes, in bytes, each read on the hub's page of the file's commit. */
  const published: readonly [id: string, quantisation: string, bytes: number][] = [
    ["r1-distill-qwen-1.5b", "Q4_K_M", 1_117_320_800],
    ["r1-distill-qwen-1.5b", "Q6_K", 1_464_178_496],
    ["r1-distill-qwen-1.5b", "Q8_0", 1_894_531_968],
    ["r1-distill-qwen-7b", "Q4_K_M", 4_683_073_216],
    ["r1-distill-llama-8b", "Q4_K_M", 4_920_736_608],
    ["r1-distill-qwen-14b", "Q3_K_M", 7_339_204_000],
    ["r1-distill-qwen-32b", "Q3_K_M", 15_935_047_584],
    ["r1-distill-qwen-32b", "Q6_K", 26_886_154_144],
    ["r1-distill-llama-70b", "Q4_K_M", 42_520_395_936],
  ];

  it.each(published)("computed for %s %s is within 0.1 %% of the published one", (id, quantisation, bytes) => {
    const model = models.find((one) => one.id === id);
    const found = model?.files.find((one) => one.quantisation === quantisation);
    if (model === undefined || found === undefined) throw new Error(`${id} ${quantisation} is not in the catalogue`);
    const { bytes: _, ...unknown } = found;
    expect(Math.abs(fileBytes(model, unknown) / bytes - 1)).toBeLessThan(0.001);
  });

  it("is what is known, where it is known", () => {
    for (const { model, file: one } of filesOf())
      if (one.bytes !== undefined) expect(fileBytes(model, one)).toBe(one.bytes);
  });

  it("falls back to small blocks where a row is no multiple of 256", () => {
    const shape = models.find(({ id }) => id === "qwen2.5-coder-0.5b")?.shape;
    const gate = shape && tensorShapes(shape).find(({ kind }) => kind === "gate");
    if (shape === undefined || gate === undefined) throw new Error("the shape is missing");
    expect(weightTypeOf(gate, shape, "Q4_K_M")).toBe("Q5_0");
  });
});
