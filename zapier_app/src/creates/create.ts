/** Makes of an action of the catalog a create of Zapier's. */
import type { Bundle, Create, ZObject } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import { readInputs } from "../fields/given.js";
import { inputFields } from "../fields/input-fields.js";
import { customFields, outputFields } from "../fields/output-fields.js";
import { type Call, perform } from "../http/actions.js";
import type { JsonObject } from "../http/api.js";
import { withoutTheSearchs } from "./after-search.js";
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
      perform: (z: ZObject, bundle: Bundle) => performAction(z, bundle, action),
    },
  };
}

/** Have the action done, once for all replays of a run, and return its result. */
async function performAction(z: ZObject, bundle: Bundle, action: Action): Promise<JsonObject> {
  const answer = await perform(z, bundle, readCall(z, bundle, action, bundle.inputData));
  return answer.result;
}

/** Return what Zapier's run asks for, under the name that all its replays have. */
export function readCall(z: ZObject, bundle: Bundle, action: Action, said: JsonObject): Call {
  const inputs = readInputs(action.inputs, withoutTheSearchs(bundle, action, said));
  return { action: action.key, inputs, idempotencyKey: idempotencyKey(z, bundle, action, inputs) };
}
