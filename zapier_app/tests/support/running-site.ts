/** The one site of all end-to-end tests, as `global-setup.ts` has started it. */
import { inject } from "vitest";

import { connectSite, type SiteControl } from "./site.js";

/** Return the orders for it, and let the app call it over plain HTTP. */
export function findSite(): SiteControl {
  process.env.BOOKINGX_ALLOW_LOCAL_SITES = "1";
  return connectSite(inject("site"));
}
