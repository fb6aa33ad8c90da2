/** Line items of Create Bookings: one booking a row, and what became of each. */
import type { Bundle, Create, PlainInputField, ZObject } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import { readCall } from "../creates/create.js";
import type { JsonObject } from "../http/api.js";
import { performRows, ROWS } from "../http/rows.js";

/** Zapier wants each key once in a step, rows included. */
const ROW_PREFIX = "row_";
const SEVERAL = "Put commas between several.";

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
      inputFields: inputFields.map((field) => (isRows(field) ? fitChildren(field, renamed) : field)),
      perform: (z: ZObject, bundle: Bundle) =>
        performRows(z, bundle, readCall(z, bundle, action, restoreRows(bundle.inputData, renamed))),
    },
  } as Create;
}

interface Rows {
  key: string;
  children: PlainInputField[];
}

function isRows(field: unknown): field is Rows {
  return (field as Rows).key === ROWS;
}

function fitChildren(field: Rows, renamed: Set<string>): Rows {
  const children = field.children.map((child) => ({
    ...fitList(child),
    key: renamed.has(child.key) ? ROW_PREFIX + child.key : child.key,
  }));
  return { ...field, children };
}

/** A row has one line for each field: several values share it, so it is no number. */
function fitList(child: PlainInputField): PlainInputField {
  const { list, ...single } = child;
  return list ? { ...single, type: "string", helpText: `${child.helpText} ${SEVERAL}` } : child;
}

function restoreRows(inputs: JsonObject, renamed: Set<string>): JsonObject {
  const rows = inputs[ROWS];
  return { ...inputs, [ROWS]: Array.isArray(rows) ? rows.map(restore) : restore(rows) };

  function restore(row: unknown): unknown {
    return row !== null && typeof row === "object" ? restoreRow(row as JsonObject, renamed) : row;
  }
}

function restoreRow(row: JsonObject, renamed: Set<string>): JsonObject {
  const entries = Object.entries(row).map(([key, value]) => {
    const bare = key.startsWith(ROW_PREFIX) ? key.slice(ROW_PREFIX.length) : key;
    return [renamed.has(bare) ? bare : key, value];
  });
  return Object.fromEntries(entries);
}
