/** Turns what is wrong with an answer into what Zapier does about it: stop, wait, reconnect, or try again. */
import type { HttpResponse, ZObject } from "zapier-platform-core";

import { type Describe, judge } from "./verdicts.js";

const DEFAULT_WAIT_SECONDS = 60;
/** Longer than this Zapier does not wait inside a hook's run. */
const LONGEST_WAIT_SECONDS = 300;

/**
 * Return a good response; raise for all others the error that fits (`zapier-platform.md` of Zapier's docs:
 * HaltedError ends a run without counting against the Zap, ThrottledError has it run again later).
 *
 * What is left over, all 5xx but 503, is raised by Zapier's next step, and replayed. So is a 401 of the
 * OAuth build, by the step before: Zapier then asks for a new token.
 */
export function raiseRefusals(response: HttpResponse, z: ZObject): HttpResponse {
  return response.skipThrowForStatus ? response : checkResponse(response, z);
}

/** Do the same to a response whose caller looked at it first, and may know better how to tell of its faults. */
export function checkResponse<T>(
  response: HttpResponse<T>,
  z: ZObject,
  describe?: Describe,
): HttpResponse<T> {
  const wrong = judge(response, describe);
  if (!wrong) {
    return response;
  }
  switch (wrong.kind) {
    case "expired":
      throw bare(new z.errors.ExpiredAuthError(wrong.message));
    case "throttled":
      throw new z.errors.ThrottledError(wrong.message, readWait(response));
    case "halted":
      throw halted(z, wrong.message);
    case "error":
      throw new z.errors.Error(wrong.message, wrong.code, wrong.status);
  }
}

/** Return what ends a run without counting against the Zap. */
export function halted(z: ZObject, message: string): Error {
  return bare(new z.errors.HaltedError(message));
}

/** Keep Zapier from writing all inputs of the step behind the message, as it does with errors of these kinds. */
function bare(error: Error): Error {
  return Object.assign(error, { doNotContextify: true });
}

/** Whole seconds alone are read: what else may stand in Retry-After gives the usual wait. */
function readWait(response: HttpResponse): number {
  const text = (response.getHeader("retry-after") ?? "").trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : DEFAULT_WAIT_SECONDS;
  return Math.min(Math.max(seconds, 1), LONGEST_WAIT_SECONDS);
}
