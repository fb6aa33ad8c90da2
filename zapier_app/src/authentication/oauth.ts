/** The build that connects by OAuth 2.0: people log in to their own site and allow it there. */
import type { Bundle, ZObject } from "zapier-platform-core";

import { endpoint } from "../http/api.js";
import { connectionLabel, SITE_URL_FIELD, test } from "./connection.js";
import type { Way } from "./index.js";
import { readSecret } from "./secrets.js";
import { askForTokens, type Tokens } from "./tokens.js";

/** One public client for all sites: there is no secret that a site could steal (RFC 7636). */
const CLIENT_ID = "zapier";
const SCOPE = "triggers actions searches";

export const oauth: Way = {
  authentication: {
    type: "oauth2",
    test,
    connectionLabel,
    fields: [SITE_URL_FIELD],
    oauth2Config: {
      authorizeUrl,
      getAccessToken,
      refreshAccessToken,
      scope: SCOPE,
      autoRefresh: true,
      // Zapier adds code_challenge and code_challenge_method to the address, and keeps the verifier
      enablePkce: true,
    },
  },
  authorize: (request, z, bundle) => {
    const token = readSecret(z, bundle.authData?.access_token);
    // asking for tokens is what the old token is too old for
    if (token && !request.middlewareData?.isForTokens) {
      request.headers = { ...request.headers, Authorization: `Bearer ${token}` };
    }
    return request;
  },
};

/** Return where people allow the connection: their own site. */
async function authorizeUrl(z: ZObject, bundle: Bundle): Promise<string> {
  const { state, redirect_uri } = bundle.inputData as Record<string, string>;
  const query = new URLSearchParams({
    response_type: "code",
    client_id: CLIENT_ID,
    scope: SCOPE,
    state: state ?? "",
    redirect_uri: redirect_uri ?? "",
  });
  return `${endpoint(z, bundle, "/oauth/authorize")}?${query}`;
}

function getAccessToken(z: ZObject, bundle: Bundle): Promise<Tokens> {
  const { code, code_verifier, redirect_uri } = bundle.inputData as Record<string, string>;
  return askForTokens(z, bundle, {
    client_id: CLIENT_ID,
    grant_type: "authorization_code",
    code: code ?? "",
    code_verifier: code_verifier ?? "",
    redirect_uri: redirect_uri ?? "",
  });
}

/** Zapier stores the tokens that this returns over the old ones. */
async function refreshAccessToken(z: ZObject, bundle: Bundle): Promise<Tokens> {
  const refresh_token = bundle.authData.refresh_token ?? "";
  const tokens = await askForTokens(z, bundle, {
    client_id: CLIENT_ID,
    grant_type: "refresh_token",
    refresh_token,
  });
  return { refresh_token, ...tokens };
}
