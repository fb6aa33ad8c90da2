/** Connecting a real site by an API key: what Zapier shows of it, what is refused, and where the key goes. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bundle } from "zapier-platform-core";

import type { JsonObject } from "../../src/http/api.js";
import { PUBLIC_PATH } from "../../src/http/site-url.js";
import { keyApp, operation, type Raised, raised, runKey, tryKey } from "../support/app.js";
import { type CuttingProxy, startCuttingProxy } from "../support/cutting-proxy.js";
import { openDropdown } from "../support/dropdown.js";
import { findSite } from "../support/running-site.js";
import { type StandIn, startStandIn } from "../support/stand-in.js";

const site = findSite();
const { version } = keyApp;
const SCOPES = ["actions", "searches", "triggers"];

function toBundle(authData: JsonObject, inputData: JsonObject = {}): Partial<Bundle> {
  return { authData, inputData, meta: {} } as unknown as Partial<Bundle>;
}

async function connect(apiKey: string, siteUrl = site.siteUrl): Promise<JsonObject> {
  return (await runKey(tryKey, toBundle({ site_url: siteUrl, api_key: apiKey }))) as JsonObject;
}

/** Return the connection's name: Zapier hands over what the test answered. */
async function label(apiKey: string): Promise<unknown> {
  const answer = await connect(apiKey);
  const authData = { site_url: site.siteUrl, api_key: apiKey };
  return runKey(keyApp.authentication?.connectionLabel, toBundle(authData, answer));
}

describe("the connection test", () => {
  test.each([
    [
      "the host's key, which is no user's",
      site.keys.host,
      "",
      "Example Studio",
      ["actions", "events", "searches", "triggers"],
    ],
    ["a manager's key", site.keys.manager, "Mia Manager", "Example Studio (Mia Manager)", SCOPES],
    [
      "a key without actions",
      site.keys.no_actions,
      "admin",
      "Example Studio (admin)",
      ["searches", "triggers"],
    ],
  ])("with %s says whose site it is; the label has no secret", async (_, key, user, name, scopes) => {
    const answer = await connect(key);
    const shown = await label(key);

    expect(answer).toMatchObject({ site_name: "Example Studio", user_name: user, scopes });
    expect(shown).toBe(name);
    expect(JSON.stringify([answer, shown])).not.toContain(key.slice("bkx_live_".length));
  });

  test.each([
    ["a slash at the end", "/"],
    ["wp-admin copied along", "/wp-admin/"],
    ["a page of wp-admin", "/wp-admin/admin.php?page=bookingx"],
    ["the REST address", "/wp-json/bookingx/v1/zapier/"],
    ["the login page", "/wp-login.php?redirect_to=x"],
  ])("works with %s", async (_, rest) => {
    expect(await connect(site.keys.host, site.siteUrl + rest)).toEqual(await connect(site.keys.host));
  });

  test("works with blanks around the address and the key", async () => {
    expect(await connect(` ${site.keys.host}\n`, ` ${site.siteUrl} `)).toEqual(await connect(site.keys.host));
  });
});

describe("a key that is no good", () => {
  test.each([
    ["made up", "bkx_live_made_up", "Your API key is invalid. Please check your settings."],
    ["revoked", site.keys.revoked, "API key is inactive. Ask the site's owner for a new one and reconnect."],
    ["expired", site.keys.expired, "API key has expired. Ask the site's owner for a new one and reconnect."],
  ])("as it is %s asks to reconnect, at the test and in a Zap", async (_, key, message) => {
    const authData = { site_url: site.siteUrl, api_key: key };
    const attempt = await raised(connect(key));
    const { perform } = operation("searches", "find_service");
    const step = await raised(runKey(perform, toBundle(authData, { name: "Haircut" })));

    const expected: Raised = { name: "ExpiredAuthError", message };
    expect([attempt, step]).toEqual([expected, expected]);
  });

  test("as none was given asks for one", async () => {
    expect((await raised(connect(""))).name).toBe("ExpiredAuthError");
  });
});

describe("an address where no BookingX is", () => {
  let other: StandIn;

  beforeAll(async () => {
    other = await startStandIn();
  });

  afterAll(() => other.stop());

  test.each([
    ["a web page for everything", { body: "<html>Welcome" }, /web page instead of data/],
    ["404", { status: 404, body: "<html>Not Found" }, /no BookingX for Zapier at this address/],
    [
      "WordPress without the plugin",
      { status: 404, body: { code: "rest_no_route" } },
      /no BookingX for Zapier/,
    ],
    ["another API", { body: { hello: "world" } }, /Something else than BookingX/],
    ["a firewall", { status: 403, body: "<html>Forbidden" }, /firewall/],
    ["another address", { status: 301, headers: { Location: "https://b.example.com/" } }, /b\.example\.com/],
  ])("that answers %s is told from it, the key is not shown", async (_, reply, words) => {
    other.reset();
    other.answer("*", reply);

    const { message } = await raised(connect(site.keys.host, other.siteUrl));

    expect(message).toMatch(words);
    expect(message).not.toContain(site.keys.host);
    expect(other.asked).toHaveLength(1);
  });

  test("that answers nobody is told as unreachable", async () => {
    const gone = await startStandIn();
    await gone.stop();

    expect(await raised(connect(site.keys.host, gone.siteUrl))).toMatchObject({ code: "site_unreachable" });
  });
});

describe("the key", () => {
  let proxy: CuttingProxy;

  beforeAll(async () => {
    proxy = await startCuttingProxy(site.siteUrl);
    const bundle = (inputData: JsonObject) =>
      toBundle({ site_url: proxy.siteUrl, api_key: site.keys.host }, inputData);
    const hook = operation("triggers", "new_booking");
    await runKey(tryKey, bundle({}));
    const targetUrl = "http://127.0.0.1:9/hooks/nobody/";
    const subscribeData = await runKey(hook.performSubscribe, { ...bundle({ service: ["13"] }), targetUrl });
    await runKey(hook.performList, bundle({ service: ["13"] }));
    await runKey(hook.performUnsubscribe, { ...bundle({}), subscribeData } as Partial<Bundle>);
    await openDropdown("list_services", bundle({}));
    await runKey(hook.outputFields.at(-1), bundle({}));
    await runKey(operation("searches", "find_service").perform, bundle({ name: "Haircut" }));
    await runKey(operation("creates", "update_booking_status").perform, bundle({ booking_id: "1" })).catch(
      () => undefined,
    );
  });

  afterAll(() => proxy.close());

  test("is in a header of each request", () => {
    const kept = proxy.sent.map(({ method, target, headers }) => [
      method,
      target.replace(PUBLIC_PATH, "").replace(/[?].*|[0-9A-Z]{26}/, ""),
      headers["x-api-key"],
    ]);

    expect(kept).toEqual(
      [
        ["GET", "/v1/test"],
        ["POST", "/v1/subscribe"],
        ["GET", "/v1/triggers/booking_created/sample"],
        ["DELETE", "/v1/subscribe/"],
        ["GET", "/v1/lists/services"],
        ["GET", "/v1/triggers/booking_created"],
        ["POST", "/v1/searches"],
        ["POST", "/v1/actions"],
      ].map((route) => [...route, site.keys.host]),
    );
  });

  test("is nowhere else, and the app says who it is", () => {
    const others = proxy.sent.map(({ headers: { "x-api-key": _, ...headers }, ...rest }) => ({
      headers,
      ...rest,
    }));

    expect(JSON.stringify(others)).not.toContain(site.keys.host.slice("bkx_live_".length));
    expect(new Set(proxy.sent.map(({ headers }) => headers["user-agent"]))).toEqual(
      new Set([`BookingX-Zapier/${version}`]),
    );
  });
});
