import type { ModelRole } from "../../protocol/models.js";

/** What a model is chosen for: chat (and what thinks like it), completions, or guessing tokens ahead for the first. */
export type ChosenRole = ModelRole | "draft";

export const chosenRoles: readonly ChosenRole[] = ["chat", "completion", "draft"];

/** Paths of the models that the settings name; an empty one: none is named. */
export type ChosenModels = Readonly<Record<ChosenRole, string>>;
