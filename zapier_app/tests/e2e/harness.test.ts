/** What all end-to-end tests stand on: a site that does as it is told, and hooks in Zapier's place. */
import { afterAll, beforeAll, expect, test } from "vitest";

import { PUBLIC_PATH } from "../../src/http/site-url.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { findSite } from "../support/running-site.js";

const site = findSite();
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});

afterAll(() => receiver.close());

async function subscribe(targetUrl: string): Promise<string> {
  const response = await fetch(`${site.siteUrl}${PUBLIC_PATH}/v1/subscribe`, {
    method: "POST",
    headers: { "X-API-Key": site.keys.host, "Content-Type": "application/json" },
    body: JSON.stringify({ trigger: "booking_created", target_url: targetUrl }),
  });
  return ((await response.json()) as { id: string }).id;
}

async function unsubscribe(id: string): Promise<void> {
  const url = `${site.siteUrl}${PUBLIC_PATH}/v1/subscribe/${id}`;
  await fetch(url, { method: "DELETE", headers: { "X-API-Key": site.keys.host } });
}

test("an event arrives at the hook, again after the hook has answered 500", async () => {
  const hook = receiver.openHook();
  const id = await subscribe(hook.url);
  receiver.answer(hook, 500);

  const caused = await site.cause("booking_created");
  const first = await receiver.next(hook);
  const second = await receiver.next(hook);
  await unsubscribe(id);

  const told = { event_id: caused.event_ids[0], booking_id: caused.about };
  expect(first.body).toMatchObject(told);
  expect(second.body).toEqual(first.body);
});

test("a hook at which nothing arrives is waited for no longer than told", async () => {
  await expect(receiver.next(receiver.openHook(), 50)).rejects.toThrow("within 50 ms");
});

test("rows are read with bound parameters", async () => {
  const rows = await site.rows("SELECT ID, post_title FROM wp_posts WHERE ID = :id", { id: 13 });

  expect(rows).toEqual([{ ID: 13, post_title: "Haircut" }]);
});

test("an order that is not understood says why", async () => {
  await expect(site.cause("made_up")).rejects.toThrow("UnknownCauseError");
});
