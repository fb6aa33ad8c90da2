/** The whole app, made from the catalog: what Zapier's editor shows, and what each step does. */
import zapier, { defineApp } from "zapier-platform-core";

import type { Way } from "./authentication/index.js";
import { type Action, type Catalog, catalog } from "./catalog.js";
import { create } from "./creates/create.js";
import { listTrigger } from "./dropdowns/list-trigger.js";
import { raiseRefusals } from "./http/errors.js";
import { prepare } from "./http/requests.js";
import { CREATE_OVERRIDES } from "./overrides/index.js";
import { search } from "./searches/search.js";
import { FOLLOWING, searchOrCreates } from "./searches/search-or-create.js";
import { hookTrigger } from "./triggers/hook-trigger.js";
import { version } from "./version.js";

/** Return the app with one way to connect. */
export function buildApp(way: Way, { triggers, actions, searches, lists }: Catalog = catalog) {
  return defineApp({
    version,
    platformVersion: zapier.version,
    authentication: way.authentication,
    beforeRequest: [prepare, way.authorize],
    afterResponse: [raiseRefusals],
    // 429 is raised here, not by Zapier: with words, and a wait where Retry-After has none
    flags: { cleanInputData: true, throwForThrottlingEarly: false },
    triggers: byKey([
      ...triggers.map(hookTrigger),
      ...lists.map((list) => listTrigger(list, { triggers, actions, searches, lists })),
    ]),
    creates: byKey(actions.map(buildCreate)),
    searches: byKey(searches.map(search)),
    searchOrCreates: searchOrCreates({ triggers, actions, searches, lists }),
  });
}

function buildCreate(action: Action) {
  const made = create(action);
  const hidden = { ...made, display: { ...made.display, hidden: FOLLOWING.has(action.key) } };
  return CREATE_OVERRIDES[action.key]?.(hidden, action) ?? hidden;
}

function byKey<T extends { key: string }>(entries: T[]): Record<string, T> {
  return Object.fromEntries(entries.map((entry) => [entry.key, entry]));
}
