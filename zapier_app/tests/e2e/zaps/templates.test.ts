/** Each Zap template of the documentation, run against a site: what a page shows can be made, and works. */
import { afterAll, beforeAll, expect, test } from "vitest";

import type { JsonObject } from "../../../src/http/api.js";
import { type Receiver, startReceiver } from "../../support/receiver.js";
import { findSite } from "../../support/running-site.js";
import { LiveZap } from "../../zaps/live-zap.js";
import { OtherApps } from "../../zaps/other-apps.js";
import type { Outcome } from "../../zaps/outcome.js";
import { findReferences, lookUp } from "../../zaps/rendering.js";
import { Runner } from "../../zaps/runner.js";
import { templateSteps, templateZap, ZAP_TEMPLATES, type ZapTemplate } from "../../zaps/templates.js";

const site = findSite();
let receiver: Receiver;

/** What other apps' triggers bring, by app. */
const STARTS: Record<string, JsonObject> = {
  "Google Calendar": {
    ID: "calendar-1",
    "Organizer Email": "alex@example.test",
    "Event Begins": "2027-06-01T12:00:00+01:00",
    "Event Ends": "2027-06-01T13:00:00+01:00",
    Summary: "Dentist",
  },
  Typeform: {
    "Response ID": "response-1",
    Service: "Haircut",
    "Date and Time": "2027-06-02 10:00",
    Email: "template@example.test",
    Name: "Tess Template",
    Phone: "02079460555",
    Message: "By the window, please.",
  },
  "Schedule by Zapier": { ID: "monday" },
};

/** What steps of other apps give to the ones behind them. */
const ANSWERS = {
  "Formatter by Zapier: Date / Time": { output: "Tuesday, March 16, 10:00 AM" },
  "Google Sheets: Lookup Spreadsheet Row": { Email: "waiting@example.test" },
};

beforeAll(async () => {
  receiver = await startReceiver();
});

afterAll(() => receiver.close());

test("there are ten templates", () => {
  expect(ZAP_TEMPLATES).toHaveLength(10);
});

test.each(ZAP_TEMPLATES.map((template) => [template.title, template] as const))(
  "%s",
  async (_title, template) => {
    const apps = new OtherApps(ANSWERS);
    const runner = new Runner({ site_url: site.siteUrl, api_key: site.keys.host }, apps.take);

    const outcome = template.trigger.key
      ? await runLive(template, runner)
      : await runElsewhere(template, runner);
    const missing = listReferences(template).filter(
      ({ step, path }) => lookUp(outcome.outputs, step, path) === undefined,
    );

    expect({ status: outcome.status, message: outcome.message }).toEqual({ status: "success", message: "" });
    expect(outcome.outputs.size).toBe(template.steps.length + 1);
    expect(missing).toEqual([]);
  },
);

test("nobody is offered a time that is over, as where old bookings are cleared away", async () => {
  const apps = new OtherApps(ANSWERS);
  const template = ZAP_TEMPLATES.find(({ key }) => key === "offer_cancelled_slot") as ZapTemplate;
  const start = {
    datetime: { start: "2026-11-20T10:00:00+00:00" },
    occurred_at: "2026-11-22T10:00:00+00:00",
  };

  const { status } = await new Runner({}, apps.take).run(
    { id: "old", steps: templateSteps(template) },
    start,
  );

  expect([status, apps.received]).toEqual(["filtered", []]);
});

/** Fields of earlier steps that the template uses, of steps that are the app's own. */
function listReferences(template: ZapTemplate): { step: number; path: string }[] {
  const own = [template.trigger, ...template.steps].map(({ key }) => key !== null);
  const texts = template.steps.flatMap(({ fields }) => Object.values(fields));
  return texts.flatMap(findReferences).filter(({ step }) => own[step - 1]);
}

async function runLive(template: ZapTemplate, runner: Runner): Promise<Outcome> {
  const zap = await LiveZap.start(templateZap(template), runner, receiver);
  try {
    const minutes = template.trigger.filters.minutes_before as number | undefined;
    await site.cause(String(template.trigger.key), minutes);
    return await zap.nextRun();
  } finally {
    await zap.stop();
  }
}

function runElsewhere(template: ZapTemplate, runner: Runner): Promise<Outcome> {
  const start = STARTS[template.trigger.app];
  if (!start) {
    throw new Error(`Nobody knows what ${template.trigger.app} brings: add it to STARTS.`);
  }
  return runner.run({ id: template.key, steps: templateSteps(template) }, start);
}
