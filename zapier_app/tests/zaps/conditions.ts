/** Judges the lines of filters and paths, by the operators of Zapier's editor. */
import { type Outputs, render } from "./rendering.js";
import type { Condition } from "./zap.js";

const OPERATORS = {
  "(Text) Exactly matches": (value: string, than: string) => value === than,
  "(Text) Does not exactly match": (value: string, than: string) => value !== than,
  "(Text) Contains": (value: string, than: string) => value.toLowerCase().includes(than.toLowerCase()),
  "(Number) Greater than": (value: string, than: string) => Number(value) > Number(than),
  "(Number) Less than": (value: string, than: string) => Number(value) < Number(than),
  "(Date/time) After": (value: string, than: string) => Date.parse(value) > Date.parse(than),
  "(Boolean) Is true": (value: string) => value === "true",
  Exists: (value: string) => value !== "",
  "Does not exist": (value: string) => value === "",
} satisfies Record<string, (value: string, than: string) => boolean>;

export type Operator = keyof typeof OPERATORS;

/** Say whether all lines hold. */
export function hold(conditions: Condition[], outputs: Outputs): boolean {
  return conditions.every(({ value, is, than = "" }) =>
    OPERATORS[is](render(value, outputs), render(than, outputs)),
  );
}
