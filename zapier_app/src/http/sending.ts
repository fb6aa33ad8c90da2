/** Sends a request, and says in words what keeps the site from answering at all. */
import type { HttpRequestOptions, HttpResponse, ZObject } from "zapier-platform-core";

import { withinDeadline } from "./deadline.js";
import { toJson } from "./json.js";

/** What Zapier's HTTP client (node-fetch) raises where there is no whole answer. */
interface Failure {
  name: string;
  type?: string;
  code?: string;
}

interface Cause {
  code: string;
  message: string;
}

const TOO_SLOW: Cause = {
  code: "site_too_slow",
  message:
    "The site did not answer in time. Try again; if it happens often, ask whoever runs the site to look why.",
};
const TOO_LARGE: Cause = {
  code: "answer_too_large",
  message: "The site's answer is over 6 MB, which is more than Zapier takes. Ask for less at once.",
};
const NO_SITE: Cause = {
  code: "site_not_found",
  message: "There is no site at this address. Check the site's address in the connection.",
};
const NOT_SECURE: Cause = {
  code: "site_not_secure",
  message:
    "The site has no valid certificate for https, so nothing was sent to it. Ask whoever runs the site to " +
    "renew it.",
};
const UNREACHABLE: Cause = {
  code: "site_unreachable",
  message: "The site cannot be reached at this moment. Check that it is online, then try again.",
};
const JSON_TYPE = "application/json; charset=utf-8";
/** Codes of OpenSSL and Node for a connection that is not, or not safely, encrypted. */
const CERTIFICATE = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_|INVALID_CA|ERR_TLS|ERR_SSL|EPROTO)/;
/** Not one of 4xx: those end a connection where a token is refreshed. */
const STATUS = 503;

/** What is sent; a body is written as JSON. */
export type Request = HttpRequestOptions & { url: string; body?: Record<string, unknown> };

/** The types of Zapier's client do not know a signal, which it hands on. */
type Sent = HttpRequestOptions & { url: string; signal: AbortSignal };

/**
 * Send a request and return its answer. Raises what `errors.ts` makes of the answer, and an Error where
 * there is none, or none in the time that the run has left: Zapier's own would show the step's inputs.
 */
export async function send<T>(z: ZObject, request: Request): Promise<HttpResponse<T>> {
  try {
    return await withinDeadline(z, (signal) => z.request<T>(write(request, signal)));
  } catch (error) {
    const cause = findCause(error as Failure);
    throw cause ? new z.errors.Error(cause.message, cause.code, STATUS) : error;
  }
}

function write({ body, ...others }: Request, signal: AbortSignal): Sent {
  if (body === undefined) {
    return { ...others, signal };
  }
  return { ...others, signal, headers: { ...others.headers, "content-type": JSON_TYPE }, body: toJson(body) };
}

/** Say whether nobody is at the site's address who could answer: no site, or a site without the plugin. */
export function isGone(error: unknown): boolean {
  const { message } = error as Error;
  const isSilent = [NO_SITE, UNREACHABLE].some(({ code }) => message.includes(`"code":"${code}"`));
  return isSilent || message.includes('"code":"no_sidecar","status":404');
}

function findCause({ name, type = "", code = "" }: Failure): Cause | undefined {
  if (name === "AbortError") {
    return TOO_SLOW;
  }
  if (name !== "FetchError") {
    return undefined;
  }
  if (type.endsWith("-timeout")) {
    return TOO_SLOW;
  }
  if (type === "max-size") {
    return TOO_LARGE;
  }
  if (code === "ENOTFOUND") {
    return NO_SITE;
  }
  return CERTIFICATE.test(code) ? NOT_SECURE : UNREACHABLE;
}
