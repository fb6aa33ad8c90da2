/** Publishing rules about addresses and links anywhere in the app: D007, D008, D025. */
import type { Definition } from "../definition.js";
import type { Rule } from "../rule.js";

const DANGEROUS = /^\s*(javascript|data|vbscript|file|blob):|\]\(\s*(javascript|data|vbscript|file):/i;
const PLAIN = /\bhttp:\/\/(?!localhost\b)/i;
/** Markdown in whose place a bare address or a broken link would stay behind. */
const GOOD_LINK = /\[[^[\]()]+\]\(https?:\/\/[^()\s]+\)/g;
const CODE = /`[^`]*`/g;
const REMAINS = /https?:\/\/|www\.|\]\(|\[[^\]]*\(/i;
/** The texts that the editor renders as Markdown. */
const MARKDOWN = /(^|\.)(helpText|description)$/;

export const LINK_RULES: Rule[] = [
  {
    code: "D007",
    asks: "All addresses are https.",
    find: (definition) =>
      listTexts(definition)
        .filter(([, text]) => PLAIN.test(text))
        .map(([path]) => [path, "has an address that is not https"]),
  },
  {
    code: "D008",
    asks: "Links in descriptions and help texts are Markdown; an address that only shows something is code.",
    find: (definition) =>
      listTexts(definition)
        .filter(([path]) => MARKDOWN.test(path))
        .filter(([, text]) => REMAINS.test(text.replace(CODE, "").replace(GOOD_LINK, "")))
        .map(([path]) => [path, "has a broken link, or an address that is neither a link nor code"]),
  },
  {
    code: "D025",
    asks: "No address could run something in the browser.",
    find: (definition) =>
      listTexts(definition)
        .filter(([, text]) => DANGEROUS.test(text))
        .map(([path]) => [path, "has an address that runs something"]),
  },
];

/** Return every text of the app with its path; samples are data of people, and D023 and D024 look at them. */
function listTexts(value: unknown, path = ""): [path: string, text: string][] {
  if (typeof value === "string") {
    return [[path, value]];
  }
  return Object.entries((value ?? {}) as Definition).flatMap(([key, inner]) =>
    listTexts(inner, path ? `${path}.${key}` : key),
  );
}
