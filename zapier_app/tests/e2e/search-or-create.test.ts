/** Search-or-create steps: what is found is taken, what is not is made, once for two Zaps at one moment. */
import { expect, test } from "vitest";

import app from "../../src/index.js";
import { findSite } from "../support/running-site.js";
import { Steps } from "../support/steps.js";
import { wish } from "../support/valid-calls.js";

const site = findSite();
const steps = new Steps({ site_url: site.siteUrl, api_key: site.keys.host });

async function count(sql: string): Promise<unknown> {
  return (await site.rows(`SELECT COUNT(*) AS n FROM ${sql}`))[0]?.n;
}

test("a customer who is there is found, and is not made again", async () => {
  const inputs = { email: "alba@example.test", first_name: "Alba", send_welcome_mail: "false" };
  const made = await steps.searchOrCreate("find_customer", inputs);

  const found = await steps.searchOrCreate("find_customer", { ...inputs, first_name: "Other" });

  expect([made.created, found.id, found.first_name]).toEqual([true, made.id, "Alba"]);
});

test("two Zaps at one moment make one customer", async () => {
  const inputs = { email: "both@example.test", first_name: "Bo", send_welcome_mail: "false" };

  const [left, right] = await Promise.all([
    steps.searchOrCreate("find_customer", inputs, { zap: { id: "left" } }),
    steps.searchOrCreate("find_customer", inputs, { zap: { id: "right" } }),
  ]);

  expect(left.id).toBe(right.id);
  expect(await count("wp_users WHERE user_email = 'both@example.test'")).toBe(1);
});

test("a service is made with what only the create asks for, and is found next time", async () => {
  const inputs = { name: "Aquarobics", price: "60", duration: "60", staff_ids: ["8"], limit: "1" };

  const made = await steps.searchOrCreate("find_service", inputs);
  const found = await steps.searchOrCreate("find_service", inputs);

  expect([made.created, found.id]).toEqual([true, made.id]);
  expect(await count("wp_posts WHERE post_type = 'bkx_base' AND post_title = 'Aquarobics'")).toBe(1);
});

test("a booking of an order is made once, and found by the order's number after it", async () => {
  const inputs = wish(40, "10:00", { external_id: "order-4001", limit: "1", order: "" });

  const made = await steps.searchOrCreate("find_booking", inputs);
  const found = await steps.searchOrCreate("find_booking", inputs);

  expect(found.id).toBe(made.id);
});

test("a status that both halves have is looked for, and is the new booking's", async () => {
  const inputs = wish(40, "12:00", { customer_email: "sol@example.test", status: ["confirmed"] });

  const made = await steps.searchOrCreate("find_booking", inputs);

  expect(made.status).toBe("confirmed");
});

test("several statuses are looked for, and the new booking has the usual one", async () => {
  const inputs = wish(40, "14:00", {
    customer_email: "kim@example.test",
    status: ["confirmed", "completed"],
  });

  const made = await steps.searchOrCreate("find_booking", inputs);

  expect(made.status).toBe("pending");
});

test("each pair names a search and a create of the app; creates that only follow are hidden", () => {
  const pairs = Object.values(app.searchOrCreates ?? {}).map(({ key, search, create }) => ({
    key,
    search: app.searches?.[search]?.key,
    create: app.creates?.[create]?.key,
    hidden: app.creates?.[create]?.display.hidden,
  }));

  expect(pairs).toEqual([
    { key: "find_booking", search: "find_booking", create: "create_booking", hidden: false },
    { key: "find_customer", search: "find_customer", create: "find_or_create_customer", hidden: true },
    { key: "find_service", search: "find_service", create: "find_or_create_service", hidden: true },
  ]);
});
