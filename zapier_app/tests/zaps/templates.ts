/** Makes of the catalog's Zap templates Zaps that the runner runs. */
import data from "../../src/catalog.json" with { type: "json" };
import type { Operator } from "./conditions.js";
import type { Step, Zap } from "./zap.js";

/** A template as the catalog holds it; `key` is null where a step is another app's. */
export interface ZapTemplate {
  key: string;
  title: string;
  trigger: { app: string; event: string; key: string | null; filters: Record<string, unknown> };
  steps: TemplateStep[];
}

interface TemplateStep {
  app: string;
  event: string;
  key: string | null;
  kind: "action" | "search" | null;
  fields: Record<string, string>;
}

export const ZAP_TEMPLATES = data.zap_templates as unknown as ZapTemplate[];

/** Return the steps of a template, as somebody would click them together. */
export function templateSteps(template: ZapTemplate): Step[] {
  return template.steps.map(({ app, event, key, kind, fields }) => {
    if (app === "Filter by Zapier") {
      const { Field: value = "", Condition: is, Value: than = "" } = fields;
      return { do: "filter", when: [{ value, is: is as Operator, than }] };
    }
    if (key === null) {
      return { do: "other", app, event, fields };
    }
    return { do: kind === "search" ? "search" : "create", key, fields };
  });
}

/** Return the Zap of a template that starts with a trigger of this app. */
export function templateZap(template: ZapTemplate): Zap {
  const trigger = data.triggers.find(({ key }) => key === template.trigger.key);
  if (!trigger) {
    throw new Error(`${template.key} starts with another app.`);
  }
  return {
    id: template.key,
    trigger: { key: trigger.zapier_key, filters: template.trigger.filters },
    steps: templateSteps(template),
  };
}
