/** Says in Zapier's words what fields a payload or an answer has. */
import type { Bundle, PlainOutputField, ZObject } from "zapier-platform-core";

import type { Field, ValueType } from "../catalog.js";
import { describe, type Kind } from "../http/api.js";

/** The one object of a record whose fields differ from site to site. */
const CUSTOM_FIELDS = "custom_fields";

/** Money is text, to the last digit; a date has no time, so it is none of Zapier's datetimes. */
const TYPES: Partial<Record<ValueType, NonNullable<PlainOutputField["type"]>>> = {
  integer: "integer",
  number: "number",
  boolean: "boolean",
  datetime: "datetime",
};

/**
 * Return the output fields of declared fields: `customer__email` for what lies in an object, children for
 * line items. Maps are left out: their keys are not known before there is data.
 */
export function outputFields(fields: Field[], prefix = ""): PlainOutputField[] {
  return fields.flatMap((field) => outputField(field, prefix + field.key));
}

function outputField(field: Field, key: string): PlainOutputField[] {
  if (field.type === "map" || field.items === "map") {
    return [];
  }
  if (field.type === "object") {
    return outputFields(field.children ?? [], `${key}__`);
  }
  if (field.type === "list" && field.children) {
    return [{ key, label: field.label, children: outputFields(field.children) }];
  }
  const type = TYPES[field.type === "list" ? (field.items ?? "string") : field.type] ?? "string";
  return [{ key, label: field.label, type, ...(field.type === "list" && { list: true }) }];
}

/** Return a function that asks the connected site for its custom fields of an entry of the catalog. */
export function customFields(kind: Kind, key: string) {
  return async (z: ZObject, bundle: Bundle): Promise<PlainOutputField[]> => {
    const entry = await describe(z, bundle, kind, key);
    return outputFields(entry.fields.filter((field) => field.key === CUSTOM_FIELDS));
  };
}
