/** Compares the keys of records with those of output fields, flattened as Zapier's editor shows them. */
import type { PlainOutputField } from "zapier-platform-core";

import type { Field } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";

/** Return the keys of static output fields: `customer__email`, and `extras[]name` for line items. */
export function fieldKeys(outputFields: unknown[], prefix = ""): string[] {
  const fields = outputFields.filter((field): field is PlainOutputField => typeof field !== "function");
  return fields.flatMap(({ key, children }) =>
    children ? fieldKeys(children, `${prefix}${key}[]`) : [prefix + key],
  );
}

/** Return the paths of maps, whose keys nobody knows before: what lies in them is no field of its own. */
export function mapPaths(fields: Field[], prefix = ""): string[] {
  return fields.flatMap(({ key, type, items, children }) => {
    const own = type === "map" || items === "map" ? [prefix + key] : [];
    return [...own, ...mapPaths(children ?? [], `${prefix}${key}${type === "list" ? "[]" : "__"}`)];
  });
}

/** What does not agree; both are empty where all does. */
export interface Difference {
  /** Declared, but not in the record. */
  missing: string[];
  /** In the record, but declared nowhere. */
  undeclared: string[];
}

export const NO_DIFFERENCE: Difference = { missing: [], undeclared: [] };

/**
 * Return in which keys a record and its fields differ. An empty list, and an object that is null, stand for
 * all that they could hold.
 */
export function compareKeys(declared: string[], record: JsonObject, maps: string[]): Difference {
  const keys = recordKeys(record, new Set(maps));
  const isDeclared = (key: string) =>
    declared.some((one) => one === key || (isEmptyAt(record, key) && isBelow(one, key)));
  const isThere = (one: string) =>
    keys.some((key) => key === one || (isEmptyAt(record, key) && isBelow(one, key)));
  return {
    missing: declared.filter((one) => !isThere(one)),
    undeclared: keys.filter((key) => !isDeclared(key)),
  };
}

function recordKeys(record: JsonObject, maps: Set<string>, prefix = ""): string[] {
  const keys = Object.entries(record).flatMap(([key, value]) => valueKeys(value, prefix + key, maps));
  return [...new Set(keys)];
}

function valueKeys(value: unknown, path: string, maps: Set<string>): string[] {
  if (maps.has(path)) {
    return [];
  }
  if (Array.isArray(value)) {
    const items = value.filter(isObject);
    return items.length > 0 ? items.flatMap((item) => recordKeys(item, maps, `${path}[]`)) : [path];
  }
  return isObject(value) ? recordKeys(value, maps, `${path}__`) : [path];
}

function isBelow(key: string, path: string): boolean {
  return key.startsWith(`${path}__`) || key.startsWith(`${path}[]`);
}

/** Say whether null or an empty list stands at a path; what lies in rows is not looked at. */
function isEmptyAt(record: JsonObject, path: string): boolean {
  let value: unknown = record;
  for (const key of path.split("__")) {
    value = isObject(value) ? value[key] : undefined;
  }
  return value === null || (Array.isArray(value) && value.length === 0);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
