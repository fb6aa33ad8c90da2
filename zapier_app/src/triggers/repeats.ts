/** Knows deliveries that came before: the sidecar sends again what it heard no answer to. */
import type { Bundle, ZObject } from "zapier-platform-core";

import type { JsonObject } from "../http/api.js";

/** Longer than the sidecar's retries take. */
const REMEMBERED_SECONDS = 24 * 3600;

/**
 * Say whether this subscription brought this event before. Zapier removes no repeats of hooks by itself.
 *
 * Where Zapier's memory fails, the answer is no: a run too many is mended sooner than one that is missing.
 */
export async function isRepeated(z: ZObject, bundle: Bundle, event: JsonObject): Promise<boolean> {
  const { event_id } = event;
  if (typeof event_id !== "string") {
    return false;
  }
  const key = `${bundle.subscribeData?.id ?? ""}:${event_id}`;
  try {
    return !(await z.cache.set(key, 1, REMEMBERED_SECONDS, [], true));
  } catch (error) {
    z.console.log("could not remember an event", error);
    return false;
  }
}
