/** What was released stays as it is: Zaps in use hold on to it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

import { compare } from "../../../scripts/released/compare.ts";
import type { Definition, InputField, OutputField, Step } from "../../../scripts/released/definition.ts";
import { appendReleased, readReleased } from "../../../scripts/released/file.ts";
import { format, listLines, parse } from "../../../scripts/released/lines.ts";
import apiKeyApp from "../../../src/index.js";
import oauthApp from "../../../src/index.oauth.js";
import { define } from "../../lint/definition.js";

const WRITE_THEM = "write new keys down with `npm run released-keys`";
const released = readReleased();
let apiKey: Definition;
let oauth: Definition;

beforeAll(async () => {
  apiKey = (await define(apiKeyApp)) as Definition;
  oauth = (await define(oauthApp)) as Definition;
});

test("nothing that was released is removed, renamed, retyped or newly required", () => {
  const { broken } = compare(released, [...listLines(apiKey), ...listLines(oauth)]);

  expect(broken).toEqual([]);
});

test("all that the app has is written down as released", () => {
  const { unwritten } = compare(released, [...listLines(apiKey), ...listLines(oauth)]);

  expect(unwritten, WRITE_THEM).toEqual([]);
});

test("each line is written once", () => {
  const names = released.map(({ name }) => name);

  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("new lines go behind the released ones, which stay to the letter", () => {
  const folder = mkdtempSync(join(tmpdir(), "released-keys-"));
  const path = join(folder, "released.txt");
  writeFileSync(path, "# first\nsearch find_staff visible\n");
  appendReleased(["search find_room visible"], path);

  expect(readFileSync(path, "utf8")).toBe("# first\nsearch find_staff visible\nsearch find_room visible\n");
  expect(readReleased(path).map(format)).toEqual(["search find_staff visible", "search find_room visible"]);
  rmSync(folder, { recursive: true });
});

describe("a copy of the app, altered in one place, is told by name:", () => {
  test.each<[says: string, alter: (app: Definition) => void]>([
    ["auth custom is gone", (app) => Object.assign(app.authentication ?? {}, { type: "session" })],
    [
      "auth custom field api_key became optional",
      (app) => Object.assign(authField(app, "api_key"), { required: false }),
    ],
    ["trigger new_booking is gone", (app) => delete app.triggers?.new_booking],
    [
      "trigger new_booking is now polling, was hook",
      (app) => Object.assign(trigger(app).operation, { type: "polling" }),
    ],
    ["trigger new_booking became hidden", (app) => Object.assign(trigger(app).display, { hidden: true })],
    [
      "trigger list_staff became visible",
      (app) => Object.assign(step(app, "triggers", "list_staff").display, { hidden: false }),
    ],
    [
      "trigger new_booking lost output customer__email",
      (app) => rename(output(trigger(app), "customer__email")),
    ],
    [
      "trigger new_booking output customer__email is now integer, was string",
      (app) => Object.assign(output(trigger(app), "customer__email"), { type: "integer" }),
    ],
    [
      "trigger new_booking output datetime__days is no list any more",
      (app) => Object.assign(output(trigger(app), "datetime__days"), { list: false }),
    ],
    ["trigger new_booking lost output extras[]name", (app) => output(trigger(app), "extras").children?.pop()],
    ["trigger new_booking lost input service", (app) => rename(input(trigger(app), "service"))],
    [
      "trigger new_booking input service is no list any more",
      (app) => Object.assign(input(trigger(app), "service"), { list: false }),
    ],
    [
      "trigger list_staff lost input service_id",
      (app) => rename(input(step(app, "triggers", "list_staff"), "service_id")),
    ],
    ["create create_booking is gone", (app) => delete app.creates?.create_booking],
    [
      "create create_booking input staff_id became required",
      (app) => Object.assign(input(create(app), "staff_id"), { required: true }),
    ],
    [
      "create create_booking input service_id is now string, was integer",
      (app) => Object.assign(input(create(app), "service_id"), { type: "string" }),
    ],
    [
      "create create_booking input service_id became a list",
      (app) => Object.assign(input(create(app), "service_id"), { list: true }),
    ],
    [
      "create create_booking lost choice notify=none",
      (app) => (input(create(app), "notify").choices as unknown[]).pop(),
    ],
    [
      "create create_booking input room is new and required",
      (app) => create(app).operation.inputFields?.push({ key: "room", required: true }),
    ],
    ["search find_booking is gone", (app) => delete app.searches?.find_booking],
    ["search_or_create find_customer is gone", (app) => delete app.searchOrCreates?.find_customer],
    [
      "search_or_create find_customer is now find_customer add_customer, was find_customer find_or_create_customer",
      (app) => Object.assign(app.searchOrCreates?.find_customer ?? {}, { create: "add_customer" }),
    ],
  ])("%s", (says, alter) => {
    const altered = structuredClone(apiKey);
    alter(altered);
    const before = listLines(apiKey);

    expect(compare(before, listLines(altered)).broken).toContain(says);
    expect(compare(before, listLines(apiKey)).broken).toEqual([]);
  });

  test("what is new is named, and breaks nothing", () => {
    const altered = structuredClone(apiKey);
    create(altered).operation.inputFields?.push({ key: "room", type: "integer" });

    expect(compare(listLines(apiKey), listLines(altered))).toEqual({
      broken: [],
      unwritten: ["create create_booking input room integer optional"],
    });
  });

  test("custom fields of a site, which only it knows, are no part of it", () => {
    const altered = structuredClone(apiKey);
    trigger(altered).operation.outputFields?.push("$func$2$f$");

    expect(listLines(altered)).toEqual(listLines(apiKey));
  });
});

test("a line reads back as it was written", () => {
  const lines = listLines(apiKey);

  expect(lines.map(format).map(parse)).toEqual(lines);
});

function step(app: Definition, kind: "triggers" | "creates", key: string): Step {
  return app[kind]?.[key] as Step;
}

function trigger(app: Definition): Step {
  return step(app, "triggers", "new_booking");
}

function create(app: Definition): Step {
  return step(app, "creates", "create_booking");
}

function authField(app: Definition, key: string): InputField {
  return app.authentication?.fields?.find((field) => field.key === key) as InputField;
}

function input({ operation }: Step, key: string): InputField {
  return operation.inputFields?.find((field) => (field as InputField).key === key) as InputField;
}

function output({ operation }: Step, key: string): OutputField {
  return operation.outputFields?.find((field) => (field as OutputField).key === key) as OutputField;
}

function rename(field: { key: string }): void {
  field.key = "renamed";
}
