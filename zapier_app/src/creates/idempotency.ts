/** Names a run of a Zap, so that Zapier's replay of it does not book twice. */
import type { Bundle, ZObject } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import type { JsonObject } from "../http/api.js";

/**
 * Return the idempotency key of a call; none where the same call again may be a new wish.
 *
 * Zapier gives an app no id of the run (docs/decisions/0015-the-idempotency-key-of-a-zap.md). A replay has
 * the Zap and the inputs of the run that it repeats; where these make a second thing, they are the key. In
 * the editor's test each click is a wish of its own.
 */
export function idempotencyKey(
  z: ZObject,
  bundle: Bundle,
  action: Action,
  inputs: JsonObject,
): string | undefined {
  if (!action.creates || bundle.meta.isLoadingSample) {
    return undefined;
  }
  const named = JSON.stringify([bundle.meta.zap?.id ?? "", action.key, sortKeys(inputs)]);
  return `zapier-${z.hash("sha256", named)}`;
}

/** Zapier promises no order of fields. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
