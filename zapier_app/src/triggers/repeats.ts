/** Knows deliveries that came before: the sidecar sends again what it heard no answer to. */
import { randomUUID } from "node:crypto";

import type { Bundle, ZObject } from "zapier-platform-core";

import type { JsonObject } from "../http/api.js";

/** Longer than the sidecar's retries take. */
const REMEMBERED_SECONDS = 24 * 3600;

/**
 * Say whether this subscription brought this event before. Zapier removes no repeats of hooks by itself.
 *
 * Where Zapier's memory fails, or the subscription has no name, the answer is no: a run too many is mended
 * sooner than one that is missing, and two Zaps with the same event must both run.
 */
export async function isRepeated(z: ZObject, bundle: Bundle, event: JsonObject): Promise<boolean> {
  const { event_id } = event;
  const subscription = bundle.subscribeData?.id;
  if (typeof event_id !== "string" || event_id === "" || !subscription) {
    return false;
  }
  const key = `${subscription}:${event_id}`;
  try {
    return (await z.cache.get(key)) !== null || !(await isFirst(z, key));
  } catch (error) {
    z.console.log("could not remember an event", (error as Error).message);
    return false;
  }
}

/**
 * Remember an event, and say whether nobody else did. Two at once have both looked before either wrote: only
 * one of them may write. Zapier's client repeats a write whose answer was lost, and is then told that
 * somebody wrote before: by what stands there this run knows itself.
 */
async function isFirst(z: ZObject, key: string): Promise<boolean> {
  const mine = randomUUID();
  if ((await z.cache.set(key, mine, REMEMBERED_SECONDS, [], true)) !== false) {
    return true;
  }
  const holder = await z.cache.get(key);
  return holder === null || holder === mine;
}
