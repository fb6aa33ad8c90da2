/** The six scenarios of the specification (section 14), as Zaps of several steps against a running site. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import type { JsonObject } from "../../../src/http/api.js";
import { PUBLIC_PATH } from "../../../src/http/site-url.js";
import { type Receiver, startReceiver } from "../../support/receiver.js";
import { findSite } from "../../support/running-site.js";
import { LiveZap } from "../../zaps/live-zap.js";
import { OtherApps } from "../../zaps/other-apps.js";
import { Runner } from "../../zaps/runner.js";
import type { Step, Zap } from "../../zaps/zap.js";

const site = findSite();
const HAIRCUT = 13;
const ROW = "Google Sheets: Create Spreadsheet Row";
let receiver: Receiver;
let live: LiveZap[] = [];

beforeAll(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await Promise.all(live.map((zap) => zap.stop()));
  live = [];
});

afterAll(() => receiver.close());

function connect(apps = new OtherApps(), key = site.keys.host): Runner {
  return new Runner({ site_url: site.siteUrl, api_key: key }, apps.take);
}

async function switchOn(zap: Zap, runner: Runner): Promise<LiveZap> {
  const started = await LiveZap.start(zap, runner, receiver);
  live.push(started);
  return started;
}

function row(fields: Record<string, string>): Step {
  return { do: "other", app: "Google Sheets", event: "Create Spreadsheet Row", fields };
}

function ask(runner: Runner, steps: Step[], start: JsonObject = {}, id = "zap") {
  return runner.run({ id, steps }, start);
}

describe("1. Basic trigger: a new booking goes to Google Sheets", () => {
  test("a booking of the chosen service becomes one row, formatted on the way", async () => {
    const apps = new OtherApps();
    const zap = await switchOn(
      {
        id: "basic",
        trigger: { key: "new_booking", filters: { service: [HAIRCUT] } },
        steps: [
          {
            do: "format",
            value: "{{1.datetime.start}}",
            as: { transform: "Format Date", locale: "en-GB", timeZone: "Europe/London" },
          },
          {
            do: "format",
            value: "{{1.payment.amount}}",
            as: { transform: "Format Currency", locale: "en-GB", currency: "GBP" },
          },
          row({
            Booking: "{{1.booking_number}}",
            Service: "{{1.service.name}}",
            Starts: "{{2.output}}",
            Price: "{{3.output}}",
          }),
        ],
      },
      connect(apps),
    );

    const { about } = await site.cause("booking_created");
    const outcome = await zap.nextRun();

    expect(outcome).toMatchObject({ status: "success", message: "" });
    expect(apps.received).toEqual([
      {
        app: "Google Sheets",
        event: "Create Spreadsheet Row",
        fields: {
          Booking: String(about),
          Service: "Haircut",
          Starts: expect.stringMatching(/^\d+ \w+ 20\d\d at \d\d:\d\d$/),
          Price: expect.stringMatching(/^£\d+\.\d\d$/),
        },
      },
    ]);
  });

  test("a booking of another service starts no run", async () => {
    const zap = await switchOn(
      { id: "other-service", trigger: { key: "new_booking", filters: { service: [999_999] } }, steps: [] },
      connect(),
    );
    const all = await switchOn({ id: "all", trigger: { key: "new_booking" }, steps: [] }, connect());

    await site.cause("booking_created");
    await all.nextRun();

    expect(zap.hook.arrivals).toEqual([]);
  });
});

describe("2. Multi-step: a payment updates the CRM and tells Slack", () => {
  const steps: Step[] = [
    { do: "search", key: "find_customer", fields: { email: "{{1.customer.email}}" } },
    {
      do: "other",
      app: "HubSpot",
      event: "Create or Update Contact",
      fields: { "Contact Email": "{{2.email}}", Name: "{{2.name}}" },
    },
    { do: "delay", seconds: 3600 },
    {
      do: "paths",
      paths: [
        {
          name: "large",
          when: [{ value: "{{1.amount}}", is: "(Number) Greater than", than: "1000" }],
          steps: [slack("#owners")],
        },
        {
          name: "usual",
          when: [{ value: "{{1.amount}}", is: "(Number) Less than", than: "1000.01" }],
          steps: [slack("#payments")],
        },
      ],
    },
  ];

  function slack(channel: string): Step {
    return {
      do: "other",
      app: "Slack",
      event: "Send Channel Message",
      fields: { Channel: channel, Message: "{{1.amount}} {{1.currency}}, contact {{3.id}}" },
    };
  }

  test("each step works with what the ones before it gave, on the path that fits", async () => {
    const apps = new OtherApps({ "HubSpot: Create or Update Contact": { id: "contact-1" } });
    const zap = await switchOn({ id: "payment", trigger: { key: "payment_received" }, steps }, connect(apps));

    await site.cause("payment_received");
    const outcome = await zap.nextRun();
    const payment = outcome.outputs.get(1) as { amount: string; currency: string; customer: JsonObject };

    expect(outcome).toMatchObject({
      status: "success",
      paths: ["usual"],
      waits: [{ reason: "delay", seconds: 3600 }],
    });
    expect(apps.received).toEqual([
      {
        app: "HubSpot",
        event: "Create or Update Contact",
        fields: { "Contact Email": payment.customer.email, Name: payment.customer.name },
      },
      {
        app: "Slack",
        event: "Send Channel Message",
        fields: {
          Channel: "#payments",
          Message: `${payment.amount} ${payment.currency}, contact contact-1`,
        },
      },
    ]);
  });
});

describe("3. Action: an external form creates a booking", () => {
  const form = { Service: "Haircut", Email: "form@example.test", Name: "fay form", Entry: "entry-1" };
  const steps: Step[] = [
    { do: "filter", when: [{ value: "{{1.Email}}", is: "Exists" }] },
    { do: "format", value: "{{1.Name}}", as: { transform: "Capitalize" } },
    { do: "search", key: "find_service", fields: { name: "{{1.Service}}" } },
    { do: "search", key: "find_available_slots", fields: { service_id: "{{4.service_id}}", limit: "1" } },
    {
      do: "create",
      key: "create_booking",
      fields: {
        service_id: "{{4.service_id}}",
        staff_id: "{{5.staff_id}}",
        start_datetime: "{{5.start_datetime}}",
        customer_email: "{{1.Email}}",
        customer_name: "{{3.output}}",
        external_id: "{{1.Entry}}",
      },
    },
  ];

  test("the booking stands in BookingX's tables, and is told to Zaps as one of a Zap", async () => {
    const told = await switchOn(
      { id: "told", trigger: { key: "new_booking", filters: { origin: ["zapier"] } }, steps: [] },
      connect(),
    );

    const outcome = await ask(connect(), steps, form);
    const booking = outcome.outputs.get(6) as { booking_id: number };
    const event = (await told.nextRun()).outputs.get(1);

    expect(outcome).toMatchObject({ status: "success", message: "" });
    expect(
      await site.rows("SELECT post_type, post_status FROM wp_posts WHERE ID = :id", {
        id: booking.booking_id,
      }),
    ).toEqual([{ post_type: "bkx_booking", post_status: "bkx-pending" }]);
    expect(event).toMatchObject({
      booking_id: booking.booking_id,
      origin: "zapier",
      customer: { name: "Fay Form", email: "form@example.test" },
    });
  });

  test("a step that is replayed gives what it gave before, and books nothing more", async () => {
    const zap = { id: "replayed", steps };
    const first = await connect().run(zap, { ...form, Entry: "entry-2" });

    const replayed = await connect().replay(zap, first, 6);
    const { starts_at, staff_id } = first.outputs.get(5) as { starts_at: string; staff_id: number };
    const bookings = await site.rows(
      `SELECT COUNT(*) AS count FROM wp_postmeta s JOIN wp_postmeta w ON w.post_id = s.post_id
       WHERE s.meta_key = 'booking_start_date' AND s.meta_value = :start
       AND w.meta_key = 'seat_id' AND w.meta_value = :staff`,
      { start: starts_at.slice(0, 19).replace("T", " "), staff: String(staff_id) },
    );

    expect(replayed.outputs.get(6)).toEqual(first.outputs.get(6));
    expect(bookings).toEqual([{ count: 1 }]);
  });

  test("a form without an address books nothing", async () => {
    const outcome = await ask(connect(), steps, { ...form, Email: "" });

    expect(outcome).toMatchObject({ status: "filtered" });
  });

  test("a time that somebody else took ends the run without an error", async () => {
    const first = await ask(connect(), steps, { ...form, Entry: "entry-3" });
    const { staff_id, start_datetime } = first.outputs.get(5) as Record<string, string>;
    const outcome = await ask(connect(), [
      {
        do: "create",
        key: "create_booking",
        fields: {
          service_id: String(HAIRCUT),
          staff_id: String(staff_id),
          start_datetime: String(start_datetime),
          customer_email: "late@example.test",
          customer_name: "Late Larry",
        },
      },
    ]);

    expect(outcome.status).toBe("halted");
    expect(outcome.message).toContain("This time cannot be booked. Choose another one.");
  });
});

describe("4. Error recovery: a webhook that failed is sent again", () => {
  test("a hook that answers 500 twice gets the event a third time, and the Zap runs", async () => {
    const apps = new OtherApps({ [ROW]: {} });
    const zap = await switchOn(
      { id: "retried", trigger: { key: "new_booking" }, steps: [row({ Booking: "{{1.booking_id}}" })] },
      connect(apps),
    );
    receiver.answer(zap.hook, 500, 2);

    const { about } = await site.cause("booking_created");
    await receiver.next(zap.hook);
    await receiver.next(zap.hook);
    const outcome = await zap.nextRun();

    expect(outcome.status).toBe("success");
    expect(apps.received.map(({ fields }) => fields)).toEqual([{ Booking: String(about) }]);
  });

  test("an event whose answer was lost comes twice, and runs once", async () => {
    const apps = new OtherApps();
    const zap = await switchOn(
      { id: "answer-lost", trigger: { key: "new_booking" }, steps: [row({ Booking: "{{1.booking_id}}" })] },
      connect(apps),
    );
    receiver.answer(zap.hook, 500);

    const { about } = await site.cause("booking_created");
    const first = await zap.next();
    const second = await zap.next();

    expect(first).toHaveLength(1);
    expect(second).toEqual([]);
    expect(apps.received.map(({ fields }) => fields)).toEqual([{ Booking: String(about) }]);
  });
});

describe("5. Rate limit: who asks too often is told to wait, and comes back", () => {
  const LIMIT = 5;

  beforeAll(() => site.settings({ rate_limit_per_minute: LIMIT }));

  afterAll(() => site.settings());

  test("a call over the limit is answered 429; the step runs again after the wait, and succeeds", async () => {
    const steps: Step[] = [{ do: "search", key: "find_service", fields: { name: "Haircut" } }];
    const runner = connect(new OtherApps(), site.keys.no_actions);

    const within = [];
    for (let number = 0; number < LIMIT; number += 1) {
      within.push(await ask(runner, steps));
    }
    const over = await fetch(`${site.siteUrl}${PUBLIC_PATH}/v1/test`, {
      headers: { "X-API-Key": site.keys.no_actions },
    });
    const retried = await ask(runner, steps);

    expect(within.map(({ status, waits }) => ({ status, waits }))).toEqual(
      Array(LIMIT).fill({ status: "success", waits: [] }),
    );
    expect(over.status).toBe(429);
    expect(await over.json()).toEqual({
      error: { code: "rate_limit_exceeded", message: "Rate limit exceeded. Please try again in a minute." },
    });
    expect(retried.status).toBe("success");
    expect(retried.waits[0]).toEqual({
      reason: "throttled",
      seconds: expect.toSatisfy((seconds: number) => seconds >= 1 && seconds <= 60 / LIMIT),
    });
  }, 60_000);
});

describe("6. Authentication: a key that is no good asks to reconnect", () => {
  test.each([
    ["made up", "bkx_live_made_up", "Your API key is invalid. Please check your settings."],
    ["revoked", site.keys.revoked, "API key is inactive. Ask the site's owner for a new one and reconnect."],
    ["expired", site.keys.expired, "API key has expired. Ask the site's owner for a new one and reconnect."],
  ])(
    "a key that is %s is answered 401, and the run waits until somebody reconnects",
    async (_name, key, message) => {
      const answer = await fetch(`${site.siteUrl}${PUBLIC_PATH}/v1/test`, { headers: { "X-API-Key": key } });
      const outcome = await ask(connect(new OtherApps(), key), [
        { do: "search", key: "find_service", fields: { name: "Haircut" } },
      ]);

      expect(answer.status).toBe(401);
      expect({ status: outcome.status, message: outcome.message }).toEqual({ status: "reconnect", message });
    },
  );

  test("a key without the scope is told what it may not do", async () => {
    const outcome = await ask(connect(new OtherApps(), site.keys.no_actions), [
      { do: "create", key: "cancel_booking", fields: { booking_id: "22" } },
    ]);

    expect(outcome.status).toBe("errored");
    expect(outcome.message).toContain("This API key may not do that.");
  });
});
