/** Every dropdown of the editor at a real site: what it shows, page by page, and by what it is narrowed. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Bundle, PlainInputField, ZObject } from "zapier-platform-core";

import { catalog } from "../../src/catalog.js";
import { type Choice, type JsonObject, listChoices } from "../../src/http/api.js";
import { keyApp, operation, runKey } from "../support/app.js";
import { openDropdown } from "../support/dropdown.js";
import { findSite } from "../support/running-site.js";
import { makeCall } from "../support/valid-calls.js";

const site = findSite();
const authData = { site_url: site.siteUrl, api_key: site.keys.host };
const TURN = 70;
const STAFF_OF =
  "SELECT meta_value FROM wp_postmeta WHERE post_id = :id AND meta_key = 'base_selected_seats'";
const MOST_PAGES = 100;

beforeAll(async () => {
  await makeCall("apply_coupon", TURN);
  const inputData = await makeCall("update_availability", TURN);
  await runKey(operation("creates", "update_availability").perform, toBundle(inputData));
});

function toBundle(inputData: JsonObject): Partial<Bundle> {
  return { authData, inputData, meta: {} } as unknown as Partial<Bundle>;
}

function open(trigger: string, inputData: JsonObject = {}): Promise<Choice[]> {
  return openDropdown(trigger, toBundle(inputData));
}

/** Return a list as it comes in pages of two. */
async function readInPages(list: string): Promise<Choice[][]> {
  const pages: Choice[][] = [];
  let after: string | null = "";
  while (after !== null && pages.length < MOST_PAGES) {
    const params: Record<string, string> = { limit: "2", ...(after && { after }) };
    const page = (await runKey(
      (z: ZObject, bundle: Bundle) => listChoices(z, bundle, list, params),
      toBundle({}),
    )) as Awaited<ReturnType<typeof listChoices>>;
    pages.push(page.choices);
    after = page.next_after;
  }
  return pages;
}

describe.each(catalog.lists.map(({ key }) => key))("the list of %s", (key) => {
  test("has choices, each with an id of its own and a label", async () => {
    const choices = await open(`list_${key}`);

    expect(choices.length).toBeGreaterThan(0);
    expect(new Set(choices.map(({ id }) => id)).size).toBe(choices.length);
    expect(choices).toEqual(
      choices.map(() => ({
        id: expect.toSatisfy((id) => Number.isInteger(id) || (typeof id === "string" && id !== "")),
        label: expect.stringMatching(/\S/),
      })),
    );
  });

  test("comes in small pages as it does in a large one", async () => {
    const whole = await open(`list_${key}`);
    const pages = await readInPages(key);

    expect(pages.flat()).toEqual(whole);
    expect(pages.every((page) => page.length <= 2)).toBe(true);
  });
});

interface Reference {
  step: string;
  field: string;
  dynamic: string;
}

function listReferences(): Reference[] {
  const kinds = ["triggers", "creates", "searches"] as const;
  return kinds.flatMap((kind) =>
    Object.keys(keyApp[kind] ?? {}).flatMap((key) =>
      flatten(operation(kind, key).inputFields as unknown as PlainInputField[]).flatMap((field) =>
        field.dynamic ? [{ step: key, field: field.key, dynamic: field.dynamic }] : [],
      ),
    ),
  );
}

function flatten(fields: PlainInputField[] = []): PlainInputField[] {
  return fields.flatMap((field) => [field, ...flatten(field.children as PlainInputField[] | undefined)]);
}

const references = listReferences();

/** Each dropdown is opened once for all fields that have it. */
const opened = new Map<string, Promise<Choice[]>>();

function openOnce(trigger: string): Promise<Choice[]> {
  const choices = opened.get(trigger) ?? open(trigger);
  opened.set(trigger, choices);
  return choices;
}

test("there are dropdowns in triggers, actions and searches", () => {
  const steps = new Set(references.map(({ step }) => step));

  expect([...steps]).toEqual(expect.arrayContaining(["new_booking", "create_booking", "find_booking"]));
});

test.each(references.map((reference) => [reference.step, reference.field, reference] as const))(
  "%s: the dropdown of %s is filled by the running site",
  async (_step, _field, { dynamic }) => {
    const [trigger = "", ...parts] = dynamic.split(".");
    const [choice] = await openOnce(trigger);

    expect(parts.filter((part) => !(part in (choice ?? {})))).toEqual([]);
  },
);

describe("staff", () => {
  async function staffOf(serviceId: number): Promise<number[]> {
    const [row] = await site.rows<{ meta_value: string }>(STAFF_OF, { id: serviceId });
    return [...(row?.meta_value ?? "").matchAll(/s:\d+:"(\d+)"/g)].map(([, id]) => Number(id)).sort(byNumber);
  }

  test("are narrowed by the service, as triggers, actions and searches call it", () => {
    const fields = operation("triggers", "list_staff").inputFields as unknown as PlainInputField[];

    expect(fields.map(({ key }) => key).sort()).toEqual(["service", "service_id"]);
  });

  test.each(["service", "service_id"])("are those of the service that was chosen as %s", async (field) => {
    const all = (await open("list_staff")).map(({ id }) => id).sort();
    const of16 = (await open("list_staff", { [field]: "16" })).map(({ id }) => Number(id)).sort(byNumber);
    const expected = await staffOf(16);

    expect(of16).toEqual(expected);
    expect(all.length).toBeGreaterThan(expected.length);
  });

  test("are those of any of several services", async () => {
    const found = (await open("list_staff", { service: ["16", "13", ""] })).map(({ id }) => Number(id));

    expect(found.sort(byNumber)).toEqual(
      [...new Set([...(await staffOf(13)), ...(await staffOf(16))])].sort(byNumber),
    );
  });

  test("that were chosen so are accepted as a filter, both dropdowns together", async () => {
    const [service] = await open("list_services");
    const [member] = await open("list_staff", { service: [String(service?.id)] });
    const { performList } = operation("triggers", "new_booking");

    const samples = await runKey(
      performList,
      toBundle({ service: [String(service?.id)], staff: [String(member?.id)] }),
    );

    expect(samples).toEqual(expect.any(Array));
  });
});

function byNumber(left: number, right: number): number {
  return left - right;
}
