/** Has an action done by the sidecar, once. */
import type { Bundle, HttpResponse, ZObject } from "zapier-platform-core";

import { endpoint, type JsonObject } from "./api.js";
import { checkResponse } from "./errors.js";

/** An action's answer, as far as steps of a Zap need it. */
export interface Answer {
  result: JsonObject;
}

const REPLAYED = "idempotency-replayed";
const MAX_TRIES = 10;

/**
 * Have an action done; the same idempotency key has it done once.
 *
 * The sidecar keeps refusals under a key, too. Whoever replays a run later wants to know whether it goes
 * now, so a refusal of back then is asked anew, under the key's next number. What was done is found on the
 * way there, under the number at which it was done.
 */
export async function perform(
  z: ZObject,
  bundle: Bundle,
  action: string,
  inputs: JsonObject,
  idempotencyKey?: string,
): Promise<Answer> {
  let response = await ask(z, bundle, { action, inputs }, idempotencyKey);
  for (let number = 2; isOldRefusal(response) && number <= MAX_TRIES; number += 1) {
    response = await ask(z, bundle, { action, inputs }, `${idempotencyKey}-${number}`);
  }
  checkResponse(response, z).throwForStatus();
  return response.data;
}

function ask(
  z: ZObject,
  bundle: Bundle,
  body: JsonObject,
  idempotencyKey?: string,
): Promise<HttpResponse<Answer>> {
  return z.request<Answer>({
    url: endpoint(z, bundle, "/v1/actions"),
    method: "POST",
    headers: idempotencyKey ? { "Idempotency-Key": idempotencyKey } : {},
    body,
    skipThrowForStatus: true,
  });
}

function isOldRefusal(response: HttpResponse): boolean {
  return response.status >= 400 && response.getHeader(REPLAYED) === "true";
}
