/** By which name the sidecar knows a run of a Zap, and what a replay of a refused run asks. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { catalog } from "../../../src/catalog.js";
import { idempotencyKey } from "../../../src/creates/idempotency.js";
import { connected, runKey } from "../../support/app.js";
import { refusal as refused, type StandIn, startStandIn } from "../../support/stand-in.js";
import { type Meta, Steps } from "../../support/steps.js";
import { refusal } from "../../support/valid-calls.js";

const ROUTE = "POST /v1/actions";
const INPUTS = { email: "ann@example.test", first_name: "Ann" };
const GOOD = { body: { status: "success", result: { id: 7 } } };
const TAKEN = refused(409, "exists", "There is such a customer.");
const OLD = { ...TAKEN, headers: { "Idempotency-Replayed": "true" } };

let site: StandIn;
let steps: Steps;

beforeAll(async () => {
  site = await startStandIn();
  steps = new Steps({ site_url: site.siteUrl, api_key: "bkx_live_x" });
});
beforeEach(() => site.reset());
afterAll(() => site.stop());

function run(inputs: Record<string, unknown>, meta: Meta = { zap: { id: "1" } }, key = "add_customer") {
  return steps.create(key, inputs, meta);
}

function listKeys(): unknown[] {
  return site.asked.map(({ headers }) => headers["idempotency-key"]);
}

describe("the key of a run", () => {
  beforeEach(() => site.answer(ROUTE, GOOD));

  test("is the same for the same Zap and inputs, in whatever order and with whatever left empty", async () => {
    await run(INPUTS);
    await run({ last_name: "", first_name: "Ann", email: "ann@example.test" });

    const [key, again] = listKeys();
    expect(key).toMatch(/^zapier-[0-9a-f]{64}$/);
    expect(again).toBe(key);
  });

  test.each<[string, Record<string, unknown>, Meta, string]>([
    ["another Zap", INPUTS, { zap: { id: "2" } }, "add_customer"],
    ["other inputs", { ...INPUTS, phone: "1" }, { zap: { id: "1" } }, "add_customer"],
    ["no known Zap", INPUTS, {}, "add_customer"],
  ])("is another one for %s", async (_, inputs, meta, action) => {
    await run(INPUTS);
    await run(inputs, meta, action);

    expect(new Set(listKeys()).size).toBe(2);
  });

  test("is another one for each step of the Zap that makes something, with the same inputs, too", async () => {
    site.answer(ROUTE, { body: { status: "success", result: { rows: [] } } });
    const making = catalog.actions.filter(({ creates }) => creates).map(({ key }) => key);

    for (const key of making) {
      await run({}, { zap: { id: "1" } }, key);
    }

    expect(new Set(listKeys()).size).toBe(making.length);
  });

  test("is the same where a later version of the app has its inputs in another order, those of rows, too", async () => {
    const [action] = catalog.actions.filter(({ key }) => key === "create_bookings");
    const name = (inputs: object) =>
      runKey(
        async (z: never, bundle: never) => idempotencyKey(z, bundle, action as never, inputs as never),
        connected(site.siteUrl),
      );

    const before = await name({ bookings: [{ email: "ann@example.test", notes: "a" }], external_id: "7" });
    const after = await name({ external_id: "7", bookings: [{ notes: "a", email: "ann@example.test" }] });

    expect(before).toMatch(/^zapier-[0-9a-f]{64}$/);
    expect(after).toBe(before);
  });

  test("is not there in the editor's test, where each click is a wish", async () => {
    await run(INPUTS, { zap: { id: "1" }, isLoadingSample: true });

    expect(listKeys()).toEqual([undefined]);
  });

  test.each(catalog.actions.map(({ key, creates }) => [key, creates] as const))(
    "of %s is there: %s",
    async (key, creates) => {
      site.answer(ROUTE, { body: { status: "success", result: { rows: [] } } });

      await run({}, { zap: { id: "1" } }, key);

      expect(listKeys().map((name) => name !== undefined)).toEqual([creates]);
    },
  );
});

describe("a refusal of an earlier run", () => {
  test("is asked anew under the next number, and what was made then is returned", async () => {
    site.answer(ROUTE, OLD, OLD, GOOD);

    const result = await run(INPUTS);

    const [key] = listKeys();
    expect(listKeys()).toEqual([key, `${key}-2`, `${key}-3`]);
    expect(result).toEqual({ id: 7 });
  });

  test("that is a new one ends the run", async () => {
    site.answer(ROUTE, OLD, TAKEN);

    const end = await refusal(run(INPUTS));

    expect([end, site.asked.length]).toEqual([
      { name: "HaltedError", message: "There is such a customer." },
      2,
    ]);
  });

  test("is asked anew ten times at most", async () => {
    site.answer(ROUTE, OLD);

    const end = await refusal(run(INPUTS));

    expect([end.name, site.asked.length]).toEqual(["HaltedError", 10]);
  });

  test("is told as it is where the call has no key", async () => {
    site.answer(ROUTE, OLD);

    const end = await refusal(run({ booking_id: "7" }, {}, "cancel_booking"));

    expect([end.name, site.asked.length]).toEqual(["HaltedError", 1]);
  });
});

test("what else an earlier run made is returned, and nobody looks what became of it", async () => {
  site.answer(ROUTE, { ...GOOD, headers: { "Idempotency-Replayed": "true" } });

  expect(await run(INPUTS)).toEqual({ id: 7 });
  expect(site.asked.map(({ path }) => path)).toEqual(["/v1/actions"]);
});

describe("a booking that an earlier run made", () => {
  const SEARCH = "POST /v1/searches";
  const WISH = { service_id: "13", start_datetime: "2028-01-03 10:00" };
  const MADE = { body: { status: "success", result: { booking_id: 7 } } };
  const MADE_BEFORE = { ...MADE, headers: { "Idempotency-Replayed": "true" } };
  const MADE_ANEW = { body: { status: "success", result: { booking_id: 8 } } };

  function found(...statuses: string[]) {
    return { body: { results: statuses.map((status) => ({ booking_id: 7, status })) } };
  }

  function book(more: Record<string, string> = {}) {
    return run({ ...WISH, ...more }, undefined, "create_booking");
  }

  test.each([
    ["was cancelled", found("cancelled")],
    ["was not paid", found("failed")],
    ["is no more", found()],
  ])("and that %s is made anew, under the next number", async (_, answer) => {
    site.answer(ROUTE, MADE_BEFORE, MADE_ANEW);
    site.answer(SEARCH, answer);

    const result = await book();

    const [key] = listKeys();
    expect(result).toEqual({ booking_id: 8 });
    expect(site.asked.map(({ path, headers }) => [path, headers["idempotency-key"]])).toEqual([
      ["/v1/actions", key],
      ["/v1/searches", undefined],
      ["/v1/actions", `${key}-2`],
    ]);
    expect(site.asked[1]?.body).toEqual({ search: "find_booking", inputs: { booking_id: 7 } });
  });

  test.each([
    ["stands", found("pending")],
    ["took place", found("completed")],
    ["cannot be looked at", refused(403, "missing_scope", "No.")],
  ])("and that %s is the result", async (_, answer) => {
    site.answer(ROUTE, MADE_BEFORE);
    site.answer(SEARCH, answer);

    const result = await book();

    expect([result, listKeys().length]).toEqual([{ booking_id: 7 }, 2]);
  });

  test("is not looked at where it is new, or has an external ID", async () => {
    site.answer(ROUTE, MADE, MADE_BEFORE);

    const results = [await book(), await book({ external_id: "order-7" })];

    expect(results).toEqual([{ booking_id: 7 }, { booking_id: 7 }]);
    expect(site.asked.map(({ path }) => path)).toEqual(["/v1/actions", "/v1/actions"]);
  });

  test("is asked for again later where the site is too busy to look", async () => {
    site.answer(ROUTE, MADE_BEFORE);
    site.answer(SEARCH, refused(503, "crowded", "Too many searches.", [], { "Retry-After": "5" }));

    const end = await refusal(book());

    expect(end).toMatchObject({ name: "ThrottledError", message: "Too many searches." });
  });
});
