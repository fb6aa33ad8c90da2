/** Starts one site before all end-to-end tests and ends it after them; tests find it by `findSite` (running-site.ts). */
import type { TestProject } from "vitest/node";

import { type Addresses, startSite } from "./site.js";

declare module "vitest" {
  export interface ProvidedContext {
    site: Addresses;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const site = await startSite();
  project.provide("site", site.addresses);
  return () => site.close();
}
