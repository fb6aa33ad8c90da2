/** A run that Zapier replays does its work once, whatever became of the first answer. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { catalog } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";
import { type CuttingProxy, startCuttingProxy } from "../support/cutting-proxy.js";
import { findSite } from "../support/running-site.js";
import { type Meta, Steps } from "../support/steps.js";
import { makeCall, refusal, wish } from "../support/valid-calls.js";

const site = findSite();
const steps = new Steps({ site_url: site.siteUrl, api_key: site.keys.host });
const FIRST_TURN = 30;
const COUNTS = `SELECT
  (SELECT COUNT(*) FROM wp_posts WHERE post_type = 'bkx_booking') AS bookings,
  (SELECT COUNT(*) FROM wp_posts WHERE post_type = 'bkx_base') AS services,
  (SELECT COUNT(*) FROM wp_users) AS users,
  (SELECT COUNT(*) FROM wp_bkx_zapier_coupon_uses) AS coupon_uses`;

let proxy: CuttingProxy;
let lossy: Steps;

beforeAll(async () => {
  proxy = await startCuttingProxy(site.siteUrl);
  lossy = new Steps({ site_url: proxy.siteUrl, api_key: site.keys.host });
});

afterAll(() => proxy.close());

async function count(): Promise<Record<string, number>> {
  const [counts] = await site.rows<Record<string, number>>(COUNTS);
  return counts ?? {};
}

const creating = catalog.actions.filter(({ creates }) => creates).map(({ key }) => key);
const turns = new Map(creating.map((key, index) => [key, FIRST_TURN + index]));

describe.each(creating)("%s", (key) => {
  test("whose answer was lost is done once, and a replay returns what was made", async () => {
    const inputs = await makeCall(key, turns.get(key) ?? 0);
    const run: Meta = { zap: { id: `lost ${key}` } };
    const before = await count();
    proxy.cutNext();
    const lost = await refusal(lossy.create(key, inputs, run));
    const after = await count();

    const replayed = await lossy.create(key, inputs, run);
    const again = await lossy.create(key, inputs, run);

    expect(lost.message).toContain("The site cannot be reached at this moment.");
    expect(after).not.toEqual(before);
    expect(await count()).toEqual(after);
    expect(again).toEqual(replayed);
  });
});

describe.each([
  ["cancel_booking", 4, {}],
  ["update_booking_status", 5, { status: "confirmed" }],
])("%s", (key, week, more) => {
  test("whose answer was lost has nothing more to do in a replay", async () => {
    const { id: booking_id } = await book(week, "11:00");
    const inputs = { booking_id, notify: "none", ...more };
    proxy.cutNext();
    await refusal(lossy.create(key, inputs));

    const replayed = await lossy.create(key, inputs);

    expect(replayed.changed).toBe(false);
  });
});

function book(week: number, time: string): Promise<JsonObject> {
  const first = { customer_email: "first@example.test", customer_name: "First" };
  return steps.create("create_booking", wish(week, time, first), { zap: { id: "first" } });
}

describe.each([
  ["without an external ID", {}],
  ["with an external ID", { external_id: "order-77" }],
])("a booking %s whose time was taken", (_, more) => {
  const time = "external_id" in more ? "14:00" : "10:00";
  const inputs = wish(1, time, more);
  const run: Meta = { zap: { id: "second" } };

  test("ends the run, and is made by a replay once the time is free; once", async () => {
    const { id } = await book(1, time);
    const first = await refusal(steps.create("create_booking", inputs, run));
    const second = await refusal(steps.create("create_booking", inputs, run));
    await steps.create("cancel_booking", { booking_id: id, notify: "none" });
    const before = await count();

    const booked = await steps.create("create_booking", inputs, run);
    const again = await steps.create("create_booking", inputs, run);

    expect([first.name, second.name]).toEqual(["HaltedError", "HaltedError"]);
    expect(again).toEqual(booked);
    expect((await count()).bookings).toBe((before.bookings ?? 0) + 1);
  });
});

test("a booking that was cancelled is made anew when the same form is filled in again; once", async () => {
  const inputs = wish(6, "10:00");
  const run: Meta = { zap: { id: "form" } };
  const first = await steps.create("create_booking", inputs, run);
  await steps.create("cancel_booking", { booking_id: first.booking_id, notify: "none" });

  const second = await steps.create("create_booking", inputs, run);
  const again = await steps.create("create_booking", inputs, run);

  expect([second.booking_id === first.booking_id, second.status]).toEqual([false, first.status]);
  expect(again).toEqual(second);
});

test("another Zap with the same inputs is no replay: the time is taken", async () => {
  const inputs = wish(2, "10:00");
  await steps.create("create_booking", inputs, { zap: { id: "one" } });

  const refused = await refusal(steps.create("create_booking", inputs, { zap: { id: "other" } }));

  expect([refused.name, refused.message.split("\n")[0]]).toEqual([
    "HaltedError",
    "This time cannot be booked. Choose another one.",
  ]);
});

test("a second click on the editor's test is no replay either", async () => {
  const inputs = wish(2, "12:00");
  const click: Meta = { isLoadingSample: true, zap: { id: "editor" } };
  await steps.create("create_booking", inputs, click);

  const refused = await refusal(steps.create("create_booking", inputs, click));

  expect(refused.name).toBe("HaltedError");
});

test("two replays at one moment make one booking", async () => {
  const inputs = wish(3, "10:00");
  const before = await count();

  const run = () => steps.create("create_booking", inputs, { zap: { id: "at once" } });
  const [left, right] = await Promise.all([run(), run()]);

  expect(left).toEqual(right);
  expect((await count()).bookings).toBe((before.bookings ?? 0) + 1);
});
