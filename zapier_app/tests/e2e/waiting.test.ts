/** Steps that may have to wait: long reports for a callback, calls over the limit for the next minute. */
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

/** Calls of one key; each group of tests has a key of its own. */
const LIMIT = 8;
/** More than two minutes' calls: the loop may run across a minute's end. */
const LOOPED = 20;
const MADE = "SELECT COUNT(*) AS n FROM wp_users WHERE user_email LIKE 'loop%@example.test'";
let isUsual = true;

beforeAll(async () => {
  receiver = await startReceiver();
  isUsual = false;
  await site.settings({ report_rows_at_once: 1, rate_limit_per_minute: LIMIT });
});

afterAll(async () => {
  await receiver.close();
  await asUsual();
});

/** Start the sidecar anew, which takes seconds: once. */
async function asUsual(): Promise<void> {
  if (!isUsual) {
    await site.settings();
    isUsual = true;
  }
}

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

function loop(row: number): Promise<unknown> {
  const steps = new Steps({ ...authData, api_key: site.keys.manager });
  const inputs = { email: `loop${row}@example.test`, first_name: "Lo", send_welcome_mail: "false" };
  return steps.create("add_customer", inputs, { zap: { id: "loop" } });
}

async function count(): Promise<unknown> {
  return (await site.rows(MADE))[0]?.n;
}

test("rows of a loop over the limit are put off by whole seconds of this minute, and end well later", async () => {
  const rows = Array.from({ length: LOOPED }, (_, row) => row);
  const ends = await Promise.all(rows.map((row) => refusal(loop(row))));
  const waiting = ends.filter(({ name }) => name === "ThrottledError");
  const delays = waiting.map(({ delay }) => delay ?? 0);
  const atOnce = await count();

  await asUsual();
  const later = await Promise.all(rows.map((row) => refusal(loop(row))));

  expect([waiting.length > 0, Number(atOnce) >= LIMIT]).toEqual([true, true]);
  expect(waiting.length + Number(atOnce)).toBe(LOOPED);
  expect(delays.filter((seconds) => !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60))).toEqual(
    [],
  );
  expect(later.map(({ name }) => name)).toEqual(rows.map(() => "none"));
  expect(await count()).toBe(LOOPED);
});
