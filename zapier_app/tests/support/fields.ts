/** Says whether a live record is what the editor promised: Zapier's checks T004, T005 and Z001, and more. */
import type { Field, ValueType } from "../../src/catalog.js";

type Record = { [key: string]: unknown };

const OFFSET_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MONEY = /^-?\d+(\.\d+)?$/;

const HOLDS: { [type in ValueType]: (value: unknown) => boolean } = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  datetime: (value) => typeof value === "string" && OFFSET_TIME.test(value),
  date: (value) => typeof value === "string" && DAY.test(value),
  money: (value) => typeof value === "string" && MONEY.test(value),
  object: isRecord,
  map: isRecord,
  list: Array.isArray,
};

/**
 * Return what is wrong with a record, each with its path: keys of the sample that it lacks, keys that no field
 * declares, values of another type than their field's, null where a field is never null.
 */
export function listFaults(fields: Field[], record: Record, sample: Record = {}): string[] {
  const missing = Object.keys(sample).filter((key) => !(key in record));
  return [...missing.map((key) => `${key}: is in the sample alone`), ...listMisfits(fields, record, "")];
}

function listMisfits(fields: Field[], record: Record, prefix: string): string[] {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  return Object.entries(record).flatMap(([key, value]) => {
    const field = byKey.get(key);
    const path = prefix + key;
    return field ? listMisfitsOf(field, value, path) : [`${path}: no field declares it`];
  });
}

function listMisfitsOf(field: Field, value: unknown, path: string): string[] {
  if (value === null) {
    return field.nullable ? [] : [`${path}: is null`];
  }
  if (!HOLDS[field.type](value)) {
    return [`${path}: is no ${field.type}: ${JSON.stringify(value)}`];
  }
  if (field.type === "object") {
    return listMisfits(field.children ?? [], value as Record, `${path}.`);
  }
  if (field.type !== "list") {
    return [];
  }
  return (value as unknown[]).flatMap((item, index) =>
    listMisfitsOfItem(field, item, `${path}.${index + 1}`),
  );
}

function listMisfitsOfItem({ children, items }: Field, item: unknown, path: string): string[] {
  if (children) {
    return isRecord(item) ? listMisfits(children, item, `${path}.`) : [`${path}: is no object`];
  }
  return HOLDS[items ?? "string"](item) ? [] : [`${path}: is no ${items}: ${JSON.stringify(item)}`];
}

function isRecord(value: unknown): value is Record {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
