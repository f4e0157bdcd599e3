import { table } from "../support/markdown.js";
import type { Results } from "./figures.js";
import { costsOf } from "./lookup.js";
import type { LookupBound } from "./lookupBound.js";
import { summaryOf, type CostPair, type LookupSummary } from "./lookupSummary.js";
import { neededAcceptance, type StepCosts } from "./stepCost.js";

/** What the report says about prompt lookup. */
export function lookupText({ lookup, forcedLookup, stepCosts, lookupBounds, identity }: Results): string {
  const same = lookup.filter(({ plain, lookup: { text } }) => plain.text === text).length / lookup.length;
  const demo = summaryOf(costsOf(lookup));
  return `${lookup.length} fix prompts of \`test/fixtures/heldout.jsonl\` on the demo model, temperature 0, the prompt in the cache, each without and with
lookup: ${told(demo)}; ${percent(same)} of the answers are the same to the letter.

${partsText(demo)}

${amdahlText(demo)}

${forcedLookup === undefined ? "" : forcedText(forcedLookup.model.name, forcedLookup.answers)}

### What guesses must bring

${stepCostText(stepCosts)}

${boundText(lookupBounds)}

${identity.prompts} prompts (fixes and questions of the same file) on two lanes with the same past, temperature 0, without and with
lookup: ${identity.same} answers are the same to the letter; ${identity.accepted} of ${identity.drafted} guessed tokens were right.`;
}

function told({ speed, speedWall, tokensPerStep, acceptance }: LookupSummary): string {
  const cpu = speed === undefined ? "" : `${speed.toFixed(2)} times the tokens per CPU second, `;
  return `${cpu}${speedWall.toFixed(2)} times the tokens per second of wall time; ${tokensPerStep.toFixed(2)} tokens per step of the model; ${percent(acceptance)} of the guessed tokens were right`;
}

function partsText({ thought, code }: LookupSummary): string {
  const rows = [
    { name: "thought", part: thought },
    { name: "fenced code", part: code },
  ].flatMap(({ name, part }) =>
    part === undefined
      ? []
      : [
          [
            name,
            percent(part.share),
            percent(part.timeShare),
            part.speed?.toFixed(2) ?? "–",
            part.speedWall.toFixed(2),
          ],
        ],
  );
  return rows.length === 0
    ? "No answer had a thought or fenced code."
    : table(["part", "tokens", "time without lookup", "CPU speed", "wall speed"], rows);
}

/** Where lookup wins, and why it wins no more. */
function amdahlText({ code }: LookupSummary): string {
  if (code === undefined) return "No answer had fenced code.";
  return `Only the fenced code repeats the prompt, the thought before it repeats little. With code in no time at all, the whole would be
${(1 / (1 - code.timeShare)).toFixed(2)} times as fast: no lookup can do more here (Amdahl's law, from the time above). And a token more in a step
is not free on a CPU (below). Where it wins nothing, it is let be.`;
}

function boundText(bounds: readonly LookupBound[]): string {
  const speeds = bounds.map(({ model, speed }) => `${speed.toFixed(2)} times as fast with the ${model.name}`);
  return `So much is in it at most: who never guessed wrong, knew how far each copy of something in the prompt or the answer holds, and took
the steps that are fastest at these costs, would write the ${bounds[0]?.answers ?? 0} right answers
${speeds.join(", and ")}.`;
}

function forcedText(name: string, answers: readonly CostPair[]): string {
  const summary = summaryOf(answers);
  return `### ${name}

Random weights repeat nothing. So the model is made to write ${answers.length} of the right answers, those with the longest code: each
token is evaluated and drawn as always, with a bias that leaves but one. Guessing, checking and the choice of how much is
guessed are the engine's own: ${told(summary)}.

${partsText(summary)}`;
}

/** A step of each size, beside steps of one token. */
const speedsOf = ({ steps }: StepCosts) => {
  const single = steps.find(({ tokens }) => tokens === 1)?.ms ?? Number.NaN;
  return steps.map(({ tokens, ms }) => ({ tokens, ms, cost: ms / single, allRight: (tokens * single) / ms }));
};

/** Break-even: what a step costs, and how often guesses must be right for that. */
function stepCostText(all: readonly StepCosts[]): string {
  const rows = all.flatMap((costs) =>
    speedsOf(costs).map(({ tokens, ms, cost, allRight }) => {
      const needed = (speed: number): string => {
        const right = neededAcceptance(tokens, cost, speed);
        return tokens === 1 ? "–" : right === undefined ? "never" : percent(right);
      };
      const measured = [`${ms.toFixed(2)} ms`, cost.toFixed(2), `${allRight.toFixed(2)}×`];
      return [costs.model.name, tokens, ...measured, needed(1), needed(1.5)];
    }),
  );
  return `A step with guesses evaluates them behind the last token and draws a token behind each. CPU time of such a step; how much
faster than single steps it is when every guess is right; and how likely each must be right so that it is no slower, and so
that it is 1.5 times as fast ("never": not even if all are right).

${table(["model", "tokens in a step", "CPU time", "in single steps", "all right", "right for 1×", "right for 1.5×"], rows)}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
