import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Bundle } from "zapier-platform-core";

import { type Catalog, catalog, type Input, type List } from "../../../src/catalog.js";
import { listTrigger } from "../../../src/dropdowns/list-trigger.js";
import { connected, keyApp, type Operation, operation, raised, runKey } from "../../support/app.js";
import { type Asked, type Reply, refusal, type StandIn, startStandIn } from "../../support/stand-in.js";

const PAGES: Record<string, Reply> = {
  "": { body: { choices: [{ id: 14, label: "Haircut" }], next_after: "14" } },
  "14": { body: { choices: [{ id: 15, label: "Shave" }], next_after: "15" } },
  "15": { body: { choices: [{ id: 16, label: "Colour" }], next_after: null } },
};
const threePages = ({ query }: Asked) => PAGES[query.after ?? ""] as Reply;

let site: StandIn;
/** Zapier's memory of one dropdown, for about an hour. */
let kept: string | null;
const cursor = {
  get: async () => kept,
  set: async (place: string) => {
    kept = place;
  },
};

beforeAll(async () => {
  site = await startStandIn();
});
beforeEach(() => {
  site.reset();
  kept = null;
});
afterAll(() => site.stop());

/** Open a page of a dropdown as Zapier's editor does. (The memory of Zapier's own tester keeps nothing.) */
function open(list: string, page: number, inputData: Record<string, unknown> = {}): Promise<unknown> {
  const perform = operation("triggers", `list_${list}`).perform as (z: object, bundle: Bundle) => unknown;
  const bundle = connected(site.siteUrl, inputData);
  return runKey((z: object, given: Bundle) => perform({ ...z, cursor }, given), {
    ...bundle,
    meta: { ...bundle.meta, page, isFillingDynamicDropdown: true },
  });
}

describe("the pages of a dropdown", () => {
  test("follow each other to the end", async () => {
    site.answer("GET /v1/lists/services", threePages);

    const pages = [];
    for (const page of [0, 1, 2, 3]) {
      pages.push(await open("services", page));
    }

    expect(pages).toEqual([
      [{ id: 14, label: "Haircut" }],
      [{ id: 15, label: "Shave" }],
      [{ id: 16, label: "Colour" }],
      [],
    ]);
    expect(site.asked.map(({ query }) => query)).toEqual([
      { limit: "100" },
      { limit: "100", after: "14" },
      { limit: "100", after: "15" },
    ]);
  });

  test("end where Zapier has forgotten the place", async () => {
    site.answer("GET /v1/lists/services", threePages);
    await open("services", 0);
    kept = null;

    expect(await open("services", 1)).toEqual([]);
    expect(site.asked).toHaveLength(1);
  });

  test("do not go on with the place of another time", async () => {
    site.answer("GET /v1/lists/services", threePages);
    await open("services", 0);
    site.answer("GET /v1/lists/services", {
      body: { choices: [{ id: 14, label: "Haircut" }], next_after: null },
    });
    await open("services", 0);

    expect(await open("services", 1)).toEqual([]);
  });

  test("are one page where Zapier's memory fails", async () => {
    site.answer("GET /v1/lists/services", threePages);
    const { perform } = operation("triggers", "list_services");

    expect(await runKey(perform, connected(site.siteUrl))).toEqual([{ id: 14, label: "Haircut" }]);
  });

  test("tell of a place that the site knows no more", async () => {
    site.answer("GET /v1/lists/services", threePages);
    await open("services", 0);
    const faults = [{ field: "after", problem: "Expected what next_after of the page before said." }];
    site.answer("GET /v1/lists/services", refusal(422, "invalid_data", "Wrong.", faults));

    expect((await raised(open("services", 1))).message).toBe(
      "Wrong.\nafter: Expected what next_after of the page before said.",
    );
  });
});

describe("what narrows a dropdown", () => {
  test.each([
    [{ service: ["14"] }, { service_id: "14" }],
    [{ service: ["14", "", "15"] }, { service_id: "14,15" }],
    [{ service: "14" }, { service_id: "14" }],
    [{ service: 14 }, { service_id: "14" }],
    [{ service_id: 14 }, { service_id: "14" }],
    [{ service_id: "14" }, { service_id: "14" }],
    [{ service_id: "" }, {}],
    [{ service: [] }, {}],
    [{ service: [""] }, {}],
    [{ service_id: null, service: undefined }, {}],
    [{ notes: "of the step", staff: ["8"] }, {}],
    [{}, {}],
  ])("staff members, by %j, is %j", async (inputs, narrowing) => {
    site.answer("GET /v1/lists/staff", { body: { choices: [], next_after: null } });

    await open("staff", 0, inputs);

    expect(site.asked.map(({ query }) => query)).toEqual([{ limit: "100", ...narrowing }]);
  });

  test("blocks is their staff member", async () => {
    site.answer("GET /v1/lists/blocks", { body: { choices: [], next_after: null } });

    await open("blocks", 0, { staff_id: 8 });

    expect(site.asked[0]?.query).toEqual({ limit: "100", staff_id: "8" });
  });
});

test("a list is narrowed by fields of rows, too, and by one field through several of its inputs", async () => {
  const choosing = { options: "staff", narrowed_by: { service_id: "place", location_id: "place" } };
  const rows = { options: null, narrowed_by: {}, children: [choosing as unknown as Input] };
  const actions = [{ inputs: [rows] }];
  const made = { triggers: [], actions, searches: [], lists: [] } as unknown as Catalog;
  const staff = catalog.lists.find(({ key }) => key === "staff") as List;
  const { perform } = listTrigger(staff, made).operation as unknown as Operation;
  site.answer("GET /v1/lists/staff", { body: { choices: [], next_after: null } });

  await runKey(perform, connected(site.siteUrl, { place: "3" }));

  expect(site.asked[0]?.query).toEqual({ limit: "100", service_id: "3", location_id: "3" });
});

describe.each(catalog.lists)("the list $key", ({ key }) => {
  test("fills dropdowns by a trigger that nobody sees", async () => {
    const step = keyApp.triggers[`list_${key}`];
    site.answer(`GET /v1/lists/${key}`, { body: { choices: [{ id: "a", label: "A" }], next_after: null } });

    expect(step?.display).toMatchObject({ hidden: true });
    expect(step?.operation).toMatchObject({ type: "polling", canPaginate: true });
    expect(await open(key, 0)).toEqual([{ id: "a", label: "A" }]);
  });

  test("declares each field that narrows it anywhere, so that the editor empties it when one changes", () => {
    const users = [
      ...catalog.triggers.flatMap(({ filters }) => filters),
      ...[...catalog.actions, ...catalog.searches].flatMap(({ inputs }) =>
        inputs.flatMap((input) => [input, ...(input.children ?? [])]),
      ),
    ];
    const narrowing = users.filter(({ options }) => options === key).flatMap(({ depends_on }) => depends_on);

    const declared = operation("triggers", `list_${key}`).inputFields.map((field) => field.key);
    expect(new Set(declared)).toEqual(new Set(narrowing));
    expect(declared).toHaveLength(new Set(declared).size);
  });
});
