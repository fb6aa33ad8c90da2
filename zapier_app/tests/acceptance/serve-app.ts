/**
 * Runs steps of both builds for tests of another language: `node serve-app.ts FOLDER`, FOLDER with the compiled app.
 *
 * Each line of its input is an order, each line of its output the answer to one, in the same order. It ends
 * when its input does.
 */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import zapier from "zapier-platform-core";

type JsonObject = Record<string, unknown>;
type Run = (step: unknown, bundle: JsonObject) => Promise<unknown>;
type Step = (z: object, bundle: JsonObject) => unknown;
type Build = "key" | "oauth";

/** Which function of which build is run with what: `triggers.new_booking.operation.performSubscribe`. */
interface Order {
  build: Build;
  step: string;
  bundle: JsonObject;
}

const FILES: Record<Build, string> = { key: "index.js", oauth: "index.oauth.js" };
const folder = process.argv[2] ?? "";
console.log = console.error; // Zapier's runtime writes there, too; the output is for answers alone
/** Zapier's memory of a dropdown's place; that of its tester needs a key of Zapier's own. */
const cursor = { get: async () => "", set: async () => undefined };

interface Loaded {
  app: JsonObject;
  run: Run;
}

async function load(build: Build): Promise<Loaded> {
  const { default: app } = await import(pathToFileURL(join(folder, FILES[build])).href);
  return { app, run: zapier.createAppTester(app) as Run };
}

const builds: Record<Build, Loaded> = { key: await load("key"), oauth: await load("oauth") };

/** Return the function at a path of the app. Raises an Error where there is none. */
function find(app: JsonObject, path: string): Step {
  const found = path
    .split(".")
    .reduce<unknown>((part, name) => (part as JsonObject | undefined)?.[name], app);
  if (typeof found !== "function") {
    throw new Error(`there is no ${path} in the app`);
  }
  return found as Step;
}

async function obey({ build, step, bundle }: Order): Promise<JsonObject> {
  const { app, run } = builds[build];
  const perform = find(app, step);
  try {
    const isDropdown = step.startsWith("triggers.list_");
    const result = await run(isDropdown ? withCursor(perform) : perform, bundle);
    return { result: result ?? null };
  } catch (error) {
    return { raised: describe(error as Error) };
  }
}

function withCursor(perform: Step): Step {
  return (z, bundle) => perform({ ...z, cursor }, bundle);
}

/** Zapier's own errors carry what they are about as JSON. */
function describe({ name, message }: Error): JsonObject {
  return message.startsWith("{") ? { name, ...(JSON.parse(message) as JsonObject) } : { name, message };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await obey(JSON.parse(line)))}\n`);
}
