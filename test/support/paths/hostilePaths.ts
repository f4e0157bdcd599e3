/** Names of files that something runs, obeys or trusts. */
export const protectedNames = [
  ".git/config .git/hooks/pre-commit .git/HEAD .vscode/settings.json .vscode/tasks.json .vscode/launch.json",
  ".vscode/extensions.json .vscode/mcp.json .idea/workspace.xml .devcontainer/devcontainer.json .husky/pre-commit",
  ".github/workflows/ci.yml .github/workflows/release.yaml .github/actions/build/action.yml .circleci/config.yml",
  "x.code-workspace team.code-workspace AGENTS.md CLAUDE.md GEMINI.md .cursorrules .clinerules .windsurfrules",
  ".github/copilot-instructions.md .githooks/pre-push docker-compose.yml build.gradle conftest.py .config/x.json",
  ".cursor/rules/a.mdc .claude/settings.json .env .env.local .env.production .envrc .npmrc .yarnrc .yarnrc.yml",
  ".bashrc .zshrc .profile .bash_profile .gitmodules .gitattributes .gitignore .ponderignore .mcp.json package.json",
  "Makefile Dockerfile Jenkinsfile .gitlab-ci.yml .pre-commit-config.yaml .ssh/config .devcontainer.json .netrc",
].flatMap((names) => names.split(" "));

const mixed = (text: string) =>
  Array.from(text, (sign, at) => (at % 2 ? sign.toUpperCase() : sign.toLowerCase())).join("");
/** Ways to write a name so that a careless rule does not know it any more. */
const spellings: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  mixed,
  (name) => `./${name}`,
  (name) => `././${name}`,
  (name) => `.\\${name.replaceAll("/", "\\")}`,
  (name) => name.replaceAll("/", "//"),
  (name) => name.replaceAll("/", "/./"),
  (name) => `packages/web/${name}`,
  (name) => `packages\\web\\${name.replaceAll("/", "\\")}`,
  (name) => `a/b/${mixed(name)}`,
  (name) => `x/${name.toUpperCase()}`,
  (name) => `./a/./${name}`,
  (name) => `a//${mixed(name)}`,
  (name) => `${name}. .`,
  (name) => `${name}.`,
  (name) => `${name} `,
  (name) => name.replaceAll("/", "./"),
  (name) => `src/../${name}`,
  (name) => name.replace("e", "ｅ"),
  (name) => `${name}::$DATA`,
  (name) => name.replace("i", "\u200Ci"),
];

/** All of them in all spellings. */
export const protectedSpellings: readonly string[] = [
  ...new Set(protectedNames.flatMap((name) => spellings.map((spell) => spell(name)))),
];

/** Ways out of a folder, and names that mean something else somewhere. */
export const escapes: readonly string[] = escapeForms();

function escapeForms(): readonly string[] {
  const ups = [
    "..",
    "..\\..",
    "../..",
    "%2e%2e",
    "%2E%2E",
    "..%2f..",
    ".. ",
    " ..",
    "...",
    "．．",
    "a/../..",
    "./..",
    "\u2025",
  ];
  const targets = ["x", "etc/passwd", "src/a.ts", ".ssh/id_rsa", "Windows\\win.ini"];
  const roots = [
    "/etc/passwd /x //host/s/x \\\\host\\s\\x \\\\?\\C:\\x \\\\.\\COM1 \\x C:\\x C:/x c:x z:/a/b file:///etc/passwd",
    "file://host/x FILE:///x http://x/y vscode://x/y ~/.bashrc ~root/x ~\\x $HOME/x ${HOME}/x $(pwd)/x %00 %2e%2e/x %2fetc",
    'a.ts:ads a.ts::$DATA A~1.TS PROGRA~1/x GIT~1/config a?b a*b a<b a>b a|b a"b a/ a\\ a∕b a／b a⁄b',
  ].flatMap((names) => names.split(" "));
  const devices = ["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9", "COM¹", "conin$"].flatMap((name) => [
    name,
    name.toUpperCase(),
    `${name}.txt`,
    `src/${name}`,
    `src\\${name}.ts`,
    `${name}/x`,
    `${name} .js`,
  ]);
  const signs = [
    "\0",
    "\n",
    "\r",
    "\t",
    "\x1b",
    "\x7f",
    "\x9b",
    "\u202E",
    "\u200B",
    "\u2066",
    "\uFEFF",
    "\u{E0041}",
    "\uD800",
  ];
  return [
    ...new Set([
      ...ups.flatMap((up) =>
        targets.flatMap((target) => [`${up}/${target}`, `${up}\\${target}`, `src/${up}/${target}`]),
      ),
      ...roots,
      ...devices,
      ...signs.flatMap((sign) => [`a${sign}.ts`, `${sign}a.ts`, `src${sign}/a.ts`, `a.ts${sign}`]),
      ...[".", " ", "..", " .", ". "].flatMap((end) =>
        ["a.ts", "src/a.ts", "a/b"].flatMap((name) => [name + end, `${name + end}/x`]),
      ),
      ...targets.flatMap((target) =>
        ["/", "//", "\\", "\\\\", "C:\\", "c:/", "file://", "~/"].map((root) => root + target),
      ),
      "",
      " ",
      `${"a".repeat(300)}.ts`,
    ]),
  ];
}
