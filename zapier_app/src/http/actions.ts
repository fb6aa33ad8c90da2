/** Has an action done by the sidecar, once. */
import type { Bundle, HttpResponse, ZObject } from "zapier-platform-core";

import { endpoint, type JsonObject } from "./api.js";
import { checkResponse } from "./errors.js";
import type { Asked } from "./labels.js";
import { send } from "./sending.js";
import { hasEnded } from "./standing.js";

/** An action's answer, as far as steps of a Zap need it. */
export interface Answer {
  result: JsonObject;
}

/** One call: which action, with what, and its name where the same call again is to be done once. */
export interface Call {
  action: string;
  inputs: JsonObject;
  idempotencyKey?: string | undefined;
}

const REPLAYED = "idempotency-replayed";
/** How many refusals of one call are asked anew, one a replay. */
const MAX_TRIES = 10;
const CREATE_BOOKING = "create_booking";

/**
 * Have an action done; the same idempotency key has it done once. Raises what `errors.ts` makes of a refusal.
 *
 * The sidecar keeps refusals under a key, too. Whoever replays a run later wants to know whether it goes
 * now, so a refusal of back then is asked anew, under the key's next number. What was done is found on the
 * way there, under the number at which it was done. A booking that was cancelled since then is no answer
 * either: the customer who fills in the same form again wants to come.
 */
export async function perform(z: ZObject, bundle: Bundle, call: Call): Promise<Answer> {
  let response = await request(z, bundle, call);
  for (let number = 2; number <= MAX_TRIES && (await isOutdated(z, bundle, call, response)); number += 1) {
    response = await request(z, bundle, numbered(call, number));
  }
  return readAnswer(z, response);
}

/** Make one call; what it is refused with is the caller's to look at, or `readAnswer`'s to raise. */
export function request(
  z: ZObject,
  bundle: Bundle,
  { action, inputs, idempotencyKey }: Call,
): Promise<HttpResponse<Answer>> {
  return send<Answer>(z, {
    url: endpoint(z, bundle, "/v1/actions"),
    method: "POST",
    headers: idempotencyKey ? { "Idempotency-Key": idempotencyKey } : {},
    body: { action, inputs },
    skipThrowForStatus: true,
    middlewareData: { asked: { kind: "actions", key: action } satisfies Asked },
  });
}

/** Return a good answer; raise all else. */
export function readAnswer(z: ZObject, response: HttpResponse<Answer>): Answer {
  checkResponse(response, z).throwForStatus();
  return response.data;
}

/** Whether the sidecar answered as it did before, and did nothing now. */
export function isReplayed(response: HttpResponse): boolean {
  return response.getHeader(REPLAYED) === "true";
}

/** Return the same call under the name with which it is asked anew. */
export function numbered(call: Call, number: number): Call {
  return { ...call, idempotencyKey: `${call.idempotencyKey}-${number}` };
}

/** An External ID is a name that somebody gave: what was done under it is done once, whatever became of it. */
async function isOutdated(
  z: ZObject,
  bundle: Bundle,
  { action, inputs, idempotencyKey }: Call,
  response: HttpResponse<Answer>,
): Promise<boolean> {
  if (idempotencyKey === undefined || !isReplayed(response)) {
    return false;
  }
  if (response.status >= 400) {
    return true;
  }
  const mayHaveEnded = action === CREATE_BOOKING && inputs.external_id === undefined;
  return mayHaveEnded && (await hasEnded(z, bundle, response.data.result.booking_id));
}
