/** The app by `zapier-platform invoke` at a real site: Zapier's own command line, on the code as it is built. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { catalog } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";
import { listFaults } from "../support/fields.js";
import { InvokeCli, type Said } from "../support/invoke-cli.js";
import { findSite } from "../support/running-site.js";
import { makeCall, monday } from "../support/valid-calls.js";

const site = findSite();
const FIRST_TURN = 90;
const POST = "SELECT post_type, post_status FROM wp_posts WHERE ID = :id";

const SEARCHES: Record<string, [given: JsonObject, found: JsonObject]> = {
  find_booking: [{ booking_id: "30" }, { id: 30, service: { id: expect.any(Number) } }],
  find_customer: [{ email: "cy@example.test" }, { email: "cy@example.test" }],
  find_service: [{ name: "Haircut" }, { id: 13, name: "Haircut" }],
  find_staff: [{ staff_id: "8" }, { id: 8, name: "Alex Carter" }],
  find_available_slots: [
    { service_id: "13", from_date: monday(50), days: "1", limit: "1" },
    { service_id: 13 },
  ],
};

/** Return the row that an action wrote, and what it must be. */
type Look = (result: JsonObject, given: JsonObject) => Promise<[row: unknown, expected: unknown]>;

async function lookAtPost({ booking_id }: JsonObject, status: string): Promise<[unknown, unknown]> {
  const rows = await site.rows(POST, { id: Number(booking_id) });
  return [rows, [{ post_type: "bkx_booking", post_status: status }]];
}

const ACTIONS: Record<string, Look> = {
  create_booking: (result) => lookAtPost(result, "bkx-pending"),
  update_booking_status: (result) => lookAtPost(result, "bkx-ack"),
  cancel_booking: (result) => lookAtPost(result, "bkx-cancelled"),
  add_customer: async ({ id }, { email }) => {
    const rows = await site.rows("SELECT user_email FROM wp_users WHERE ID = :id", { id: Number(id) });
    return [rows, [{ user_email: email as string }]];
  },
  generate_report: async ({ report_id }) => {
    const sql = "SELECT status FROM wp_bkx_zapier_reports WHERE report_id = :id";
    return [await site.rows(sql, { id: report_id as string }), [{ status: "done" }]];
  },
};

const said = new Map<string, Said>();
const given = new Map<string, JsonObject>();
/** Whatever was made is taken away, also where the rest of the preparation failed. */
const made: InvokeCli[] = [];

function make(apiKey: string): InvokeCli {
  const cli = InvokeCli.make({ site_url: site.siteUrl, api_key: apiKey });
  made.push(cli);
  return cli;
}

beforeAll(async () => {
  const cli = make(site.keys.host);
  const stranger = make("bkx_live_made_up");
  for (const [index, key] of Object.keys(ACTIONS).entries()) {
    given.set(key, await makeCall(key, FIRST_TURN + index));
  }
  const runs: [string, Promise<Said>][] = [
    ["auth test", cli.invoke("auth", "test")],
    ["auth label", cli.invoke("auth", "label")],
    ["no key", stranger.invoke("auth", "test")],
    ["no booking", cli.step("create", "cancel_booking", { booking_id: "999999" })],
    ["list", cli.invoke("trigger", "list_services", "--non-interactive")],
    ...Object.entries(SEARCHES).map(([key, [inputs]]): [string, Promise<Said>] => [
      key,
      cli.step("search", key, inputs),
    ]),
    ...[...given].map(([key, inputs]): [string, Promise<Said>] => [key, cli.step("create", key, inputs)]),
  ];
  for (const [name, run] of runs) {
    said.set(name, await run);
  }
}, 120_000);

afterAll(() => {
  for (const cli of made) {
    cli.close();
  }
});

/** Return what a run said as JSON. Fails with its words where it did not succeed. */
function outputOf(name: string): unknown {
  const { code, output, text } = said.get(name) as Said;
  expect({ code, text: code === 0 ? "" : text }).toEqual({ code: 0, text: "" });
  return output;
}

describe("invoke auth", () => {
  test("test says whose site it is", () => {
    expect(outputOf("auth test")).toMatchObject({
      site_name: "Example Studio",
      user_name: "",
      scopes: ["actions", "events", "searches", "triggers"],
    });
  });

  test("label prints what the label is made of: the command line calls no function for it", () => {
    expect(outputOf("auth label")).toEqual(outputOf("auth test"));
  });

  test("test with a key that is none says so, and shows no key", () => {
    const { code, text } = said.get("no key") as Said;

    expect(code).not.toBe(0);
    expect(text.replaceAll(/\s+›?\s*/g, " ")).toContain(
      "Your API key is invalid. Please check your settings.",
    );
    expect(text).not.toContain("made_up");
  });
});

test("invoke search is run for each search", () => {
  expect(Object.keys(SEARCHES).sort()).toEqual(catalog.searches.map(({ key }) => key).sort());
});

test.each(catalog.searches.map((search) => [search.key, search] as const))(
  "invoke search %s prints what is found, as the editor promised it",
  (key, { fields, sample }) => {
    const found = outputOf(key) as JsonObject[];

    expect(found).toMatchObject([SEARCHES[key]?.[1]]);
    expect(found.map((record) => listFaults(fields, record, sample))).toEqual([[]]);
  },
);

describe("invoke create", () => {
  test.each(Object.keys(ACTIONS))("%s does it in the database, and prints the result", async (key) => {
    const action = catalog.actions.find((one) => one.key === key);
    const result = outputOf(key) as JsonObject;
    const [row, expected] = await (ACTIONS[key] as Look)(result, given.get(key) ?? {});

    expect(row).toEqual(expected);
    expect(listFaults(action?.fields ?? [], result, action?.sample)).toEqual([]);
  });

  test("of what cannot be done says why", () => {
    const { code, text } = said.get("no booking") as Said;

    expect(code).not.toBe(0);
    expect(text).toContain("There is no booking with this ID.");
  });
});

test("invoke trigger prints the choices of a dropdown", () => {
  expect(outputOf("list")).toContainEqual({ id: 13, label: expect.stringContaining("Haircut") });
});
