/** Looks into a zip as Zapier would: unpacked, far from the packages of this repository. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { run } from "../../scripts/packaging/app.ts";

/** What a fresh Node says of the app in a folder. */
export interface Loaded {
  version: string;
  authentication: string;
  triggers: number;
  creates: number;
  searches: number;
  errors: unknown[];
}

const ASK = `
  const { handler } = await import("./zapierwrapper.js");
  const { results: app } = await handler({ command: "definition" });
  const { results: errors } = await handler({ command: "validate" });
  const count = (steps) => Object.keys(steps).length;
  console.log("ANSWER" + JSON.stringify({
    version: app.version,
    authentication: app.authentication.type,
    triggers: count(app.triggers),
    creates: count(app.creates),
    searches: count(app.searches),
    errors,
  }));
`;

/** Unpack a zip with what every machine of this project has: Node reads none by itself. */
export function unpack(zip: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  run("python3", ["-m", "zipfile", "-e", zip, folder], folder);
}

/** Load the app by its entry point in a process of its own. Zapier's core logs to the same output. */
export function load(folder: string): Loaded {
  const said = run(process.execPath, ["--input-type=module", "--eval", ASK], folder);
  const answer = said.split("\n").find((line) => line.startsWith("ANSWER")) ?? "";
  return JSON.parse(answer.slice("ANSWER".length));
}

/** Return the paths of all files below a folder. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Return the files in which one of these words stands. */
export function findWords(folder: string, words: string[]): string[] {
  return listFiles(folder).filter((path) => {
    const text = readFileSync(join(folder, path), "latin1");
    return words.some((word) => text.includes(word));
  });
}
