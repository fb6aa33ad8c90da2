/** Calls the sidecar of the connected site: each endpoint that this app needs, once. */
import type { Bundle, HttpResponse, ZObject } from "zapier-platform-core";

import type { Field } from "../catalog.js";
import { checkResponse } from "./errors.js";
import { toJson } from "./json.js";
import type { Asked } from "./labels.js";
import { type Request, send } from "./sending.js";
import { cleanSiteUrl, PUBLIC_PATH, SiteUrlError } from "./site-url.js";
import { judge, NOT_BOOKINGX } from "./verdicts.js";

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

type Options = Omit<Request, "url">;

export type Kind = "triggers" | "actions" | "searches";

/** Return the address of an endpoint at the connected site. Raises an Error that names the site's address. */
export function endpoint(z: ZObject, bundle: Bundle, path: string): string {
  return siteUrl(z, bundle) + PUBLIC_PATH + path;
}

/** Return the address of the connected site, or of the one that is being connected. */
export function siteUrl(z: ZObject, bundle: Bundle): string {
  try {
    return cleanSiteUrl(bundle.authData?.site_url || String(bundle.inputData?.site_url ?? ""));
  } catch (error) {
    if (error instanceof SiteUrlError) {
      throw new z.errors.Error(error.message, "invalid_site_url", 400);
    }
    throw error;
  }
}

/**
 * Make a call; what goes wrong is raised by `errors.ts` as what Zapier should do about it. `asked` says
 * which entry of the catalog it is about, so that a refusal can name its fields by their labels.
 */
export async function call<T>(
  z: ZObject,
  bundle: Bundle,
  path: string,
  options: Options = {},
  asked?: Asked,
): Promise<T> {
  const url = endpoint(z, bundle, path);
  const response = await send<T>(z, { ...options, url, ...(asked && { middlewareData: { asked } }) });
  return response.data;
}

/** Raises an Error where something else than the sidecar answers at the address. */
export async function testConnection(z: ZObject, bundle: Bundle): Promise<Connection> {
  const answer = await call<Partial<Connection>>(z, bundle, "/v1/test");
  expect(z, typeof answer.site_url === "string" && Array.isArray(answer.scopes));
  return answer as Connection;
}

/** Subscribe; the subscription's id is what `unsubscribe` takes. */
export async function subscribe(
  z: ZObject,
  bundle: Bundle,
  trigger: string,
  body: JsonObject,
): Promise<Subscription> {
  const options: Options = { method: "POST", body: { trigger, ...body } };
  const asked: Asked = { kind: "triggers", key: trigger };
  const answer = await call<Subscription>(z, bundle, "/v1/subscribe", options, asked);
  expect(z, typeof answer.id === "string");
  return answer;
}

export function unsubscribe(z: ZObject, bundle: Bundle, id: string): Promise<unknown> {
  return call(z, bundle, `/v1/subscribe/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** Return up to three samples of a trigger, the newest first, of the same shape as what hooks bring. */
export async function listSamples(
  z: ZObject,
  bundle: Bundle,
  trigger: string,
  filters: JsonObject,
): Promise<JsonObject[]> {
  const params = Object.keys(filters).length > 0 ? { filters: toJson(filters) } : {};
  const asked: Asked = { kind: "triggers", key: trigger };
  const samples = await call<JsonObject[]>(z, bundle, `/v1/triggers/${trigger}/sample`, { params }, asked);
  expect(z, Array.isArray(samples));
  return samples;
}

/** Return what was found, the best first. Nothing is an empty list, also where an id of the inputs is none. */
export async function search(
  z: ZObject,
  bundle: Bundle,
  key: string,
  inputs: JsonObject,
): Promise<JsonObject[]> {
  const response = await askSearch(z, bundle, key, inputs);
  const wrong = judge(response);
  if (wrong?.kind === "halted" && wrong.status === 404) {
    return [];
  }
  checkResponse(response, z).throwForStatus();
  expect(z, Array.isArray(response.data.results));
  return response.data.results;
}

/** Make the call of a search; what it is refused with is the caller's to look at. */
export function askSearch(
  z: ZObject,
  bundle: Bundle,
  key: string,
  inputs: JsonObject,
): Promise<HttpResponse<{ results: JsonObject[] }>> {
  return send(z, {
    url: endpoint(z, bundle, "/v1/searches"),
    method: "POST",
    body: { search: key, inputs },
    skipThrowForStatus: true,
    middlewareData: { asked: { kind: "searches", key } satisfies Asked },
  });
}

/** Return a page of a list of choices. */
export async function listChoices(
  z: ZObject,
  bundle: Bundle,
  list: string,
  params: Record<string, string>,
): Promise<Choices> {
  const asked: Asked = { kind: "lists", key: list };
  const page = await call<Choices>(z, bundle, `/v1/lists/${list}`, { params }, asked);
  expect(z, Array.isArray(page.choices));
  return page;
}

/** Return an entry of the site's own catalog, which knows the custom fields that this app cannot. */
export async function describe(z: ZObject, bundle: Bundle, kind: Kind, key: string): Promise<SiteEntry> {
  const entry = await call<SiteEntry>(z, bundle, `/v1/${kind}/${key}`);
  expect(z, Array.isArray(entry.fields));
  return entry;
}

/** Raise what is to be said where JSON came, but none of the sidecar's. */
function expect(z: ZObject, isOurs: boolean): void {
  if (!isOurs) {
    throw new z.errors.Error(NOT_BOOKINGX, "not_bookingx", 200);
  }
}
