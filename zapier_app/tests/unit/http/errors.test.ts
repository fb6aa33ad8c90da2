import { globSync, readFileSync } from "node:fs";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  API_KEY,
  connected,
  operation,
  raised,
  runKey,
  runOauth,
  tryKey,
  tryOauth,
} from "../../support/app.js";
import { type Reply, refusal, type StandIn, startStandIn } from "../../support/stand-in.js";

const SIDECAR = new URL("../../../../sidecar/", import.meta.url).pathname;
const OLD_VERSION =
  "The site does not know this step: it may run an older version of BookingX for Zapier. Ask whoever runs " +
  "the site to update it.";
const NO_PLUGIN =
  "There is no BookingX for Zapier at this address. Check the site's address in the connection, and that " +
  "the plugin is active and permalinks are not set to Plain.";
const FIREWALL =
  "A firewall or a security plugin may be in the way: ask whoever runs the site to let " +
  "/wp-json/bookingx/ through.";

/** By the sidecar's status and code, what Zapier is told to do. */
const REFUSALS: [number, string, "Error" | "ExpiredAuthError" | "HaltedError" | "ThrottledError", string?][] =
  [
    [400, "malformed_body", "Error"],
    [401, "expired_api_key", "ExpiredAuthError"],
    [401, "inactive_api_key", "ExpiredAuthError"],
    [401, "invalid_api_key", "ExpiredAuthError"],
    [401, "no_api_key", "ExpiredAuthError"],
    [403, "action_switched_off", "Error"],
    [403, "missing_role", "Error"],
    [403, "missing_scope", "Error"],
    [403, "protected_account", "Error"],
    [404, "not_found", "Error", OLD_VERSION],
    [404, "unknown_action", "Error", OLD_VERSION],
    [404, "unknown_list", "Error", OLD_VERSION],
    [404, "unknown_search", "Error", OLD_VERSION],
    [404, "unknown_trigger", "Error", OLD_VERSION],
    [404, "unknown_block", "HaltedError"],
    [404, "unknown_booking", "HaltedError"],
    [404, "unknown_coupon", "HaltedError"],
    [404, "unknown_customer", "HaltedError"],
    [404, "unknown_offer", "HaltedError"],
    [405, "method_not_allowed", "Error", OLD_VERSION],
    [409, "addon_has_coupons", "HaltedError"],
    [409, "coupon_exists", "HaltedError"],
    [409, "coupon_refused", "HaltedError"],
    [409, "customer_exists", "HaltedError"],
    [409, "hidden_booking", "HaltedError"],
    [409, "hours_not_kept", "HaltedError"],
    [409, "illegal_transition", "HaltedError"],
    [409, "no_address", "HaltedError"],
    [409, "not_available", "HaltedError"],
    [409, "nothing_to_change", "HaltedError"],
    [409, "other_unit", "HaltedError"],
    [409, "still_running", "ThrottledError"],
    [409, "unfitting_mail", "HaltedError"],
    [409, "unreadable_booking", "HaltedError"],
    [409, "unwritable_layout", "HaltedError"],
    [413, "body_too_large", "Error"],
    [422, "idempotency_key_reused", "Error"],
    [422, "invalid_data", "Error"],
    [422, "report_too_large", "Error"],
    [422, "target_not_allowed", "Error"],
    [422, "unstorable_text", "Error"],
    [422, "unwritable_hours", "Error"],
    [429, "rate_limit_exceeded", "ThrottledError"],
    [503, "busy", "ThrottledError"],
    [503, "crowded", "ThrottledError"],
    [503, "oauth_off", "ThrottledError"],
    [503, "refreshed_too_often", "ThrottledError"],
    [503, "service_unavailable", "ThrottledError"],
    [503, "setup", "ThrottledError"],
  ];

/** Codes that this app never meets: of the shim's calls, of tokens, of OAuth's pages, and of the command line. */
const NEVER_MET = new Set([
  "401 expired_token",
  "401 invalid_token",
  "401 invalid_signature",
  "400 invalid_request",
  "500 internal_error",
]);

const cancel = operation("creates", "cancel_booking").perform;
let site: StandIn;

beforeAll(async () => {
  site = await startStandIn();
});
beforeEach(() => site.reset());
afterAll(() => site.stop());

function cancelBooking() {
  return runKey(cancel, connected(site.siteUrl, { booking_id: 7 }));
}

describe("a refusal of the sidecar", () => {
  test.each(REFUSALS)("%i %s is %s", async (status, code, name, message = "What to do.") => {
    site.answer("POST /v1/actions", refusal(status, code, "What to do.", [], { "Retry-After": "7" }));

    const error = await raised(cancelBooking());

    expect(error).toEqual({
      name: name === "Error" ? "AppError" : name,
      message,
      ...(name === "Error" && { code, status }),
      ...(name === "ThrottledError" && { delay: 7 }),
    });
  });

  test("has a row in this table for every error that the sidecar knows", () => {
    const known = [...REFUSALS.map(([status, code]) => `${status} ${code}`), ...NEVER_MET];

    expect(new Set(known)).toEqual(new Set(readCodes()));
  });

  test("of 500 is left to Zapier, which replays it", async () => {
    site.answer("POST /v1/actions", refusal(500, "internal_error", "Something went wrong."));

    const error = await raised(cancelBooking());

    expect({ name: error.name, status: error.status }).toEqual({ name: "ResponseError", status: 500 });
  });

  test("of a token that is too old has Zapier get a new one", async () => {
    site.answer("*", refusal(401, "expired_token", "The access token has expired."));

    const error = await raised(runOauth(tryOauth, connected(site.siteUrl)));

    expect(error.name).toBe("RefreshAuthError");
  });
});

/** Return status and code of each class of the sidecar's errors, as its sources have them. */
function readCodes(): string[] {
  const sources = globSync("**/*.py", { cwd: SIDECAR }).map((path) => readFileSync(SIDECAR + path, "utf8"));
  const classes = sources.flatMap((text) => text.split(/^class /m).slice(1));
  return classes.flatMap((text) => {
    const code = /^ {4}code(?:: ClassVar\[str\])? = "(\w+)"/m.exec(text)?.[1];
    const status = /^ {4}status(?:: ClassVar\[int\])? = (\d+)/m.exec(text)?.[1];
    return code && status ? [`${status} ${code}`] : [];
  });
}

describe("fields that are wrong", () => {
  test("are named by their labels, each with what would be right", async () => {
    const faults = [
      { field: "customer_email", problem: "Expected an e-mail address." },
      { field: "extra_ids.2", problem: "Expected a whole number." },
      { field: "extra_ids", problem: "Expected at most 20 entries." },
      { field: "emial", problem: "There is no such field. Did you mean email?" },
    ];
    site.answer("*", refusal(422, "invalid_data", "The provided data is invalid or incomplete.", faults));
    const create = operation("creates", "create_booking").perform;

    const { message } = await raised(runKey(create, connected(site.siteUrl, { notes: "x" })));

    expect(message.split("\n")).toEqual([
      "The provided data is invalid or incomplete.",
      "Customer Email: Expected an e-mail address.",
      "Extras 2: Expected a whole number. Choose it from the list.",
      "Extras: Expected at most 20 entries.",
      "emial: There is no such field. Did you mean email?",
    ]);
  });

  test("are listed by their labels where any of them was missing, and none is singled out", async () => {
    const faults = [
      { field: "staff_id", problem: "Give at least one of staff_id, name, email, service_id." },
    ];
    site.answer("*", refusal(422, "invalid_data", "The provided data is invalid or incomplete.", faults));
    const search = operation("searches", "find_staff").perform;

    const { message } = await raised(runKey(search, connected(site.siteUrl, { limit: 1 })));

    expect(message.split("\n")).toEqual([
      "The provided data is invalid or incomplete.",
      "Staff Member: Give at least one of Staff Member, Name, Email, Service.",
    ]);
  });

  test("of rows are named with the row's number", async () => {
    const faults = [
      { field: "bookings.2.customer_email", problem: "This field is required." },
      { field: "bookings", problem: "Expected at most 50 entries." },
    ];
    site.answer("*", refusal(422, "invalid_data", "Wrong.", faults));
    const create = operation("creates", "create_bookings").perform;

    const { message } = await raised(runKey(create, connected(site.siteUrl, { bookings: [{ notes: "x" }] })));

    expect(message.split("\n")).toEqual([
      "Wrong.",
      "Bookings 2, Customer Email: This field is required.",
      "Bookings: Expected at most 50 entries.",
    ]);
  });

  test("of a trigger's filters are named as in the editor", async () => {
    site.answer("*", refusal(422, "invalid_data", "Wrong.", [{ field: "filters.staff", problem: "No." }]));
    const list = operation("triggers", "new_booking").performList;

    const { message } = await raised(runKey(list, connected(site.siteUrl, { staff: ["x"] })));

    expect(message).toBe("Wrong.\nStaff Member: No.");
  });

  test("of one name are told by the entry that was asked", async () => {
    site.answer("*", refusal(422, "invalid_data", "Wrong.", [{ field: "start_datetime", problem: "No." }]));
    const reschedule = operation("creates", "reschedule_booking").perform;

    const { message } = await raised(runKey(reschedule, connected(site.siteUrl, { booking_id: 7 })));

    expect(message).toBe("Wrong.\nNew Start: No.");
  });
});

describe("the wait that Retry-After asks for", () => {
  test.each([
    ["7", 7],
    [" 12 ", 12],
    ["0", 1],
    ["300", 300],
    ["86400", 300],
    ["999999999999999999999", 60],
    ["-5", 60],
    ["1.5", 60],
    ["12 seconds", 60],
    ["Wed, 21 Oct 2026 07:28:00 GMT", 60],
    ["soon", 60],
    ["", 60],
  ])("%j is %i seconds", async (header, delay) => {
    const busy = [429, 503, 409].map((status) =>
      refusal(status, status === 409 ? "still_running" : "busy", "Wait.", [], { "Retry-After": header }),
    );
    site.answer("POST /v1/actions", ...(busy as [(typeof busy)[0]]));

    const waits = [
      await raised(cancelBooking()),
      await raised(cancelBooking()),
      await raised(cancelBooking()),
    ];

    expect(waits).toEqual(waits.map(() => ({ name: "ThrottledError", message: "Wait.", delay })));
  });

  test("is a minute where there is none", async () => {
    site.answer(
      "*",
      refusal(429, "rate_limit_exceeded", "Rate limit exceeded. Please try again in a minute."),
    );

    const error = await raised(runKey(tryKey, connected(site.siteUrl)));

    expect(error).toEqual({
      name: "ThrottledError",
      message: "Rate limit exceeded. Please try again in a minute.",
      delay: 60,
    });
  });
});

describe("an answer that is not the sidecar's", () => {
  const page = "<!doctype html><title>Not here</title>";

  test.each([
    [404, NO_PLUGIN],
    [401, `Something in front of the site refused the call (401). ${FIREWALL}`],
    [403, `Something in front of the site refused the call (403). ${FIREWALL}`],
    [405, `Something in front of the site refused the call (405). ${FIREWALL}`],
    [406, `Something in front of the site refused the call (406). ${FIREWALL}`],
    [418, `Something in front of the site refused the call (418). ${FIREWALL}`],
  ])("of %i says what to do", async (status, message) => {
    site.answer("*", { status, body: page });

    const error = await raised(cancelBooking());

    expect(error).toEqual({ name: "AppError", message, code: "no_sidecar", status });
  });

  const noRoute = { code: "rest_no_route", message: "No route was found.", data: { status: 404 } };

  test.each([
    ["", { status: 404, body: noRoute }],
    [" that prints PHP's notices, and so says 200", { body: `<b>Notice</b>: x${JSON.stringify(noRoute)}` }],
  ] as [string, Reply][])("of WordPress without the plugin%s says so", async (_, reply) => {
    site.answer("*", reply);

    const error = await raised(runKey(tryKey, connected(site.siteUrl)));

    expect(error).toEqual({ name: "AppError", message: NO_PLUGIN, code: "no_sidecar", status: 404 });
  });

  test.each([
    [429, "The site is asked too often at this moment. Please try again in a minute."],
    [503, "The site is not available at this moment. Please try again in a few minutes."],
  ])("of %i waits", async (status, message) => {
    site.answer("*", { status, headers: { "Retry-After": "120" }, body: page });

    expect(await raised(cancelBooking())).toEqual({ name: "ThrottledError", message, delay: 120 });
  });

  test.each([500, 502, 504, 520])("of %i is left to Zapier, which replays it", async (status) => {
    site.answer("*", { status, body: page });

    const error = await raised(cancelBooking());

    expect({ name: error.name, status: error.status }).toEqual({ name: "ResponseError", status });
  });
});

test("an answer that is good is no refusal, whatever it says of an error", async () => {
  const body = { status: "success", result: { id: 7 }, error: { code: "x", message: "Of something else." } };
  site.answer("*", { body });

  expect(await cancelBooking()).toEqual({ id: 7 });
});

test("no message of an error holds the key", async () => {
  const body = { error: { code: "invalid_data", message: "Wrong.", fields: [{ field: "x", problem: "y" }] } };
  const answers = [400, 401, 403, 404, 409, 422, 429, 500, 502, 503].map((status) => ({ status, body }));
  site.answer("*", ...(answers as [(typeof answers)[0]]));

  for (const _ of answers) {
    const error = await cancelBooking().catch((reason: Error) => `${reason.message} ${reason.stack}`);

    expect(error).not.toContain(API_KEY);
  }
});
