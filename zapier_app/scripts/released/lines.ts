/**
 * Says in one line each what Zaps in use hold on to: keys, types, and what must be filled in.
 *
 * `tests/fixtures/released-keys.json` of the sidecar protects the catalog: the keys of its API, for whoever
 * calls it. These lines protect what Zapier stores in a Zap: the keys as the app spells them
 * (`customer__email`), how a step is reached, and the connection. Fields that are only known at a site, its
 * custom fields, are in neither.
 */
import type { Definition, InputField, OutputField, Step } from "./definition.ts";

/** `trigger new_booking output customer__email` and, apart from that name, `string`. */
export interface Line {
  name: string;
  facts: string[];
}

/** Zapier's own default. */
const TEXT = "string";

/** Return the lines of an app, in the order in which the app declares them. */
export function listLines(definition: Definition): Line[] {
  const { authentication, triggers, creates, searches, searchOrCreates } = definition;
  return [
    ...describeConnection(authentication),
    ...describeSteps("trigger", triggers),
    ...describeSteps("create", creates),
    ...describeSteps("search", searches),
    ...Object.values(searchOrCreates ?? {}).map(({ key, search, create }) => ({
      name: `search_or_create ${key}`,
      facts: [search, create],
    })),
  ];
}

export function format({ name, facts }: Line): string {
  return [name, ...facts].join(" ");
}

/** Read a line back. Names of parts of a step have four words, all others two. */
export function parse(text: string): Line {
  const words = text.split(" ");
  const isPart = ["field", "input", "choice", "output"].includes(words[2] ?? "");
  const length = isPart ? 4 : 2;
  return { name: words.slice(0, length).join(" "), facts: words.slice(length) };
}

function describeConnection(authentication: Definition["authentication"]): Line[] {
  if (!authentication) {
    return [];
  }
  const name = `auth ${authentication.type}`;
  return [
    { name, facts: [] },
    ...(authentication.fields ?? []).map((field) => describeInput(name, "field", field, "")),
  ];
}

function describeSteps(kind: string, steps: Record<string, Step> = {}): Line[] {
  return Object.values(steps).flatMap((step) => describeStep(`${kind} ${step.key}`, step));
}

function describeStep(name: string, { display, operation }: Step): Line[] {
  const type = operation.type ?? (name.startsWith("trigger ") ? "polling" : "");
  return [
    { name, facts: [type, display.hidden ? "hidden" : "visible"].filter((fact) => fact !== "") },
    ...(operation.inputFields ?? []).filter(isKnown).flatMap((field) => describeInputs(name, field, "")),
    ...(operation.outputFields ?? []).filter(isKnown).flatMap((field) => describeOutputs(name, field, "")),
  ];
}

function describeInputs(name: string, field: InputField, prefix: string): Line[] {
  const choices = Array.isArray(field.choices) ? field.choices : [];
  return [
    describeInput(name, "input", field, prefix),
    ...choices.map((choice) => ({
      name: `${name} choice ${prefix}${field.key}=${readValue(choice)}`,
      facts: [],
    })),
    ...(field.children ?? []).flatMap((child) => describeInputs(name, child, `${prefix}${field.key}[]`)),
  ];
}

function describeInput(name: string, part: string, field: InputField, prefix: string): Line {
  const facts = [readType(field), field.required ? "required" : "optional", field.list ? "list" : ""];
  return { name: `${name} ${part} ${prefix}${field.key}`, facts: facts.filter((fact) => fact !== "") };
}

function describeOutputs(name: string, field: OutputField, prefix: string): Line[] {
  const facts = [readType(field), field.list ? "list" : ""].filter((fact) => fact !== "");
  return [
    { name: `${name} output ${prefix}${field.key}`, facts },
    ...(field.children ?? []).flatMap((child) => describeOutputs(name, child, `${prefix}${field.key}[]`)),
  ];
}

function readType({ type, children }: InputField | OutputField): string {
  return children ? "rows" : (type ?? TEXT);
}

function readValue(choice: unknown): string {
  return typeof choice === "string" ? choice : String((choice as { value: unknown }).value);
}

/** A function that asks the site comes as text in the definition, and as itself in the app. */
function isKnown<T>(field: T | string): field is T {
  return typeof field === "object";
}
