/** A small app that keeps every publishing rule, for tests that break one. */
import type { Definition, Operation, StepDefinition } from "./definition.js";

export const BOOKING = {
  id: 57,
  starts_at: "2027-03-18T15:00:00+00:00",
  customer: { email: "ann@example.com" },
};
export const OUTPUTS = [
  { key: "id", type: "integer", label: "ID" },
  { key: "starts_at", type: "datetime", label: "Start" },
  { key: "customer__email", type: "string", label: "Email" },
];

/** An app that breaks no rule; each row of the table below breaks one. */
export function makeGood(): Definition {
  return {
    authentication: {
      type: "custom",
      connectionLabel: "{{site_name}}",
      fields: [
        {
          key: "api_key",
          label: "API Key",
          type: "password",
          helpText: "[Here](https://example.com/keys) it is.",
        },
        { key: "site_url", label: "Site", helpText: "Such as `https://example.com`." },
      ],
    },
    triggers: {
      new_booking: step("new_booking", "New Booking", "Triggers when a booking is made.", {
        type: "hook",
        performList: "$func$",
        performSubscribe: "$func$",
        performUnsubscribe: "$func$",
      }),
      new_review: step("new_review", "New Review", "Triggers when a review is written.", { type: "polling" }),
      list_staff: {
        ...step("list_staff", "List Staff", "Triggers when a dropdown is opened.", {
          type: "polling",
          inputFields: [{ key: "service_id" }],
        }),
        display: { label: "List Staff", description: "Triggers when a dropdown is opened.", hidden: true },
      },
    },
    creates: {
      move_booking: step("move_booking", "Move a Booking", "Moves a booking.", {
        inputFields: [
          { key: "service_id", label: "Service", dynamic: "list_staff.id.label" },
          {
            key: "staff_id",
            label: "Staff Member",
            helpText: "Who is booked.",
            dynamic: "list_staff.id.label",
            search: "find_booking.id",
            dependsOn: ["service_id"],
          },
        ],
      }),
    },
    searches: {
      find_booking: step("find_booking", "Find Booking", "Finds a booking.", {
        inputFields: [{ key: "email", label: "Email" }],
      }),
    },
    searchOrCreates: {
      find_booking: {
        key: "find_booking",
        search: "find_booking",
        create: "move_booking",
        display: { label: "Find or Move Booking" },
      },
    },
  };
}

function step(key: string, label: string, description: string, operation: Operation): StepDefinition {
  return {
    key,
    display: { label, description },
    operation: { sample: BOOKING, outputFields: OUTPUTS, ...operation },
  };
}
