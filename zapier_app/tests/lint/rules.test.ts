/** Each publishing rule finds what breaks it, and where: a rule that finds nothing is no rule. */
import { expect, test } from "vitest";

import { type Break, breakAnd } from "./break.js";
import { BOOKING, OUTPUTS } from "./good-app.js";
import { RULES } from "./rules/index.js";

const BREAKS: [code: string, where: string, change: Break][] = [
  [
    "D001",
    "create move_booking api_key",
    ({ create }) => create.operation.inputFields?.push({ key: "api_key", label: "Key" }),
  ],
  [
    "D001",
    "create move_booking pin",
    ({ create }) => create.operation.inputFields?.push({ key: "pin", label: "PIN", type: "password" }),
  ],
  [
    "D002",
    "authentication api_key",
    ({ apiKey }) => {
      apiKey.helpText = "On the page of API keys.";
    },
  ],
  [
    "D002",
    "authentication api_key",
    ({ apiKey }) => {
      delete apiKey.helpText;
    },
  ],
  [
    "D003",
    "authentication",
    ({ app }) => {
      delete app.authentication?.connectionLabel;
    },
  ],
  [
    "D003",
    "authentication",
    ({ app }) => {
      Object.assign(app.authentication ?? {}, { connectionLabel: "BookingX" });
    },
  ],
  [
    "D003",
    "authentication",
    ({ app }) => {
      Object.assign(app.authentication ?? {}, { connectionLabel: "{{api_key}}" });
    },
  ],
  [
    "D004",
    "create move_booking staff_id",
    ({ staff }) => {
      delete staff.dynamic;
    },
  ],
  [
    "D005",
    "create move_booking staff_id",
    ({ staff }) => {
      staff.dynamic = "list_gone.id.label";
    },
  ],
  [
    "D006",
    "trigger new_booking",
    ({ hook }) => {
      delete hook.operation.performList;
    },
  ],
  [
    "D007",
    "authentication.fields.0.helpText",
    ({ apiKey }) => {
      apiKey.helpText = "[Here](http://example.com) it is.";
    },
  ],
  [
    "D008",
    "authentication.fields.1.helpText",
    ({ app }) => {
      Object.assign(app.authentication?.fields?.[1] ?? {}, { helpText: "Such as https://example.com." });
    },
  ],
  [
    "D008",
    "creates.move_booking.display.description",
    ({ create }) => {
      create.display.description = "Moves a booking. See [Help(https://example.com).";
    },
  ],
  [
    "D009",
    "search find_booking",
    ({ search }) => {
      search.operation.inputFields = [];
    },
  ],
  [
    "D010",
    "trigger new_review id",
    ({ polling }) => {
      polling.operation.sample = { starts_at: "2027-03-18" };
    },
  ],
  [
    "D010",
    "trigger new_review number",
    ({ polling }) => {
      polling.operation.outputFields = [{ key: "number", primary: true }];
    },
  ],
  [
    "D011",
    "create move_booking staff_id",
    ({ staff }) => {
      staff.helpText = "staff member.";
    },
  ],
  [
    "D011",
    "authentication api_key",
    ({ apiKey }) => {
      apiKey.helpText = "API key";
    },
  ],
  [
    "D012",
    "trigger new_booking",
    ({ hook }) => {
      delete hook.operation.sample;
    },
  ],
  [
    "D013",
    "create move_booking staff_id",
    ({ staff }) => {
      staff.search = "find_gone.id";
    },
  ],
  [
    "D014",
    "create move_booking staff_id",
    ({ staff }) => {
      delete staff.dynamic;
    },
  ],
  [
    "D015",
    "search-or-create find_booking",
    ({ app }) => {
      Object.assign(app.searchOrCreates?.find_booking ?? {}, { create: "gone" });
    },
  ],
  [
    "D015",
    "search-or-create find_booking",
    ({ app }) => {
      Object.assign(app.searchOrCreates?.find_booking ?? {}, { search: "gone" });
    },
  ],
  [
    "D016",
    "trigger new_booking",
    ({ app, hook }) => {
      delete hook.operation.performSubscribe;
      Object.assign(app, { triggers: { hook }, creates: {}, searches: {} });
    },
  ],
  [
    "D017",
    "trigger new_booking",
    ({ hook }) => {
      delete hook.operation.performUnsubscribe;
    },
  ],
  [
    "D018",
    "trigger new_booking",
    ({ hook }) => {
      hook.display.label = "New booking";
    },
  ],
  [
    "D018",
    "create move_booking",
    ({ create }) => {
      create.display.label = "Move A Booking";
    },
  ],
  [
    "D018",
    "search-or-create find_booking",
    ({ app }) => {
      Object.assign(app.searchOrCreates?.find_booking ?? {}, { display: { label: "Find Or Move Booking" } });
    },
  ],
  [
    "D021",
    "trigger new_booking",
    ({ hook }) => {
      hook.display.description = "Triggers whenever a booking is made.";
    },
  ],
  [
    "D021",
    "trigger new_booking",
    ({ hook }) => {
      hook.display.description = "Triggers when a booking is made";
    },
  ],
  [
    "D022",
    "create move_booking",
    ({ create }) => {
      create.operation.inputFields = ["$func$"];
    },
  ],
  [
    "D023",
    "trigger new_booking starts_at",
    ({ hook }) => {
      hook.operation.sample = { ...BOOKING, starts_at: "2027-03-18T15:00:00" };
    },
  ],
  [
    "D023",
    "trigger new_booking starts_at",
    ({ hook }) => {
      hook.operation.sample = { ...BOOKING, starts_at: "18 Mar 2027" };
    },
  ],
  [
    "D024",
    "trigger new_booking id",
    ({ hook }) => {
      hook.operation.sample = { ...BOOKING, id: "57" };
    },
  ],
  [
    "D024",
    "trigger new_booking phone",
    ({ hook }) => {
      hook.operation.outputFields = [...OUTPUTS, { key: "phone", required: true }];
    },
  ],
  [
    "D024",
    "trigger new_booking customer__email",
    ({ hook }) => {
      hook.operation.sample = { ...BOOKING, customer: { email: 7 } };
    },
  ],
  [
    "D024",
    "trigger new_booking rows id",
    ({ hook }) => {
      hook.operation.sample = { ...BOOKING, rows: [{ id: "1" }] };
      hook.operation.outputFields = [...OUTPUTS, { key: "rows", children: [{ key: "id", type: "integer" }] }];
    },
  ],
  [
    "D025",
    "authentication.fields.0.helpText",
    ({ apiKey }) => {
      apiKey.helpText = "[Here](javascript:alert(1)) it is.";
    },
  ],
  [
    "D026",
    "authentication api_key",
    ({ apiKey }) => {
      apiKey.inputFormat = "https://{input}.example.com";
    },
  ],
  [
    "D026",
    "creates.move_booking.operation.perform.url",
    ({ create }) => {
      Object.assign(create.operation, { perform: { url: "https://{{bundle.authData.site_url}}/bookings" } });
    },
  ],
  [
    "T004",
    "trigger new_booking phone",
    ({ hook }) => {
      hook.operation.sample = { ...BOOKING, phone: "1" };
    },
  ],
  [
    "T004",
    "trigger new_booking customer__name",
    ({ hook }) => {
      hook.operation.sample = { ...BOOKING, customer: { email: "a@b.example", name: "Ann" } };
    },
  ],
  [
    "T004",
    "trigger new_booking extras[]id",
    ({ hook }) => {
      hook.operation.sample = { ...BOOKING, extras: [{ id: 1 }] };
    },
  ],
  [
    "L001",
    "create move_booking staff_id",
    ({ staff }) => {
      staff.dynamic = "list_staff.id";
    },
  ],
  [
    "L002",
    "create move_booking staff_id",
    ({ staff }) => {
      staff.search = "find_booking.number";
    },
  ],
  [
    "L003",
    "create move_booking staff_id",
    ({ staff }) => {
      staff.dependsOn = ["location_id"];
    },
  ],
  [
    "L003",
    "create move_booking staff_id",
    ({ app }) => {
      Object.assign(app.triggers?.list_staff?.operation ?? {}, { inputFields: [] });
    },
  ],
  [
    "L004",
    "create move_booking",
    ({ create }) => {
      create.display.description = "Move a booking.";
    },
  ],
  [
    "L004",
    "search find_booking",
    ({ search }) => {
      search.display.description = "Finds a booking of BookingX.";
    },
  ],
  [
    "L005",
    "create move_booking staff_id",
    ({ staff }) => {
      delete staff.label;
    },
  ],
  [
    "L006",
    "create move_booking staff_id",
    ({ staff }) => {
      staff.label = "Staff member";
    },
  ],
];

test("an app that keeps all rules has no findings", () => {
  expect(breakAnd(undefined, () => undefined)).toEqual([]);
});

test.each(BREAKS)("%s is found at %s", (code, where, change) => {
  const places = breakAnd(code, change).map((finding) => [finding.code, finding.where]);

  expect(new Set(places.map(String))).toEqual(new Set([`${code},${where}`]));
});

test("no rule is without a row that breaks it, and each code of Zapier's list has a rule", () => {
  const tried = new Set(BREAKS.map(([code]) => code));
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 26];
  const zapiers = numbers.map((number) => `D${String(number).padStart(3, "0")}`);

  expect(RULES.map(({ code }) => code).filter((code) => !tried.has(code))).toEqual([]);
  expect(zapiers.filter((code) => !RULES.some((rule) => rule.code === code))).toEqual([]);
});
