/** Finds the installed packages without which the app does not run; tools and tests are left out. */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { APP, run } from "./app.ts";

export interface Dependency {
  /** Its folder, relative to the app's: `node_modules/qs`. */
  folder: string;
  name: string;
  version: string;
  license: string;
}

/** Return them in the order of their folders. Raises an Error where what is installed is not what the lock says. */
export function listDependencies(): Dependency[] {
  const folders = run("npm", ["ls", "--omit=dev", "--all", "--parseable"], APP).trim().split("\n");
  return folders
    .map((folder) => relative(APP, folder))
    .filter((folder) => folder !== "")
    .sort()
    .map(readDependency);
}

function readDependency(folder: string): Dependency {
  const { name, version, license } = JSON.parse(readFileSync(join(APP, folder, "package.json"), "utf8"));
  return { folder, name, version: version.replace(/^v/, ""), license: license ?? "none" };
}
