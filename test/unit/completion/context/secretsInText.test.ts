import { describe, expect, it } from "vitest";
import { hasSecret } from "../../../../language-server/completion/context/secretsInText.js";

// Put together at run time, so that no scanner takes this file for a leak. None of them opens anything.
const part = (text: string): string => text;
const random = "q7Rz2Kd9Xw4Tn8Vb5Lm1Hs6Jc3Pf0Gy2Aa";
const secrets: readonly (readonly [string, string])[] = [
  ["a private key", `-----BEGIN RSA ${part("PRIVATE KEY")}-----\nMIIE`],
  ["an OpenSSH key", `-----BEGIN OPENSSH ${part("PRIVATE KEY")}-----`],
  ["an AWS key id", `id = "${part("AKIA")}IOSFODNN7EXAMPLE"`],
  ["a GitHub token", `${part("ghp")}_${random}${random}`],
  ["a fine-grained GitHub token", `${part("github_pat")}_${random}${random}`],
  ["a GitLab token", `${part("glpat")}-${random.slice(0, 20)}`],
  ["a Slack token", `${part("xoxb")}-123456789012-abcdefghij`],
  ["a Stripe key", `${part("sk_live")}_${random.slice(0, 24)}`],
  ["an OpenAI key", `${part("sk-proj")}-${random}`],
  ["a Google key", `${part("AIza")}${random}A`.slice(0, 39)],
  ["an npm token", `${part("npm")}_${random}x1`.slice(0, 40)],
  ["an .npmrc line", `//registry.npmjs.org/:_authToken=${random}`],
  ["a Hugging Face token", `${part("hf")}_${random}`],
  ["a JWT", `${part("eyJ")}hbGciOiJIUzI1NiJ9.${part("eyJ")}zdWIiOiIxMjM0NTY3ODkwIn0.${random}`],
  ["a URL with a password", "postgres://admin:s3cr3tpass@db.example.org/app"],
  ["an Azure account key", `AccountKey=${random}${random}==`],
  ["a quoted password", `const dbPassword = "${random.slice(0, 16)}";`],
  ["a password with signs", 'password: "Xk9#mQ!2vR$7pL"'],
  ["a JSON field", `{"api_key": "${random}"}`],
  ["a shell variable", `export API_TOKEN=${random}`],
  ["a YAML field", `clientSecret: ${random}`],
  ["a Python keyword argument", `connect(secret_key='${random}')`],
  ["a hash literal of Ruby", `:auth_token => "${random}"`],
];

const plain: readonly string[] = [
  "const token = tokens[index];",
  "function parse(token: Token, secret: string): void {}",
  'const password = "";',
  'password: "Enter your password here:"',
  "apiKey: process.env.OPENAI_API_KEY2",
  "const secret = await readSecretFromTheStore1();",
  'const tokenPath = "/api/v1/oauth/tokens";',
  'const token = "https://example.org/api/v2/token";',
  'passwordField: "password-input-field"',
  "API_TOKEN=${API_TOKEN_FROM_CI}",
  'password = "{{ vault_password_1 }}"',
  '"token": "<your-token-here-123>"',
  "sha256 = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "-----BEGIN PUBLIC KEY-----",
  "-----BEGIN CERTIFICATE-----",
  "http://localhost:8080/a@b",
  "https://user@example.org/x",
  "postgres://user:${PASSWORD}@host/db",
  "import { secretsManager } from './secretsManager2.js';",
  "//registry.npmjs.org/:_authToken=${NPM_TOKEN}",
  "maxTokens = 4096",
  "const sk = 'sk-short';",
];

describe("secrets in a text", () => {
  it.each(secrets)("finds %s", (_, text) => {
    expect(hasSecret(`first line\n${text}\nlast line\n`)).toBe(true);
  });

  it.each(plain)("takes for plain: %s", (text) => {
    expect(hasSecret(`first line\n${text}\nlast line\n`)).toBe(false);
  });

  it("comes to an end with hostile texts", () => {
    expect(hasSecret(`password=${"a1".repeat(20_000)}`)).toBe(false);
    expect(hasSecret("x".repeat(50_000))).toBe(false);
    expect(hasSecret("password".repeat(5_000))).toBe(false);
  });
});
