/**
 * Makes the zips that are uploaded to Zapier, offline: `npm run package`.
 *
 * Each build gets a folder of its own (`build/api-key/`), from which `zapier-platform upload` sends it, and
 * its zip a name beside it (`build/api-key.zip`). Another folder than `build/` may be given.
 */
import { copyFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { APP, run } from "./packaging/app.ts";
import { BUILDS, type Build } from "./packaging/builds.ts";
import { type Dependency, listDependencies } from "./packaging/dependencies.ts";
import { stage } from "./packaging/stage.ts";

/** Hidden from its help: without them it asks zapier.com, and installs all packages once more. */
const BUILD_OFFLINE = ["build", "--skip-validation", "--skip-dep-install"];

function makeZip(build: Build, out: string, dependencies: Dependency[]): string {
  const folder = join(out, build.name);
  stage(build, folder, dependencies);
  run(join(APP, "node_modules/.bin/zapier-platform"), BUILD_OFFLINE, folder);
  const zip = join(out, `${build.name}.zip`);
  copyFileSync(join(folder, "build/build.zip"), zip);
  return zip;
}

const out = resolve(process.argv[2] ?? join(APP, "build"));
run(process.execPath, ["scripts/copy-catalog.js"], APP);
const dependencies = listDependencies();
for (const build of BUILDS) {
  const zip = makeZip(build, out, dependencies);
  console.log(`${zip} (${Math.ceil(statSync(zip).size / 1024)} KB)`);
}
