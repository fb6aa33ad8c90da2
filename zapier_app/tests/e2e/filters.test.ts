/** Filters as the editor gives them, at a real site: what fits arrives, what does not stays away. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { catalog } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";
import { raised } from "../support/app.js";
import { HookedTrigger } from "../support/hooked-trigger.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { findSite } from "../support/running-site.js";

const site = findSite();
const authData = { site_url: site.siteUrl, api_key: site.keys.host };
/** What `cause` books: a haircut with Alex for 39.00, not yet paid; the customers that it makes have accounts. */
const HAIRCUT = "13";
const MASSAGE = "14";
const ALEX = "8";
const BLAIR = "9";

const WANTED = `SELECT s.subscription_id AS id FROM wp_bkx_zapier_webhook_queue q
  JOIN wp_bkx_zapier_subscriptions s ON s.id = q.subscription_id WHERE q.event_id = :event_id`;

/** A filter that an event fits, and one that it does not. */
type Case = [name: string, fitting: JsonObject, other: JsonObject];

const OF_A_BOOKING: Case[] = [
  [
    "no filter, lines left empty",
    { service: [""], minimum_amount: "", status: null },
    { service: [MASSAGE] },
  ],
  ["one from a dropdown", { service: [HAIRCUT] }, { service: [MASSAGE] }],
  ["several from a dropdown", { service: [MASSAGE, HAIRCUT, ""] }, { service: [MASSAGE, "15"] }],
  ["a number instead of its text", { staff: [Number(ALEX)] }, { staff: [Number(BLAIR)] }],
  [
    "both a service and its staff",
    { service: [HAIRCUT], staff: [ALEX] },
    { service: [HAIRCUT], staff: [BLAIR] },
  ],
  ["a word", { status: ["confirmed", "pending"] }, { status: ["confirmed"] }],
  ["another word", { origin: ["site"] }, { origin: ["zapier"] }],
  ["an amount to the penny", { minimum_amount: "39.00" }, { minimum_amount: "39.01" }],
  ["an amount as a number", { minimum_amount: 39 }, { minimum_amount: 39.5 }],
];
const OF_A_CUSTOMER: Case[] = [
  ["no", { is_guest: false }, { is_guest: true }],
  ["no as text", { is_guest: "false" }, { is_guest: "true" }],
];
const OF_AN_UPCOMING_BOOKING: Case[] = [
  ["minutes", { minutes_before: "45" }, { minutes_before: "20" }],
  [
    "minutes and a service",
    { minutes_before: 45, service: [HAIRCUT] },
    { minutes_before: 45, service: [MASSAGE] },
  ],
];

let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});

afterAll(() => receiver.close());

describe.each([
  ["new_booking", "booking_created", OF_A_BOOKING, undefined],
  ["customer_created", "customer_created", OF_A_CUSTOMER, undefined],
  ["booking_upcoming", "booking_upcoming", OF_AN_UPCOMING_BOOKING, 45],
] as const)("%s", (zapierKey, trigger, cases, minutes) => {
  const zaps = new Map<string, [HookedTrigger, HookedTrigger]>();
  let eventId: string;
  let wanted: unknown[];

  beforeAll(async () => {
    const start = (filters: JsonObject) => HookedTrigger.start(zapierKey, { authData }, receiver, filters);
    for (const [name, fitting, other] of cases) {
      zaps.set(name, [await start(fitting), await start(other)]);
    }
    const { event_ids } = await site.cause(trigger, minutes);
    eventId = event_ids[0] as string;
    await Promise.all([...zaps.values()].map(([fitting]) => fitting.arrival(eventId)));
    wanted = (await site.rows(WANTED, { event_id: eventId })).map(({ id }) => id);
  });

  afterAll(() => Promise.all([...zaps.values()].flat().map((zap) => zap.stop())));

  test.each(cases.map(([name]) => name))("%s: what fits arrives, what does not stays away", (name) => {
    const [fitting, other] = zaps.get(name) as [HookedTrigger, HookedTrigger];

    expect(fitting.arrived).toContain(eventId);
    expect(wanted).toContain(fitting.subscription.id);
    expect(other.arrived).not.toContain(eventId);
    expect(wanted).not.toContain(other.subscription.id);
  });

  test("examples are of what fits alone", async () => {
    const [fitting] = zaps.get(cases.at(-1)?.[0] ?? "") as [HookedTrigger, HookedTrigger];

    const samples = await fitting.samples();

    expect(samples[0]?.event_id).toBe(eventId);
  });
});

describe("examples", () => {
  test.each([
    ["service", { service: [MASSAGE] }, (sample: JsonObject) => (sample.service as JsonObject).id, 14],
    ["staff", { staff: [BLAIR] }, (sample: JsonObject) => (sample.staff as JsonObject).id, 9],
    ["status", { status: ["pending"] }, (sample: JsonObject) => sample.status, "pending"],
  ])("of one %s are of no other", async (_, filters, read, expected) => {
    const zap = await HookedTrigger.start("new_booking", { authData }, receiver, filters);
    const samples = await zap.samples();
    await zap.stop();

    expect(samples.length).toBeGreaterThan(0);
    expect(samples.map(read)).toEqual(samples.map(() => expected));
  });
});

describe("a filter that cannot be", () => {
  test.each([
    ["new_booking", "service", { service: ["Haircut"] }],
    ["new_booking", "minimum_amount", { minimum_amount: "much" }],
    ["booking_upcoming", "minutes_before", {}],
    ["booking_upcoming", "minutes_before", { minutes_before: "0" }],
  ])("of %s is refused when the Zap is switched on: %s, by its label", async (key, filter, filters) => {
    const trigger = catalog.triggers.find(({ zapier_key }) => zapier_key === key);
    const label = trigger?.filters.find((one) => one.key === filter)?.label;

    const { message } = await raised(HookedTrigger.start(key, { authData }, receiver, filters));

    expect(message.split("\n").filter((line) => line.startsWith(`${label}: `))).toHaveLength(1);
  });
});
