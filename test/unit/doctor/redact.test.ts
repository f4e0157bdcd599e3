import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact, type Secrets } from "../../../language-server/doctor/redact.js";

const secrets: Secrets = {
  folders: ["/home/anna/secret project", "/home/anna"],
  names: [
    ["anna", "<user>"],
    ["annas-laptop", "<machine>"],
    ["secret project", "<workspace>"],
    ["ai", "<short>"],
  ],
};

describe("redact", () => {
  it.each([
    ["a file at home", "File: /home/anna/models/r1.gguf, 4 GB", "File: …/models/r1.gguf, 4 GB"],
    ["a folder with a blank", "(/home/anna/secret project/r1.gguf)", "(…/r1.gguf)"],
    ["a path elsewhere", "read /data/customers/acme/r1.gguf.", "read …/r1.gguf."],
    ["a Windows path", "read C:\\Users\\anna\\models\\r1.gguf, then", "read …\\r1.gguf, then"],
    ["names, in any case", "Anna on ANNAS-LAPTOP", "<user> on <machine>"],
    ["a name in a word", "Hannah and annatto", "Hannah and annatto"],
    ["a short name", "the ai model", "the ai model"],
    ["a token of the hub", "sent hf_abcdefghijklmnop", "sent <token>"],
    ["a header", "Authorization: Bearer abc.def-123", "Authorization: Bearer <token>"],
    ["a password in an address", "http://me:pw@proxy.example:3128", "http://proxy.example:3128"],
    ["an address as it is", "https://huggingface.co/deepseek-ai/R1", "https://huggingface.co/deepseek-ai/R1"],
    ["speeds and versions", "104 tokens/s, linux-x64/vulkan, 5/8", "104 tokens/s, linux-x64/vulkan, 5/8"],
  ])("takes out or leaves %s", (_, text, shown) => expect(redact(text, secrets)).toBe(shown));

  it("leaves no folder and no name of the user in any text", () => {
    const piece = fc.oneof(
      fc.constantFrom("/home/anna/x/y.gguf", "anna", "/home/anna/secret project/z", " ", ": ", "\n", "hf_abcdefghijkl"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const shown = redact(pieces.join(" "), secrets);
        expect(shown).not.toMatch(/(?<![\p{L}\p{N}])anna(?![\p{L}\p{N}])/iu);
        expect(shown).not.toContain("/home/anna");
        expect(shown).not.toContain("hf_abcdefghijkl");
      }),
    );
  });
});
