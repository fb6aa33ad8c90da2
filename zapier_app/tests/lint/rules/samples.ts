/** Publishing rules about samples: D010, D012, D023, D024, and what T004 would find in a run. */
import {
  type Definition,
  listOutputs,
  listSteps,
  listVisible,
  type OutputField,
  type Step,
} from "../definition.js";
import type { Rule } from "../rule.js";
import { flatten, listDeclared, listKeys } from "../sample.js";

const DATED = /^\d{4}-\d{2}-\d{2}$/;
const TIMED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
/** What a person or a program would take for a date, a time, or both. */
const LIKE_A_TIME =
  /^(\d{1,2} (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})/i;

export const SAMPLE_RULES: Rule[] = [
  {
    code: "D010",
    asks: "The sample of a polling trigger has its primary key: the fields marked so, or id.",
    find: (definition) =>
      listSteps(definition)
        .filter(({ kind, operation }) => kind === "trigger" && operation.type !== "hook" && operation.sample)
        .flatMap((step) =>
          listPrimary(step)
            .filter((key) => !isKey(step.operation.sample?.[key]))
            .map((key): [string, string] => [
              `${step.name} ${key}`,
              "is the primary key, and not in the sample",
            ]),
        ),
  },
  {
    code: "D012",
    asks: "A step that people see has a sample.",
    find: (definition) =>
      listVisible(definition)
        .filter(({ operation }) => Object.keys(operation.sample ?? {}).length === 0)
        .map(({ name }) => [name, "has no sample"]),
  },
  {
    code: "D023",
    asks: "Dates and times of samples are ISO 8601, times with their offset.",
    find: (definition) =>
      listValues(definition)
        .filter(([, value]) => typeof value === "string" && LIKE_A_TIME.test(value))
        .filter(([, value]) => !DATED.test(String(value)) && !TIMED.test(String(value)))
        .map(([where]) => [where, "is a date or time that is not ISO 8601 with its offset"]),
  },
  {
    code: "D024",
    asks: "A sample has the required output fields, and values of the declared types.",
    find: (definition) => listSteps(definition).flatMap(checkTypes),
  },
  {
    code: "T004",
    asks: "A sample holds nothing that a run does not bring: no key beside the declared output fields.",
    find: (definition) =>
      listSteps(definition)
        .filter(({ operation }) => operation.sample && operation.outputFields)
        .flatMap((step) =>
          listKeys(step.operation.sample, listOutputs(step))
            .filter((key) => !isDeclared(step, key))
            .map((key): [string, string] => [`${step.name} ${key}`, "is in the sample, and no output field"]),
        ),
  },
];

function listPrimary(step: Step): string[] {
  const marked = listOutputs(step).filter(({ primary }) => primary);
  return marked.length > 0 ? marked.map(({ key }) => key) : ["id"];
}

function isKey(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

function listValues(definition: Definition): [where: string, value: unknown][] {
  return listSteps(definition).flatMap(({ name, operation }) =>
    flatten(operation.sample ?? {}).map(([path, value]): [string, unknown] => [`${name} ${path}`, value]),
  );
}

function checkTypes(step: Step): [string, string][] {
  const { sample } = step.operation;
  return sample ? checkFields(listOutputs(step), sample, step.name) : [];
}

function checkFields(fields: OutputField[], record: object, where: string): [string, string][] {
  return fields.flatMap((field) => {
    const place = `${where} ${field.key}`;
    const value = dig(record, field.key);
    if (value === undefined) {
      return field.required ? [[place, "is required, and not in the sample"]] : [];
    }
    return value === null ? [] : checkValue(field, value, place);
  });
}

function checkValue(field: OutputField, value: unknown, place: string): [string, string][] {
  if (field.children) {
    const rows = Array.isArray(value) ? value : [value];
    return rows.flatMap((row) => checkFields(field.children ?? [], row as object, place));
  }
  const values = field.list && Array.isArray(value) ? value : [value];
  const wrong = values.filter((one) => !isOfType(one, field.type));
  return wrong.length > 0
    ? [[place, `is declared as ${field.type}, and the sample says ${JSON.stringify(value)}`]]
    : [];
}

function isOfType(value: unknown, type = "string"): boolean {
  const checks: Record<string, (value: unknown) => boolean> = {
    integer: Number.isInteger,
    number: (value) => typeof value === "number",
    boolean: (value) => typeof value === "boolean",
    datetime: (value) => typeof value === "string" && (DATED.test(value) || TIMED.test(value)),
  };
  return checks[type]?.(value) ?? typeof value === "string";
}

/** `customer__email` is the email inside of the customer. */
function dig(record: object, key: string): unknown {
  if (key in record) {
    return (record as Record<string, unknown>)[key];
  }
  const [first = "", ...rest] = key.split("__");
  const inner = (record as Record<string, unknown>)[first];
  const isInner = rest.length > 0 && typeof inner === "object" && inner !== null;
  return isInner ? dig(inner, rest.join("__")) : undefined;
}

/** An object that is null in the sample stands for all that it may hold. */
function isDeclared(step: Step, key: string): boolean {
  return listDeclared(listOutputs(step)).some(
    (declared) => declared === key || declared.startsWith(`${key}__`),
  );
}
