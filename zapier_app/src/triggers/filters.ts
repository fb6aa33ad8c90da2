/** Reads from a Zap's fields which events it wants. */
import type { Bundle } from "zapier-platform-core";

import type { Trigger } from "../catalog.js";
import { isEmpty } from "../fields/given.js";
import type { JsonObject } from "../http/api.js";

/** Return the filters that were filled in, as a subscription takes them. */
export function readFilters(trigger: Trigger, bundle: Bundle): JsonObject {
  const filled = trigger.filters
    .map(({ key }) => [key, withoutBlanks(bundle.inputData[key])] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(filled);
}

/** Lists come with empty lines, where a person added one and left it. */
function withoutBlanks(value: unknown): unknown {
  if (!Array.isArray(value)) {
    return isEmpty(value) ? undefined : value;
  }
  const rest = value.filter((item) => !isEmpty(item));
  return rest.length > 0 ? rest : undefined;
}
