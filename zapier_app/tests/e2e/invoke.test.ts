/** The app that `npm run build` has made, as Zapier's own command line runs it: the connection, a search and a create. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

import type { JsonObject } from "../../src/http/api.js";
import { findSite } from "../support/running-site.js";
import { wish } from "../support/valid-calls.js";

const site = findSite();
const FOLDER = fileURLToPath(new URL("../..", import.meta.url));
const CLI = fileURLToPath(new URL("../../node_modules/.bin/zapier-platform", import.meta.url));
const run = promisify(execFile);

/** Run `zapier-platform invoke`; returns what it printed. */
async function invoke(...words: string[]): Promise<string> {
  const env = {
    ...process.env,
    DISABLE_ZAPIER_ANALYTICS: "1",
    BOOKINGX_ALLOW_LOCAL_SITES: "1",
    authData_site_url: site.siteUrl,
    authData_api_key: site.keys.host,
  };
  const command = [CLI, "invoke", ...words, "--non-interactive"];
  return (await run(process.execPath, command, { cwd: FOLDER, env, timeout: 60_000 })).stdout;
}

function read(printed: string): unknown {
  return JSON.parse(printed.slice(printed.search(/^[[{]/m)));
}

test("the connection is tried", async () => {
  expect(read(await invoke("auth", "test"))).toMatchObject({ site_name: "Example Studio" });
}, 60_000);

test("a search finds, and a create makes what the database has then", async () => {
  const found = read(await invoke("search", "find_service", "-i", JSON.stringify({ name: "Haircut" })));
  const made = read(
    await invoke("create", "create_booking", "-i", JSON.stringify(wish(48, "10:00"))),
  ) as JsonObject;

  const rows = await site.rows("SELECT post_type FROM wp_posts WHERE ID = :id", { id: Number(made.id) });
  expect((found as JsonObject[]).map(({ id }) => id)).toEqual([13]);
  expect(rows).toEqual([{ post_type: "bkx_booking" }]);
}, 60_000);
