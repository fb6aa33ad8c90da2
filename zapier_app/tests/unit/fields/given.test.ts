/** What Zapier hands to a step becomes the inputs that were meant. */
import { expect, test } from "vitest";

import { type Action, catalog } from "../../../src/catalog.js";
import { readInputs } from "../../../src/fields/given.js";

function inputsOf(key: string) {
  return (catalog.actions.find((action) => action.key === key) as Action).inputs;
}

test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
  ["what was filled in stays as it is", "cancel_booking", { booking_id: "57" }, { booking_id: "57" }],
  [
    "what means no or nothing is something",
    "add_customer",
    { send_welcome_mail: false, phone: "0" },
    { send_welcome_mail: false, phone: "0" },
  ],
  [
    "empty fields are left out",
    "cancel_booking",
    { booking_id: "57", reason: "", notify: " ", external_id: null },
    { booking_id: "57" },
  ],
  [
    "fields of nobody are left out",
    "cancel_booking",
    { booking_id: "57", limit: "3", order: "newest" },
    { booking_id: "57" },
  ],
  [
    "lists lose their empty lines",
    "create_service",
    { staff_ids: ["8", "", null, " "] },
    { staff_ids: ["8"] },
  ],
  ["lists of empty lines are left out", "create_service", { staff_ids: ["", null] }, {}],
  [
    "one line may hold several values",
    "create_service",
    { staff_ids: ["8, 9", "10,"] },
    { staff_ids: ["8", "9", "10"] },
  ],
  [
    "several values may come without a list",
    "create_service",
    { staff_ids: "8,9" },
    { staff_ids: ["8", "9"] },
  ],
  ["one number is a list of one", "create_service", { staff_ids: 8 }, { staff_ids: [8] }],
  ["a text with commas stays whole", "add_customer", { first_name: "Ann, Bea" }, { first_name: "Ann, Bea" }],
  [
    "rows are read as the step is",
    "create_bookings",
    { bookings: [{ service_id: "13", notes: "", extra_ids: "21, 22", stray: 1 }] },
    { bookings: [{ service_id: "13", extra_ids: ["21", "22"] }] },
  ],
  [
    "empty rows are left out",
    "create_bookings",
    { bookings: [{}, { notes: "" }, null, { service_id: "13" }] },
    { bookings: [{ service_id: "13" }] },
  ],
  [
    "one object is one row",
    "create_bookings",
    { bookings: { service_id: "13" } },
    { bookings: [{ service_id: "13" }] },
  ],
  ["no rows at all are left out", "create_bookings", { bookings: [{}] }, {}],
  [
    "what is no row is left to the sidecar to refuse",
    "create_bookings",
    { bookings: ["13"] },
    { bookings: ["13"] },
  ],
])("%s", (_, key, said, expected) => {
  expect(readInputs(inputsOf(key), said)).toEqual(expected);
});
