/** Publishing rules about dropdowns and search steps: D004, D005, D013, D014, D015, and what these leave out. */
import {
  type Definition,
  type InputField,
  listInputs,
  listOutputs,
  listSteps,
  type Step,
} from "../definition.js";
import type { Rule } from "../rule.js";

const ID = /(^|_)ids?$/i;
/** The caller's own names of things: there is no list from which to choose them. */
const OWN_NAME = /(^|_)external_id$/;
const REFERENCE = /^(\w+)\.(\w+)(?:\.(\w+))?$/;

type Place = { step: Step; field: InputField; where: string };

export const DROPDOWN_RULES: Rule[] = [
  {
    code: "D004",
    asks: "An ID is chosen from a dropdown.",
    find: (definition) =>
      listPlaces(definition)
        .filter(({ field }) => ID.test(field.key) && !OWN_NAME.test(field.key))
        .filter(({ field, step }) => !field.dynamic && !field.choices && !isOfDropdown(step))
        .map(({ where }) => [where, "is an ID to type in"]),
  },
  {
    code: "D005",
    asks: "A dropdown is filled by a trigger that there is.",
    find: (definition) =>
      listPlaces(definition)
        .filter(({ field }) => field.dynamic !== undefined)
        .filter(({ field }) => !has(definition.triggers, read(field.dynamic).key))
        .map(({ where, field }) => [where, `its dropdown ${field.dynamic} has no trigger`]),
  },
  {
    code: "D013",
    asks: "A search step is added from a search that there is.",
    find: (definition) =>
      listPlaces(definition)
        .filter(({ field }) => field.search !== undefined)
        .filter(({ field }) => !has(definition.searches, read(field.search).key))
        .map(({ where, field }) => [where, `its search ${field.search} is none`]),
  },
  {
    code: "D014",
    asks: "A field with a search step has a dropdown, too: else the button is not shown.",
    find: (definition) =>
      listPlaces(definition)
        .filter(({ field }) => field.search !== undefined && field.dynamic === undefined)
        .map(({ where }) => [where, "has a search step and no dropdown"]),
  },
  {
    code: "D015",
    asks: "A search-or-create joins a search and a create that there are.",
    find: (definition) =>
      Object.values(definition.searchOrCreates ?? {}).flatMap(({ key, search, create }) => [
        ...refuse(
          has(definition.searches, search),
          `search-or-create ${key}`,
          `its search ${search} is none`,
        ),
        ...refuse(has(definition.creates, create), `search-or-create ${key}`, `its create ${create} is none`),
      ]),
  },
  {
    code: "L001",
    asks: "A dropdown names the id and the label of each choice, and is filled page by page or whole.",
    find: (definition) =>
      listPlaces(definition)
        .filter(({ field }) => field.dynamic !== undefined)
        .filter(({ field }) => !REFERENCE.test(field.dynamic ?? "") || !read(field.dynamic).label)
        .map(({ where, field }) => [where, `its dropdown ${field.dynamic} is not trigger.id.label`]),
  },
  {
    code: "L002",
    asks: "A search step gives a field that the search's results have.",
    find: (definition) =>
      listPlaces(definition).flatMap(({ where, field }) => {
        const { key, id } = read(field.search);
        const found = listSteps(definition).find((step) => step.kind === "search" && step.key === key);
        const isGiven = !found || listOutputs(found).some((output) => output.key === id);
        return refuse(isGiven, where, `the search ${key} gives no ${id}`);
      }),
  },
  {
    code: "L003",
    asks: "What narrows a dropdown is a field of the same step, and an input of the dropdown's trigger.",
    find: (definition) =>
      listPlaces(definition).flatMap(({ step, field, where }) =>
        (field.dependsOn ?? []).flatMap((narrower) => [
          ...refuse(hasInput(step, narrower), where, `depends on ${narrower}, which the step does not have`),
          ...refuse(isTaken(definition, field, narrower), where, `its dropdown does not take ${narrower}`),
        ]),
      ),
  },
];

function listPlaces(definition: Definition): Place[] {
  return listSteps(definition).flatMap((step) =>
    listInputs(step).map((field) => ({ step, field, where: `${step.name} ${field.key}` })),
  );
}

/** The fields of a dropdown's own trigger are filled by the step that opens it. */
function isOfDropdown({ kind, display }: Step): boolean {
  return kind === "trigger" && display.hidden === true;
}

function isTaken(definition: Definition, field: InputField, narrower: string): boolean {
  const { key } = read(field.dynamic);
  const trigger = listSteps(definition).find((step) => step.kind === "trigger" && step.key === key);
  return !trigger || hasInput(trigger, narrower);
}

function hasInput(step: Step, key: string): boolean {
  return listInputs(step).some((input) => input.key === key);
}

function read(reference = ""): { key: string; id: string; label: string } {
  const [key = "", id = "", label = ""] = reference.split(".");
  return { key, id, label };
}

function has(entries: object | undefined, key: string): boolean {
  return key in (entries ?? {});
}

function refuse(isRight: boolean, where: string, says: string): [string, string][] {
  return isRight ? [] : [[where, says]];
}
