/** The OAuth build at a real site: how a connection begins, goes on, and ends. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bundle } from "zapier-platform-core";

import type { JsonObject } from "../../src/http/api.js";
import { PUBLIC_PATH } from "../../src/http/site-url.js";
import app from "../../src/index.oauth.js";
import { oauthApp, operation, raised, runOauth, tryOauth } from "../support/app.js";
import { type CuttingProxy, startCuttingProxy } from "../support/cutting-proxy.js";
import { HookedTrigger } from "../support/hooked-trigger.js";
import { type AuthData, allow, exchange, type Grant, refresh } from "../support/oauth-connection.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { findSite } from "../support/running-site.js";
import { makeCall } from "../support/valid-calls.js";

const site = findSite();
const TURN = 80;
const GRANT_OVER = { name: "ResponseError", status: 400 };

function connect(): Promise<AuthData> {
  return allow(site).then((grant) => exchange(site.siteUrl, grant));
}

function toBundle(authData: AuthData, inputData: JsonObject = {}): Partial<Bundle> {
  return { authData, inputData, meta: {} } as unknown as Partial<Bundle>;
}

function attempt(authData: AuthData): Promise<unknown> {
  return runOauth(tryOauth, toBundle(authData));
}

/** Return what Zapier goes by: a refresh that is answered by 4xx ends a connection for good. */
async function refusalOf(refreshing: Promise<unknown>) {
  const { name, status } = await raised(refreshing);
  return { name, status };
}

async function revoke(token: string): Promise<number> {
  const body = new URLSearchParams({ client_id: "zapier", token });
  const answer = await fetch(`${site.siteUrl}${PUBLIC_PATH}/oauth/revoke`, { method: "POST", body });
  return answer.status;
}

test("the build has the steps of the other one, and another way to connect", () => {
  expect(app.authentication?.type).toBe("oauth2");
  expect(Object.keys(app.triggers ?? {})).toEqual(Object.keys(oauthApp.triggers ?? {}));
});

describe("a connection", () => {
  let grant: Grant;
  let proxy: CuttingProxy;
  let authData: AuthData;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await startReceiver();
    proxy = await startCuttingProxy(site.siteUrl);
    grant = await allow(site, "state of Zapier & more");
    authData = await exchange(proxy.siteUrl, grant);
  });

  afterAll(async () => {
    await receiver.close();
    await proxy.close();
  });

  test("is asked for in wp-admin, with all that Zapier said", () => {
    expect(grant.page.pathname).toMatch(/\/wp-admin\/admin\.php$/);
    expect(Object.fromEntries(grant.page.searchParams)).toMatchObject({
      page: "bookingx-zapier-connect",
      client_id: "zapier",
      code_challenge_method: "S256",
      state: "state of Zapier & more",
    });
  });

  test("has tokens of both kinds, and a name of site and user without them", async () => {
    const answer = (await attempt(authData)) as JsonObject;
    const label = await runOauth(oauthApp.authentication?.connectionLabel, toBundle(authData, answer));

    expect(Object.keys(authData).sort()).toEqual(["access_token", "refresh_token", "site_url"]);
    expect(answer).toMatchObject({ user_name: "admin", scopes: ["actions", "searches", "triggers"] });
    expect(label).toBe("Example Studio (admin)");
  });

  test("lets a trigger be told, shown and switched off", async () => {
    const zap = await HookedTrigger.start("new_booking", { authData, build: "oauth" }, receiver);
    const { event_ids, about } = await site.cause("booking_created");
    const events = await zap.receive(event_ids[0]);
    const [example] = await zap.samples();
    await zap.stop();

    expect(events.map(({ booking_id }) => booking_id)).toEqual([about]);
    expect(example).toEqual(events[0]);
  });

  test("lets a search find and an action do, in the user's name", async () => {
    const { perform } = operation("creates", "create_booking", oauthApp);
    const inputData = await makeCall("create_booking", TURN);
    const booking = (await runOauth(perform, toBundle(authData, inputData))) as JsonObject;
    const search = operation("searches", "find_booking", oauthApp).perform;
    const found = await runOauth(search, toBundle(authData, { booking_id: String(booking.booking_id) }));
    const sql = "SELECT post_type FROM wp_posts WHERE ID = :id";

    expect(found).toMatchObject([{ booking_id: booking.booking_id }]);
    expect(await site.rows(sql, { id: Number(booking.booking_id) })).toEqual([{ post_type: "bkx_booking" }]);
  });

  test("sends the access token in a header alone", () => {
    const calls = proxy.sent.filter(({ target }) => !target.endsWith("/oauth/token"));
    const others = calls.map(({ headers: { authorization: _, ...headers }, ...rest }) => ({
      headers,
      ...rest,
    }));

    expect(new Set(calls.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${authData.access_token}`]),
    );
    expect(JSON.stringify(others)).not.toContain(authData.access_token);
    expect(JSON.stringify(proxy.sent.map(({ target }) => target))).not.toContain(grant.code);
  });
});

describe("an access token whose time is over", () => {
  let old: AuthData;
  let fresh: AuthData;

  beforeAll(async () => {
    old = await connect();
    await site.ageTokens();
  });

  test("makes Zapier refresh: at the test, at each step, and at the fields of the site's own", async () => {
    const hook = operation("triggers", "new_booking", oauthApp);
    const steps: [unknown, JsonObject][] = [
      [tryOauth, {}],
      [hook.performList, {}],
      [operation("searches", "find_service", oauthApp).perform, { name: "Haircut" }],
      [operation("creates", "cancel_booking", oauthApp).perform, { booking_id: "1" }],
      [operation("triggers", "list_services", oauthApp).perform, {}],
      [hook.outputFields.at(-1), {}],
    ];

    const errors = await Promise.all(
      steps.map(async ([step, inputs]) => (await raised(runOauth(step, toBundle(old, inputs)))).name),
    );

    expect(errors).toEqual(steps.map(() => "RefreshAuthError"));
  });

  test("is replaced by a refresh, and so is the refresh token", async () => {
    fresh = await refresh(old);

    expect(fresh.access_token).not.toBe(old.access_token);
    expect(fresh.refresh_token).not.toBe(old.refresh_token);
    expect(await attempt(fresh)).toMatchObject({ user_name: "admin" });
  });

  test("whose refresh's answer was lost is refreshed once more", async () => {
    const again = await refresh(old);

    expect(await attempt(again)).toMatchObject({ user_name: "admin" });
    expect(await attempt(fresh)).toMatchObject({ user_name: "admin" });
  });

  test("is no good any more by itself", async () => {
    expect((await raised(attempt(old))).name).toBe("RefreshAuthError");
  });
});

describe("a connection that was ended", () => {
  test("at the site asks for a refresh, which is refused for good", async () => {
    const authData = await connect();
    expect(await revoke(authData.refresh_token)).toBe(200);

    expect((await raised(attempt(authData))).name).toBe("RefreshAuthError");
    expect(await refusalOf(refresh(authData))).toEqual(GRANT_OVER);
  });

  test("by one user is not another's", async () => {
    const [ended, other] = [await connect(), await connect()];
    await revoke(ended.access_token);

    expect(await attempt(other)).toMatchObject({ user_name: "admin" });
  });
});

describe("a code", () => {
  test("with another verifier is refused, and is not used up by that", async () => {
    const grant = await allow(site);
    const refused = await raised(exchange(site.siteUrl, { ...grant, code_verifier: "x".repeat(43) }));

    expect(refused).toMatchObject({ name: "AppError", code: "invalid_grant", status: 400 });
    expect(await attempt(await exchange(site.siteUrl, grant))).toMatchObject({ user_name: "admin" });
  });

  test("that comes twice is refused, and ends the connection that it began", async () => {
    const grant = await allow(site);
    const first = await exchange(site.siteUrl, grant);
    const second = await raised(exchange(site.siteUrl, grant));

    expect(second).toMatchObject({ name: "AppError", code: "invalid_grant", status: 400 });
    expect((await raised(attempt(first))).name).toBe("RefreshAuthError");
    expect(await refusalOf(refresh(first))).toEqual(GRANT_OVER);
  });

  test("that nobody gave is refused in words", async () => {
    const grant = { ...(await allow(site)), code: "bkx_code_made_up" };

    expect(await raised(exchange(site.siteUrl, grant))).toMatchObject({ code: "invalid_grant", status: 400 });
  });
});

describe("an old refresh token", () => {
  test("that comes back long after it was used ends the connection: two have it", async () => {
    const old = await connect();
    const used = await refresh(old);
    await site.ageTokens();
    const fresh = await refresh(used);

    expect(await refusalOf(refresh(old))).toEqual(GRANT_OVER);
    expect((await raised(attempt(fresh))).name).toBe("RefreshAuthError");
    expect(await refusalOf(refresh(fresh))).toEqual(GRANT_OVER);
  });
});

describe("a refresh is no 4xx, and works later,", () => {
  let authData: AuthData;

  beforeAll(async () => {
    authData = await connect();
  });

  test("while the database is away", async () => {
    await site.database(false);
    const error = await raised(refresh(authData)).finally(() => site.database(true));
    authData = await refresh(authData);

    expect(error.status).toBe(503);
    expect(await attempt(authData)).toMatchObject({ user_name: "admin" });
  });

  test("while the site has OAuth off", async () => {
    await site.settings({ oauth_redirect_uris: null });
    const { status } = await raised(refresh(authData)).finally(() => site.settings());
    const fresh = await refresh(authData);

    expect(status).toBe(503);
    expect(await attempt(fresh)).toMatchObject({ user_name: "admin" });
  });
});
