import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { catalog } from "../../../src/catalog.js";
import { connected, operation, raised, runKey } from "../../support/app.js";
import { refusal, type StandIn, startStandIn } from "../../support/stand-in.js";

let site: StandIn;

beforeAll(async () => {
  site = await startStandIn();
});
beforeEach(() => site.reset());
afterAll(() => site.stop());

describe.each(catalog.searches)("the search $key", ({ key, sample }) => {
  const { perform } = operation("searches", key);
  const search = () => runKey(perform, connected(site.siteUrl, { name: "x" }));

  test("gives what was found", async () => {
    site.answer("POST /v1/searches", { body: { results: [sample] } });

    expect(await search()).toEqual([sample]);
  });

  test("gives nothing where nothing was found", async () => {
    site.answer("POST /v1/searches", { body: { results: [] } });

    expect(await search()).toEqual([]);
  });

  test.each(["unknown_booking", "unknown_customer", "unknown_offer"])(
    "gives nothing where an ID is of nobody: %s",
    async (code) => {
      site.answer("POST /v1/searches", refusal(404, code, "There is none."));

      expect(await search()).toEqual([]);
    },
  );

  test("does not take an old sidecar for nothing", async () => {
    site.answer("POST /v1/searches", refusal(404, "unknown_search", "There is no such search."));

    expect(await raised(search())).toMatchObject({ name: "AppError", code: "unknown_search", status: 404 });
  });

  test("does not take a site without the plugin for nothing", async () => {
    site.answer("POST /v1/searches", { status: 404, body: "<html>Not found" });

    expect(await raised(search())).toMatchObject({ name: "AppError", code: "no_sidecar", status: 404 });
  });

  test("leaves a broken sidecar to Zapier, which replays the run", async () => {
    site.answer("POST /v1/searches", { status: 500, body: "<html>" });

    expect(await raised(search())).toMatchObject({ name: "ResponseError", status: 500 });
  });
});
