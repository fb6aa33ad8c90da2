/** Says in Zapier's words what an action, a search or a subscription takes. */
import type { PlainInputField } from "zapier-platform-core";

import type { Filter, Input, ValueType } from "../catalog.js";
import { dropdown, searchStep } from "../dropdowns/references.js";

/**
 * Dates and times stay text (docs/decisions/0014-times-of-bookings-are-text.md): Zapier would read one
 * without an offset by the clock of the user's account, and the booking would be hours off.
 */
const TYPES: Partial<Record<ValueType, NonNullable<PlainInputField["type"]>>> = {
  integer: "integer",
  number: "number",
  money: "number",
  boolean: "boolean",
};
const LONG_TEXT = 200;

/** Return the input fields of declared inputs. */
export function inputFields(inputs: Input[], { inSearch = false } = {}): PlainInputField[] {
  return inputs.map((input) => ({ ...inputField(input, inSearch), ...waiting(input, inputs) }));
}

function inputField(input: Input, inSearch: boolean): PlainInputField {
  if (input.children) {
    const { key, label, required } = input;
    return { key, label, required, children: inputFields(input.children) };
  }
  return {
    ...common(input),
    type: TYPES[input.type] ?? ((input.max_length ?? 0) > LONG_TEXT ? "text" : "string"),
    ...(input.is_list && { list: true }),
    ...(input.default !== null && { default: String(input.default) }),
    ...(input.options && !inSearch && searchStep(input.options)),
  };
}

/** Return the input fields in which a Zap says which events it wants; several values are alternatives. */
export function filterFields(filters: Filter[]): PlainInputField[] {
  return filters.map((filter) => ({
    ...common(filter),
    ...waiting(filter, filters),
    type: TYPES[filter.type] ?? "string",
    ...(isMultiple(filter) && { list: true }),
  }));
}

/** Say whether several values of a filter make sense: of words and ids they do. */
function isMultiple(filter: Filter): boolean {
  return filter.match === "one_of" && !filter.required && filter.type !== "boolean";
}

function common(value: Input | Filter): PlainInputField {
  const { key, label, help, required } = value;
  return {
    key,
    label,
    helpText: help,
    required,
    ...(value.choices.length > 0 && { choices: choices(value) }),
    ...(value.options && dropdown(value.options)),
    ...(isExample(value) && { placeholder: String(value.example) }),
  };
}

/**
 * Return what keeps a dropdown closed until the fields that narrow it are filled in. Those that may stay empty
 * do not: who wants the bookings of one staff member, whatever the service, chooses no service. They narrow the
 * dropdown all the same, where they are filled in.
 */
function waiting(
  { depends_on }: Input | Filter,
  beside: (Input | Filter)[],
): Pick<PlainInputField, "dependsOn"> {
  const needed = depends_on.filter((key) => beside.some((other) => other.key === key && other.required));
  return needed.length > 0 ? { dependsOn: needed } : {};
}

function choices({
  choices,
  choice_labels,
}: Input | Filter): { value: string; sample: string; label: string }[] {
  return choices.map((value) => ({ value, sample: value, label: choice_labels?.[value] ?? value }));
}

/** An example helps where people type; in a dropdown it would be an id that the site does not have, or no help. */
function isExample({ example, options, choices, type }: Input | Filter): boolean {
  const isTyped = !options && choices.length === 0 && type !== "boolean";
  return isTyped && example !== null && example !== undefined;
}
