/** Long reports: the Zap waits, and the sidecar calls back when the report is made. */
import type { Bundle, Create, ZObject } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import { performAction } from "../creates/create.js";
import type { JsonObject } from "../http/api.js";

const CALLBACK = "callback_url";

/** Take the callback's address out of people's hands, and give one where a report is long. */
export function override(create: Create, action: Action): Create {
  const { inputFields = [] } = create.operation;
  return {
    ...create,
    operation: {
      ...create.operation,
      inputFields: inputFields.filter((field) => (field as { key?: string }).key !== CALLBACK),
      perform: (z: ZObject, bundle: Bundle) => makeReport(z, bundle, action),
      performResume: async (_z: ZObject, bundle: Bundle) => bundle.cleanedRequest as JsonObject,
    },
  } as Create;
}

async function makeReport(z: ZObject, bundle: Bundle, action: Action): Promise<JsonObject> {
  return await performAction(z, bundle, action, bundle.inputData);
}
