/** Line items of Create Bookings: one booking a row. */
import type { Bundle, Create, ZObject } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import { performAction } from "../creates/create.js";
import type { JsonObject } from "../http/api.js";

const ROWS = "bookings";
/** Zapier wants each key once in a step, rows included. */
const ROW_PREFIX = "row_";

/** Give fields of rows that are fields of the step, too, a name of their own; and take it off again. */
export function override(create: Create, action: Action): Create {
  const taken = new Set(action.inputs.map(({ key }) => key));
  const rows = action.inputs.find(({ key }) => key === ROWS);
  const renamed = new Set((rows?.children ?? []).map(({ key }) => key).filter((key) => taken.has(key)));
  const { inputFields = [] } = create.operation;
  return {
    ...create,
    operation: {
      ...create.operation,
      inputFields: inputFields.map((field) => (isRows(field) ? renameChildren(field, renamed) : field)),
      perform: (z: ZObject, bundle: Bundle) =>
        performAction(z, bundle, action, restoreRows(bundle.inputData, renamed)),
    },
  } as Create;
}

interface Rows {
  key: string;
  children: { key: string }[];
}

function isRows(field: unknown): field is Rows {
  return (field as Rows).key === ROWS;
}

function renameChildren(field: Rows, renamed: Set<string>): Rows {
  const children = field.children.map((child) =>
    renamed.has(child.key) ? { ...child, key: ROW_PREFIX + child.key } : child,
  );
  return { ...field, children };
}

function restoreRows(inputs: JsonObject, renamed: Set<string>): JsonObject {
  const rows = (inputs[ROWS] ?? []) as JsonObject[];
  return { ...inputs, [ROWS]: rows.map((row) => restoreRow(row, renamed)) };
}

function restoreRow(row: JsonObject, renamed: Set<string>): JsonObject {
  const entries = Object.entries(row).map(([key, value]) => {
    const bare = key.startsWith(ROW_PREFIX) ? key.slice(ROW_PREFIX.length) : key;
    return [renamed.has(bare) ? bare : key, value];
  });
  return Object.fromEntries(entries);
}
