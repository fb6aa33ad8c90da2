import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PlainOutputField } from "zapier-platform-core";

import { catalog, type Field, type ValueType } from "../../../src/catalog.js";
import { outputFields } from "../../../src/fields/output-fields.js";
import { connected, oauthApp, operation, raised, runKey, runOauth } from "../../support/app.js";
import { type Reply, refusal, type StandIn, startStandIn } from "../../support/stand-in.js";

function field(key: string, type: ValueType, more: Partial<Field> = {}): Field {
  return { key, type, label: key, help: "", nullable: false, ...more };
}

describe("a field of a payload", () => {
  test.each<[ValueType, string]>([
    ["string", "string"],
    ["integer", "integer"],
    ["number", "number"],
    ["boolean", "boolean"],
    ["datetime", "datetime"],
    ["date", "string"],
    ["money", "string"],
  ])("of %s is %s", (type, shown) => {
    expect(outputFields([field("a", type)])).toEqual([{ key: "a", label: "a", type: shown }]);
  });

  test("of an object is each field in it, with the way to it", () => {
    const inner = field("home", "object", { children: [field("city", "string")] });

    expect(
      outputFields([field("customer", "object", { children: [field("id", "integer"), inner] })]),
    ).toEqual([
      { key: "customer__id", label: "id", type: "integer" },
      { key: "customer__home__city", label: "city", type: "string" },
    ]);
  });

  test("of an object of values before a change says so, line items in it as well", () => {
    const rows = field("rows", "list", { children: [field("id", "integer", { label: "Row ID" })] });
    const children = [field("email", "string", { label: "Email" }), { ...rows, label: "Rows" }];

    expect(outputFields([field("previous_staff", "object", { children })])).toEqual([
      { key: "previous_staff__email", label: "Previous Email", type: "string" },
      {
        key: "previous_staff__rows",
        label: "Previous Rows",
        children: [{ key: "id", label: "Previous Row ID", type: "integer" }],
      },
    ]);
  });

  test("of rows is line items", () => {
    const rows = field("rows", "list", {
      children: [field("id", "integer"), field("of", "object", { children: [field("b", "boolean")] })],
    });

    expect(outputFields([rows])).toEqual([
      {
        key: "rows",
        label: "rows",
        children: [
          { key: "id", label: "id", type: "integer" },
          { key: "of__b", label: "b", type: "boolean" },
        ],
      },
    ]);
  });

  test("of several values is a list", () => {
    expect(outputFields([field("tags", "list", { items: "integer" })])).toEqual([
      { key: "tags", label: "tags", type: "integer", list: true },
    ]);
  });

  test("whose names nobody knows before there is data is left out", () => {
    expect(outputFields([field("metadata", "map"), field("rows", "list", { items: "map" })])).toEqual([]);
  });
});

const entries = [
  ...catalog.triggers.map((entry) => ["triggers", "triggers", entry.zapier_key, entry] as const),
  ...catalog.actions.map((entry) => ["actions", "creates", entry.key, entry] as const),
  ...catalog.searches.map((entry) => ["searches", "searches", entry.key, entry] as const),
];

/** Return the value that stands at a key: `a__b` lies in an object. */
function find(record: unknown, key: string): unknown {
  return key.split("__").reduce((inner, part) => (inner as Record<string, unknown> | null)?.[part], record);
}

describe.each(entries)("among %s, the output of %s %s", (kind, group, key, entry) => {
  const { outputFields: shown, sample } = operation(group, key);
  const fixed = shown.filter((one) => typeof one !== "function") as PlainOutputField[];
  const ofSite = shown.find((one) => typeof one === "function");

  test("has each key once", () => {
    const keys = fixed.map((one) => one.key);

    expect(keys).toEqual([...new Set(keys)]);
  });

  test("lets people tell values before a change from those of now", () => {
    const labelsOf = (isBefore: boolean) =>
      fixed.filter((one) => one.key.startsWith("previous") === isBefore).map((one) => one.label);
    const now = new Set(labelsOf(false));

    expect(labelsOf(true).filter((label) => now.has(label))).toEqual([]);
  });

  test("begins as the catalog does, and has its order", () => {
    const tops = fixed.map((one) => one.key.split("__")[0]);
    const order = entry.fields.map((one) => one.key).filter((one) => tops.includes(one));

    expect([...new Set(tops)]).toEqual(order);
  });

  test("stands in the sample, field by field", () => {
    expect(fixed.map((one) => one.key).filter((one) => find(sample, one) === undefined)).toEqual([]);
  });

  describe("has the fields of the site's own", () => {
    const route = `GET /v1/${kind}/${entry.key}`;
    let site: StandIn;

    beforeAll(async () => {
      site = await startStandIn();
    });
    beforeEach(() => site.reset());
    afterAll(() => site.stop());

    test("behind those that all sites have", async () => {
      const mapped = field("custom_fields", "object", {
        children: [field("seat", "string", { label: "Seat" })],
      });
      site.answer(route, { body: { ...entry, fields: [...entry.fields, mapped] } });

      expect(await runKey(ofSite, connected(site.siteUrl))).toEqual([
        { key: "custom_fields__seat", label: "Seat", type: "string" },
      ]);
    });

    test("none where the site has none", async () => {
      site.answer(route, { body: entry });

      expect(await runKey(ofSite, connected(site.siteUrl))).toEqual([]);
    });
  });
});

test("every trigger's first field is the id of the record", () => {
  const firsts = catalog.triggers.map(({ zapier_key }) => operation("triggers", zapier_key).outputFields[0]);

  expect(new Set(firsts.map((first) => (first as PlainOutputField).key))).toEqual(new Set(["id"]));
});

describe("a site that does not tell its own fields", () => {
  let site: StandIn;
  const ofSite = operation("triggers", "new_booking").outputFields.at(-1);

  beforeAll(async () => {
    site = await startStandIn();
  });
  beforeEach(() => site.reset());
  afterAll(() => site.stop());

  test.each([
    ["is busy", refusal(503, "busy", "Later.")],
    ["is asked too often", refusal(429, "rate_limit_exceeded", "Later.")],
    ["is broken", { status: 500, body: "<html>" }],
    ["is older", refusal(404, "not_found", "Nothing here.")],
    ["may not be asked", refusal(403, "missing_scope", "No.")],
    ["answers with a page", { body: "<html>" }],
    ["answers something else", { body: { ok: true } }],
  ] as [string, Reply][])("takes no other field away where it %s", async (_, reply) => {
    site.answer("*", reply);

    expect(await runKey(ofSite, connected(site.siteUrl))).toEqual([]);
  });

  test("is told where the key is none any more", async () => {
    site.answer("*", refusal(401, "inactive_api_key", "API key is inactive."));

    expect(await raised(runKey(ofSite, connected(site.siteUrl)))).toEqual({
      name: "ExpiredAuthError",
      message: "API key is inactive.",
    });
  });

  test("has Zapier get a new token where it is too old", async () => {
    site.answer("*", refusal(401, "expired_token", "The access token has expired."));
    const operationOfOauth = oauthApp.triggers.new_booking?.operation as { outputFields: unknown[] };

    const error = await raised(runOauth(operationOfOauth.outputFields.at(-1), connected(site.siteUrl)));

    expect(error.name).toBe("RefreshAuthError");
  });
});
