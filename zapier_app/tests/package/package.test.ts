/** What is uploaded to Zapier: each build's zip, made once and unpacked. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { APP, run } from "../../scripts/packaging/app.ts";
import { BUILDS } from "../../scripts/packaging/builds.ts";
import { listDependencies } from "../../scripts/packaging/dependencies.ts";
import { catalog } from "../../src/catalog.js";
import { findWords, listFiles, load, unpack } from "./unpacked.ts";

/** Zapier's limit; a zip that grows beyond a tenth of it holds what it need not. */
const MAX_BYTES = 30 * 1024 * 1024;
const USUAL_BYTES = MAX_BYTES / 10;

/** Licences that no name stands for, read one by one: Zapier's own terms allow what runs on its platform. */
const LOOKED_AT = [
  "json-metaschema: Public Domain",
  "urlsafe-base64: none", // its README says MIT
  "zapier-platform-core: SEE LICENSE IN LICENSE",
  "zapier-platform-schema: SEE LICENSE IN LICENSE",
];

const WAYS: Record<string, string> = { "api-key": "custom", oauth: "oauth2" };
const { version } = JSON.parse(readFileSync(join(APP, "package.json"), "utf8"));
const out = mkdtempSync(join(tmpdir(), "bookingx-zapier-app-"));
const folderOf = (name: string) => join(out, "unpacked", name);

beforeAll(() => {
  run(process.execPath, ["scripts/package.ts", out], APP);
  for (const { name } of BUILDS) {
    unpack(join(out, `${name}.zip`), folderOf(name));
  }
});

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe.each(BUILDS)("the zip of the build $name", ({ name }) => {
  test("loads where no other packages are, and is the whole app", () => {
    const loaded = load(folderOf(name));

    expect(loaded).toEqual({
      version,
      authentication: WAYS[name],
      triggers: catalog.triggers.length + catalog.lists.length,
      creates: catalog.actions.length,
      searches: catalog.searches.length,
      errors: [],
    });
  });

  test("is made of what Zapier's own command line finds valid", () => {
    const said = run(
      join(APP, "node_modules/.bin/zapier-platform"),
      ["validate", "--without-style"],
      join(out, name),
    );

    expect(said).toContain("No structural errors found during validation routine.");
    expect(said).toContain("This project is structurally sound!");
  });

  test("holds the catalog as it is in schema/", () => {
    const packed = JSON.parse(readFileSync(join(folderOf(name), "dist/catalog.json"), "utf8"));

    const committed = JSON.parse(readFileSync(join(APP, "../schema/catalog.json"), "utf8"));
    expect(packed).toEqual(committed);
  });

  test("holds compiled code, the packages it needs, and nothing else", () => {
    const own = listFiles(folderOf(name)).filter((path) => !path.startsWith("node_modules/"));
    const strangers = own.filter((path) => !/^dist\/[\w./-]+\.(js|json)$/.test(path));

    expect(strangers).toEqual(["definition.json", "package.json", "zapierwrapper.js"]);
  });

  test("holds no tests, no secrets and no source maps of the app", () => {
    const unwanted = listFiles(folderOf(name)).filter((path) =>
      /(^|\/)\.env|\.map$|^(dist\/)?(tests|scripts|src)\/|\.zapierapprc|\.test\.|vitest|typescript/.test(
        path,
      ),
    );

    expect(unwanted).toEqual([]);
  });

  test("says nothing of the machine on which it was made", () => {
    const places = [APP, out, `${homedir()}/`, `${tmpdir()}/bookingx`, `${tmpdir()}/zapier-`];

    expect(findWords(folderOf(name), places)).toEqual([]);
  });

  test("is far smaller than Zapier allows", () => {
    expect(statSync(join(out, `${name}.zip`)).size).toBeLessThan(USUAL_BYTES);
  });

  test("comes with the sources that belong to it, without tests and packages", () => {
    const folder = join(out, "sources", name);
    unpack(join(out, name, "build/source.zip"), folder);

    const paths = listFiles(folder).filter((path) => !path.startsWith("src/"));
    expect(paths).toEqual([
      ".gitignore",
      ".zapierapprc",
      "CHANGELOG.md",
      "README.md",
      "package-lock.json",
      "package.json",
      "tsconfig.build.json",
      "tsconfig.json",
    ]);
    expect(findWords(folder, [APP, out])).toEqual([]);
  });
});

test("the packages in the zips are those of the lock, under licences that let them be passed on", () => {
  const { packages } = JSON.parse(readFileSync(join(APP, "package-lock.json"), "utf8"));
  const needed = listDependencies();
  const free = /^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|BlueOak-1\.0\.0|\(MIT.*\)|Unlicense|Python-2\.0)$/;

  const strangers = needed.filter(({ folder, version }) => packages[folder]?.version !== version);
  expect(strangers).toEqual([]);
  const unfree = needed
    .filter(({ license }) => !free.test(license))
    .map(({ name, license }) => `${name}: ${license}`);
  expect(unfree.sort()).toEqual(LOOKED_AT);
});
