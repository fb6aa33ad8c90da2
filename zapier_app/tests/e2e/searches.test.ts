/** Every search of the catalog at a real site: one found, several, none. */
import { describe, expect, test } from "vitest";

import { catalog } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";
import { listFaults } from "../support/fields.js";
import { findSite } from "../support/running-site.js";
import { Steps } from "../support/steps.js";
import { fillIn, monday, refusal } from "../support/valid-calls.js";

const site = findSite();
const steps = new Steps({ site_url: site.siteUrl, api_key: site.keys.host });

interface Case {
  one: JsonObject;
  several?: JsonObject;
  none: JsonObject;
  /** What one result must say, so that it is the one that was meant. */
  expected: JsonObject;
}

const CASES: Record<string, Case> = {
  find_booking: {
    one: { booking_id: "30" },
    several: { staff_id: "8", limit: "3" },
    none: { customer_email: "nobody@example.test" },
    expected: { id: 30 },
  },
  find_customer: {
    one: { email: "CY@example.test" },
    none: { email: "nobody@example.test" },
    expected: { email: "cy@example.test" },
  },
  find_service: {
    one: { name: "Haircut" },
    several: { name: "a", limit: "3" },
    none: { name: "Nothing like it" },
    expected: { id: 13, name: "Haircut" },
  },
  find_staff: {
    one: { staff_id: "8" },
    several: { name: "a", limit: "3" },
    none: { email: "nobody@example.test" },
    expected: { id: 8, name: "Alex Carter" },
  },
  find_available_slots: {
    one: { service_id: "13", staff_id: "8", from_date: monday(45), days: "1", limit: "1" },
    several: { service_id: "13", from_date: monday(45), days: "2", limit: "5" },
    none: { service_id: "13", staff_id: "8", from_date: "2028-12-24", days: "1", extra_ids: "" },
    expected: { service_id: 13 },
  },
};

describe.each(catalog.searches.map((search) => [search.key, search] as const))("%s", (key, search) => {
  const { one, none, expected } = CASES[key] as Case;

  test("filled in as text, finds the one that is meant, as the editor promised it", async () => {
    const found = await steps.search(key, fillIn(search.inputs, one));

    expect(found.map((record) => listFaults(search.fields, record, search.sample))).toEqual([[]]);
    expect(found[0]).toMatchObject(expected);
  });

  test("that finds nothing is no error", async () => {
    expect(await steps.search(key, fillIn(search.inputs, none))).toEqual([]);
  });

  test("without anything to look for, says what may be filled in", async () => {
    const refused = await refusal(steps.search(key, fillIn(search.inputs, {})));

    const labels = search.inputs.map(({ label }) => label);
    expect(labels.some((label) => refused.message.includes(`${label}: `))).toBe(true);
  });
});

const plural = catalog.searches.filter(({ key }) => CASES[key]?.several);

test.each(plural.map((search) => [search.key, search] as const))(
  "%s finds several, each with an id of its own",
  async (key, search) => {
    const found = await steps.search(key, fillIn(search.inputs, CASES[key]?.several ?? {}));

    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(found.flatMap((record) => listFaults(search.fields, record, search.sample))).toEqual([]);
  },
);

test("an ID that does not exist finds nothing", async () => {
  expect(await steps.search("find_booking", { booking_id: "999999" })).toEqual([]);
});
