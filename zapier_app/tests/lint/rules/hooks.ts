/** Publishing rules about how triggers get their events: D006, D016, D017. */
import { type Definition, listSteps, type Step } from "../definition.js";
import type { Rule } from "../rule.js";

export const HOOK_RULES: Rule[] = [
  {
    code: "D006",
    asks: "A REST hook has a list of recent events, for samples in the editor.",
    find: (definition) =>
      listHooks(definition)
        .filter(({ operation }) => operation.performList === undefined)
        .map(({ name }) => [name, "has no performList"]),
  },
  {
    code: "D016",
    asks: "An app is more than a single static hook.",
    find: (definition) => {
      const steps = listSteps(definition);
      const [only] = steps;
      return steps.length === 1 && only && isStatic(only) ? [[only.name, "is all that the app has"]] : [];
    },
  },
  {
    code: "D017",
    asks: "A REST hook subscribes and unsubscribes by itself.",
    find: (definition) =>
      listHooks(definition)
        .filter(isStatic)
        .map(({ name }) => [name, "has no performSubscribe, or no performUnsubscribe"]),
  },
];

function listHooks(definition: Definition): Step[] {
  return listSteps(definition).filter(
    ({ kind, operation }) => kind === "trigger" && operation.type === "hook",
  );
}

function isStatic({ operation }: Step): boolean {
  return (
    operation.type === "hook" &&
    (operation.performSubscribe === undefined || operation.performUnsubscribe === undefined)
  );
}
