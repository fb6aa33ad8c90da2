/** The two ways to connect a site; a build of the app has one of them. */
import type { Authentication, BeforeRequestMiddleware } from "zapier-platform-core";

export interface Way {
  authentication: Authentication;
  /** Puts the secret into a header of each request, and nowhere else. */
  authorize: BeforeRequestMiddleware;
}

export { apiKey } from "./api-key.js";
export { oauth } from "./oauth.js";
