/** A turn as the panel shows it. */
export interface TranscriptTurn {
  readonly question: string;
  readonly thought: string;
  readonly answer: string;
  /** Empty when the turn did not fail. */
  readonly error: string;
}

/** What the demo did and saw. */
export interface Transcript {
  readonly ask: TranscriptTurn;
  readonly explain: TranscriptTurn;
  readonly fix: TranscriptTurn & {
    readonly file: string;
    /** Unified diff of what was accepted. */
    readonly diff: string;
    readonly untouchedBeforeAccept: boolean;
    readonly equalsExpected: boolean;
  };
  readonly completion: {
    readonly file: string;
    /** 1-based. */
    readonly line: number;
    readonly offered: string;
    readonly accepted: boolean;
  };
}

/** The transcript as a Markdown document. */
export function renderTranscript({ ask, explain, fix, completion }: Transcript): string {
  return `# What the demo did

## Ask

${turn(ask)}
## Explain

${turn(explain)}
## Fix

${turn(fix)}
Accepted in \`${fix.file}\`:

\`\`\`diff
${fix.diff.trim()}
\`\`\`

- The file was untouched before the fix was accepted: ${yes(fix.untouchedBeforeAccept)}
- The file with the accepted fix equals the expected file: ${yes(fix.equalsExpected)}

## Complete

Offered at \`${completion.file}\`, line ${completion.line}: \`${completion.offered}\`

- Accepted with Tab: ${yes(completion.accepted)}
`;
}

function turn({ question, thought, answer, error }: TranscriptTurn): string {
  return `**${question}**

${quote(`Thought:\n\n${thought}`)}

${answer}
${error && `\nFailed: ${error}\n`}`;
}

function quote(text: string): string {
  return text.replaceAll(/^/gm, "> ");
}

function yes(value: boolean): string {
  return value ? "yes" : "no";
}
