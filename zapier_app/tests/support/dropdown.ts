/** Opens a dropdown as Zapier's editor does, at its first page. */
import type { Bundle } from "zapier-platform-core";

import type { Choice } from "../../src/http/api.js";
import { operation, runKey } from "./app.js";

/** Zapier's memory of a dropdown's place; that of its tester needs a key of Zapier's own. */
const cursor = { get: async () => "", set: async () => undefined };

/** Return the choices of a hidden trigger; the bundle's inputs are the step's fields so far. */
export async function openDropdown(trigger: string, bundle: Partial<Bundle>): Promise<Choice[]> {
  const perform = operation("triggers", trigger).perform as (z: object, bundle: Bundle) => unknown;
  return (await runKey((z: object, given: Bundle) => perform({ ...z, cursor }, given), bundle)) as Choice[];
}
