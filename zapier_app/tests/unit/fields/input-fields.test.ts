import { describe, expect, test } from "vitest";
import type { PlainInputField } from "zapier-platform-core";

import { catalog, type Filter, type Input } from "../../../src/catalog.js";
import { filterFields, inputFields } from "../../../src/fields/input-fields.js";
import { keyApp, operation } from "../../support/app.js";

const INPUT: Input = {
  key: "notes",
  type: "string",
  label: "Notes",
  help: "What the customer said.",
  required: false,
  is_list: false,
  choices: [],
  options: null,
  depends_on: [],
  narrowed_by: {},
  max_length: null,
  default: null,
  example: null,
};
const PLAIN = {
  key: "notes",
  label: "Notes",
  helpText: "What the customer said.",
  required: false,
  type: "string",
};
const { max_length: _length, default: _default, is_list: _list, ...FILTER } = INPUT;

describe("an input", () => {
  test.each<[string, Partial<Input>, Partial<PlainInputField>]>([
    ["of words", {}, {}],
    ["of many words has a large box", { max_length: 201 }, { type: "text" }],
    ["of few words has a small one", { max_length: 200 }, {}],
    ["of whole numbers", { type: "integer" }, { type: "integer" }],
    ["of numbers", { type: "number" }, { type: "number" }],
    ["of money", { type: "money" }, { type: "number" }],
    ["of yes or no", { type: "boolean" }, { type: "boolean" }],
    ["of yes or no has no example beside the two", { type: "boolean", example: false }, { type: "boolean" }],
    ["of times is text, by the site's clock (decision 0014)", { type: "datetime" }, {}],
    ["of days is text, too", { type: "date" }, {}],
    ["that must be given", { required: true }, { required: true }],
    ["of several values", { is_list: true }, { list: true }],
    ["with a word that counts if none is given", { default: "pending" }, { default: "pending" }],
    [
      "with a number that counts if none is given",
      { type: "integer", default: 7 },
      { type: "integer", default: "7" },
    ],
    [
      "with a yes that counts if nothing is said",
      { type: "boolean", default: true },
      { type: "boolean", default: "true" },
    ],
    [
      "with a no that counts if nothing is said",
      { type: "boolean", default: false },
      { type: "boolean", default: "false" },
    ],
    ["with an example", { example: "Window seat" }, { placeholder: "Window seat" }],
    [
      "with words to choose from",
      { choices: ["no-show", "other"], choice_labels: { "no-show": "No-Show" }, example: "other" },
      {
        choices: [
          { value: "no-show", sample: "no-show", label: "No-Show" },
          { value: "other", sample: "other", label: "other" },
        ],
      },
    ],
    [
      "with a list to choose from, and a search step beside it (check D014)",
      { type: "integer", options: "staff", depends_on: ["service_id"], example: 8 },
      { type: "integer", dynamic: "list_staff.id.label", search: "find_staff.id" },
    ],
    ["with a list that no search finds", { options: "coupons" }, { dynamic: "list_coupons.id.label" }],
  ])("%s", (_, input, field) => {
    expect(inputFields([{ ...INPUT, ...input }])).toEqual([{ ...PLAIN, ...field }]);
  });

  test("of rows has fields of its own, and nothing that Zapier refuses beside them", () => {
    const rows: Input = {
      ...INPUT,
      key: "rows",
      label: "Rows",
      type: "list",
      required: true,
      children: [INPUT],
    };

    expect(inputFields([rows])).toEqual([{ key: "rows", label: "Rows", required: true, children: [PLAIN] }]);
  });

  test.each([
    ["waits for a required field that narrows it", true, ["service_id"]],
    ["waits for no field that may stay empty", false, undefined],
  ])("with a dropdown %s", (_, required, dependsOn) => {
    const service = { ...INPUT, key: "service_id", required };
    const staff = { ...INPUT, key: "staff_id", options: "staff", depends_on: ["service_id"] };

    const [, field] = inputFields([service, staff]);

    expect(field?.dependsOn).toEqual(dependsOn);
  });

  test("of a search offers no search step", () => {
    const input = { ...INPUT, options: "staff" };

    expect(inputFields([input], { inSearch: true })).toEqual([{ ...PLAIN, dynamic: "list_staff.id.label" }]);
  });
});

describe("a filter", () => {
  test.each<[string, Partial<Filter>, Partial<PlainInputField>]>([
    ["of words takes several", {}, { list: true }],
    [
      "of ids takes several",
      { type: "integer", options: "services" },
      {
        type: "integer",
        dynamic: "list_services.id.label",
        list: true,
      },
    ],
    ["of at least is one number", { type: "money", match: "at_least" }, { type: "number" }],
    ["of yes or no is one", { type: "boolean" }, { type: "boolean" }],
    ["that must be given is one", { type: "integer", required: true }, { type: "integer", required: true }],
  ])("%s", (_, filter, field) => {
    const one: Filter = { ...FILTER, match: "one_of", ...filter };

    expect(filterFields([one])).toEqual([{ ...PLAIN, ...field }]);
  });
});

const steps = [
  ...catalog.triggers.map(({ zapier_key }) => ["triggers", zapier_key] as const),
  ...catalog.actions.map(({ key }) => ["creates", key] as const),
  ...catalog.searches.map(({ key }) => ["searches", key] as const),
];

describe.each(steps)("in %s, each field of %s", (kind, key) => {
  const fields = operation(kind, key).inputFields.filter((field) => typeof field !== "function");
  const all = fields.flatMap((field) => [field, ...((field.children ?? []) as typeof fields)]);

  test("has a key of its own", () => {
    const keys = all.map((field) => field.key);

    expect(keys).toEqual([...new Set(keys)]);
  });

  test("has help that Zapier takes, which says more than its label", () => {
    const helped = all.filter((field) => !field.children).map(({ label, helpText }) => [label, helpText]);

    expect(helped.filter(([label, help]) => !help || help === label || String(help).length > 1000)).toEqual(
      [],
    );
  });

  test("has its default as text", () => {
    expect(all.filter((field) => "default" in field && typeof field.default !== "string")).toEqual([]);
  });

  test("is filled from a list and a search that there are", () => {
    const named = all.flatMap(({ dynamic, search }) => [
      ...(dynamic ? [[keyApp.triggers, dynamic]] : []),
      ...(search ? [[keyApp.searches, search]] : []),
    ]) as [Record<string, unknown>, string][];

    expect(named.filter(([there, reference]) => !(String(reference.split(".")[0]) in there))).toEqual([]);
  });

  test("waits for fields beside it", () => {
    const groups = [fields, ...fields.map((field) => (field.children ?? []) as typeof fields)];
    const lost = groups.flatMap((group) =>
      group.flatMap(({ dependsOn }) =>
        ((dependsOn ?? []) as string[]).filter((needed) => !group.some((field) => field.key === needed)),
      ),
    );

    expect(lost).toEqual([]);
  });
});
