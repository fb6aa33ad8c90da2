/** A running site for end-to-end tests: starts the harness of the repository's tests, and gives it orders. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const START_MILLISECONDS = 120_000;
const ORDER_MILLISECONDS = 120_000;
/** After so long an end by itself is no longer waited for. */
const END_MILLISECONDS = 20_000;

/** The redirect URL that the site's sidecar knows (tests/support/zapier_site/site.py). */
export const REDIRECT_URI = "https://zapier.com/dashboard/auth/oauth/return/App1CLIAPI/";

/** `host` may do everything, `manager` is an editor's; `no_actions` may trigger and search. */
export interface Keys {
  host: string;
  manager: string;
  no_actions: string;
  revoked: string;
  expired: string;
}

/** What the harness prints; it can be handed from vitest's global setup to the tests. */
export interface Addresses {
  site_url: string;
  control_url: string;
  keys: Keys;
}

export interface Caused {
  /** Those of the trigger that was asked for; what else came of it is not named. */
  event_ids: string[];
  /** The booking, service, user or review that they are about. */
  about: number;
}

export type Value = string | number | boolean | null;
export type Row = Record<string, Value>;
export type ProcessName = "serve" | "worker";

/** Orders for a site; all raise an Error with the harness's words when it did not do them. */
export interface SiteControl {
  readonly siteUrl: string;
  readonly keys: Keys;
  /**
   * Let a new event of a trigger happen; returns when it is recorded. `minutes` is for `booking_upcoming`: the
   * notice with which a booking comes up; else the shortest that a Zap asks for.
   */
  cause(trigger: string, minutes?: number): Promise<Caused>;
  /** Run one SELECT; `:name` stands for a parameter. Times are text in UTC. */
  rows<T extends Row = Row>(sql: string, params?: Record<string, Value>): Promise<T[]>;
  /**
   * Start the sidecar anew with the usual settings and these; without any, as at first. `null` takes one of the
   * usual settings away. Returns when it answers again.
   */
  settings(changed?: Record<string, unknown>): Promise<void>;
  stop(process: ProcessName): Promise<void>;
  /** Start what was stopped. */
  start(): Promise<void>;
  /** Take the database away, or bring it back. */
  database(up: boolean): Promise<void>;
  /** Let two hours pass for all tokens of OAuth: those for access are over, used ones were used long ago. */
  ageTokens(): Promise<void>;
  /** Press "Allow" on wp-admin's page; `params` is its query. Returns where the user is sent to. */
  consent(params: Record<string, string>, userId: number): Promise<string>;
}

/** A site that this process has started. */
export interface Site extends SiteControl {
  readonly addresses: Addresses;
  /** End it; when this returns, nothing of it is left. */
  close(): Promise<void>;
}

/** Start a site of its own: a database, the sidecar's processes, a stand-in for WordPress's callback. */
export async function startSite(): Promise<Site> {
  const python = `${ROOT}.venv/bin/python`;
  const child = spawn(python, ["-m", "tests.support.zapier_site"], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const addresses = await readAddresses(child);
    return { ...connectSite(addresses), addresses, close: () => end(child) };
  } catch (error) {
    await end(child);
    throw error;
  }
}

/** Return the orders for a site that is running, by what its harness printed. */
export function connectSite(addresses: Addresses): SiteControl {
  const order = <T>(path: string, body: unknown): Promise<T> => give<T>(addresses.control_url + path, body);
  return {
    siteUrl: addresses.site_url,
    keys: addresses.keys,
    cause: (trigger, minutes) =>
      order<Caused>("/cause", { trigger, ...(minutes !== undefined && { minutes }) }),
    rows: async <T extends Row>(sql: string, params: Record<string, Value> = {}) =>
      (await order<{ rows: T[] }>("/rows", { sql, params })).rows,
    settings: (changed = {}) => order<void>("/settings", changed),
    stop: (process) => order<void>("/stop", { process }),
    start: () => order<void>("/start", {}),
    database: (up) => order<void>("/database", { up }),
    ageTokens: () => order<void>("/age_tokens", {}),
    consent: async (params, userId) =>
      (await order<{ redirect: string }>("/consent", { params, user_id: userId })).redirect,
  };
}

async function give<T>(url: string, body: unknown): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ORDER_MILLISECONDS),
  });
  if (!response.ok) {
    throw new Error(`The site did not do what was ordered: ${await response.text()}`);
  }
  return (await response.json()) as T;
}

/** Wait for the one line that the harness prints. */
async function readAddresses(child: ChildProcess): Promise<Addresses> {
  if (child.stdout === null) {
    throw new Error("The harness has no output.");
  }
  const signal = AbortSignal.timeout(START_MILLISECONDS);
  const failed = once(child, "close", { signal }).then(([code]) => {
    throw new Error(`The harness ended with ${code} before it was ready: see what it wrote above.`);
  });
  failed.catch(() => undefined); // it ends some day, and nobody listens then
  const line = once(createInterface({ input: child.stdout }), "line", { signal });
  line.catch(() => undefined);
  const [text] = (await Promise.race([line, failed])) as [string];
  return JSON.parse(text) as Addresses;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, "exit");
  child.stdin?.end();
  const impatient = setTimeout(() => child.kill("SIGTERM"), END_MILLISECONDS);
  await ended;
  clearTimeout(impatient);
}
