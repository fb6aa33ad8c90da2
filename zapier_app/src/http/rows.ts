/** Has an action with rows done: rows that failed are asked anew by a replay, those that are done are not. */
import type { Bundle, ZObject } from "zapier-platform-core";

import { type Call, isReplayed, numbered, readAnswer, request } from "./actions.js";
import type { JsonObject } from "./api.js";
import { halted } from "./errors.js";
import { type Asked, nameField, nameKeys } from "./labels.js";
import type { Fault } from "./verdicts.js";

/** The input that holds the rows. */
export const ROWS = "bookings";

/** How one row ended (sidecar/services/actions/batches.py). */
interface Row {
  row: number;
  status: "success" | "error";
  error: { code: string; message: string; fields?: Fault[] } | null;
}

/** Errors that pass by themselves: the same call, with its name, does the rest of the rows. */
const PASSING = new Set(["not_begun", "busy", "still_running", "service_unavailable"]);
const WAIT_SECONDS = 5;
const MAX_TRIES = 10;
const MAX_TOLD = 10;

/**
 * Return how each row ended; that some failed is no error.
 *
 * Raises a ThrottledError where rows were left for the same call to come again, and a HaltedError where no
 * row could be done: as with one booking, what follows in the Zap must not run for nothing.
 */
export async function performRows(z: ZObject, bundle: Bundle, call: Call): Promise<JsonObject> {
  const rows = await settle(z, bundle, call, 1);
  const failed = rows.filter(isFailed);
  if (call.idempotencyKey && failed.some(({ error }) => PASSING.has(error?.code ?? ""))) {
    throw new z.errors.ThrottledError("The site needs more time for so many rows.", WAIT_SECONDS);
  }
  if (failed.length > 0 && failed.length === rows.length) {
    throw halted(z, tell(call.action, failed));
  }
  return { rows, succeeded: rows.length - failed.length, failed: failed.length };
}

/** Return the rows' ends; failures of an earlier run are asked anew, alone, under the call's next number. */
async function settle(z: ZObject, bundle: Bundle, call: Call, number: number): Promise<Row[]> {
  const response = await request(z, bundle, number > 1 ? numbered(call, number) : call);
  const rows = readAnswer(z, response).result.rows as Row[];
  const failed = rows.filter(isFailed);
  const mayAskAnew = call.idempotencyKey !== undefined && number < MAX_TRIES;
  if (!mayAskAnew || !isReplayed(response) || failed.length === 0) {
    return rows;
  }
  const rest = { ...call, inputs: leave(call.inputs, failed) };
  const anew = await settle(z, bundle, rest, number + 1);
  failed.forEach(({ row }, index) => {
    rows[row - 1] = { ...(anew[index] as Row), row };
  });
  return rows;
}

/** Return the inputs with the failed rows alone; the call's own external ID stands for those that are done. */
function leave(inputs: JsonObject, failed: Row[]): JsonObject {
  const rows = inputs[ROWS] as unknown[];
  if (failed.length === rows.length) {
    return inputs;
  }
  const { external_id: _, ...others } = inputs;
  return { ...others, [ROWS]: failed.map(({ row }) => rows[row - 1]) };
}

function isFailed({ status }: Row): boolean {
  return status !== "success";
}

function tell(action: string, failed: Row[]): string {
  const told = failed.slice(0, MAX_TOLD).map((row) => tellRow(action, row));
  const rest = failed.length > MAX_TOLD ? [`And ${failed.length - MAX_TOLD} more.`] : [];
  return ["None of the bookings could be made.", ...told, ...rest].join("\n");
}

/** A row's error names the row's own fields. */
function tellRow(action: string, { row, error }: Row): string {
  const asked: Asked = { kind: "actions", key: action };
  const faults = (error?.fields ?? []).map(
    ({ field, problem }) => `${nameField(`${ROWS}.${row}.${field}`, asked)}: ${nameKeys(problem, asked)}`,
  );
  return [`Row ${row}: ${error?.message ?? ""}`, ...faults].join("\n");
}
