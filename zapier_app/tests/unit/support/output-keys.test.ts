/** The end-to-end tests' comparison of keys finds what it is there to find. */
import { expect, test } from "vitest";

import { compareKeys, fieldKeys, mapPaths, NO_DIFFERENCE } from "../../support/output-keys.js";

const DECLARED = ["id", "customer__email", "extras[]id"];

test("fields are flattened as Zapier's editor does, line items by their children, functions left out", () => {
  const fields = [
    { key: "id" },
    { key: "customer__email" },
    { key: "extras", children: [{ key: "id" }] },
    () => [],
  ];

  expect(fieldKeys(fields)).toEqual(DECLARED);
});

test.each([
  ["a whole record", { id: 1, customer: { email: "" }, extras: [{ id: 1 }] }, NO_DIFFERENCE],
  ["an empty list and null in an object's place", { id: 1, customer: null, extras: [] }, NO_DIFFERENCE],
  [
    "a key that is missing",
    { id: 1, customer: {}, extras: [] },
    { missing: ["customer__email"], undeclared: [] },
  ],
  [
    "a key that nobody declared",
    { id: 1, odd: null, customer: { email: "", odd: [] }, extras: [{ id: 1, odd: 1 }] },
    { missing: [], undeclared: ["odd", "customer__odd", "extras[]odd"] },
  ],
])("%s", (_, record, expected) => {
  expect(compareKeys(DECLARED, record, [])).toEqual(expected);
});

test("what lies in a map is nobody's to declare", () => {
  const field = { label: "", help: "", nullable: false };
  const fields = [{ ...field, key: "metadata", type: "map" as const }];
  const maps = mapPaths(fields);

  expect(compareKeys(DECLARED, { id: 1, customer: null, extras: [], metadata: { any: 1 } }, maps)).toEqual(
    NO_DIFFERENCE,
  );
});
