/** Connects a running site by OAuth as Zapier does: asks, lets a user say yes in wp-admin, exchanges the code. */
import { createHash, randomBytes } from "node:crypto";
import type { Bundle } from "zapier-platform-core";

import { oauthApp, runOauth } from "./app.js";
import { REDIRECT_URI, type SiteControl } from "./site.js";

const OWNER = 1;
const { authorizeUrl, getAccessToken, refreshAccessToken } = oauthApp.authentication?.oauth2Config ?? {};

/** What Zapier keeps of a connection. */
export interface AuthData extends Record<string, string> {
  site_url: string;
  access_token: string;
  refresh_token: string;
}

/** A user's yes: the code that proves it, and what proves that Zapier asked. */
export interface Grant {
  code: string;
  code_verifier: string;
  /** The address of the page in wp-admin that the user was sent to. */
  page: URL;
}

/** Send a user to the site, and let them say yes. */
export async function allow(site: SiteControl, state = "state 1"): Promise<Grant> {
  const code_verifier = randomBytes(32).toString("base64url");
  const url = await makeAuthorizeUrl(site.siteUrl, state, code_verifier);
  const answer = await fetch(url, { redirect: "manual" });
  const page = new URL(answer.headers.get("location") ?? "");
  const { page: _, ...params } = Object.fromEntries(page.searchParams);
  const back = new URL(await site.consent(params, OWNER));
  if (back.searchParams.get("state") !== state) {
    throw new Error(`The user came back with another state: ${back.searchParams.get("state")}.`);
  }
  return { code: back.searchParams.get("code") ?? "", code_verifier, page };
}

/** Return the address that the app makes, with what Zapier adds to it by itself. */
async function makeAuthorizeUrl(siteUrl: string, state: string, verifier: string): Promise<URL> {
  const inputData = { site_url: siteUrl, state, redirect_uri: REDIRECT_URI, response_type: "code" };
  const url = new URL(String(await runOauth(authorizeUrl, { authData: {}, inputData } as Partial<Bundle>)));
  url.searchParams.set("code_challenge", createHash("sha256").update(verifier).digest("base64url"));
  url.searchParams.set("code_challenge_method", "S256");
  return url;
}

/** Exchange a code for tokens; `siteUrl` may be a proxy's. */
export async function exchange(siteUrl: string, { code, code_verifier }: Grant): Promise<AuthData> {
  const inputData = { site_url: siteUrl, code, code_verifier, redirect_uri: REDIRECT_URI };
  const tokens = await runOauth(getAccessToken, { authData: {}, inputData } as Partial<Bundle>);
  return { site_url: siteUrl, ...(tokens as object) } as AuthData;
}

/** Ask for new tokens, and return what Zapier keeps then. */
export async function refresh(authData: AuthData): Promise<AuthData> {
  const tokens = await runOauth(refreshAccessToken, {
    authData,
    inputData: {},
  } as unknown as Partial<Bundle>);
  return { ...authData, ...(tokens as object) };
}
