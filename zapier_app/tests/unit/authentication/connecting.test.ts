import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import {
  ACCESS_TOKEN,
  API_KEY,
  connected,
  keyApp,
  oauthApp,
  operation,
  REFRESH_TOKEN,
  raised,
  runKey,
  runOauth,
  tryKey,
  tryOauth,
} from "../../support/app.js";
import { refusal, type StandIn, startStandIn } from "../../support/stand-in.js";

const SITE = {
  site_name: "Hair & Care",
  site_url: "https://example.com",
  time_zone: "Europe/London",
  key_label: "Zapier",
  user_name: "Anna Smith",
  scopes: ["actions", "searches", "triggers"],
};

const builds = [
  ["API key", keyApp, runKey, tryKey],
  ["OAuth", oauthApp, runOauth, tryOauth],
] as const;

let site: StandIn;

beforeAll(async () => {
  site = await startStandIn();
});
beforeEach(() => site.reset());
afterAll(() => site.stop());

describe.each(builds)("connecting by %s", (_, app, run, attempt) => {
  test("answers whose site it is", async () => {
    site.answer("GET /v1/test", { body: SITE });

    expect(await run(attempt, connected(site.siteUrl))).toEqual(SITE);
  });

  test.each(["", "/", "/wp-admin/", "/wp-admin/index.php?page=x", "/wp-json"])(
    "works with an address that goes on with %j",
    async (rest) => {
      site.answer("GET /v1/test", { body: SITE });

      await run(attempt, connected(site.siteUrl + rest));

      expect(site.asked.map(({ target }) => target)).toEqual(["/wp-json/bookingx/v1/zapier/v1/test"]);
    },
  );

  test("works with a site in a folder", async () => {
    site.answer("*", { body: SITE });

    await run(attempt, connected(`${site.siteUrl}/shop/`));

    expect(site.asked.map(({ target }) => target)).toEqual(["/shop/wp-json/bookingx/v1/zapier/v1/test"]);
  });

  test("says what to type where the address is none", async () => {
    expect(await raised(run(attempt, connected("http://localhost/")))).toEqual({
      name: "AppError",
      message: "Type the public name of your site, such as https://example.com.",
      code: "invalid_site_url",
      status: 400,
    });
  });

  test.each([
    [{ site_name: "Hair & Care", user_name: "Anna Smith" }, "Hair & Care (Anna Smith)"],
    [{ site_name: "Hair & Care", user_name: "" }, "Hair & Care"],
    [{ site_name: "", user_name: "Anna Smith" }, "example.com (Anna Smith)"],
    [{ site_name: "  ", user_name: "  " }, "example.com"],
  ])("names the connection of %j %s", async (part, label) => {
    const bundle = connected(site.siteUrl, { ...SITE, ...part });

    expect(await run(app.authentication?.connectionLabel, bundle)).toBe(label);
  });

  test("links to help from the help text of its first field (check D002)", () => {
    const [first] = app.authentication?.fields ?? [];

    expect(first).toHaveProperty("helpText", expect.stringMatching(/\[[^\]]+\]\(https:\/\/bookingx\.com\//));
  });
});

describe("the fields of a connection", () => {
  test.each([
    [
      "API key",
      keyApp,
      [
        ["api_key", "API Key", "password"],
        ["site_url", "WordPress Site URL", "string"],
      ],
    ],
    ["OAuth", oauthApp, [["site_url", "WordPress Site URL", "string"]]],
  ])("by %s are those of the specification, section 20", (_, app, fields) => {
    const shown = (app.authentication?.fields ?? []).map((field) => {
      const { key, label, type, required } = field as unknown as Record<string, unknown>;
      return [key, label, type, required];
    });

    expect(shown).toEqual(fields.map((field) => [...field, true]));
  });
});

describe("a secret", () => {
  const calls: [string, string, unknown, Record<string, unknown>][] = [
    ["GET", "a list", operation("triggers", "list_staff").perform, { service: ["14"] }],
    ["GET", "samples", operation("triggers", "new_booking").performList, { staff: ["8"] }],
    ["GET", "fields", operation("triggers", "new_booking").outputFields.at(-1), {}],
    ["POST", "a subscription", operation("triggers", "new_booking").performSubscribe, {}],
    ["POST", "an action", operation("creates", "cancel_booking").perform, { booking_id: 7 }],
    ["POST", "a search", operation("searches", "find_customer").perform, { email: "a@example.com" }],
    ["DELETE", "an end", operation("triggers", "new_booking").performUnsubscribe, {}],
  ];

  test.each(calls)("is in a header of %s alone, for %s", async (method, _, step, inputs) => {
    site.answer("*", {
      body: { id: "s1", choices: [], next_after: null, results: [], fields: [], result: {} },
    });

    await runKey(step, {
      ...connected(site.siteUrl, inputs),
      targetUrl: "https://hooks.zapier.com/1",
      subscribeData: { id: "s1" },
    }).catch(() => undefined); // samples are a list; what is sent counts here

    expect(site.asked.map((asked) => asked.method)).toEqual([method]);
    expect(site.asked.map(({ headers }) => headers["x-api-key"])).toEqual([API_KEY]);
    expect(site.asked.map(({ target, text }) => target + text).join()).not.toContain(API_KEY);
  });

  test("that was copied with blanks around it is sent without them", async () => {
    site.answer("*", { body: SITE });
    const bundle = connected(site.siteUrl);
    bundle.authData.api_key = ` ${API_KEY}\n`;

    await runKey(tryKey, bundle);

    expect(site.asked.map(({ headers }) => headers["x-api-key"])).toEqual([API_KEY]);
  });

  test.each(["bkx_live_ключ", "bkx_live_a\nb", "bkx_live_“a”", "bkx_live_\u200b1"])(
    "that can be no header, %j, is refused without being shown",
    async (key) => {
      const bundle = connected(site.siteUrl);
      bundle.authData.api_key = key;

      const error = await raised(runKey(tryKey, bundle));

      expect(error).toEqual({
        name: "AppError",
        message:
          "The key has letters that no key of BookingX has. Copy it again, as a whole and without anything else.",
        code: "invalid_secret",
        status: 400,
      });
      expect(site.asked).toEqual([]);
    },
  );

  test("that is missing is told by the sidecar", async () => {
    site.answer("*", refusal(401, "no_api_key", "API key is required. Send it in the X-API-Key header."));
    const bundle = connected(site.siteUrl);
    bundle.authData.api_key = "  ";

    expect(await raised(runKey(tryKey, bundle))).toEqual({
      name: "ExpiredAuthError",
      message: "API key is required. Send it in the X-API-Key header.",
    });
    expect(site.asked[0]?.headers["x-api-key"]).toBeUndefined();
  });

  test("of OAuth is a bearer token", async () => {
    site.answer("*", { body: SITE });

    await runOauth(tryOauth, connected(site.siteUrl));

    const [asked] = site.asked;
    expect(asked?.headers.authorization).toBe(`Bearer ${ACCESS_TOKEN}`);
    expect(JSON.stringify(asked)).not.toContain(REFRESH_TOKEN);
    expect(asked?.headers["x-api-key"]).toBeUndefined();
  });
});
