/** The contract with the sidecar, as this app reads it: `schema/catalog.json`, written by `make catalog`. */
import data from "./catalog.json" with { type: "json" };

export type ValueType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "datetime"
  | "date"
  | "money"
  | "object"
  | "list"
  | "map";

/** One named value of a payload or an answer. */
export interface Field {
  key: string;
  type: ValueType;
  label: string;
  help: string;
  nullable: boolean;
  children?: Field[];
  items?: ValueType;
}

/** What fields of a step have in common. */
interface Fillable {
  key: string;
  type: ValueType;
  label: string;
  help: string;
  required: boolean;
  choices: string[];
  choice_labels?: Record<string, string>;
  /** The key of the list from which people choose. */
  options: string | null;
  /** The fields that narrow that list, and by which of the list's inputs. */
  depends_on: string[];
  narrowed_by: Record<string, string>;
  example: unknown;
}

/** One value that an action, a search or a list takes. */
export interface Input extends Fillable {
  is_list: boolean;
  max_length: number | null;
  default: unknown;
  children?: Input[];
}

/** A condition that a subscriber may set on a trigger. */
export interface Filter extends Fillable {
  match: "one_of" | "at_least";
}

export type Sample = Record<string, unknown>;

interface Entry {
  key: string;
  label: string;
  noun: string;
  description: string;
  fields: Field[];
  sample: Sample;
}

export interface Trigger extends Entry {
  zapier_key: string;
  filters: Filter[];
}

export interface Action extends Entry {
  /** Other names of the same action; they are no steps of their own. */
  aliases: string[];
  /** Whether the same call again would make a second thing. */
  creates: boolean;
  inputs: Input[];
}

export interface Search extends Entry {
  inputs: Input[];
}

export interface List {
  key: string;
  label: string;
  description: string;
  inputs: Input[];
}

export interface Catalog {
  triggers: Trigger[];
  actions: Action[];
  searches: Search[];
  lists: List[];
}

export const catalog: Catalog = data as unknown as Catalog;
