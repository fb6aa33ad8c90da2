/** Makes of a trigger of the catalog a REST hook of Zapier's: subscribe, receive, sample, unsubscribe. */
import type { Bundle, Trigger as ZapierTrigger, ZObject } from "zapier-platform-core";

import type { Trigger } from "../catalog.js";
import { filterFields } from "../fields/input-fields.js";
import { customFields, outputFields } from "../fields/output-fields.js";
import { type JsonObject, listSamples, type Subscription, subscribe, unsubscribe } from "../http/api.js";
import { readFilters } from "./filters.js";
import { isRepeated } from "./repeats.js";

/** Return the trigger as Zapier's editor shows it. */
export function hookTrigger(trigger: Trigger): ZapierTrigger {
  return {
    key: trigger.zapier_key,
    noun: trigger.noun,
    display: { label: trigger.label, description: trigger.description },
    operation: {
      type: "hook",
      inputFields: filterFields(trigger.filters),
      outputFields: [...outputFields(trigger.fields), customFields("triggers", trigger.key)],
      sample: trigger.sample,
      perform: receive,
      performList: (z: ZObject, bundle: Bundle) =>
        listSamples(z, bundle, trigger.key, readFilters(trigger, bundle)),
      performSubscribe: (z: ZObject, bundle: Bundle) => switchOn(z, bundle, trigger),
      performUnsubscribe: switchOff,
    },
  };
}

/** Return the event that a hook brought; none where it came before. */
async function receive(z: ZObject, bundle: Bundle): Promise<JsonObject[]> {
  const event = bundle.cleanedRequest as JsonObject;
  return (await isRepeated(z, bundle, event)) ? [] : [event];
}

function switchOn(z: ZObject, bundle: Bundle, trigger: Trigger): Promise<Subscription> {
  return subscribe(z, bundle, {
    trigger: trigger.key,
    target_url: bundle.targetUrl,
    filters: readFilters(trigger, bundle),
  });
}

/** Zapier stores what this returns; the sidecar knows no error for an id that is gone. */
async function switchOff(z: ZObject, bundle: Bundle): Promise<JsonObject> {
  const { id } = bundle.subscribeData as unknown as Subscription;
  await unsubscribe(z, bundle, id);
  return { id };
}
