/** The check of live records finds what it is there for. */
import { expect, test } from "vitest";

import type { Field, ValueType } from "../../../src/catalog.js";
import { listFaults } from "../../support/fields.js";

function field(key: string, type: ValueType, more: Partial<Field> = {}): Field {
  return { key, type, label: key, help: "", nullable: false, ...more };
}

test.each<[ValueType, unknown, unknown]>([
  ["string", "a", 1],
  ["integer", 1, "1"],
  ["integer", 0, 1.5],
  ["number", 1.5, "1.5"],
  ["boolean", false, "false"],
  ["datetime", "2027-03-18T10:00:00+01:00", "2027-03-18T10:00:00"],
  ["date", "2027-03-18", "18.03.2027"],
  ["money", "45.50", 45.5],
  ["object", {}, []],
  ["map", {}, "a"],
  ["list", [], {}],
])("a value of the type %s is one, such as %j, and nothing else", (type, good, bad) => {
  const fields = [field("x", type)];

  expect(listFaults(fields, { x: good })).toEqual([]);
  expect(listFaults(fields, { x: bad })).toEqual([`x: is no ${type}: ${JSON.stringify(bad)}`]);
});

test("null is right where a field says so, and nowhere else", () => {
  const fields = [field("x", "string"), field("y", "string", { nullable: true })];

  expect(listFaults(fields, { x: null, y: null })).toEqual(["x: is null"]);
});

test("keys are those of the sample at least, and those of fields at most", () => {
  expect(listFaults([field("x", "string")], { z: 1 }, { x: "a" })).toEqual([
    "x: is in the sample alone",
    "z: no field declares it",
  ]);
});

test("what lies in objects and lists is looked at, too", () => {
  const children = [field("n", "integer")];
  const fields = [
    field("one", "object", { children }),
    field("rows", "list", { children }),
    field("ids", "list", { items: "integer" }),
  ];

  const faults = listFaults(fields, { one: { n: "1" }, rows: [{ n: 1 }, { n: null }, 5], ids: [1, "2"] });

  expect(faults).toEqual([
    'one.n: is no integer: "1"',
    "rows.2.n: is null",
    "rows.3: is no object",
    'ids.2: is no integer: "2"',
  ]);
});
