/** Calls the sidecar of the connected site: each endpoint that this app needs, once. */
import type { Bundle, HttpRequestOptions, HttpResponse, ZObject } from "zapier-platform-core";

import type { Field } from "../catalog.js";
import { cleanSiteUrl, PUBLIC_PATH, SiteUrlError } from "./site-url.js";

export type JsonObject = Record<string, unknown>;

/** What `GET /v1/test` answers: whose site it is, and what the connection may do. */
export interface Connection {
  site_name: string;
  site_url: string;
  time_zone: string;
  key_label: string;
  user_name: string;
  scopes: string[];
}

export interface Subscription {
  id: string;
}

export interface Choice {
  id: string | number;
  label: string;
}

export interface Choices {
  choices: Choice[];
  next_after: string | null;
}

/** What the catalog of the connected site says of one of its entries: fields of its own too. */
export interface SiteEntry {
  fields: Field[];
}

export type Kind = "triggers" | "actions" | "searches";

/** Return the address of an endpoint at the connected site. Raises an Error that names the site's address. */
export function endpoint(z: ZObject, bundle: Bundle, path: string): string {
  return siteUrl(z, bundle) + PUBLIC_PATH + path;
}

/** Return the address of the connected site, or of the one that is being connected. */
export function siteUrl(z: ZObject, bundle: Bundle): string {
  try {
    return cleanSiteUrl(bundle.authData?.site_url ?? String(bundle.inputData.site_url ?? ""));
  } catch (error) {
    if (error instanceof SiteUrlError) {
      throw new z.errors.Error(error.message, "invalid_site_url", 400);
    }
    throw error;
  }
}

/** Make a call; what goes wrong is raised by `errors.ts` as what Zapier should do about it. */
export async function call<T>(
  z: ZObject,
  bundle: Bundle,
  path: string,
  options: HttpRequestOptions = {},
): Promise<T> {
  const response: HttpResponse<T> = await z.request({ ...options, url: endpoint(z, bundle, path) });
  return response.data;
}

export function testConnection(z: ZObject, bundle: Bundle): Promise<Connection> {
  return call(z, bundle, "/v1/test");
}

export function subscribe(z: ZObject, bundle: Bundle, body: JsonObject): Promise<Subscription> {
  return call(z, bundle, "/v1/subscribe", { method: "POST", body });
}

export function unsubscribe(z: ZObject, bundle: Bundle, id: string): Promise<unknown> {
  return call(z, bundle, `/v1/subscribe/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** Return up to three samples of a trigger, the newest first, of the same shape as what hooks bring. */
export function listSamples(
  z: ZObject,
  bundle: Bundle,
  trigger: string,
  filters: JsonObject,
): Promise<JsonObject[]> {
  const params = Object.keys(filters).length > 0 ? { filters: JSON.stringify(filters) } : {};
  return call(z, bundle, `/v1/triggers/${trigger}/sample`, { params });
}

export async function search(
  z: ZObject,
  bundle: Bundle,
  key: string,
  inputs: JsonObject,
): Promise<JsonObject[]> {
  const answer = await call<{ results: JsonObject[] }>(z, bundle, "/v1/searches", {
    method: "POST",
    body: { search: key, inputs },
  });
  return answer.results;
}

export function listChoices(
  z: ZObject,
  bundle: Bundle,
  list: string,
  params: Record<string, string>,
): Promise<Choices> {
  return call(z, bundle, `/v1/lists/${list}`, { params });
}

/** Return an entry of the site's own catalog, which knows the custom fields that this app cannot. */
export function describe(z: ZObject, bundle: Bundle, kind: Kind, key: string): Promise<SiteEntry> {
  return call(z, bundle, `/v1/${kind}/${key}`);
}
