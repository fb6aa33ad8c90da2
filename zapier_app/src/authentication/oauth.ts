/** The build that connects by OAuth 2.0: people log in to their own site and allow it there. */
import type { Bundle, ZObject } from "zapier-platform-core";

import { endpoint } from "../http/api.js";
import { connectionLabel, SITE_URL_FIELD, test } from "./connection.js";
import type { Way } from "./index.js";

/** One public client for all sites: there is no secret that a site could steal (RFC 7636). */
const CLIENT_ID = "zapier";
const SCOPE = "triggers actions searches";

interface Tokens {
  access_token: string;
  refresh_token: string;
}

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
      enablePkce: true,
    },
  },
  authorize: (request, _z, bundle) => {
    const token = bundle.authData.access_token;
    if (token) {
      request.headers = { ...request.headers, Authorization: `Bearer ${token}` };
    }
    return request;
  },
};

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
  return askForTokens(z, bundle, { grant_type: "authorization_code", code, code_verifier, redirect_uri });
}

function refreshAccessToken(z: ZObject, bundle: Bundle): Promise<Tokens> {
  const { refresh_token } = bundle.authData;
  return askForTokens(z, bundle, { grant_type: "refresh_token", refresh_token });
}

async function askForTokens(
  z: ZObject,
  bundle: Bundle,
  asked: Record<string, string | undefined>,
): Promise<Tokens> {
  const response = await z.request<Tokens>({
    url: endpoint(z, bundle, "/oauth/token"),
    method: "POST",
    form: { client_id: CLIENT_ID, ...asked },
  });
  const { access_token, refresh_token } = response.data;
  return { access_token, refresh_token };
}
