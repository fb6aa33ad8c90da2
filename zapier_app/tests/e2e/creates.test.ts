/** Every action of the catalog, filled in as a person would, at a real site: its answer and its row. */
import { describe, expect, test } from "vitest";

import { type Action, catalog, type Input } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";
import { listFaults } from "../support/fields.js";
import { findSite } from "../support/running-site.js";
import type { Row } from "../support/site.js";
import { Steps } from "../support/steps.js";
import { fillIn, makeCall } from "../support/valid-calls.js";

const site = findSite();
const steps = new Steps({ site_url: site.siteUrl, api_key: site.keys.host });
const FIRST_TURN = 1;
const STATUS = "SELECT post_status FROM wp_posts WHERE ID = :id";
const META = "SELECT meta_value FROM wp_postmeta WHERE post_id = :id AND meta_key = :key";
const MAIL_USER = "SELECT user_email FROM wp_users WHERE ID = :id";
const NAME_OF_USER = "SELECT meta_value FROM wp_usermeta WHERE user_id = :id AND meta_key = 'first_name'";

async function first(sql: string, id: unknown, key?: string): Promise<unknown> {
  const [row] = await site.rows<Row>(sql, { id: Number(id), ...(key && { key }) });
  return Object.values(row ?? {})[0];
}

interface Proof {
  /** What the database says of what an action did. */
  look(result: JsonObject, inputs: JsonObject): Promise<unknown>;
  expected(inputs: JsonObject): unknown;
}

const MADE_BOOKING: Proof = {
  look: ({ booking_id }) => first(META, booking_id, "booking_start_date"),
  expected: ({ start_datetime }) => `${start_datetime}:00`,
};
const NEW_CUSTOMER: Proof = {
  look: ({ id }) => first(MAIL_USER, id),
  expected: ({ email }) => email,
};
const NEW_SERVICE: Proof = {
  look: ({ id }) => first("SELECT post_title FROM wp_posts WHERE ID = :id AND post_type = 'bkx_base'", id),
  expected: ({ name }) => name,
};

const PROOFS: Record<string, Proof> = {
  create_booking: MADE_BOOKING,
  create_bookings: {
    look: ({ rows }) => MADE_BOOKING.look((rows as { result: JsonObject }[])[0]?.result ?? {}, {}),
    expected: ({ bookings }) => MADE_BOOKING.expected((bookings as JsonObject[])[0] ?? {}),
  },
  reschedule_booking: MADE_BOOKING,
  update_booking_status: {
    look: (_, { booking_id }) => first(STATUS, booking_id),
    expected: () => "bkx-ack",
  },
  cancel_booking: { look: (_, { booking_id }) => first(STATUS, booking_id), expected: () => "bkx-cancelled" },
  assign_staff: {
    look: (_, { booking_id }) => first(META, booking_id, "seat_id"),
    expected: ({ staff_id }) => String(staff_id),
  },
  apply_coupon: {
    look: async ({ booking_id }) => (await first(META, booking_id, "total_price")) as string,
    expected: () => "35.10",
  },
  add_customer: NEW_CUSTOMER,
  find_or_create_customer: NEW_CUSTOMER,
  update_customer: { look: () => first(NAME_OF_USER, 2), expected: () => "Ann" },
  create_service: NEW_SERVICE,
  find_or_create_service: NEW_SERVICE,
  update_availability: {
    look: async (_, { days_off }) => {
      const sql = "SELECT COUNT(*) AS n FROM wp_bkx_zapier_blocks WHERE starts_at LIKE :day";
      const [row] = await site.rows(sql, { day: `${(days_off as string[])[0]}%` });
      return row?.n;
    },
    expected: () => 1,
  },
  send_notification: {
    look: async (_, { booking_id }) => {
      const sql = `SELECT COUNT(*) AS n FROM wp_bkx_zapier_callbacks WHERE object_id = :id AND steps LIKE '%"kind":"mail"%'`;
      const [row] = await site.rows(sql, { id: Number(booking_id) });
      return row?.n;
    },
    expected: () => 1,
  },
  generate_report: {
    look: async ({ report_id }) => {
      const [row] = await site.rows("SELECT status FROM wp_bkx_zapier_reports WHERE report_id = :id", {
        id: String(report_id),
      });
      return row?.status;
    },
    expected: () => "done",
  },
};

const turns = new Map(catalog.actions.map(({ key }, index) => [key, FIRST_TURN + index]));

describe.each(catalog.actions.map((action) => [action.key, action] as const))("%s", (key, action) => {
  test("filled in as text, does it in the database and answers what the editor promised", async () => {
    const given = await makeCall(key, turns.get(key) ?? 0);

    const result = await steps.create(key, fillIn(action.inputs, given), { zap: { id: `valid ${key}` } });

    expect(listFaults(action.fields, result, action.sample)).toEqual([]);
    const proof = PROOFS[key] as Proof;
    expect(await proof.look(result, given)).toEqual(proof.expected(given));
  });

  test("names by its label each field that is required and missing", async () => {
    const missing = listRequired(action);

    const refused = await steps.create(key, {}).catch((error: Error) => error);

    expect(refused).toBeInstanceOf(Error);
    const { message } = refused as Error;
    expect(missing.filter((label) => !message.includes(`${label}: This field is required.`))).toEqual([]);
  });
});

function listRequired({ inputs }: Action): string[] {
  return inputs.filter(({ required }: Input) => required).map(({ label }) => label);
}

test("an action that the catalog gets is proven here", () => {
  expect(Object.keys(PROOFS).sort()).toEqual(catalog.actions.map(({ key }) => key).sort());
});
