/** What every request to the sidecar has in common. */
import type { BeforeRequestMiddleware } from "zapier-platform-core";

import { version } from "../version.js";

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
  request.size = MAX_ANSWER_BYTES;
  return request;
};
