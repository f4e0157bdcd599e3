import { table } from "./markdown.js";
import { reaches, type Figure } from "./results.js";

/** A table of the figures that have a goal: what was measured, the goal, and whether it is reached. */
export function goalsTable(figures: Readonly<Record<string, Figure>>): string {
  const rows = Object.entries(figures).flatMap(([name, figure]) =>
    figure.goal === undefined
      ? []
      : [
          [
            `\`${name}\``,
            `${figure.value} ${figure.unit}`,
            `${figure.goal.comparison} ${figure.goal.value}`,
            reaches(figure) ? "yes" : "**no**",
          ],
        ],
  );
  return table(["figure", "measured", "goal", "reached"], rows);
}
