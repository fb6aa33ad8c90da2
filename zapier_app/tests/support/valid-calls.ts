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

const FIRST_MONDAY = Date.UTC(2028, 0, 3);
const WEEK_MILLISECONDS = 7 * 24 * 3600 * 1000;

/** Return the Monday of a week of 2028, from 0, as the site's clock has it. */
export function monday(week: number): string {
  return new Date(FIRST_MONDAY + week * WEEK_MILLISECONDS).toISOString().slice(0, 10);
}

/** Return inputs that book a haircut with Alex; where tests share the site, each takes weeks of its own. */
export function wish(week: number, time: string, more: JsonObject = {}): JsonObject {
  return {
    service_id: "13",
    staff_id: "8",
    start_datetime: `${monday(week)} ${time}`,
    customer_email: "rae@example.test",
    customer_name: "Rae Example",
    notify: "none",
    ...more,
  };
}

/** How a step was refused: by which error of Zapier's, and in which words. */
export interface Refused {
  name: string;
  message: string;
  /** After how many seconds Zapier runs the step again. */
  delay?: number;
}

/** Return what a step that must not succeed was refused with, as a person reads it. */
export function refusal(step: Promise<unknown>): Promise<Refused> {
  return step.then(
    (result) => ({ name: "none", message: `It went well: ${JSON.stringify(result)}` }),
    (error: Error) => read(error),
  );
}

/** Zapier's own errors carry what they are about as JSON; behind others it writes what happened. */
function read({ name, message }: Error): Refused {
  if (message.startsWith("{")) {
    return { name, ...(JSON.parse(message) as { message: string; delay?: number }) };
  }
  return { name, message: message.split("\nWhat happened:")[0] ?? "" };
}
