/** Reports: short ones are answered at once, long ones hold the run until the sidecar calls back. */
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Action, catalog } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";
import { listFaults } from "../support/fields.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { findSite } from "../support/running-site.js";
import { Steps } from "../support/steps.js";
import { refusal } from "../support/valid-calls.js";

const site = findSite();
const authData = { site_url: site.siteUrl, api_key: site.keys.host };
const KEY = "generate_report";
const ACTION = catalog.actions.find(({ key }) => key === KEY) as Action;
const YEARS = {
  report: "bookings",
  from_date: "2024-01-01",
  until_date: "2027-12-31",
  external_id: "monthly",
};

let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  await site.settings({ report_rows_at_once: 1 });
});

afterAll(async () => {
  await receiver.close();
  await site.settings();
});

test("a short report is answered at once, and the run does not wait", async () => {
  const steps = new Steps(authData);

  const { status, results } = await steps.start(KEY, {
    report: "revenue",
    from_date: "2020-01-01",
    until_date: "2020-01-02",
  });

  expect([status, results.status, results.row_count]).toEqual(["SUCCESS", "done", 0]);
  expect(listFaults(ACTION.fields, results, ACTION.sample)).toEqual([]);
});

test("a long report holds the run, and goes on with what a short one would have given; a replay too", async () => {
  for (const _ of ["the first run", "its replay"]) {
    const hook = receiver.openHook();
    const steps = new Steps(authData, hook.url);

    const { status, results } = await steps.start(KEY, YEARS, { zap: { id: "reports" } });
    const { body } = await receiver.next(hook);
    const resumed = await steps.resume(KEY, body, results);

    expect([status, results.status]).toEqual(["CALLBACK", "pending"]);
    expect(listFaults(ACTION.fields, results)).toEqual([]);
    expect(listFaults(ACTION.fields, resumed, ACTION.sample)).toEqual([]);
    expect([resumed.status, resumed.report_id]).toEqual(["done", results.report_id]);
    expect((resumed.rows as JsonObject[]).length).toBe(resumed.row_count);
  }
});

test("in the editor's test, where nothing calls back, a sentence says so", async () => {
  const refused = await refusal(new Steps(authData).start(KEY, YEARS, { isLoadingSample: true }));

  expect(refused.message).toBe(
    "This report has too many bookings for a test: Zapier does not wait for it here. Test with a shorter " +
      "period; when the Zap is on, long reports are waited for.",
  );
});

test("other faults are told as they are, and ask for no callback", async () => {
  const refused = await refusal(new Steps(authData).start(KEY, { ...YEARS, until_date: "2023-01-01" }));

  expect(refused.message).toContain("Until Date: ");
});
