import { describe, expect, test } from "vitest";

import { catalog, type Input } from "../../../src/catalog.js";
import { nameField, nameKeys } from "../../../src/http/labels.js";

describe("a path of the sidecar", () => {
  test.each([
    ["customer_email", "actions", "create_booking", "Customer Email"],
    ["extra_ids.2", "actions", "create_booking", "Extras 2"],
    ["bookings.2.customer_email", "actions", "create_bookings", "Bookings 2, Customer Email"],
    ["bookings.12.extra_ids.3", "actions", "create_bookings", "Bookings 12, Extras 3"],
    ["bookings", "actions", "create_bookings", "Bookings"],
    ["start_datetime", "actions", "create_booking", "Start"],
    ["start_datetime", "actions", "reschedule_booking", "New Start"],
    ["filters.staff", "triggers", "booking_created", "Staff Member"],
    ["service_id", "lists", "staff", "Service"],
    ["bookings.2.emial", "actions", "create_bookings", "bookings.2.emial"],
    ["emial", "actions", "create_booking", "emial"],
    ["filters.emial", "triggers", "booking_created", "filters.emial"],
    ["2", "actions", "create_booking", "2"],
    ["Idempotency-Key", "actions", "create_booking", "Idempotency-Key"],
    ["", "actions", "create_booking", ""],
    ["customer_email", "actions", "of_a_newer_sidecar", "customer_email"],
  ] as const)("%s of %s %s is called %s", (path, kind, key, name) => {
    expect(nameField(path, { kind, key })).toBe(name);
  });

  test("stays as it is where nobody knows what was asked", () => {
    expect(nameField("customer_email", undefined)).toBe("customer_email");
  });
});

describe("a sentence of the sidecar", () => {
  test.each([
    ["Give the start either here or in start_date.", "actions", "create_booking", "First Day"],
    ["Give the start either here or in start_date.", "actions", "create_bookings", "First Day"],
    ["Expected a time after starts_from.", "searches", "find_booking", "Starts From"],
  ] as const)("%s names a field of %s %s by its label", (sentence, kind, key, label) => {
    expect(nameKeys(sentence, { kind, key })).toBe(sentence.replace(/[a-z]+_[a-z]+/, label));
  });

  test("has labels in a list of fields, whatever their keys are", () => {
    const sentence = "Give at least one of staff_id, name, email, service_id.";

    expect(nameKeys(sentence, { kind: "searches", key: "find_staff" })).toBe(
      "Give at least one of Staff Member, Name, Email, Service.",
    );
  });

  test.each([
    "Give the customer's name, here or as first and last name.",
    "Expected of_another_step, not a status.",
    "",
  ])("%s stays as it is", (sentence) => {
    expect(nameKeys(sentence, { kind: "actions", key: "create_booking" })).toBe(sentence);
  });

  test("stays as it is where nobody knows what was asked", () => {
    expect(nameKeys("Give it in start_date.", undefined)).toBe("Give it in start_date.");
  });
});

describe.each([
  ...catalog.actions.map(({ key, inputs }) => ["actions", key, inputs] as const),
  ...catalog.searches.map(({ key, inputs }) => ["searches", key, inputs] as const),
])("in %s %s", (kind, key, inputs) => {
  test("each field has its label, in rows too", () => {
    const paths = listPaths(inputs);

    expect(paths.map(([path]) => nameField(path, { kind, key }))).toEqual(paths.map(([, label]) => label));
  });
});

function listPaths(inputs: Input[]): [string, string][] {
  return inputs.flatMap((input): [string, string][] => [
    [input.key, input.label],
    ...listPaths(input.children ?? []).map(([path, label]): [string, string] => [
      `${input.key}.1.${path}`,
      `${input.label} 1, ${label}`,
    ]),
  ]);
}
