/** Both builds are what Zapier publishes: no rule of its checks finds anything. */
import { describe, expect, test } from "vitest";

import apiKeyApp from "../../src/index.js";
import oauthApp from "../../src/index.oauth.js";
import { define, validate } from "./definition.js";
import { lint } from "./rule.js";
import { RULES } from "./rules/index.js";

describe.each([
  ["api-key", apiKeyApp],
  ["oauth", oauthApp],
])("the build %s", (_name, app) => {
  test("is valid by Zapier's schema", async () => {
    expect(await validate(app)).toEqual([]);
  });

  test.each(RULES)("$code: $asks", async (rule) => {
    expect(lint([rule], await define(app))).toEqual([]);
  });
});
