/** Runs steps of both builds as Zapier would, and reads what they raise. */
import type { Bundle } from "zapier-platform-core";
import zapier from "zapier-platform-core";

import { buildApp } from "../../src/app.js";
import { apiKey, oauth } from "../../src/authentication/index.js";

export const API_KEY = "bkx_live_4f9a1c7e2b8d6053";
export const ACCESS_TOKEN = "bkx_at_9d2e7f1a6c3b8054";
export const REFRESH_TOKEN = "bkx_rt_1b5c8e3f7a2d9046";

export const keyApp = buildApp(apiKey);
export const oauthApp = buildApp(oauth);

/** Runs a function of an app: what a step returns, as Zapier gets it. */
export const runKey = zapier.createAppTester(keyApp) as Run;
export const runOauth = zapier.createAppTester(oauthApp) as Run;

/** The types of steps do not fit each other's inputs; here all are called alike. */
export type Run = (step: unknown, bundle?: Partial<Bundle>, forgets?: boolean) => Promise<unknown>;

/** The functions of a step that Zapier calls by name; each kind of step has some of them. */
export interface Operation {
  inputFields: Record<string, unknown>[];
  outputFields: unknown[];
  sample: Record<string, unknown>;
  perform: unknown;
  performList: unknown;
  performSubscribe: unknown;
  performUnsubscribe: unknown;
}

/** Return the operation of a step, of the API-key build unless told otherwise. Raises an Error where there is none. */
export function operation(
  kind: "triggers" | "creates" | "searches",
  key: string,
  app: typeof keyApp = keyApp,
): Operation {
  const step = (app[kind] as Record<string, { operation: unknown }>)[key];
  if (!step) {
    throw new Error(`there is no ${key} among the ${kind}`);
  }
  return step.operation as Operation;
}

/** The connection test of each build. */
export const tryKey = keyApp.authentication?.test;
export const tryOauth = oauthApp.authentication?.test;

/** What of Zapier's errors counts: the kind, the words, and what Zapier reads in them. */
export interface Raised {
  name: string;
  message: string;
  code?: string;
  status?: number;
  delay?: number | null;
}

/** Return what was raised; fail where nothing was. */
export async function raised(run: Promise<unknown>): Promise<Raised> {
  const error = await run.then(
    (result) => {
      throw new Error(`nothing was raised, but returned: ${JSON.stringify(result)}`);
    },
    (reason: Error) => reason,
  );
  const { name, message } = error;
  return message.startsWith("{")
    ? { name, ...(JSON.parse(message) as Omit<Raised, "name">) }
    : { name, message };
}

/** Return what Zapier hands to a step of a connected site. */
export function connected(siteUrl: string, inputData: Record<string, unknown> = {}): Bundle {
  return {
    authData: {
      site_url: siteUrl,
      api_key: API_KEY,
      access_token: ACCESS_TOKEN,
      refresh_token: REFRESH_TOKEN,
    },
    inputData,
    inputDataRaw: {},
    meta: {},
  } as unknown as Bundle;
}
