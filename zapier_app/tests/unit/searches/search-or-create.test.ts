/** Steps after a search-or-create read the same fields, whichever half has answered. */
import { describe, expect, test } from "vitest";

import { catalog } from "../../../src/catalog.js";
import app from "../../../src/index.js";

const pairs = Object.values(app.searchOrCreates ?? {});

describe.each(pairs.map((pair) => [pair.key, pair] as const))("%s", (_, { search, create }) => {
  const found = catalog.searches.find(({ key }) => key === search)?.fields ?? [];
  const made = catalog.actions.find(({ key }) => key === create)?.fields ?? [];

  test("answers with the search's fields, of the same types, when it creates", () => {
    const types = new Map(made.map(({ key, type }) => [key, type]));
    const promised = found.map(({ key, type }) => [key, type]);

    expect(promised.length).toBeGreaterThan(0);
    expect(promised.filter(([key, type]) => types.get(key as string) !== type)).toEqual([]);
  });
});

test("whoever finds or creates bookings is told that a cancelled one is found, too", () => {
  const { description } = app.searchOrCreates?.find_booking?.display ?? {};

  expect(description).toBe(
    "Finds a booking, or creates one where there is none. " +
      "Choose a status, too: without one a cancelled booking is found, and none is created.",
  );
});
