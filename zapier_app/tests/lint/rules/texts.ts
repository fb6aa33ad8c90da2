/** Publishing rules about what people read: D009, D011, D018, D021, D022, and Zapier's guide to wording. */
import { type Definition, listInputs, listOutputs, listSteps, listVisible } from "../definition.js";
import type { Rule } from "../rule.js";

/** Words that stay small inside a title. */
const SMALL = new Set("a an and as at but by en for if in of on or the to v via vs".split(" "));
const BEGINNINGS = { trigger: /^Triggers when /, create: /^[A-Z][a-z]+s[, ]/, search: /^Finds / };

export const TEXT_RULES: Rule[] = [
  {
    code: "D009",
    asks: "A search has a field to search by.",
    find: (definition) =>
      listSteps(definition)
        .filter((step) => step.kind === "search" && listInputs(step).length === 0)
        .map(({ name }) => [name, "has no field to search by"]),
  },
  {
    code: "D011",
    asks: "A help text says more than the label.",
    find: (definition) =>
      [
        ...listSteps(definition).map((step) => [step.name, listInputs(step)] as const),
        authentication(definition),
      ]
        .flatMap(([name, fields]) => fields.map((field) => ({ where: `${name} ${field.key}`, field })))
        .filter(({ field }) => isSame(field.label, field.helpText))
        .map(({ where }) => [where, "repeats its label in its help text"]),
  },
  {
    code: "D018",
    asks: "Labels of steps are in title case.",
    find: (definition) =>
      [...listSteps(definition), ...listPairs(definition)]
        .filter(({ display }) => display.label !== toTitle(display.label))
        .map(({ name, display }) => [name, `its label should be “${toTitle(display.label)}”`]),
  },
  {
    code: "D021",
    asks: "A trigger's description begins with “Triggers when ” and ends with a full stop.",
    find: (definition) =>
      listSteps(definition)
        .filter(({ kind }) => kind === "trigger")
        .filter(({ display }) => !/^Triggers when .*\.$/s.test(display.description ?? ""))
        .map(({ name }) => [name, "its description does not read “Triggers when ….”"]),
  },
  {
    code: "D022",
    asks: "A create has fields that are there for everybody.",
    find: (definition) =>
      listSteps(definition)
        .filter((step) => step.kind === "create" && listInputs(step).length === 0)
        .map(({ name }) => [name, "has no fields of its own"]),
  },
  {
    code: "L004",
    asks: "Descriptions say what a step does, as Zapier's guide has it: “Creates ….”, “Finds ….”, without a product's name.",
    find: (definition) =>
      listVisible(definition)
        .filter(({ kind, display: { description = "" } }) => !isPlain(description, BEGINNINGS[kind]))
        .map(({ name }) => [name, "its description is not a plain sentence of what it does"]),
  },
  {
    code: "L005",
    asks: "Fields that people fill in have a label.",
    find: (definition) =>
      listVisible(definition).flatMap((step) =>
        listInputs(step)
          .filter(({ label }) => !label)
          .map(({ key }) => [`${step.name} ${key}`, "has no label"]),
      ),
  },
  {
    code: "L006",
    asks: "Labels of fields are in title case, as those of steps.",
    find: (definition) =>
      listSteps(definition).flatMap((step) =>
        [...listInputs(step), ...listOutputs(step)]
          .filter(({ label = "" }) => label !== toTitle(label))
          .map(({ key, label = "" }) => [`${step.name} ${key}`, `its label should be “${toTitle(label)}”`]),
      ),
  },
];

function authentication(definition: Definition) {
  return ["authentication", definition.authentication?.fields ?? []] as const;
}

function listPairs({ searchOrCreates = {} }: Definition) {
  return Object.values(searchOrCreates).map(({ key, display }) => ({
    name: `search-or-create ${key}`,
    display: { label: display?.label ?? "" },
  }));
}

function isSame(label = "", help = ""): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  return help !== "" && bare(label) === bare(help);
}

function toTitle(label: string): string {
  const words = label.split(" ");
  return words
    .map((word, index) =>
      index > 0 && index < words.length - 1 && SMALL.has(word.toLowerCase())
        ? word.toLowerCase()
        : capitalise(word),
    )
    .join(" ");
}

function capitalise(word: string): string {
  return word.replace(/^[a-z]|(?<=-)[a-z]/g, (letter) => letter.toUpperCase());
}

function isPlain(description: string, beginning: RegExp): boolean {
  return beginning.test(description) && description.endsWith(".") && !/BookingX|Zapier/.test(description);
}
