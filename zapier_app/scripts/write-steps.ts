/** Writes the steps of the app into `docs/publish-the-app.md`: `npm run steps`. */
import { readFileSync, writeFileSync } from "node:fs";

import { COMPILED, define } from "./define.ts";
import { describeSteps, insertSteps, type Steps } from "./publishing/steps.ts";

const page = new URL("../../docs/publish-the-app.md", import.meta.url);
const [apiKey = ""] = COMPILED;

writeFileSync(page, insertSteps(readFileSync(page, "utf8"), describeSteps(await define<Steps>(apiKey))));
