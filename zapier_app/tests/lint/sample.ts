/** Reads the keys and values of a sample as Zapier names them in steps. */
import type { OutputField } from "./definition.js";

/** Return every value with its path. */
export function flatten(value: unknown, path = ""): [path: string, value: unknown][] {
  if (value === null || typeof value !== "object") {
    return [[path, value]];
  }
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key));
}

/** Records whose keys nobody knows before there is data: custom fields, and the rows of each kind of report. */
const MAPS = /(^|__)(metadata|custom_fields)$|^rows$/;

/** Return the keys of a record as output fields have them: `customer__email`, `extras[]name`. */
export function listKeys(record: unknown, declared: OutputField[], prefix = ""): string[] {
  const entries = Object.entries((record ?? {}) as object);
  return [...new Set(entries.flatMap(([key, value]) => keysOf(value, prefix + key, declared)))];
}

/** Return the keys of declared output fields in the same form. */
export function listDeclared(fields: OutputField[]): string[] {
  return fields.flatMap(({ key, children }) =>
    children ? listDeclared(children).map((child) => `${key}[]${child}`) : [key],
  );
}

function keysOf(value: unknown, key: string, declared: OutputField[]): string[] {
  const children = declared.find((field) => field.key === key)?.children;
  if (!children && MAPS.test(key)) {
    return [];
  }
  if (Array.isArray(value)) {
    const rows = value.filter((row) => row !== null && typeof row === "object");
    return rows.length > 0
      ? rows.flatMap((row) => listKeys(row, children ?? []).map((one) => `${key}[]${one}`))
      : [key];
  }
  return value === null || typeof value !== "object" ? [key] : listKeys(value, declared, `${key}__`);
}
