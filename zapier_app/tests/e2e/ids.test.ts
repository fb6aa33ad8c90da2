/** What a person reads who maps something else than the site's own ID into a field that takes one. */
import { describe, expect, test } from "vitest";

import type { JsonObject } from "../../src/http/api.js";
import { findSite } from "../support/running-site.js";
import { Steps } from "../support/steps.js";
import { refusal, wish } from "../support/valid-calls.js";

const site = findSite();
const steps = new Steps({ site_url: site.siteUrl, api_key: site.keys.host });

test("IDs that come as text, or with spaces around them, are the same IDs", async () => {
  const made = await steps.create("create_booking", wish(60, "10:00", { service_id: " 13 ", staff_id: "8" }));

  expect([made.service, made.staff]).toMatchObject([{ id: 13 }, { id: 8 }]);
});

describe.each<[string, JsonObject, string]>([
  [
    "a name",
    { service_id: "Haircut" },
    "Service: Expected a whole number. Choose it from the list, or map the ID of a Find Service step.",
  ],
  [
    "an ID of another app",
    { staff_id: "990017" },
    "Staff Member: There is no staff member with this ID. Pick one from the list of staff members.",
  ],
  [
    "a name of an extra",
    { extra_ids: ["Gel"] },
    "Extras 1: Expected a whole number. Choose it from the list.",
  ],
])("%s", (_, more, said) => {
  test("is refused with where the right one is found", async () => {
    const refused = await refusal(steps.create("create_booking", wish(61, "10:00", more)));

    expect(refused.message.split("\n")).toContain(said);
  });
});

test("a time that is taken is no fault of an ID", async () => {
  await steps.create("create_booking", wish(62, "10:00"));

  const refused = await refusal(steps.create("create_booking", wish(62, "10:00")));

  expect(refused.message).not.toContain("Find");
});
