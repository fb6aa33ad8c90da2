/** Generate Report: when a callback's address is asked for, and what becomes of what it was told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import app from "../../../src/index.js";
import { refusal as refused, type StandIn, startStandIn } from "../../support/stand-in.js";
import { Steps } from "../../support/steps.js";
import { refusal } from "../../support/valid-calls.js";

const ROUTE = "POST /v1/actions";
const KEY = "generate_report";
const CALLBACK_URL = "https://zapier.com/hooks/callback/42/";
const INPUTS = { report: "bookings", period: "this_year" };
const DONE = { status: "done", report_id: "01A", rows: [] };
const PENDING = { status: "pending", report_id: "01A", rows: [] };

let site: StandIn;
let steps: Steps;

beforeAll(async () => {
  site = await startStandIn();
  steps = new Steps({ site_url: site.siteUrl, api_key: "bkx_live_x" }, CALLBACK_URL);
});
beforeEach(() => site.reset());
afterAll(() => site.stop());

function fault(field: string, reason?: string) {
  return refused(422, "invalid_data", "No.", [{ field, problem: "No.", ...(reason && { reason }) }]);
}

function listInputs(): unknown[] {
  return site.asked.map(({ body }) => (body as { inputs: unknown }).inputs);
}

test("people see no field for an address or for an external ID", () => {
  const fields = app.creates?.[KEY]?.operation.inputFields as { key: string }[];
  const keys = fields.map(({ key }) => key);

  expect(keys).toContain("report");
  expect(keys.filter((key) => key === "callback_url" || key === "external_id")).toEqual([]);
});

test("a short report is answered at once, and no address is asked for", async () => {
  site.answer(ROUTE, { body: { result: DONE } });

  const { status, results } = await steps.start(KEY, { ...INPUTS, external_id: "x", callback_url: "y" });

  expect([status, results, listInputs()]).toEqual(["SUCCESS", DONE, [INPUTS]]);
});

test("a report that is too long is asked for again with an address, and the run waits", async () => {
  site.answer(ROUTE, fault("callback_url", "too_long"), { body: { result: PENDING } });

  const { status, results } = await steps.start(KEY, INPUTS);

  expect([status, results]).toEqual(["CALLBACK", PENDING]);
  expect(listInputs()).toEqual([INPUTS, { ...INPUTS, callback_url: CALLBACK_URL }]);
});

test("in the editor's test, where nothing calls back, no address is asked for", async () => {
  site.answer(ROUTE, fault("callback_url", "too_long"));

  const end = await refusal(steps.start(KEY, INPUTS, { isLoadingSample: true }));

  expect([end.name, site.asked.length]).toEqual(["HaltedError", 1]);
  expect(end.message).toContain("too many bookings for a test");
});

test.each([
  ["another field", fault("period", "too_long")],
  ["another reason", fault("callback_url")],
  ["a right that is missing", refused(403, "missing_role", "No.")],
])("%s is no reason to wait", async (_, answer) => {
  site.answer(ROUTE, answer);

  const end = await refusal(steps.start(KEY, INPUTS));

  expect([end.name, site.asked.length]).toEqual(["AppError", 1]);
});

describe("what was called back", () => {
  test("is the step's result where the report was made", async () => {
    expect(await steps.resume(KEY, DONE, PENDING)).toEqual(DONE);
  });

  test.each([
    [{ status: "failed", report_id: "01A", error: "Too large." }, "Too large."],
    [{ status: "failed" }, "The report could not be made."],
    [{}, "The report could not be made."],
  ])("is an error where it says %j", async (told, message) => {
    const end = await refusal(steps.resume(KEY, told, PENDING));

    expect([end.name, end.message]).toEqual(["AppError", message]);
  });
});
