/**
 * The publishing rules that can be checked without Zapier's servers, by their codes there
 * (https://docs.zapier.com/integrations/publish/integration-checks-reference). Those that need live Zaps or an
 * account are in docs/publish-the-app.md; M001 to M006 are in metadata.ts; D019 and D020 do not exist.
 */
import type { Rule } from "../rule.js";
import { AUTHENTICATION_RULES } from "./authentication.js";
import { DROPDOWN_RULES } from "./dropdowns.js";
import { HOOK_RULES } from "./hooks.js";
import { LINK_RULES } from "./links.js";
import { SAMPLE_RULES } from "./samples.js";
import { TEXT_RULES } from "./texts.js";

export const RULES: Rule[] = [
  ...AUTHENTICATION_RULES,
  ...DROPDOWN_RULES,
  ...HOOK_RULES,
  ...LINK_RULES,
  ...SAMPLE_RULES,
  ...TEXT_RULES,
];
