/** Makes of an action of the catalog a create of Zapier's. */
import type { Bundle, Create, ZObject } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import { inputFields } from "../fields/input-fields.js";
import { customFields, outputFields } from "../fields/output-fields.js";
import { perform } from "../http/actions.js";
import type { JsonObject } from "../http/api.js";
import { idempotencyKey } from "./idempotency.js";

/** Return the create as Zapier's editor shows it. */
export function create(action: Action): Create {
  return {
    key: action.key,
    noun: action.noun,
    display: { label: action.label, description: action.description },
    operation: {
      inputFields: inputFields(action.inputs),
      outputFields: [...outputFields(action.fields), customFields("actions", action.key)],
      sample: action.sample,
      perform: (z: ZObject, bundle: Bundle) => performAction(z, bundle, action, bundle.inputData),
    },
  };
}

/** Have the action done with these inputs, once for all replays of a run, and return its result. */
export async function performAction(
  z: ZObject,
  bundle: Bundle,
  action: Action,
  inputs: JsonObject,
): Promise<JsonObject> {
  const answer = await perform(z, bundle, action.key, inputs, idempotencyKey(z, bundle, action, inputs));
  return answer.result;
}
