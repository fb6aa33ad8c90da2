/** What every request to the sidecar has in common. */
import type { BeforeRequestMiddleware } from "zapier-platform-core";

import { version } from "../version.js";

/** Zapier ends a step after 30 seconds, without a word that helps; this app speaks first. */
const TIMEOUT_MILLISECONDS = 28_000;
/** More than this Zapier does not take as a step's result. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/** Ask for JSON, name this app, and follow nobody: a secret must not go on to another address. */
export const prepare: BeforeRequestMiddleware = (request) => {
  request.headers = {
    ...request.headers,
    accept: "application/json",
    // in small letters, as Zapier's own stands there, which would be sent instead
    "user-agent": `BookingX-Zapier/${version}`,
  };
  request.redirect = "manual";
  request.timeout = TIMEOUT_MILLISECONDS;
  request.size = MAX_ANSWER_BYTES;
  return request;
};
