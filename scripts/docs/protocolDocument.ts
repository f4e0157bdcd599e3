import { readDeclarations, type Declaration, type Field, type Variant } from "./declarations.js";

/** The files of `protocol/` in reading order, with their titles. `settings.ts` has a document of its own. */
const chapters: Readonly<Record<string, string>> = {
  "chat.ts": "Questions",
  "context.ts": "What goes along with a question",
  "edits.ts": "Edits",
  "verify.ts": "Verified fixes",
  "commit.ts": "Commit messages",
  "review.ts": "Reviews",
  "names.ts": "Names",
  "tests.ts": "Tests",
  "completion.ts": "Completions",
  "nextEdit.ts": "Next edits",
  "events.ts": "Events of a turn",
  "model.ts": "The model",
  "models.ts": "Models: what there is, and downloads",
  "health.ts": "Health",
  "text.ts": "Places in a text",
  "errors.ts": "Errors",
  "panel/messages.ts": "Panel: messages",
  "panel/mention.ts": "Panel: what a thought mentions",
  "panel/state.ts": "Panel: state",
  "panel/reduce.ts": "Panel: actions",
  "panel/longTexts.ts": "Panel: long texts",
  "panel/slash.ts": "Panel: commands of a question",
};
export const settingsFile = "settings.ts";

/** A message of ours between client and server, found by its constant `…Method`. */
interface Message {
  readonly method: string;
  readonly from: string;
  readonly kind: string;
  readonly doc: string;
  readonly parameters: string | undefined;
  readonly result: string | undefined;
}

/**
 * Writes `docs/protocol.md` from the doc comments of `protocol/`.
 *
 * @param files text by path inside `protocol/`, `/` as separator.
 * @throws Error when a file has no chapter, or a message does not say who sends it, what it is and how it can fail.
 */
export function protocolDocument(files: ReadonlyMap<string, string>): string {
  for (const file of files.keys()) {
    if (!(file in chapters) && file !== settingsFile) throw new Error(`scripts/docs: protocol/${file} has no chapter.`);
  }
  const read = Object.entries(chapters).map(([file, title]) => {
    const source = files.get(file);
    if (source === undefined) throw new Error(`scripts/docs: protocol/${file} is missing.`);
    return { file, title, declarations: readDeclarations(file, source) };
  });
  const messages = new Map(read.map(({ file, declarations }) => [file, readMessages(file, declarations)]));
  const link = linker(new Set(read.flatMap(({ declarations }) => declarations.map(({ name }) => name))));
  const parts = [preface, "", "## All messages of ours", "", ...overview([...messages.values()].flat(), link)];
  for (const { file, title, declarations } of read) {
    parts.push("", `## ${title}`, "", `[protocol/${file}](../protocol/${file})`);
    for (const message of messages.get(file) ?? []) parts.push("", ...renderMessage(message, link));
    for (const declaration of declarations) {
      if (isMethod(declaration)) continue;
      // The comment of a message often stands at its parameters; it is not said twice.
      const message = messages.get(file)?.find(({ doc }) => doc === declaration.doc);
      const doc = message ? `Of \`${message.method}\`.` : declaration.doc;
      parts.push("", ...renderDeclaration({ ...declaration, doc }, link));
    }
  }
  return `${parts.join("\n")}\n`;
}

const preface = `# Protocol

Generated from the comments in [protocol/](../protocol) by \`npm run docs\`; a test compares the two. Do not edit.

The language server speaks the Language Server Protocol 3.18, over Node's ipc to the extension and over standard input
and output (\`--stdio\`) to everybody else. Where a standard message exists, it is used: \`textDocument/didOpen\`,
\`didChange\` and \`didClose\`, \`textDocument/inlineCompletion\`, \`textDocument/codeAction\` (kind \`quickfix\`),
\`workspace/configuration\` (section \`ponder\`; a client without it sends \`initializationOptions.settings\`),
\`window/logMessage\`, \`$/progress\` for partial results and \`$/cancelRequest\`. The rest is here. Positions are
zero-based and count UTF-16 code units. The settings are in [settings.md](settings.md).`;

const methodSuffix = "Method";
const isMethod = (declaration: Declaration): boolean =>
  declaration.kind === "constant" && declaration.name.endsWith(methodSuffix);

function readMessages(file: string, declarations: readonly Declaration[]): readonly Message[] {
  return declarations.flatMap((declaration): readonly Message[] => {
    if (declaration.kind !== "constant" || !isMethod(declaration)) return [];
    const method = String(declaration.value);
    const parties = new RegExp(
      `^\`${method}\`, (client → server|server → client), (request|notification)(?: with an? \`(\\w+)\`)?`,
    );
    const doc = declarations.map(({ doc }) => doc).find((text) => parties.test(text));
    const [, from, kind, payload] = parties.exec(doc ?? "") ?? [];
    if (doc === undefined || from === undefined || kind === undefined) {
      throw new Error(`protocol/${file}: no comment says who sends \`${method}\` and whether it is a request.`);
    }
    if (kind === "request" && !doc.includes("Errors:")) {
      throw new Error(`protocol/${file}: the comment of \`${method}\` does not name its errors.`);
    }
    const base = declaration.name.slice(0, -methodSuffix.length);
    const typeNamed = (suffix: string): string | undefined =>
      declarations.find(({ name }) => name.toLowerCase() === `${base}${suffix}`.toLowerCase())?.name;
    return [{ method, from, kind, doc, parameters: payload ?? typeNamed("Params"), result: typeNamed("Result") }];
  });
}

type Link = (text: string) => string;

/** Turns `{@link Name}` and `` `Name` `` into links to the section of that type. */
function linker(names: ReadonlySet<string>): Link {
  return (text) =>
    text
      .replace(/\{@link (\w+)\}/g, "`$1`")
      .replace(/`(\w+)(\[\])?`/g, (code: string, name: string, list = "") =>
        names.has(name) ? `[\`${name}${String(list)}\`](#${name.toLowerCase()})` : code,
      );
}

function overview(messages: readonly Message[], link: Link): readonly string[] {
  return [
    "| message | who sends it | what it is | parameters |",
    "|---|---|---|---|",
    ...messages.map(({ method, from, kind, parameters }) => {
      const target = `[\`${method}\`](#${method.toLowerCase().replaceAll("/", "")})`;
      return `| ${target} | ${from} | ${kind} | ${parameters ? link(`\`${parameters}\``) : "none"} |`;
    }),
  ];
}

function renderMessage({ method, doc, parameters, result }: Message, link: Link): readonly string[] {
  const types = [
    ...(parameters ? [`Parameters: ${link(`\`${parameters}\``)}.`] : []),
    ...(result ? [`Result: ${link(`\`${result}\``)}.`] : []),
  ];
  return [`### ${method}`, "", link(doc), ...(types.length > 0 ? ["", types.join(" ")] : [])];
}

function renderDeclaration(declaration: Declaration, link: Link): readonly string[] {
  const { name, doc } = declaration;
  const head = [`### ${name}`, ...(doc === "" ? [] : ["", link(doc)])];
  switch (declaration.kind) {
    case "constant":
      return [...head, "", `Value: \`${declaration.value}\`.`];
    case "object": {
      const { bases, fields } = declaration;
      const more =
        bases.length > 0 ? ["", `All fields of ${bases.map((base) => link(`\`${base}\``)).join(", ")}, and:`] : [];
      return [...head, ...more, ...fieldTable(fields, link)];
    }
    case "names":
      return [
        ...head,
        "",
        "| name | meaning |",
        "|---|---|",
        ...declaration.variants.map((variant) => variantRow(variant, link)),
      ];
    case "union":
      return [...head, "", ...declaration.variants.map((variant) => variantItem(variant, link))];
  }
}

function fieldTable(fields: readonly Field[], link: Link): readonly string[] {
  if (fields.length === 0) return [];
  return [
    "",
    "| field | type | meaning |",
    "|---|---|---|",
    ...fields.map(
      ({ name, optional, type, doc }) =>
        `| \`${name}\`${optional ? " (optional)" : ""} | ${typeCell(type, link)} | ${cell(link(doc))} |`,
    ),
  ];
}

function variantRow({ text, doc }: Variant, link: Link): string {
  return `| \`${text.replaceAll('"', "")}\` | ${cell(link(doc))} |`;
}

function variantItem({ text, fields, doc }: Variant, link: Link): string {
  const code = fields
    ? `\`{ ${fields.map(({ name, optional, type }) => `${name}${optional ? "?" : ""}: ${plain(type)}`).join("; ")} }\``
    : link(`\`${plain(text)}\``);
  return `- ${code}${doc === "" ? "" : `: ${link(doc)}`}`;
}

/** A type that is one name becomes a link. */
function typeCell(type: string, link: Link): string {
  return cell(link(`\`${plain(type)}\``));
}

function plain(type: string): string {
  return type.replaceAll("readonly ", "").replace(/^\(typeof (\w+)\)\[number\]$/, "$1");
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
}
