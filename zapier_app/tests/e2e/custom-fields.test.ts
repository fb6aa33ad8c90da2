/** Fields that a site's owner mapped, at a real site: the editor learns of them, payloads and results hold them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlainOutputField } from "zapier-platform-core";

import { catalog } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";
import { type Operation, operation, runKey } from "../support/app.js";
import { HookedTrigger } from "../support/hooked-trigger.js";
import { compareKeys, fieldKeys, mapPaths, NO_DIFFERENCE } from "../support/output-keys.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { findSite } from "../support/running-site.js";

const site = findSite();
const authData = { site_url: site.siteUrl, api_key: site.keys.host };

/** Metas that each booking has, in place of another plugin's. */
const MAPPED = [
  { meta_key: "last_page_url", key: "booked_on_page", type: "string", label: "Booked on Page" },
  { meta_key: "tax_rate", key: "tax_rate", type: "integer", label: "Tax Rate" },
].map((field) => ({ ...field, is_bookingx_meta: true }));
const SHOWN = [
  { key: "custom_fields__booked_on_page", label: "Booked on Page", type: "string" },
  { key: "custom_fields__tax_rate", label: "Tax Rate", type: "integer" },
];
const SHOWN_BEFORE = SHOWN.map(({ key, label, type }) => ({
  key: `previous__${key}`,
  label: `Previous ${label}`,
  type,
}));
const VALUES = { booked_on_page: "http://bookings.example.test/booking-form/", tax_rate: 20 };

const BOOKINGS = new Set(
  [...catalog.triggers, ...catalog.searches, ...catalog.actions]
    .filter(({ fields }) => fields.some(({ key }) => key === "metadata"))
    .map(({ key }) => key),
);
const ENTRIES = [
  ...catalog.triggers.map(({ key, zapier_key }) => ["triggers", zapier_key, BOOKINGS.has(key)] as const),
  ...catalog.searches.map(({ key }) => ["searches", key, BOOKINGS.has(key)] as const),
];

/** Ask for the fields that the site has of its own. */
async function ownFields({ outputFields }: Operation): Promise<PlainOutputField[]> {
  const asking = outputFields.find((field) => typeof field === "function");
  return (await runKey(asking, { authData } as Parameters<typeof runKey>[1])) as PlainOutputField[];
}

describe("at a site whose owner mapped fields", () => {
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await startReceiver();
    await site.settings({ custom_fields: MAPPED });
  });

  afterAll(async () => {
    await receiver.close();
    await site.settings();
  });

  test.each(ENTRIES)(
    "the editor shows them at %s %s where these are of bookings: %s",
    async (kind, key, has) => {
      const ofBefore = key === "booking_updated" ? SHOWN_BEFORE : [];

      expect(await ownFields(operation(kind, key))).toEqual(has ? [...SHOWN, ...ofBefore] : []);
    },
  );

  test("an event holds them beside all that was there before, and so does the example", async () => {
    const trigger = catalog.triggers.find(({ key }) => key === "booking_created");
    const keys = [
      ...fieldKeys(operation("triggers", "new_booking").outputFields),
      ...SHOWN.map(({ key }) => key),
    ];
    const maps = mapPaths(trigger?.fields ?? []);
    const zap = await HookedTrigger.start("new_booking", { authData }, receiver);
    const { event_ids } = await site.cause("booking_created");
    const events = await zap.receive(event_ids[0]);
    const [example] = await zap.samples();
    await zap.stop();

    expect(events.map((event) => compareKeys(keys, event, maps))).toEqual([NO_DIFFERENCE]);
    expect(events[0]?.custom_fields).toEqual(VALUES);
    expect(example).toEqual(events[0]);
  });

  test("a booking that is found holds them", async () => {
    const { perform } = operation("searches", "find_booking");
    const bundle = { authData, inputData: { booking_id: "52" } } as unknown as Parameters<typeof runKey>[1];

    const [found] = (await runKey(perform, bundle)) as JsonObject[];

    expect(found?.custom_fields).toEqual(VALUES);
  });
});

test("a site without them shows no fields of its own", async () => {
  expect(await ownFields(operation("triggers", "new_booking"))).toEqual([]);
});
