/** Asks the site for tokens, and lets no passing trouble end a connection. */
import type { Bundle, HttpResponse, ZObject } from "zapier-platform-core";

import { endpoint } from "../http/api.js";
import { send } from "../http/sending.js";
import { judge, NOT_BOOKINGX, UNAVAILABLE } from "../http/verdicts.js";

export interface Tokens {
  access_token: string;
  /** Missing where the old one stays good. */
  refresh_token?: string;
}

/** Errors of RFC 6749, section 5.2. */
interface Refused {
  error?: unknown;
  error_description?: unknown;
}

/**
 * What is raised for an answer that is not the sidecar's, or for a passing trouble of its own. Zapier ends a
 * connection for good where a refresh is answered by 4xx (https://docs.zapier.com/platform/news/4xx-errors-refreshAccessToken);
 * a firewall, or a plugin that is switched off for an hour, must not do that. 5xx is tried again.
 */
const PASSING_STATUS = 503;

/**
 * Return new tokens. Raises an Error with status 400 where the site says that the code or the refresh token
 * is none (any more), and one with status 503 for all that may pass.
 */
export async function askForTokens(
  z: ZObject,
  bundle: Bundle,
  form: Record<string, string>,
): Promise<Tokens> {
  const response = await post(z, endpoint(z, bundle, "/oauth/token"), form);
  const { access_token, refresh_token } = (response.data ?? {}) as Partial<Tokens>;
  if (response.status === 200 && access_token) {
    return { access_token, ...(refresh_token && { refresh_token }) };
  }
  const refused = (response.data ?? {}) as Refused;
  if (response.status === 400 && typeof refused.error === "string") {
    if (form.grant_type === "refresh_token") {
      response.throwForStatus(); // the form of an error that Zapier documents for this
    }
    throw new z.errors.Error(String(refused.error_description || refused.error), refused.error, 400);
  }
  if (response.status >= 500 && form.grant_type === "refresh_token") {
    response.throwForStatus();
  }
  const wrong = judge(response);
  const message = wrong?.message ?? (response.status >= 500 ? UNAVAILABLE : NOT_BOOKINGX);
  throw new z.errors.Error(message, wrong?.code ?? "no_tokens", PASSING_STATUS);
}

async function post(z: ZObject, url: string, form: Record<string, string>): Promise<HttpResponse<unknown>> {
  try {
    return await send(z, {
      url,
      method: "POST",
      form,
      skipThrowForStatus: true,
      middlewareData: { isForTokens: true },
    });
  } catch (error) {
    if ((error as Error).name !== "RefreshAuthError") {
      throw error;
    }
    // Zapier's own step makes that of each 401; here there is nothing to refresh
    throw new z.errors.Error(NOT_BOOKINGX, "no_tokens", PASSING_STATUS);
  }
}
