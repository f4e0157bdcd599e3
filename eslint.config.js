import eslint from "@eslint/js";
import noUnsanitized from "eslint-plugin-no-unsanitized";
import tseslint from "typescript-eslint";

/**
 * Who may import whom. The folders are the architecture (docs/architecture.md); the bundler and the project
 * references enforce the same, and test/unit/boundaries.test.ts proves that a forbidden import is refused.
 */
const folders = ["protocol", "extension", "language-server", "media", "cli", "scripts", "benchmarks", "test"];

/** @param {string} folder @param {string[]} allowed @param {string[]} packages */
const boundary = (folder, allowed, packages) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          ...folders
            .filter((other) => other !== folder && !allowed.includes(other))
            .map((other) => ({
              regex: `^(\\.\\./)+${other}/`,
              message: `${folder}/ must not import ${other}/ (docs/architecture.md).`,
            })),
          ...packages.map((name) => ({
            regex: `^${name}($|/)`,
            message: `${folder}/ must not import ${name} (docs/architecture.md).`,
          })),
        ],
      },
    ],
  },
});

const onlyHost = "vscode";
const onlyEngine = "node-llama-cpp";
const clientPackages = "vscode-languageclient";
/** What can open a connection. */
const connections = ["undici", "(?:node:)?(?:https?|http2|net|tls|dgram|dns)"];
const serverPackages = "vscode-languageserver";

export default tseslint.config(
  { ignores: ["dist/", "out/", "node_modules/", "examples/", "models/", "test/fixtures/"] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js", "*.ts", "scripts/*.mjs"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  boundary("protocol", [], [onlyHost, onlyEngine, clientPackages, serverPackages, "node:.*"]),
  boundary("extension", ["protocol"], [onlyEngine, serverPackages, ...connections]),
  boundary("language-server", ["protocol"], [onlyHost, clientPackages, onlyEngine, ...connections]),
  // The only folder that opens connections: to the model hub, for a download that the user started.
  {
    ...boundary("language-server", ["protocol"], [onlyHost, clientPackages, onlyEngine]),
    files: ["language-server/models/hub/**/*.ts"],
  },
  // The engine process is the only program that loads the native binding.
  {
    files: ["language-server/engine/llama/process.ts", "language-server/engine/llama/process/**/*.ts"],
    rules: { "no-restricted-imports": "off" },
  },
  boundary("media", ["protocol"], [onlyHost, onlyEngine, clientPackages, serverPackages, "node:.*"]),
  boundary("cli", ["protocol"], [onlyHost, onlyEngine, clientPackages, ...connections]),
  {
    files: ["extension/**/*.ts", "language-server/**/*.ts", "cli/**/*.ts", "media/**/*.ts"],
    rules: { "no-restricted-globals": ["error", "fetch", "WebSocket", "EventSource", "XMLHttpRequest"] },
  },
  boundary("scripts", ["protocol"], [onlyHost, onlyEngine]),
  boundary("benchmarks", ["protocol", "language-server", "cli", "scripts"], [onlyHost, onlyEngine]),
  // Programs of their own: what the binding does by itself, with a text that is given, and with steps of a given size.
  {
    files: ["benchmarks/engine/{defaultBatching,forcedText,rightAnswers,*Program}.ts"],
    rules: { "no-restricted-imports": "off" },
  },
  { files: ["media/**/*.ts"], ...noUnsanitized.configs.recommended },
  {
    files: ["*.config.{js,ts}", "scripts/*.mjs"],
    rules: { "no-restricted-exports": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        fetch: "readonly",
        AbortSignal: "readonly",
      },
    },
  },
);
