/** Publishing rules about connecting: D001, D002, D003, D026. */
import { type Definition, type InputField, listInputs, listSteps } from "../definition.js";
import type { Rule } from "../rule.js";

const SECRET = /api_?key|token|secret|password|passwd|client_?id|credential|(^|_)auth(_|$)/i;
const DOMAIN = /domain|url|host|site|instance|server/i;
const LINK = /\[[^\]]+\]\(https:\/\/[^)\s]+\)/;

export const AUTHENTICATION_RULES: Rule[] = [
  {
    code: "D001",
    asks: "No step asks for an API key or the like: that belongs to the connection.",
    find: (definition) =>
      listSteps(definition).flatMap((step) =>
        listInputs(step)
          .filter(({ key, type }) => SECRET.test(key) || type === "password")
          .map(({ key }) => [`${step.name} ${key}`, "asks for a secret in a step"]),
      ),
  },
  {
    code: "D002",
    asks: "The help text of a pasted secret links to where it is found.",
    find: (definition) =>
      listFields(definition)
        .filter(({ key, type }) => SECRET.test(key) || type === "password")
        .filter(({ helpText = "" }) => !LINK.test(helpText))
        .map(({ key }) => [
          `authentication ${key}`,
          "its help text has no link to where the secret is found",
        ]),
  },
  {
    code: "D003",
    asks: "The connection has a label that tells accounts apart.",
    find: ({ authentication }) => (authentication ? checkLabel(authentication.connectionLabel) : []),
  },
  {
    code: "D026",
    asks: "A domain that people type is checked by code before anything is sent to it.",
    find: (definition) => [
      ...listFields(definition)
        .filter(({ inputFormat }) => inputFormat !== undefined)
        .map(({ key }): [string, string] => [
          `authentication ${key}`,
          "pastes what is typed into an address",
        ]),
      ...listTemplates(definition, ""),
    ],
  },
];

function listFields({ authentication }: Definition): InputField[] {
  return authentication?.fields ?? [];
}

function checkLabel(label: unknown): [string, string][] {
  if (label === undefined || label === "") {
    return [["authentication", "has no connection label"]];
  }
  const isFixed = typeof label === "string" && !label.includes("{{") && !label.startsWith("$func$");
  const isSecret = typeof label === "string" && SECRET.test(label);
  return [
    ...(isFixed ? [["authentication", "has the same label for each connection"] as [string, string]] : []),
    ...(isSecret ? [["authentication", "shows a secret in its label"] as [string, string]] : []),
  ];
}

/** An address with a typed domain in it, as data, goes to the network with no code between. */
function listTemplates(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") {
    const typed = /https?:\/\/[^/]*\{\{\s*bundle\.(?:authData|inputData)\.(\w+)/.exec(value)?.[1] ?? "";
    return DOMAIN.test(typed) ? [[path, `calls the ${typed} that was typed, unchecked`]] : [];
  }
  return Object.entries(value ?? {}).flatMap(([key, inner]) =>
    listTemplates(inner, path ? `${path}.${key}` : key),
  );
}
