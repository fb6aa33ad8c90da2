import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Bundle } from "zapier-platform-core";

import { connected, oauthApp, REFRESH_TOKEN, raised, runOauth } from "../../support/app.js";
import { type Reply, refusal, type StandIn, startStandIn } from "../../support/stand-in.js";

const REDIRECT = "https://zapier.com/dashboard/auth/oauth/return/App1CLIAPI/";
const NEW = {
  access_token: "bkx_at_new",
  token_type: "Bearer",
  expires_in: 3600,
  refresh_token: "bkx_rt_new",
  scope: "actions searches triggers",
};
const { authorizeUrl, getAccessToken, refreshAccessToken, ...config } =
  oauthApp.authentication?.oauth2Config ?? {};

let site: StandIn;

beforeAll(async () => {
  site = await startStandIn();
});
beforeEach(() => site.reset());
afterAll(() => site.stop());

function connecting(inputData: Record<string, unknown>, siteUrl = site.siteUrl): Partial<Bundle> {
  return { authData: {}, inputData: { site_url: siteUrl, ...inputData } } as Partial<Bundle>;
}

function exchange() {
  return runOauth(
    getAccessToken,
    connecting({ code: "c0de", code_verifier: "v".repeat(43), redirect_uri: REDIRECT }),
  );
}

function refresh() {
  return runOauth(refreshAccessToken, connected(site.siteUrl));
}

test("Zapier makes the challenge of PKCE and refreshes by itself", () => {
  expect(config).toEqual({ scope: "triggers actions searches", autoRefresh: true, enablePkce: true });
});

describe("the address at which people allow a connection", () => {
  test.each([
    ["https://example.com/", "https://example.com"],
    ["http://example.com/wp-admin/", "https://example.com"],
    ["example.com/shop/wp-login.php", "https://example.com/shop"],
  ])("is on the site typed as %s", async (typed, cleaned) => {
    const bundle = connecting({ state: "s t&te", redirect_uri: REDIRECT, response_type: "code" }, typed);

    const url = new URL(String(await runOauth(authorizeUrl, bundle)));

    expect(url.origin + url.pathname).toBe(`${cleaned}/wp-json/bookingx/v1/zapier/oauth/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "zapier",
      scope: "triggers actions searches",
      state: "s t&te",
      redirect_uri: REDIRECT,
    });
  });

  test("is none where the site's is none", async () => {
    const error = await raised(runOauth(authorizeUrl, connecting({ state: "s" }, "https://10.0.0.8")));

    expect(error.message).toBe("Type the public name of your site, such as https://example.com.");
  });
});

describe("a code", () => {
  test("is exchanged for tokens, with what proves that Zapier asked for it", async () => {
    site.answer("POST /oauth/token", { body: NEW });

    expect(await exchange()).toEqual({ access_token: "bkx_at_new", refresh_token: "bkx_rt_new" });
    expect(site.asked.map(({ body }) => body)).toEqual([
      {
        client_id: "zapier",
        grant_type: "authorization_code",
        code: "c0de",
        code_verifier: "v".repeat(43),
        redirect_uri: REDIRECT,
      },
    ]);
  });

  test("that is none (any more) is told in the site's words", async () => {
    const said = "The code or refresh token is unknown, used, expired or revoked. Connect again.";
    site.answer("*", { status: 400, body: { error: "invalid_grant", error_description: said } });

    expect(await raised(exchange())).toEqual({
      name: "AppError",
      message: said,
      code: "invalid_grant",
      status: 400,
    });
  });

  test("that is none is told by the error's name where the site has no words", async () => {
    site.answer("*", { status: 400, body: { error: "invalid_grant" } });

    expect((await raised(exchange())).message).toBe("invalid_grant");
  });

  test("is not taken where the site has OAuth off, which is told", async () => {
    site.answer("*", refusal(503, "oauth_off", "OAuth is off on this site."));

    expect(await raised(exchange())).toEqual({
      name: "AppError",
      message: "OAuth is off on this site.",
      code: "oauth_off",
      status: 503,
    });
  });
});

describe("a refresh", () => {
  test("stores both new tokens, and shows the old access token to nobody", async () => {
    site.answer("POST /oauth/token", { body: NEW });

    expect(await refresh()).toEqual({ access_token: "bkx_at_new", refresh_token: "bkx_rt_new" });
    const [asked] = site.asked;
    expect(asked?.body).toEqual({
      client_id: "zapier",
      grant_type: "refresh_token",
      refresh_token: REFRESH_TOKEN,
    });
    expect(asked?.headers.authorization).toBeUndefined();
    expect(asked?.target).not.toContain(REFRESH_TOKEN);
  });

  test("keeps the old refresh token where no new one comes", async () => {
    site.answer("*", { body: { access_token: "bkx_at_new" } });

    expect(await refresh()).toEqual({ access_token: "bkx_at_new", refresh_token: REFRESH_TOKEN });
  });

  test("that is refused for good keeps its 400, by which Zapier ends the connection", async () => {
    site.answer("*", { status: 400, body: { error: "invalid_grant", error_description: "Revoked." } });

    const { name, status } = await raised(refresh());

    expect({ name, status }).toEqual({ name: "ResponseError", status: 400 });
  });

  test.each([
    ["500 of the sidecar", refusal(500, "internal_error", "Something went wrong.")],
    ["503 of the sidecar", refusal(503, "service_unavailable", "The booking service is unavailable.")],
    ["502 of a server", { status: 502, body: "<html>Bad Gateway" }],
    ["503 of maintenance", { status: 503, body: "<html>Briefly unavailable" }],
  ] as [string, Reply][])("that meets %s keeps its 5xx, after which Zapier tries again", async (_, reply) => {
    site.answer("*", reply);

    const { name, status } = await raised(refresh());

    expect({ name, status }).toEqual({ name: "ResponseError", status: reply.status });
  });

  test.each([
    ["401 of a locked site", { status: 401, body: "<html>Log in" }],
    ["403 of a firewall", { status: 403, body: "<html>Forbidden" }],
    ["403 of a firewall that speaks JSON", { status: 403, body: { error: "forbidden" } }],
    ["a fault with tokens in it", { status: 403, body: NEW }],
    ["404 of a site whose plugin is off", { status: 404, body: { code: "rest_no_route", message: "No." } }],
    ["404 of an old sidecar", refusal(404, "not_found", "There is nothing at this address.")],
    ["429 of the sidecar", refusal(429, "rate_limit_exceeded", "Rate limit exceeded.")],
    ["400 of a firewall", { status: 400, body: "<html>Bad Request" }],
    ["a redirect", { status: 302, headers: { Location: "https://example.org/" }, body: "moved" }],
    ["a page of a cache plugin", { body: "<html>Welcome" }],
    ["JSON of somebody else", { body: { ok: true } }],
    ["null", { body: null }],
  ] as [string, Reply][])("that meets %s ends no connection", async (_, reply) => {
    site.answer("*", reply);

    const { name, status } = await raised(refresh());

    expect({ name, status }).toEqual({ name: "AppError", status: 503 });
  });

  test("of a site that is down ends no connection", async () => {
    const gone = await startStandIn();
    await gone.stop();

    const { name, status } = await raised(runOauth(refreshAccessToken, connected(gone.siteUrl)));

    expect({ name, status }).toEqual({ name: "AppError", status: 503 });
  });

  test("says nothing of its token in what it raises", async () => {
    const replies: Reply[] = [
      { status: 400, body: { error: "invalid_grant" } },
      { status: 500, body: "x" },
    ];
    site.answer("*", ...(replies as [Reply]));

    for (const _ of replies) {
      const error = await refresh().catch((reason: Error) => `${reason.message} ${reason.stack}`);

      expect(error).not.toContain(REFRESH_TOKEN);
    }
  });
});
