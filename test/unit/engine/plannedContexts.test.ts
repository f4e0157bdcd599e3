import { describe, expect, it } from "vitest";
import { PlannedContexts } from "../../../language-server/engine/llama/process/plannedContexts.js";

describe("PlannedContexts", () => {
  function plannedLike(...like: Parameters<PlannedContexts["likeChat"]>) {
    const told: number[] = [];
    const planned = new PlannedContexts((bytes) => told.push(bytes));
    planned.likeChat(...like);
    return { planned, told };
  }

  it("are those for edits and completions, by their sizes, until they are made", () => {
    const { planned, told } = plannedLike(1000, 8192, true);
    planned.made("chat");
    planned.made("completion");
    planned.made("completion");
    planned.made("edit");
    expect(told).toEqual([1500, 1000, 0]);
  });

  it("are never larger than the model's context", () => {
    expect(plannedLike(1000, 1024, true).told).toEqual([2000]);
  });

  it("are those for edits where another model completes", () => {
    const { planned, told } = plannedLike(1000, 8192, false);
    planned.made("completion");
    expect(told).toEqual([1000]);
  });
});
