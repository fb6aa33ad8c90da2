/** docs/publish-the-app.md says what is: the app's steps, and commands that exist. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { describeSteps, insertSteps, type Steps } from "../../scripts/publishing/steps.ts";
import apiKeyApp from "../../src/index.js";
import { define } from "./definition.js";

const APP = new URL("../../", import.meta.url);
const COMMANDS = new URL("node_modules/zapier-platform-cli/src/oclif/commands/", APP);
const page = readFileSync(new URL("../docs/publish-the-app.md", APP), "utf8");
const { scripts } = JSON.parse(readFileSync(new URL("package.json", APP), "utf8"));

function listWords(pattern: RegExp): string[] {
  return [...new Set([...page.matchAll(pattern)].map(([, word]) => word as string))];
}

test("the page lists each step that needs a live Zap; `npm run steps` writes them", async () => {
  const steps = describeSteps((await define(apiKeyApp)) as Steps);

  expect(page).toBe(insertSteps(page, steps));
});

test("hidden steps need no live Zap", () => {
  const step = (label: string, hidden?: boolean) => ({ display: { label, ...(hidden && { hidden }) } });

  expect(describeSteps({ triggers: { a: step("New Booking"), b: step("List Staff", true) } })).toBe(
    "1 steps:\n\n| Kind | Step |\n| --- | --- |\n| Trigger | New Booking |",
  );
});

test("each command of Zapier's that the page names exists", () => {
  const named = listWords(/npx zapier-platform ([a-z:]+)/g);

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !existsSync(new URL(`${name.replace(":", "/")}.js`, COMMANDS)))).toEqual([]);
});

test("each npm script that the page names exists", () => {
  const named = listWords(/npm run (?:--silent )?([a-z-]+)/g);

  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
