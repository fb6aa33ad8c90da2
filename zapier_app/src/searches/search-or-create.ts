/** Pairs a search with the create that follows where nothing was found. */
import type { SearchOrCreate, SearchOrCreates } from "zapier-platform-core";

import type { Catalog } from "../catalog.js";

/**
 * By search, the create. Those two that are called find_or_create look once more under the sidecar's locks,
 * so that two Zaps at once make one customer; they are no steps of their own in the editor.
 */
const PAIRS: Record<string, string> = {
  find_booking: "create_booking",
  find_customer: "find_or_create_customer",
  find_service: "find_or_create_service",
};

/** What people must know who would wait for a booking that is not created. */
const MORE: Record<string, string> = {
  find_booking: " Choose a status, too: without one a cancelled booking is found, and none is created.",
};

/** The creates that only follow a search. */
export const FOLLOWING = new Set(Object.values(PAIRS).filter((key) => key.startsWith("find_or_create_")));

/** Return the pairs as Zapier's editor shows them; Zapier asks that each has its search's key. */
export function searchOrCreates({ searches }: Catalog): SearchOrCreates {
  const paired = searches.filter(({ key }) => key in PAIRS);
  return Object.fromEntries(paired.map(({ key, noun }) => [key, pair(key, noun)]));
}

function pair(key: string, noun: string): SearchOrCreate {
  return {
    key,
    display: {
      label: `Find or Create ${noun}`,
      description: `Finds a ${noun.toLowerCase()}, or creates one where there is none.${MORE[key] ?? ""}`,
    },
    search: key,
    create: PAIRS[key] as string,
  };
}
