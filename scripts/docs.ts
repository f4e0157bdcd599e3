import { writeFile } from "node:fs/promises";
import path from "node:path";
import { generatedDocuments } from "./docs/documents.js";

/** `npm run docs`: writes the documents that are made from the code. */
const root = path.resolve(import.meta.dirname, "..");
for (const [file, text] of await generatedDocuments(root)) await writeFile(path.join(root, file), text);
