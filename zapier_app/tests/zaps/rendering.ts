/** Fills references to earlier steps into fields, and gives fields the types that Zapier would give them. */
import type { PlainInputField } from "zapier-platform-core";

import type { JsonObject } from "../../src/http/api.js";
import type { Fields } from "./zap.js";

const REFERENCE = /\{\{(\d+)\.([^{}]+)\}\}/g;

/** What each step gave, by its number in the editor; the trigger's is 1. */
export type Outputs = Map<number, JsonObject>;

/** Return a text with the values of what it refers to; what is not there is empty, as in Zapier. */
export function render(text: string, outputs: Outputs): string {
  return text.replace(REFERENCE, (_match, step: string, path: string) =>
    toText(lookUp(outputs, Number(step), path)),
  );
}

/** Return the references in a text. */
export function findReferences(text: string): { step: number; path: string }[] {
  return [...text.matchAll(REFERENCE)].map(([, step, path]) => ({ step: Number(step), path: path ?? "" }));
}

/** Return what a step gave at a path; undefined where it gave no such field. */
export function lookUp(outputs: Outputs, step: number, path: string): unknown {
  return find(outputs.get(step), path.replaceAll("[]", "").split("."));
}

/** Follow a path; through a list it leads to what each item holds there. */
function find(value: unknown, path: string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || value === undefined || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => find(item, path));
  }
  return find((value as JsonObject)[key], rest);
}

/** Line items in a text are put between commas. */
function toText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(toText).join(",");
  }
  return value === undefined || value === null ? "" : String(value);
}

/** Return the texts of another app's fields. */
export function renderTexts(fields: Fields, outputs: Outputs): Record<string, string> {
  const texts = Object.entries(fields).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(texts.map(([key, value]) => [key, render(value as string, outputs)]));
}

/** Return a step's input data: typed by its input fields, without what is empty; line items as rows. */
export function renderInputs(fields: Fields, definitions: PlainInputField[], outputs: Outputs): JsonObject {
  const inputs: JsonObject = {};
  for (const [key, value] of Object.entries(fields)) {
    const definition = definitions.find((one) => one.key === key);
    if (!definition) {
      throw new Error(`The step has no field ${key}.`);
    }
    const given = Array.isArray(value)
      ? value.map((row) => renderInputs(row, definition.children ?? [], outputs))
      : type(render(value, outputs), definition);
    if (given !== undefined) {
      inputs[key] = given;
    }
  }
  return inputs;
}

function type(text: string, definition: PlainInputField): unknown {
  if (text === "") {
    return undefined;
  }
  const value = cast(text, definition.type);
  return definition.list ? [value] : value;
}

/** A text that is no number stays as it is: the sidecar says what is wrong with it. */
function cast(text: string, type: PlainInputField["type"]): unknown {
  if (type === "integer" || type === "number") {
    return Number.isNaN(Number(text)) ? text : Number(text);
  }
  return type === "boolean" ? /^(true|yes|1)$/i.test(text) : text;
}
