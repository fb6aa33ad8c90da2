/** Create Bookings with line items as Zapier sends them: complete or not, done in part, replayed. */
import { expect, test } from "vitest";

import type { JsonObject } from "../../src/http/api.js";
import { findSite } from "../support/running-site.js";
import { type Meta, Steps } from "../support/steps.js";
import { refusal, wish } from "../support/valid-calls.js";

const site = findSite();
const steps = new Steps({ site_url: site.siteUrl, api_key: site.keys.host });

interface Row {
  row: number;
  status: string;
  result: JsonObject | null;
  error: { code: string } | null;
}

function make(bookings: unknown, zap: string, more: JsonObject = {}): Promise<JsonObject> {
  const run: Meta = { zap: { id: zap } };
  return steps.create("create_bookings", { bookings, ...more }, run);
}

function listRows(result: JsonObject): Row[] {
  return result.rows as Row[];
}

function listEnds(result: JsonObject): unknown[] {
  return listRows(result).map(({ row, status, error }) => [row, status, error?.code ?? null]);
}

async function countBookings(): Promise<number> {
  const sql = "SELECT COUNT(*) AS n FROM wp_posts WHERE post_type = 'bkx_booking'";
  return (await site.rows<{ n: number }>(sql))[0]?.n ?? 0;
}

test("rows lack what they do not need, and empty ones are passed over", async () => {
  const { staff_id: _, ...anybody } = wish(20, "10:00");

  const made = await make(
    [anybody, {}, { customer_email: "", notes: "" }, wish(20, "12:00", { notes: "" })],
    "a",
  );

  expect(listEnds(made)).toEqual([
    [1, "success", null],
    [2, "success", null],
  ]);
  expect([made.succeeded, made.failed]).toEqual([2, 0]);
});

test("one object is one row, and extras come with commas between them", async () => {
  const extras = await site.rows<{ ID: number }>(
    "SELECT ID FROM wp_posts WHERE post_type = 'bkx_addition' AND post_status = 'publish' ORDER BY ID LIMIT 2",
  );
  const ids = extras.map(({ ID }) => ID);

  const made = await make(wish(21, "10:00", { extra_ids: ids.join(", ") }), "b");

  const found = listRows(made)[0]?.result?.extras as { id: number }[];
  expect(found.map(({ id }) => id)).toEqual(ids);
});

test("a row's own external ID is found again, and its row is done once in whichever call", async () => {
  const row = wish(22, "10:00", { row_external_id: "line-1" });
  const first = await make([row], "c");
  const second = await make([row, wish(22, "12:00")], "d");

  const found = await steps.search("find_booking", { external_id: "line-1" });

  const id = listRows(first)[0]?.result?.id;
  expect(listRows(second)[0]?.result?.id).toBe(id);
  expect(found.map((booking) => booking.id)).toEqual([id]);
});

test("one row that fails is no error; a replay tries it alone, and makes no other twice", async () => {
  const taken = await steps.create("create_booking", wish(23, "12:00", { customer_name: "First" }));
  const rows = [wish(23, "10:00"), wish(23, "12:00"), wish(23, "14:00")];

  const partial = await make(rows, "e", { external_id: "sheet-7" });
  const still = await make(rows, "e", { external_id: "sheet-7" });
  await steps.create("cancel_booking", { booking_id: taken.id, notify: "none" });
  const before = await countBookings();
  const whole = await make(rows, "e", { external_id: "sheet-7" });
  const again = await make(rows, "e", { external_id: "sheet-7" });

  expect(listEnds(partial)).toEqual([
    [1, "success", null],
    [2, "error", "not_available"],
    [3, "success", null],
  ]);
  expect(listEnds(still)).toEqual(listEnds(partial));
  expect(listEnds(whole)).toEqual([
    [1, "success", null],
    [2, "success", null],
    [3, "success", null],
  ]);
  expect(again).toEqual(whole);
  expect(await countBookings()).toBe(before + 1);
});

test("where no row could be done the run ends, and says of each row why", async () => {
  await steps.create("create_booking", wish(24, "10:00", { customer_name: "First" }));

  const refused = await refusal(make([wish(24, "10:00"), wish(24, "10:15")], "f"));

  expect(refused).toEqual({
    name: "HaltedError",
    message: [
      "None of the bookings could be made.",
      "Row 1: This time cannot be booked. Choose another one.",
      "Bookings 1, Start: Taken from 2028-06-19 10:00 to 2028-06-19 10:45. Choose another time.",
      "Row 2: This time cannot be booked. Choose another one.",
      "Bookings 2, Start: Taken from 2028-06-19 10:00 to 2028-06-19 10:45. Choose another time.",
    ].join("\n"),
  });
});

test("a fault in a row is named by the row and the field's label, and nothing is made", async () => {
  const before = await countBookings();

  const refused = await refusal(make([wish(25, "10:00"), wish(25, "12:00", { customer_email: "" })], "g"));

  expect(refused.message).toContain("Bookings 2, Customer Email: This field is required.");
  expect(await countBookings()).toBe(before);
});

test.each([
  ["nothing", undefined, "Bookings: This field is required."],
  ["empty rows alone", [{}, { notes: "" }], "Bookings: This field is required."],
  ["a text", "13, 8", "Bookings: Expected a list of objects."],
])("%s is refused with what would be right", async (_, bookings, said) => {
  const refused = await refusal(make(bookings, "h"));

  expect(refused.message).toContain(said);
});
