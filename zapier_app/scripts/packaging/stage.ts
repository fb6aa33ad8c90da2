/** Lays out a folder from which Zapier's own command line makes the zip of one build. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { APP, run } from "./app.ts";
import type { Build } from "./builds.ts";
import type { Dependency } from "./dependencies.ts";

/** What `zapier-platform pull` gives back to whoever works on the app; and what `promote` reads. */
const SOURCES = [
  "src",
  "tsconfig.json",
  "tsconfig.build.json",
  "package-lock.json",
  "README.md",
  "CHANGELOG.md",
];
/** Left out of the sources' zip. The catalog is not: it comes from outside of this folder. */
const IGNORED = "node_modules/\ndist/\nbuild/\n.env\n";

/** Lay out a build in a folder, afresh: compiled code, sources, and the packages that it needs. */
export function stage(build: Build, folder: string, dependencies: Dependency[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of SOURCES.filter((name) => existsSync(join(APP, name)))) {
    cpSync(join(APP, name), join(folder, name), { recursive: true });
  }
  for (const { folder: inner } of dependencies) {
    cpSync(join(APP, inner), join(folder, inner), { recursive: true, filter: isOwnFile(join(APP, inner)) });
  }
  writeFileSync(join(folder, "package.json"), describe(build));
  writeFileSync(join(folder, ".zapierapprc"), readConfig(build));
  writeFileSync(join(folder, ".gitignore"), IGNORED);
  run(join(APP, "node_modules/.bin/tsc"), compilerOptions(join(folder, "dist")), APP);
}

/** Compile from the app's folder: only there are the types that it is checked against. */
function compilerOptions(outDir: string): string[] {
  return ["--project", "tsconfig.build.json", "--outDir", outDir];
}

/** A dependency's own dependencies are packages in the list by themselves. */
function isOwnFile(dependency: string): (path: string) => boolean {
  return (path) => path !== join(dependency, "node_modules");
}

/** Return the build's package.json: the app's, with its own way in and nothing that only work on it needs. */
function describe(build: Build): string {
  const { scripts, devDependencies, ...rest } = JSON.parse(readFileSync(join(APP, "package.json"), "utf8"));
  return `${JSON.stringify({ ...rest, exports: build.entry }, null, 2)}\n`;
}

/** What the zip must hold is the same for both builds; the app's id at Zapier is not. */
function readConfig({ config }: Build): string {
  const { includeInBuild } = JSON.parse(readFileSync(join(APP, ".zapierapprc"), "utf8"));
  const path = join(APP, config);
  const own = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
  return `${JSON.stringify({ ...own, includeInBuild }, null, 2)}\n`;
}
