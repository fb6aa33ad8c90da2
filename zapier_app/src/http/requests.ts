/** What every request to the sidecar has in common. */
import type { BeforeRequestMiddleware } from "zapier-platform-core";

import { version } from "../version.js";

/** Ask for JSON, name this app, and follow nobody: a secret must not go on to another address. */
export const prepare: BeforeRequestMiddleware = (request) => {
  request.headers = {
    ...request.headers,
    Accept: "application/json",
    "User-Agent": `BookingX-Zapier/${version}`,
  };
  request.redirect = "manual";
  return request;
};
