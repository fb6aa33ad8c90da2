/** Makes of a trigger of the catalog a REST hook of Zapier's: subscribe, receive, sample, unsubscribe. */
import type { Bundle, Trigger as ZapierTrigger, ZObject } from "zapier-platform-core";

import type { Trigger } from "../catalog.js";
import { filterFields } from "../fields/input-fields.js";
import { customFields, outputFields } from "../fields/output-fields.js";
import { type JsonObject, listSamples, type Subscription, subscribe, unsubscribe } from "../http/api.js";
import { isGone } from "../http/sending.js";
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

/** Return the events that a hook brought; none that came before, and nothing that is no event. */
async function receive(z: ZObject, bundle: Bundle): Promise<JsonObject[]> {
  const brought: unknown = bundle.cleanedRequest;
  const news: JsonObject[] = [];
  for (const event of Array.isArray(brought) ? brought : [brought]) {
    if (isObject(event) && !(await isRepeated(z, bundle, event))) {
      news.push(event);
    }
  }
  return news;
}

function switchOn(z: ZObject, bundle: Bundle, trigger: Trigger): Promise<Subscription> {
  const zap = bundle.meta?.zap?.id;
  return subscribe(z, bundle, trigger.key, {
    target_url: bundle.targetUrl,
    ...(zap && { zap_label: `Zap ${zap}` }),
    filters: readFilters(trigger, bundle),
  });
}

/**
 * End the subscription. The sidecar knows no error for an id that is gone; where the site itself is gone,
 * or its plugin is, nobody is left to end it. Should it come back, Zapier answers 410, which ends it.
 */
async function switchOff(z: ZObject, bundle: Bundle): Promise<JsonObject> {
  const id = bundle.subscribeData?.id;
  if (!id) {
    return {};
  }
  try {
    await unsubscribe(z, bundle, id);
  } catch (error) {
    if (!isGone(error)) {
      throw error;
    }
  }
  return { id };
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
