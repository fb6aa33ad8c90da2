/** Inputs with which actions succeed at the running site, filled in as people do it in Zapier's editor. */
import { inject } from "vitest";

import type { Input } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";

/** Return inputs of an action; what they need, such as a booking, is made. Each turn has a day of its own. */
export async function makeCall(action: string, turn: number): Promise<JsonObject> {
  const response = await fetch(`${inject("site").control_url}/valid_call`, {
    method: "POST",
    body: JSON.stringify({ action, turn }),
  });
  if (!response.ok) {
    throw new Error(`There is no valid call of ${action}: ${await response.text()}`);
  }
  return ((await response.json()) as { inputs: JsonObject }).inputs;
}

/** Return inputs as Zapier hands them over: all is text, and what a person left empty is there, too. */
export function fillIn(inputs: Input[], given: JsonObject): JsonObject {
  const empty = inputs
    .filter(({ children }) => !children)
    .map(({ key, is_list }) => [key, is_list ? [""] : ""]);
  return { ...Object.fromEntries(empty), ...(asText(given) as JsonObject) };
}

function asText(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(asText);
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
  }
  return String(value);
}
