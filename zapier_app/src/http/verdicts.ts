/** Judges an answer: good, or what is wrong with it, in words that a person can act on. */
import type { HttpResponse } from "zapier-platform-core";

import { hint } from "./hints.js";
import { type Asked, nameField, nameKeys } from "./labels.js";

/** One field that is wrong, and what would be right; `reason` is a word for programs. */
export interface Fault {
  field: string;
  problem: string;
  reason?: string;
}

/** Makes a sentence of a fault. */
export type Describe = (fault: Fault) => string;

/** What is wrong, and what Zapier should do: stop, wait, reconnect, or count it as an error. */
export interface Verdict {
  kind: "error" | "expired" | "halted" | "throttled";
  message: string;
  /** The sidecar's word for it, or one of this app. */
  code: string;
  status: number;
}

/** The sidecar's error shape (sidecar/errors.py, SidecarError.as_dict). */
interface Refusal {
  code: string;
  message: string;
  fields?: Fault[];
}

/** Entries of the catalog, and addresses, that a site with an older version does not have. */
const NOT_YET = new Set([
  "unknown_trigger",
  "unknown_action",
  "unknown_search",
  "unknown_list",
  "not_found",
  "method_not_allowed",
]);

/** WordPress's 404. Where plugins print notices in front of it, BookingX among them, its status is lost: it is 200. */
const NO_ROUTE = /"code":"rest_no_route"/;

const JSON_PATH = "/wp-json/";

export const OLD_VERSION =
  "The site does not know this step: it may run an older version of BookingX for Zapier. Ask whoever runs " +
  "the site to update it.";
export const NO_PLUGIN =
  "There is no BookingX for Zapier at this address. Check the site's address in the connection, and that " +
  "the plugin is active and permalinks are not set to Plain.";
export const NO_JSON =
  "The site answered with a web page instead of data. Ask whoever runs the site to check that permalinks " +
  "are not set to Plain, that no security or cache plugin is in the way of /wp-json/bookingx/, and that " +
  "PHP's notices are not shown.";
export const UNAVAILABLE = "The site is not available at this moment. Please try again in a few minutes.";
const TOO_MANY = "The site is asked too often at this moment. Please try again in a minute.";
export const NOT_BOOKINGX =
  "Something else than BookingX for Zapier answered at this address. Check the site's address in the " +
  "connection.";

/**
 * Return what is wrong with an answer; nothing where it is good, or is one of the 5xx that Zapier replays.
 *
 * Faults of fields are told by `describe`; without it by the labels of the entry that the request was about.
 */
export function judge(response: HttpResponse, describe: Describe = byLabel(response)): Verdict | undefined {
  const { status } = response;
  if (status >= 300 && status < 400) {
    return judgeMove(response);
  }
  const refusal = readRefusal(response);
  if (refusal) {
    return judgeRefusal(refusal, status, describe);
  }
  return status < 300 ? judgeData(response) : judgeStranger(status);
}

function judgeRefusal(refusal: Refusal, status: number, describe: Describe): Verdict | undefined {
  const { code } = refusal;
  const message = [refusal.message, ...(refusal.fields ?? []).map(describe)].join("\n");
  if (status === 401) {
    return { kind: "expired", message, code, status };
  }
  if (status === 429 || status === 503 || code === "still_running") {
    return { kind: "throttled", message, code, status };
  }
  if (NOT_YET.has(code)) {
    return { kind: "error", message: OLD_VERSION, code, status };
  }
  if (status === 404 || status === 409) {
    return { kind: "halted", message, code, status };
  }
  return status < 500 ? { kind: "error", message, code, status } : undefined;
}

/** Judge what WordPress, its server or a firewall said in the sidecar's place. */
function judgeStranger(status: number): Verdict | undefined {
  if (status === 429) {
    return { kind: "throttled", message: TOO_MANY, code: "too_many_requests", status };
  }
  if (status === 503) {
    return { kind: "throttled", message: UNAVAILABLE, code: "site_unavailable", status };
  }
  const message = status === 404 ? NO_PLUGIN : describeStranger(status);
  return status < 500 ? { kind: "error", message, code: "no_sidecar", status } : undefined;
}

function judgeData({ status, data, content }: HttpResponse): Verdict | undefined {
  if (status === 204 || (data !== undefined && data !== null)) {
    return undefined;
  }
  return NO_ROUTE.test(content)
    ? judgeStranger(404)
    : { kind: "error", message: NO_JSON, code: "no_json", status };
}

function byLabel({ request, status }: HttpResponse): Describe {
  const asked = request?.middlewareData?.asked as Asked | undefined;
  return (fault) => {
    const more = status === 422 ? hint(fault, asked) : "";
    return `${nameField(fault.field, asked)}: ${nameKeys(fault.problem, asked)}${more}`;
  };
}

function judgeMove(response: HttpResponse): Verdict {
  const { status } = response;
  const to = response.getHeader("location") ?? "";
  if (isOtherPage(to, response.request.url ?? "")) {
    return { kind: "error", message: NO_JSON, code: "no_json", status };
  }
  const message = `The site's address leads on to ${readSite(to)}. Reconnect with the address that the site has now.`;
  return { kind: "error", message, code: "site_moved", status };
}

/**
 * Say whether a site leads on to a page of its own: to its home page or with a slash more where permalinks are
 * plain, or to where people log in. The site's address is right then.
 */
function isOtherPage(location: string, asked: string): boolean {
  if (readSite(location) === readSite(asked)) {
    return true;
  }
  const isOfJson = location.includes(JSON_PATH);
  return !isOfJson && URL.canParse(location) && new URL(location).origin === new URL(asked).origin;
}

/** Name the site alone: what follows may be anything. */
function readSite(location: string): string {
  if (!URL.canParse(location)) {
    return "another one";
  }
  const { origin, pathname } = new URL(location);
  const [path, inside] = pathname.split(JSON_PATH, 2);
  return inside === undefined ? origin : origin + path;
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
