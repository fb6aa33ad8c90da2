/** Long reports: the Zap waits, and the sidecar calls back when the report is made. */
import type { Bundle, Create, HttpResponse, ZObject } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import { readCall } from "../creates/create.js";
import { type Call, readAnswer, request } from "../http/actions.js";
import type { JsonObject } from "../http/api.js";
import { halted } from "../http/errors.js";

const CALLBACK = "callback_url";
/** The sidecar's word for a report that takes longer than an answer may (sidecar/desk/reports/asking.py). */
const TOO_LONG = "too_long";
/**
 * What people do not fill in. A callback's address is made here. An external ID would name the first question
 * and the one with an address alike, although these are two; and a report makes nothing that could come twice.
 */
const HIDDEN = new Set([CALLBACK, "external_id"]);
const NOT_IN_TESTS =
  "This report has too many bookings for a test: Zapier does not wait for it here. Test with a shorter " +
  "period; when the Zap is on, long reports are waited for.";
const NOT_MADE = "The report could not be made.";

/** Take the callback's address out of people's hands, and give one where a report is long. */
export function override(create: Create, action: Action): Create {
  const { inputFields = [] } = create.operation;
  return {
    ...create,
    operation: {
      ...create.operation,
      inputFields: inputFields.filter((field) => !HIDDEN.has((field as { key?: string }).key ?? "")),
      perform: (z: ZObject, bundle: Bundle) => makeReport(z, bundle, action),
      performResume: resume,
    },
  } as Create;
}

/** Ask without an address first: to ask Zapier for one puts the run on hold. */
async function makeReport(z: ZObject, bundle: Bundle, action: Action): Promise<JsonObject> {
  const shown = { ...action, inputs: action.inputs.filter(({ key }) => !HIDDEN.has(key)) };
  const call = readCall(z, bundle, shown, bundle.inputData);
  const response = await request(z, bundle, call);
  if (!isTooLong(response)) {
    return readAnswer(z, response).result;
  }
  if (bundle.meta.isLoadingSample) {
    throw halted(z, NOT_IN_TESTS);
  }
  return await makeLater(z, bundle, call);
}

async function makeLater(z: ZObject, bundle: Bundle, call: Call): Promise<JsonObject> {
  const inputs = { ...call.inputs, [CALLBACK]: z.generateCallbackUrl() };
  return readAnswer(z, await request(z, bundle, { ...call, inputs })).result;
}

/** Return what the sidecar told the callback's address: the same fields as in an answer. */
async function resume(z: ZObject, bundle: Bundle): Promise<JsonObject> {
  const told = bundle.cleanedRequest as JsonObject;
  if (told.status !== "done") {
    throw new z.errors.Error(typeof told.error === "string" ? told.error : NOT_MADE, "report_failed", 500);
  }
  return told;
}

function isTooLong({ status, data }: HttpResponse): boolean {
  const fields = (data as { error?: { fields?: { field: string; reason?: string }[] } })?.error?.fields ?? [];
  return (
    status === 422 &&
    fields.length === 1 &&
    fields.every(({ field, reason }) => field === CALLBACK && reason === TOO_LONG)
  );
}
