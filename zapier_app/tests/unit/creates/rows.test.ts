/** Rows of Create Bookings: how their ends become the step's end, and what a replay asks. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type StandIn, startStandIn } from "../../support/stand-in.js";
import { type Meta, Steps } from "../../support/steps.js";
import { refusal } from "../../support/valid-calls.js";

const ROUTE = "POST /v1/actions";
const REPLAYED = { "Idempotency-Replayed": "true" };
const RUN: Meta = { zap: { id: "1" } };
const BOOKINGS = [{ notes: "a" }, { notes: "b" }, { notes: "c" }];

let site: StandIn;
let steps: Steps;

beforeAll(async () => {
  site = await startStandIn();
  steps = new Steps({ site_url: site.siteUrl, api_key: "bkx_live_x" });
});
beforeEach(() => site.reset());
afterAll(() => site.stop());

const done = (row: number, id: number) => ({ row, status: "success", result: { id }, error: null });
const failed = (row: number, code = "not_available") => ({
  row,
  status: "error",
  result: null,
  error: { code, message: "Choose another time." },
});

function answer(rows: { status: string }[], headers: Record<string, string> = {}) {
  const succeeded = rows.filter(({ status }) => status === "success").length;
  return { headers, body: { result: { rows, succeeded, failed: rows.length - succeeded } } };
}

function make(meta: Meta = RUN, more: Record<string, unknown> = {}) {
  return steps.create("create_bookings", { bookings: BOOKINGS, ...more }, meta);
}

describe("the rows' ends", () => {
  test("are returned where some failed", async () => {
    const rows = [done(1, 7), failed(2), done(3, 8)];
    site.answer(ROUTE, answer(rows));

    expect(await make()).toEqual({ rows, succeeded: 2, failed: 1 });
    expect(site.asked.length).toBe(1);
  });

  test("end the run where all failed, ten of them by their messages", async () => {
    site.answer(ROUTE, answer(Array.from({ length: 12 }, (_, index) => failed(index + 1))));

    const { name, message } = await refusal(make());

    const lines = message.split("\n");
    expect([name, lines.length, lines[1], lines.at(-1)]).toEqual([
      "HaltedError",
      12,
      "Row 1: Choose another time.",
      "And 2 more.",
    ]);
  });

  test("name the fields of rows that are wrong, as the editor does", async () => {
    const fields = [{ field: "customer_email", problem: "This field is required." }];
    const error = { code: "invalid_data", message: "Wrong.", fields };
    site.answer(ROUTE, answer([{ ...failed(1), error } as ReturnType<typeof failed>]));

    expect((await refusal(make())).message).toBe(
      "None of the bookings could be made.\nRow 1: Wrong.\nBookings 1, Customer Email: This field is required.",
    );
  });

  test.each(["not_begun", "busy", "still_running", "service_unavailable"])(
    "have the run come again where a row is %s",
    async (code) => {
      site.answer(ROUTE, answer([done(1, 7), failed(2, code), failed(3)]));

      const { name, delay } = await refusal(make());

      expect([name, delay]).toEqual(["ThrottledError", 5]);
    },
  );

  test("are returned as they are in the editor's test, where coming again would book again", async () => {
    site.answer(ROUTE, answer([done(1, 7), failed(2, "not_begun"), failed(3)]));

    expect(await make({ isLoadingSample: true })).toMatchObject({ succeeded: 1, failed: 2 });
  });
});

describe("a replay", () => {
  test("asks the rows that failed alone, without the call's external ID, and keeps each at its place", async () => {
    site.answer(
      ROUTE,
      answer([failed(1), done(2, 7), failed(3)], REPLAYED),
      answer([done(1, 8), failed(2)], REPLAYED),
      answer([done(1, 9)]),
    );

    const result = await make(RUN, { external_id: "sheet-7" });

    expect(result).toEqual({ rows: [done(1, 8), done(2, 7), done(3, 9)], succeeded: 3, failed: 0 });
    expect(site.asked.map(({ body }) => (body as { inputs: unknown }).inputs)).toEqual([
      { bookings: BOOKINGS, external_id: "sheet-7" },
      { bookings: [BOOKINGS[0], BOOKINGS[2]] },
      { bookings: [BOOKINGS[2]] },
    ]);
    const [key] = site.asked.map(({ headers }) => headers["idempotency-key"]);
    expect(site.asked.map(({ headers }) => headers["idempotency-key"])).toEqual([
      key,
      `${key}-2`,
      `${key}-3`,
    ]);
  });

  test("of what failed all asks the same anew, with the call's external ID, and ten times at most", async () => {
    site.answer(ROUTE, answer([failed(1), failed(2), failed(3)], REPLAYED));

    const { name } = await refusal(make(RUN, { external_id: "sheet-7" }));

    const asked = site.asked.map(({ body }) => (body as { inputs: unknown }).inputs);
    expect(name).toBe("HaltedError");
    expect(asked).toEqual(Array(10).fill({ bookings: BOOKINGS, external_id: "sheet-7" }));
  });

  test("of what is all done asks nothing more", async () => {
    site.answer(ROUTE, answer([done(1, 7)], REPLAYED));

    expect(await make()).toEqual({ rows: [done(1, 7)], succeeded: 1, failed: 0 });
    expect(site.asked.length).toBe(1);
  });
});

test("fields of rows that the step has, too, get their own names back, and no other does", async () => {
  site.answer(ROUTE, answer([done(1, 7)]));
  const row = { row_external_id: "line-1", notes: "row_notes" };

  await steps.create("create_bookings", { bookings: row, external_id: "sheet" }, RUN);

  const inputs = { bookings: [{ external_id: "line-1", notes: "row_notes" }], external_id: "sheet" };
  expect(site.asked.map(({ body }) => body)).toEqual([{ action: "create_bookings", inputs }]);
});
