import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { catalog, type Input } from "../../../src/catalog.js";
import { connected, operation, runKey } from "../../support/app.js";
import { type Asked, type StandIn, startStandIn } from "../../support/stand-in.js";

/** What Zapier may hand over for a field that nobody filled in, by its version and the flag cleanInputData. */
const NOTHING = [undefined, null, "", "   ", [], [""], [null]];

let site: StandIn;

beforeAll(async () => {
  site = await startStandIn();
});
beforeEach(() => {
  site.reset();
  site.answer("*", { body: { result: { rows: [] }, results: [] } });
});
afterAll(() => site.stop());

function sent(): unknown[] {
  return site.asked.map(({ body }: Asked) => (body as { inputs: unknown }).inputs);
}

function all(inputs: Input[], value: unknown): Record<string, unknown> {
  return Object.fromEntries(inputs.map(({ key }) => [key, value]));
}

// what a step does with a callback's address, the editor's fields do not show
const actions = catalog.actions.filter(({ key }) => key !== "generate_report");

describe.each([
  ...actions.map(({ key, inputs }) => ["creates", key, inputs] as const),
  ...catalog.searches.map(({ key, inputs }) => ["searches", key, inputs] as const),
])("in %s, fields of %s that nobody filled in", (kind, key, inputs) => {
  test.each(NOTHING)("are not sent as %j, so that they overwrite nothing", async (nothing) => {
    await runKey(operation(kind, key).perform, connected(site.siteUrl, all(inputs, nothing)));

    expect(sent()).toEqual([{}]);
  });
});

describe("what was filled in is sent as it is", () => {
  test.each([
    ["update_customer", { customer_id: 21, phone: "0", first_name: "Null" }],
    ["create_service", { name: "Trim", price: 0, is_extendable: false, allows_extras: "false" }],
    ["update_customer", { email: "a@example.com", last_name: " Smith " }],
  ])("to %s: %j", async (key, inputs) => {
    const untouched = { external_id: "", new_email: null };

    await runKey(operation("creates", key).perform, connected(site.siteUrl, { ...untouched, ...inputs }));

    expect(sent()).toEqual([inputs]);
  });

  test("in rows, each without what nobody filled in", async () => {
    const rows = [
      { service_id: 14, row_service_id: "", customer_email: "a@example.com", notes: "" },
      { service_id: null, notes: "" },
      { service_id: 15, customer_email: "b@example.com", staff_id: null },
    ];

    await runKey(
      operation("creates", "create_bookings").perform,
      connected(site.siteUrl, { bookings: rows }),
    );

    expect(sent()).toEqual([
      {
        bookings: [
          { service_id: 14, customer_email: "a@example.com" },
          { service_id: 15, customer_email: "b@example.com" },
        ],
      },
    ]);
  });
});
