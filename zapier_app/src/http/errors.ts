/** Turns a refusal of the sidecar into what Zapier does about it: stop, wait, reconnect, or try again. */
import type { HttpResponse, ZObject } from "zapier-platform-core";

/** The sidecar's error shape. */
interface Refusal {
  code: string;
  message: string;
  fields?: { field: string; problem: string }[];
}

const DEFAULT_WAIT_SECONDS = 60;
/** Longer than this Zapier does not wait inside a hook's run. */
const LONGEST_WAIT_SECONDS = 300;
/** Entries of the catalog that a site with an older plugin does not have. */
const UNKNOWN = /^unknown_/;

const NO_PLUGIN =
  "There is no BookingX for Zapier at this address. Check the site's address in the connection, and that " +
  "the plugin is active and permalinks are not set to Plain.";
const NO_JSON =
  "The site answered with a web page instead of data. A security or cache plugin may be in the way: ask " +
  "whoever runs the site to let /wp-json/bookingx/ through.";

/**
 * Return a good response; raise for all others the error that fits (`zapier-platform.md` of Zapier's docs:
 * HaltedError ends a run without counting against the Zap, ThrottledError has it run again later).
 *
 * 429 was raised before by Zapier's own step, with the seconds of Retry-After. What is left over, all other
 * 5xx, is raised by Zapier's next step, and replayed.
 */
export function raiseRefusals(response: HttpResponse, z: ZObject): HttpResponse {
  return response.skipThrowForStatus ? response : checkResponse(response, z);
}

/** Do the same to a response whose caller looked at it first. */
export function checkResponse<T>(response: HttpResponse<T>, z: ZObject): HttpResponse<T> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    throw new z.errors.Error(describeMove(response), "site_moved", status);
  }
  const refusal = readRefusal(response);
  if (status >= 400 && status < 500 && !refusal) {
    throw new z.errors.Error(status === 404 ? NO_PLUGIN : describeStranger(status), "no_sidecar", status);
  }
  if (refusal) {
    raise(response, refusal, z);
  }
  if (status < 300 && status !== 204 && response.content !== "" && response.data === undefined) {
    throw new z.errors.Error(NO_JSON, "no_json", status);
  }
  return response;
}

function raise(response: HttpResponse, refusal: Refusal, z: ZObject): void {
  const { status } = response;
  if (status === 401) {
    throw new z.errors.ExpiredAuthError(refusal.message);
  }
  if (refusal.code === "still_running" || status === 503) {
    throw new z.errors.ThrottledError(refusal.message, readWait(response));
  }
  if (status === 404 && UNKNOWN.test(refusal.code)) {
    throw new z.errors.Error(
      `${refusal.message} The site may run an older version of BookingX for Zapier: update its plugin.`,
      refusal.code,
      status,
    );
  }
  if (status === 404 || status === 409) {
    throw new z.errors.HaltedError(describe(refusal));
  }
  if (status < 500) {
    throw new z.errors.Error(describe(refusal), refusal.code, status);
  }
}

/** Return the message, and behind it each field that is wrong with what would be right. */
function describe(refusal: Refusal): string {
  const faults = (refusal.fields ?? []).map(({ field, problem }) => `${field}: ${problem}`);
  return [refusal.message, ...faults].join("\n");
}

function describeMove(response: HttpResponse): string {
  const to = response.getHeader("location") ?? "another address";
  return `The site's address leads on to ${to}. Reconnect with the address that the site has now.`;
}

function describeStranger(status: number): string {
  return (
    `Something in front of the site refused the call (${status}). A firewall or a security plugin may be ` +
    "in the way: ask whoever runs the site to let /wp-json/bookingx/ through."
  );
}

function readRefusal(response: HttpResponse): Refusal | undefined {
  const error = (response.data as { error?: Refusal } | null | undefined)?.error;
  return response.status >= 400 && typeof error?.message === "string" ? error : undefined;
}

function readWait(response: HttpResponse): number {
  const seconds = Number.parseInt(response.getHeader("retry-after") ?? "", 10);
  return Number.isNaN(seconds) ? DEFAULT_WAIT_SECONDS : Math.min(Math.max(seconds, 1), LONGEST_WAIT_SECONDS);
}
