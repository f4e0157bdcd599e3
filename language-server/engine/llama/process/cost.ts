/** What a generation has cost so far; kept up to date, so that it can be told when it was aborted. */
export interface Cost {
  evaluatedTokens: number;
  generatedTokens: number;
}
