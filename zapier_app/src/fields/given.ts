/** Reads what Zapier hands to a step as the inputs that were meant, and nothing else. */
import type { Input } from "../catalog.js";
import type { JsonObject } from "../http/api.js";

/**
 * Return the declared inputs that were given.
 *
 * Zapier hands over more: in a search-or-create step also the fields of the other half, in an old Zap fields
 * that are no more. Fields that were left empty are left out, empty lines of lists and empty rows as well. One
 * line of a list may hold several values with commas between them, where a person mapped them from one field.
 */
export function readInputs(inputs: Input[], said: JsonObject): JsonObject {
  const given = inputs.map((input) => [input.key, readInput(input, said[input.key])] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function readInput(input: Input, raw: unknown): unknown {
  if (isBlank(raw)) {
    return undefined;
  }
  if (input.children) {
    return orNothing(readRows(input.children, raw));
  }
  if (input.is_list) {
    return orNothing(toList(raw).flatMap(splitAtCommas));
  }
  return raw;
}

/** A single object is one row; what is no object stays as it is, for the sidecar to say what is wrong. */
function readRows(inputs: Input[], raw: unknown): unknown[] {
  const rows = toList(raw).map((row) => (isObject(row) ? readInputs(inputs, row) : row));
  return rows.filter((row) => !isBlank(row) && !(isObject(row) && Object.keys(row).length === 0));
}

/** No value of a list has a comma in it: they are numbers, dates and words to choose from. */
function splitAtCommas(value: unknown): unknown[] {
  const parts = typeof value === "string" ? value.split(",").map((part) => part.trim()) : [value];
  return parts.filter((part) => !isBlank(part));
}

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function orNothing(values: unknown[]): unknown[] | undefined {
  return values.length > 0 ? values : undefined;
}

/** Say whether a field was left empty: Zapier leaves it out, or hands over null or an empty text. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function isBlank(value: unknown): boolean {
  return isEmpty(value) || (typeof value === "string" ? value.trim() === "" : isBlankList(value));
}

function isBlankList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isBlank);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
