import { Agent } from "node:http";
import type { LookupFunction } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ZObject } from "zapier-platform-core";

import { send } from "../../../src/http/sending.js";
import { API_KEY, connected, operation, raised, runKey, tryKey } from "../../support/app.js";
import { refusal, type StandIn, startStandIn } from "../../support/stand-in.js";

const NO_JSON =
  "The site answered with a web page instead of data. Ask whoever runs the site to check that permalinks " +
  "are not set to Plain, that no security or cache plugin is in the way of /wp-json/bookingx/, and that " +
  "PHP's notices are not shown.";
const NOT_BOOKINGX =
  "Something else than BookingX for Zapier answered at this address. Check the site's address in the " +
  "connection.";

const UNREACHABLE = "The site cannot be reached at this moment. Check that it is online, then try again.";
const NOT_SECURE =
  "The site has no valid certificate for https, so nothing was sent to it. Ask whoever runs the site to " +
  "renew it.";

const connect = tryKey;
let site: StandIn;
let other: StandIn;

beforeAll(async () => {
  site = await startStandIn();
  other = await startStandIn();
});
beforeEach(() => {
  site.reset();
  other.reset();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  await site.stop();
  await other.stop();
});

function failure(siteUrl = site.siteUrl) {
  return raised(runKey(connect, connected(siteUrl, { notes: "of a customer" })));
}

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])(
    "of %i is not followed, and its target hears nothing",
    async (status) => {
      const location = `${other.siteUrl}/shop/wp-json/bookingx/v1/zapier/v1/test?a=b`;
      site.answer("*", { status, headers: { Location: location }, body: "moved" });

      const error = await failure();

      expect(other.asked).toEqual([]);
      expect(error).toEqual({
        name: "AppError",
        message:
          `The site's address leads on to ${other.siteUrl}/shop. ` +
          "Reconnect with the address that the site has now.",
        code: "site_moved",
        status,
      });
    },
  );

  test.each([
    ["https://example.org/login?key=abc", "https://example.org"],
    ["/shop/wp-json/bookingx/v1/zapier/v1/test", () => `${site.siteUrl}/shop`],
    [undefined, "another one"],
  ])("to %j names the site alone", async (location, named) => {
    site.answer("*", { status: 302, headers: location ? { Location: location } : {}, body: "moved" });

    const { message } = await failure();

    const to = typeof named === "function" ? named() : named;
    expect(message).toBe(
      `The site's address leads on to ${to}. Reconnect with the address that the site has now.`,
    );
  });

  test.each([
    ["/", "its home page, as with plain permalinks"],
    ["/wp-json/bookingx/v1/zapier/v1/test/", "a slash more, as with plain permalinks"],
    ["/wp-login.php?redirect_to=%2Fwp-json%2Fbookingx", "where people log in"],
  ])("to %s of the same site is told as %s", async (location) => {
    site.answer("*", { status: 302, headers: { Location: location }, body: "moved" });

    expect(await failure()).toEqual({ name: "AppError", message: NO_JSON, code: "no_json", status: 302 });
  });
});

describe("an answer of 200 that is none", () => {
  test.each([
    ["a page of a cache plugin", { body: "<html>Welcome</html>" }],
    ["broken JSON", { body: '{"site_url": ', headers: { "Content-Type": "application/json" } }],
    ["nothing", { status: 200 }],
    ["null", { body: null }],
  ])("%s is told as such", async (_, reply) => {
    site.answer("*", reply);

    expect(await failure()).toEqual({ name: "AppError", message: NO_JSON, code: "no_json", status: 200 });
  });

  test("over 6 MB is not read to its end", async () => {
    site.answer("*", { body: { rows: "x".repeat(7 * 1024 * 1024) } });

    expect(await failure()).toEqual({
      name: "AppError",
      message: "The site's answer is over 6 MB, which is more than Zapier takes. Ask for less at once.",
      code: "answer_too_large",
      status: 503,
    });
  });
});

describe("JSON of somebody else", () => {
  const steps = {
    test: connect,
    subscribe: operation("triggers", "new_booking").performSubscribe,
    samples: operation("triggers", "new_booking").performList,
    search: operation("searches", "find_booking").perform,
    list: operation("triggers", "list_services").perform,
  };

  test.each(Object.keys(steps).flatMap((step) => [{}, "ok", 7, true].map((body) => [step, body] as const)))(
    "is no answer to %s: %j",
    async (step, body) => {
      site.answer("*", { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

      const run = runKey(steps[step as keyof typeof steps], connected(site.siteUrl, { name: "x" }));

      expect(await raised(run)).toEqual({
        name: "AppError",
        message: NOT_BOOKINGX,
        code: "not_bookingx",
        status: 200,
      });
    },
  );
});

describe("a site that does not answer", () => {
  test("is told where nothing listens", async () => {
    const gone = await startStandIn();
    await gone.stop();

    expect(await failure(gone.siteUrl)).toEqual({
      name: "AppError",
      message: UNREACHABLE,
      code: "site_unreachable",
      status: 503,
    });
  });

  describe("in time is told before Zapier ends the step after 30 seconds:", () => {
    const TOO_SLOW = {
      name: "AppError",
      message:
        "The site did not answer in time. Try again; if it happens often, ask whoever runs the site to " +
        "look why.",
      code: "site_too_slow",
      status: 503,
    };

    beforeEach(() => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    });

    /** Let time pass until the site was asked so many times. */
    async function hear(times: number, milliseconds: number): Promise<void> {
      await vi.waitUntil(() => site.asked.length === times);
      await vi.advanceTimersByTimeAsync(milliseconds);
    }

    test("one that says nothing", async () => {
      site.answer("*", { hang: true });

      const told = failure();
      await hear(1, 28_000);

      expect(await told).toEqual(TOO_SLOW);
    });

    test("one whose answer begins late, and never ends", async () => {
      site.answer("*", { milliseconds: 20_000, hang: "body", body: {} });

      const told = failure();
      await hear(1, 20_000);
      await new Promise((done) => setImmediate(done));
      await hear(1, 8_000);

      expect(await told).toEqual(TOO_SLOW);
    });

    test("one that is asked several times in a run, and is slow each time", async () => {
      const old = refusal(409, "slot_taken", "This time is taken.", [], { "Idempotency-Replayed": "true" });
      site.answer("*", { ...old, milliseconds: 10_000 });
      const { perform } = operation("creates", "create_booking");

      const told = raised(runKey(perform, connected(site.siteUrl)));
      await hear(1, 10_000);
      await hear(2, 10_000);
      await hear(3, 8_000);

      expect(await told).toEqual(TOO_SLOW);
    });
  });

  test.each([
    ["ENOTFOUND", "There is no site at this address. Check the site's address in the connection."],
    ["EAI_AGAIN", UNREACHABLE],
    ["ECONNRESET", UNREACHABLE],
    ["ETIMEDOUT", UNREACHABLE],
    ["CERT_HAS_EXPIRED", NOT_SECURE],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", NOT_SECURE],
    ["SELF_SIGNED_CERT_IN_CHAIN", NOT_SECURE],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", NOT_SECURE],
    ["ERR_TLS_CERT_ALTNAME_INVALID", NOT_SECURE],
  ])("is told where the line fails with %s", async (code, message) => {
    const lookup: LookupFunction = (_host, _options, done) =>
      done(Object.assign(new Error("failed"), { code }), "", 4);
    const agent = new Agent({ lookup });

    const run = runKey((z: ZObject) => send(z, { url: "http://site.example.com/", agent }));

    expect((await raised(run)).message).toBe(message);
  });

  test("is told where it does not speak https", async () => {
    const url = site.siteUrl.replace("http:", "https:");

    const run = runKey((z: ZObject) => send(z, { url }));

    expect((await raised(run)).message).toBe(NOT_SECURE);
  });
});

test("each request names this app, asks for JSON, and carries the key in its header alone", async () => {
  site.answer("*", { body: { site_url: "https://example.com", scopes: [] } });

  await runKey(connect, connected(site.siteUrl));

  const [asked] = site.asked;
  expect(asked?.headers).toMatchObject({
    accept: "application/json",
    "user-agent": "BookingX-Zapier/1.0.0",
    "x-api-key": API_KEY,
  });
  expect(asked?.headers.authorization).toBeUndefined();
  expect(asked?.target).toBe("/wp-json/bookingx/v1/zapier/v1/test");
});

describe("what people wrote between double braces", () => {
  const notes = "{{1.name}} {{bundle.authData.api_key}} {{ process.env.HOME }} {{{{x}} }}";

  test("is sent as it is by an action", async () => {
    site.answer("*", { body: { status: "success", result: {} } });
    const { perform } = operation("creates", "create_booking");

    await runKey(perform, connected(site.siteUrl, { notes }));

    expect(site.asked[0]?.body).toEqual({ action: "create_booking", inputs: { notes } });
  });

  test("is sent as it is among a sample's filters", async () => {
    site.answer("*", { body: [] });
    const { performList } = operation("triggers", "new_booking");

    await runKey(performList, connected(site.siteUrl, { payment_method: [notes] }));

    expect(JSON.parse(site.asked[0]?.query.filters ?? "")).toEqual({ payment_method: [notes] });
  });
});
