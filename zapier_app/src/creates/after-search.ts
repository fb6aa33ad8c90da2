/** Takes apart what a search-or-create step was filled in with: the search's half, and the create's. */
import type { Bundle } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import type { JsonObject } from "../http/api.js";

/**
 * Return what is meant for the create.
 *
 * Zapier shows a field that both halves have once. Where the search looks for any of several values, the
 * create takes one: if several were chosen, none of them is what to create.
 */
export function withoutTheSearchs(bundle: Bundle, action: Action, said: JsonObject): JsonObject {
  if (!bundle.meta.withSearch) {
    return said;
  }
  const single = new Set(action.inputs.filter((input) => !input.is_list).map(({ key }) => key));
  const entries = Object.entries(said).map(([key, value]) => [key, single.has(key) ? onlyOne(value) : value]);
  return Object.fromEntries(entries);
}

function onlyOne(value: unknown): unknown {
  if (!Array.isArray(value)) {
    return value;
  }
  return value.length === 1 ? value[0] : undefined;
}
