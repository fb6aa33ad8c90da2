/** One trigger of a Zap that is switched on at a running site: through Zapier's app tester, with a hook of its own. */
import type { Bundle } from "zapier-platform-core";

import type { JsonObject } from "../../src/http/api.js";
import { keyApp, type Operation, oauthApp, operation, type Run, runKey, runOauth } from "./app.js";
import type { Hook, Receiver } from "./receiver.js";

/** What a connection sends along: an address with an API key, or with tokens. */
export type AuthData = { site_url: string } & Record<string, string>;

/** A connection, and the build of the app that it is one of. */
export interface Connected {
  authData: AuthData;
  build?: "key" | "oauth";
}

const BUILDS = { key: { app: keyApp, run: runKey }, oauth: { app: oauthApp, run: runOauth } };

/** A test switches off what it switched on. */
export class HookedTrigger {
  private constructor(
    private readonly steps: Operation,
    private readonly run: Run,
    private readonly connected: Connected,
    private readonly receiver: Receiver,
    private readonly inputData: JsonObject,
    readonly hook: Hook,
    readonly subscription: { id: string },
  ) {}

  /** Switch it on; `filters` as the editor hands them over. */
  static async start(
    key: string,
    connected: Connected,
    receiver: Receiver,
    filters: JsonObject = {},
  ): Promise<HookedTrigger> {
    const { app, run } = BUILDS[connected.build ?? "key"];
    const steps = operation("triggers", key, app);
    const hook = receiver.openHook();
    const bundle = { ...toBundle(connected, filters), targetUrl: hook.url };
    const subscription = (await run(steps.performSubscribe, bundle)) as { id: string };
    return new HookedTrigger(steps, run, connected, receiver, filters, hook, subscription);
  }

  /** Wait for one event to arrive; others may come before. Returns what came. */
  async arrival(eventId: string | undefined): Promise<JsonObject> {
    while (true) {
      const body = (await this.receiver.next(this.hook)).body as JsonObject;
      if (body.event_id === eventId) {
        return body;
      }
    }
  }

  /** Wait for one event to arrive, and return what the step makes of it. */
  async receive(eventId: string | undefined): Promise<JsonObject[]> {
    return this.#call(this.steps.perform, { cleanedRequest: await this.arrival(eventId) });
  }

  /** Return what the editor shows as examples. */
  samples(): Promise<JsonObject[]> {
    return this.#call(this.steps.performList, {});
  }

  stop(): Promise<JsonObject> {
    return this.#call(this.steps.performUnsubscribe, {});
  }

  /** Return the ids of the events that arrived so far. */
  get arrived(): unknown[] {
    return this.hook.arrivals.map(({ body }) => (body as JsonObject).event_id);
  }

  async #call<T>(step: unknown, more: JsonObject): Promise<T> {
    const bundle = { ...toBundle(this.connected, this.inputData), subscribeData: this.subscription, ...more };
    return (await this.run(step, bundle as Partial<Bundle>)) as T;
  }
}

function toBundle({ authData }: Connected, inputData: JsonObject): Partial<Bundle> {
  return { authData, inputData, meta: { zap: { id: "hooked" } } } as unknown as Partial<Bundle>;
}
