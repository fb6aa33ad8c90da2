import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Bundle } from "zapier-platform-core";

import { catalog } from "../../../src/catalog.js";
import { connected, keyApp, operation, raised, runKey } from "../../support/app.js";
import { refusal, type StandIn, startStandIn } from "../../support/stand-in.js";

const HOOK = "https://hooks.zapier.com/hooks/standard/1/abc/";

let site: StandIn;

beforeAll(async () => {
  site = await startStandIn();
});
beforeEach(() => site.reset());
afterAll(() => site.stop());

function hooked(inputData: Record<string, unknown> = {}, rest: Partial<Bundle> = {}): Bundle {
  return { ...connected(site.siteUrl, inputData), targetUrl: HOOK, ...rest };
}

describe.each(catalog.triggers)("the trigger $key", (trigger) => {
  const { perform, performList, performSubscribe, performUnsubscribe, sample } = operation(
    "triggers",
    trigger.zapier_key,
  );

  test("subscribes under the sidecar's key, with the hook and no filter that was left empty", async () => {
    site.answer("POST /v1/subscribe", { status: 201, body: { id: "01KS", trigger: trigger.key } });
    const empty = Object.fromEntries(trigger.filters.map(({ key }, n) => [key, ["", null, [""], []][n % 4]]));

    const kept = await runKey(performSubscribe, hooked(empty));

    expect(kept).toMatchObject({ id: "01KS" });
    expect(site.asked.map(({ body }) => body)).toEqual([
      { trigger: trigger.key, target_url: HOOK, filters: {} },
    ]);
  });

  test("subscribes with each of its filters", async () => {
    site.answer("POST /v1/subscribe", { status: 201, body: { id: "01KS" } });
    const filled = Object.fromEntries(trigger.filters.map(({ key, example }) => [key, example ?? "x"]));

    await runKey(performSubscribe, hooked(filled));

    expect(site.asked[0]?.body).toEqual({ trigger: trigger.key, target_url: HOOK, filters: filled });
  });

  test("shows live samples that pass the filters", async () => {
    site.answer(`GET /v1/triggers/${trigger.key}/sample`, { body: [trigger.sample] });
    const [filter] = trigger.filters;
    const filled = filter ? { [filter.key]: ["a", "", "b"] } : {};

    expect(await runKey(performList, hooked(filled))).toEqual([trigger.sample]);
    const query = filter ? { filters: JSON.stringify({ [filter.key]: ["a", "b"] }) } : {};
    expect(site.asked.map((asked) => asked.query)).toEqual([query]);
  });

  test("brings an event as it came, and the same event once more not at all", async () => {
    const bundle = hooked({}, { cleanedRequest: trigger.sample, subscribeData: { id: "01KS" } });

    expect(await runKey(perform, bundle, true)).toEqual([trigger.sample]);
    expect(await runKey(perform, bundle)).toEqual([]);
    expect(sample).toEqual(trigger.sample);
  });

  test("ends its subscription by its id", async () => {
    site.answer("DELETE /v1/subscribe/01KS", {});

    expect(await runKey(performUnsubscribe, hooked({}, { subscribeData: { id: "01KS" } }))).toEqual({
      id: "01KS",
    });
    expect(site.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["DELETE /v1/subscribe/01KS"]);
  });
});

test("there is a step for each trigger of the catalog, and for each list one that nobody sees", () => {
  const shown = Object.values(keyApp.triggers).filter(
    ({ display }) => !(display as { hidden?: boolean }).hidden,
  );

  expect(shown.map(({ key }) => key)).toEqual(catalog.triggers.map(({ zapier_key }) => zapier_key));
});

describe("what a hook brought", () => {
  const { perform } = operation("triggers", "new_booking");

  async function receive(cleanedRequest: unknown, subscription: string | undefined = "01KS") {
    const known = subscription === "" ? undefined : { id: subscription };
    const bundle = hooked({}, { cleanedRequest, ...(known && { subscribeData: known }) });
    return runKey(perform, bundle);
  }

  test("twice at two Zaps starts both", async () => {
    const event = { event_id: "01K-two", id: 7 };

    expect(await receive(event, "first")).toEqual([event]);
    expect(await receive(event, "second")).toEqual([event]);
  });

  test("runs again where the subscription has no name: two Zaps cannot be told apart", async () => {
    const event = { event_id: "01K-nameless", id: 7 };

    expect([await receive(event, ""), await receive(event, "")]).toEqual([[event], [event]]);
  });

  test.each([[{ id: 7 }], [{ id: 7, event_id: "" }], [{ id: 7, event_id: 5 }], [{ id: 7, event_id: null }]])(
    "runs again where it has no name: %j",
    async (event) => {
      expect([await receive(event), await receive(event)]).toEqual([[event], [event]]);
    },
  );

  test.each([undefined, null, "", "text", 7, true, [], [[{ id: 7 }]]])("is no event: %j", async (payload) => {
    expect(await receive(payload)).toEqual([]);
  });

  test("as a list is each event by itself, without repeats", async () => {
    const [a, b] = [
      { event_id: "01K-a", id: 1 },
      { event_id: "01K-b", id: 2 },
    ];

    expect(await receive([a, "text", b, a, null])).toEqual([a, b]);
  });

  test("runs where Zapier's memory fails", async () => {
    const event = { event_id: "01K-failing", id: 7 };
    const failing = { set: fail, get: fail };

    const run = runKey(
      async (z: { cache: object }, bundle: Bundle) => {
        const step = perform as (z: object, bundle: Bundle) => Promise<unknown>;
        return step({ ...z, cache: failing }, bundle);
      },
      hooked({}, { cleanedRequest: event, subscribeData: { id: "01KS" } }),
    );

    expect(await run).toEqual([event]);
  });

  /** Receive an event with a memory of the test's, so many times. */
  function receiveWith(cache: object, event: object, times: number): Promise<unknown> {
    return runKey(
      async (z: object, bundle: Bundle) => {
        const step = perform as (z: object, bundle: Bundle) => Promise<unknown>;
        return await Promise.all(Array.from({ length: times }, () => step({ ...z, cache }, bundle)));
      },
      hooked({}, { cleanedRequest: event, subscribeData: { id: "01KS" } }),
    );
  }

  test("is remembered for a day under its Zap's subscription, and only by who writes it first", async () => {
    const written: unknown[][] = [];
    const memory = { get: async () => null, set: async (...args: unknown[]) => written.push(args) };

    await receiveWith(memory, { event_id: "01K-day", id: 7 }, 1);

    expect(written).toEqual([["01KS:01K-day", expect.any(String), 24 * 3600, [], true]]);
  });

  test("at the same moment twice runs once: Zapier lets one of the two write", async () => {
    const event = { event_id: "01K-same", id: 7 };

    expect(await receiveWith(new Memory(), event, 2)).toEqual([[event], []]);
  });

  test("runs where Zapier's memory wrote it, lost the answer, and asked itself again", async () => {
    const event = { event_id: "01K-lost", id: 7 };
    const memory = new Memory();
    const once = memory.set;
    memory.set = async (...args) => {
      await once(...args);
      return once(...args);
    };

    expect(await receiveWith(memory, event, 1)).toEqual([[event]]);
  });

  test("runs where Zapier's memory neither writes it nor knows it", async () => {
    const event = { event_id: "01K-nowhere", id: 7 };
    const blank = { get: async () => null, set: async () => false };

    expect(await receiveWith(blank, event, 1)).toEqual([[event]]);
  });
});

/** Zapier's memory with its `nx`: who comes second does not write. The app tester's knows none. */
class Memory {
  readonly #kept = new Map<string, unknown>();

  get = async (key: string): Promise<unknown> => this.#kept.get(key) ?? null;

  set = async (key: string, value: unknown): Promise<boolean> => {
    const isNew = !this.#kept.has(key);
    this.#kept.set(key, isNew ? value : this.#kept.get(key));
    return isNew;
  };
}

async function fail(): Promise<never> {
  throw new Error("RPC request failed after 3 attempts");
}

describe("a subscription", () => {
  const { performSubscribe } = operation("triggers", "new_booking");

  test("tells the site's owner which Zap it is of, where Zapier says so", async () => {
    site.answer("*", { status: 201, body: { id: "01KS" } });
    const bundle = hooked();

    await runKey(performSubscribe, { ...bundle, meta: { ...bundle.meta, zap: { id: "1234" } } } as never);

    expect(site.asked[0]?.body).toMatchObject({ zap_label: "Zap 1234" });
  });

  test.each([
    [{ service: ["14", "", "15"] }, { service: ["14", "15"] }],
    [{ service: ["", null] }, {}],
    [{ service: "14" }, { service: "14" }],
    [{ service: 14 }, { service: 14 }],
    [{ minimum_amount: 0 }, { minimum_amount: 0 }],
    [{ minimum_amount: "45.50" }, { minimum_amount: "45.50" }],
    [{ nobody_declared: "x", status: ["confirmed"] }, { status: ["confirmed"] }],
  ])("takes of %j the filters %j", async (inputs, filters) => {
    site.answer("*", { status: 201, body: { id: "01KS" } });

    await runKey(performSubscribe, hooked(inputs));

    expect(site.asked[0]?.body).toMatchObject({ filters });
  });

  test.each([false, "false", true])("takes a yes or no as it comes: %j", async (is_guest) => {
    site.answer("*", { status: 201, body: { id: "01KS" } });

    await runKey(operation("triggers", "customer_created").performSubscribe, hooked({ is_guest }));

    expect(site.asked[0]?.body).toMatchObject({ filters: { is_guest } });
  });
});

describe("the end of a subscription", () => {
  const { performUnsubscribe } = operation("triggers", "new_booking");
  const end = (id: string) => runKey(performUnsubscribe, hooked({}, { subscribeData: { id } }));

  test("that has no id asks nobody", async () => {
    expect(await runKey(performUnsubscribe, hooked())).toEqual({});
    expect(site.asked).toEqual([]);
  });

  test("with an odd id asks for that id alone", async () => {
    site.answer("*", {});

    await end("../keys?x=1");

    expect(site.asked[0]?.target).toBe("/wp-json/bookingx/v1/zapier/v1/subscribe/..%2Fkeys%3Fx%3D1");
  });

  test.each([
    ["", { status: 404, body: { code: "rest_no_route", message: "No route." } }],
    [" and PHP's notices are shown", { body: '<b>Notice</b>: x{"code":"rest_no_route"}' }],
  ])("is reached where the plugin is gone%s", async (_, reply) => {
    site.answer("*", reply);

    expect(await end("01KS")).toEqual({ id: "01KS" });
  });

  test("is reached where the site is gone", async () => {
    const gone = await startStandIn();
    await gone.stop();
    const bundle = { ...connected(gone.siteUrl), subscribeData: { id: "01KS" } };

    expect(await runKey(performUnsubscribe, bundle)).toEqual({ id: "01KS" });
  });

  test("waits where the site is busy", async () => {
    site.answer("*", refusal(503, "service_unavailable", "Later.", [], { "Retry-After": "9" }));

    expect(await raised(end("01KS"))).toEqual({ name: "ThrottledError", message: "Later.", delay: 9 });
  });
});
