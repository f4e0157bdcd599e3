import { SyntaxTrees } from "../../language-server/completion/syntax/syntaxTrees.js";
import { grammarFolder } from "../../scripts/grammars.js";

/** The product's parser with the grammars of the files that are typed. Without its time limit, so that runs are the same. */
export async function loadSyntax(): Promise<SyntaxTrees> {
  const syntax = new SyntaxTrees({
    folder: grammarFolder,
    failed: (problem) => {
      throw new Error(problem);
    },
    now: () => 0,
  });
  for (const languageId of ["typescript", "javascript", "python", "go"]) await syntax.load(languageId);
  return syntax;
}
