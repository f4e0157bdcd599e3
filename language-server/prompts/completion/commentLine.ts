/** How comments of one line begin and end, by the editor's language ids. Not named: `//`. */
const styles: readonly (readonly [begin: string, end: string, languages: string])[] = [
  [
    "#",
    "",
    "coffeescript crystal dockercompose dockerfile dotenv elixir git-commit git-rebase gitignore graphql ignore julia " +
      "makefile nim perl perl6 powershell properties python r raku ruby shellscript terraform tcl toml yaml",
  ],
  ["--", "", "ada elm haskell lua sql plsql vhdl"],
  ["%", "", "bibtex erlang latex matlab prolog tex"],
  [";", "", "asm clojure ini lisp racket scheme"],
  ["'", "", "vb"],
  ["REM", "", "bat"],
  ['"', "", "viml"],
  ["!", "", "fortran FortranFreeForm"],
  ["/*", " */", "c css"],
  ["(*", " *)", "ocaml pascal"],
  ["<!--", " -->", "handlebars html markdown razor svelte vue xml xsl"],
];

const styleOf = new Map(
  styles.flatMap(([begin, end, languages]) =>
    languages.split(" ").map((language) => [language, { begin, end }] as const),
  ),
);

/** A line of its own that says `text` in a comment of the language. */
export function commentLine(languageId: string, text: string): string {
  const { begin, end } = styleOf.get(languageId) ?? { begin: "//", end: "" };
  return `${begin} ${text.replace(/[\r\n]+/g, " ")}${end}\n`;
}
