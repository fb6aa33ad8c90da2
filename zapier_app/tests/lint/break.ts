/** Breaks a publishing rule in one place of an app that keeps all of them, and looks for it. */
import type { Definition, InputField, StepDefinition } from "./definition.js";
import { makeGood } from "./good-app.js";
import { type Finding, lint } from "./rule.js";
import { RULES } from "./rules/index.js";

/** Breaks one rule in the good app. */
export type Break = (parts: {
  app: Definition;
  hook: StepDefinition;
  polling: StepDefinition;
  create: StepDefinition;
  search: StepDefinition;
  apiKey: InputField;
  staff: InputField;
}) => void;

/** Break the good app in one place, and return what is found. */
export function breakAnd(find: string | undefined, change: Break): Finding[] {
  const app = makeGood();
  const { new_booking: hook, new_review: polling } = app.triggers as Record<string, StepDefinition>;
  const create = app.creates?.move_booking as StepDefinition;
  const search = app.searches?.find_booking as StepDefinition;
  const staff = create.operation.inputFields?.[1] as InputField;
  const apiKey = app.authentication?.fields?.[0] as InputField;
  change({ app, hook, polling, create, search, apiKey, staff } as Parameters<Break>[0]);
  return lint(
    RULES.filter(({ code }) => find === undefined || code === find),
    app,
  );
}
