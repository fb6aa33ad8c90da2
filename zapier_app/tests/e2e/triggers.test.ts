/** Every trigger of the catalog at a real site: switched on, told, shown as an example, switched off. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { catalog } from "../../src/catalog.js";
import type { JsonObject } from "../../src/http/api.js";
import { operation } from "../support/app.js";
import { listFaults } from "../support/fields.js";
import { HookedTrigger } from "../support/hooked-trigger.js";
import { compareKeys, fieldKeys, mapPaths, NO_DIFFERENCE } from "../support/output-keys.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { findSite } from "../support/running-site.js";

const site = findSite();
const authData = { site_url: site.siteUrl, api_key: site.keys.host };
const ROW = `SELECT status, ended_at IS NOT NULL AS has_ended FROM wp_bkx_zapier_subscriptions
  WHERE subscription_id = :id`;
const QUEUED = `SELECT COUNT(*) AS count FROM wp_bkx_zapier_webhook_queue q
  JOIN wp_bkx_zapier_subscriptions s ON s.id = q.subscription_id
  WHERE s.subscription_id = :id AND q.event_id = :event_id`;

/** Two Zaps on each trigger; the second one stays on when the first is switched off. */
const zaps = new Map<string, [HookedTrigger, HookedTrigger]>();
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  await Promise.all(
    catalog.triggers.map(async ({ key, zapier_key, filters }) => {
      const asked = filters.some(({ required }) => required) ? { minutes_before: "60" } : {};
      const start = () => HookedTrigger.start(zapier_key, { authData }, receiver, asked);
      zaps.set(key, [await start(), await start()]);
    }),
  );
});

afterAll(async () => {
  await Promise.all([...zaps.values()].flat().map((zap) => zap.stop()));
  await receiver.close();
});

function zapsOf(key: string): [HookedTrigger, HookedTrigger] {
  return zaps.get(key) as [HookedTrigger, HookedTrigger];
}

describe.each(catalog.triggers.map((trigger) => [trigger.zapier_key, trigger] as const))(
  "%s",
  (zapierKey, { key, fields, sample }) => {
    const declared = fieldKeys(operation("triggers", zapierKey).outputFields);
    const maps = mapPaths(fields);

    /** Say in what a record is not as the editor promised. */
    function judge(record: JsonObject) {
      return { keys: compareKeys(declared, record, maps), faults: listFaults(fields, record, sample) };
    }
    const GOOD = { keys: NO_DIFFERENCE, faults: [] };

    test("tells both Zaps what the editor promised, and shows it as an example", async () => {
      const [first, second] = zapsOf(key);
      const { event_ids } = await site.cause(key);

      const arrived = await first.receive(event_ids[0]);
      const same = await second.receive(event_ids[0]);
      const samples = await first.samples();

      expect(arrived.map(judge)).toEqual([GOOD]);
      expect(same).toEqual(arrived);
      expect(samples.map(judge)).toEqual(samples.map(() => GOOD));
      expect(samples[0]).toEqual(arrived[0]);
      expect(judge(sample)).toEqual(GOOD);
    });

    test("tells nothing more once it is switched off; the other Zap hears on", async () => {
      const [first, second] = zapsOf(key);
      const answer = await first.stop();
      const { event_ids } = await site.cause(key);
      await second.receive(event_ids[0]);

      expect(answer).toEqual({ id: first.subscription.id });
      expect(first.arrived).not.toContain(event_ids[0]);
      expect(
        await site.rows(QUEUED, { id: first.subscription.id, event_id: event_ids[0] as string }),
      ).toEqual([{ count: 0 }]);
      expect(await site.rows(ROW, { id: first.subscription.id })).toEqual([
        { status: "unsubscribed", has_ended: 1 },
      ]);
    });
  },
);
