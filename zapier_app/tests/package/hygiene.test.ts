/** What is installed is the same everywhere, and from whatever registry a machine has. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { APP, run } from "../../scripts/packaging/app.ts";

interface Package {
  version?: string;
  integrity?: string;
  resolved?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const app = JSON.parse(readFileSync(join(APP, "package.json"), "utf8"));
const lock: { packages: Record<string, Package> } = JSON.parse(
  readFileSync(join(APP, "package-lock.json"), "utf8"),
);
const locked = Object.entries(lock.packages).filter(([folder]) => folder !== "");

test("every dependency is pinned to one version", () => {
  const versions = Object.values<string>({ ...app.dependencies, ...app.devDependencies });

  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("the lock belongs to the package's dependencies", () => {
  const { dependencies, devDependencies } = lock.packages[""] ?? {};

  expect({ dependencies, devDependencies }).toEqual({
    dependencies: app.dependencies,
    devDependencies: app.devDependencies,
  });
});

test("npm installs from the lock: it leaves no dependency out", () => {
  expect(() => run("npm", ["ci", "--dry-run", "--offline", "--ignore-scripts"], APP)).not.toThrow();
});

test("the lock names no registry, and proves what it gets from any", () => {
  const named = locked.filter(([, { resolved }]) => resolved !== undefined).map(([folder]) => folder);
  const unproven = locked.filter(([, { integrity }]) => !integrity).map(([folder]) => folder);

  expect({ named, unproven }).toEqual({ named: [], unproven: [] });
});

test("the app is built on the version of Zapier's platform that its command line is of", () => {
  expect(app.devDependencies["zapier-platform-cli"]).toBe(app.dependencies["zapier-platform-core"]);
});

test("the Node of the app is Zapier's: 22", () => {
  const wanted = readFileSync(join(APP, ".nvmrc"), "utf8").trim();

  expect([wanted, app.engines.node, process.versions.node.split(".")[0]]).toEqual(["22", ">=22.18", "22"]);
});
