/** Says in Zapier's words what fields a payload or an answer has. */
import type { Bundle, PlainOutputField, ZObject } from "zapier-platform-core";

import { catalog, type Field, type ValueType } from "../catalog.js";
import { describe, type Kind } from "../http/api.js";

/** Money is text, to the last digit; a date has no time, so it is none of Zapier's datetimes. */
const TYPES: Partial<Record<ValueType, NonNullable<PlainOutputField["type"]>>> = {
  integer: "integer",
  number: "number",
  boolean: "boolean",
  datetime: "datetime",
};

/** Objects that hold values before a change: their fields have the labels of those that hold today's. */
const BEFORE = /^previous(_|$)/;

/**
 * Return the output fields of declared fields: `customer__email` for what lies in an object, children for
 * line items. Maps are left out: their keys are not known before there is data. `time` stands before each
 * label: Zapier's editor shows a field by its label alone.
 */
export function outputFields(fields: Field[], prefix = "", time = ""): PlainOutputField[] {
  return fields.flatMap((field) => outputField(field, prefix + field.key, time));
}

function outputField(field: Field, key: string, time: string): PlainOutputField[] {
  if (field.type === "map" || field.items === "map") {
    return [];
  }
  if (field.type === "object") {
    return outputFields(field.children ?? [], `${key}__`, BEFORE.test(field.key) ? "Previous " : time);
  }
  if (field.type === "list" && field.children) {
    return [{ key, label: time + field.label, children: outputFields(field.children, "", time) }];
  }
  const type = TYPES[field.type === "list" ? (field.items ?? "string") : field.type] ?? "string";
  return [{ key, label: time + field.label, type, ...(field.type === "list" && { list: true }) }];
}

/**
 * Return a function that asks the connected site for fields that this app does not know: those that its
 * owner mapped, and those of a newer sidecar.
 *
 * A site that does not answer takes no more than these fields away. A token that is too old, or a key that
 * is none any more, is told: Zapier gets a new token, and asks again.
 */
export function customFields(kind: Kind, key: string) {
  return async (z: ZObject, bundle: Bundle): Promise<PlainOutputField[]> => {
    try {
      const entry = await describe(z, bundle, kind, key);
      const known = listKnown(kind, key);
      return outputFields(entry.fields).filter((field) => !known.has(field.key));
    } catch (error) {
      if (/AuthError$/.test((error as Error).name)) {
        throw error;
      }
      z.console.log("no fields of the site's own", (error as Error).message);
      return [];
    }
  };
}

function listKnown(kind: Kind, key: string): Set<string> {
  const entries: { key: string; fields: Field[] }[] = catalog[kind];
  const entry = entries.find((candidate) => candidate.key === key);
  return new Set(outputFields(entry?.fields ?? []).map((field) => field.key));
}
