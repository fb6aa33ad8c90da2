/** What a Zap is to the runner: its start, and its steps in order, as somebody clicks them together. */
import type { Operator } from "./conditions.js";
import type { Format } from "./formatter.js";

/** Texts by field, in which `{{1.customer.email}}` stands for a field of an earlier step; rows where it lists. */
export type Fields = Record<string, string | Record<string, string>[]>;

/** One line of a filter or a path: a text with references, compared with another. */
export interface Condition {
  value: string;
  is: Operator;
  than?: string;
}

/** A step of this app; a search with `orCreate` makes what it does not find. */
export interface OwnStep {
  do: "create" | "search";
  key: string;
  fields: Fields;
  orCreate?: Fields;
}

/** A step of another app: what it gets is kept, what it answers is what the test says. */
export interface OtherStep {
  do: "other";
  app: string;
  event: string;
  fields: Fields;
}

/** Goes on only where all conditions hold. */
export interface FilterStep {
  do: "filter";
  when: Condition[];
}

/** Runs each branch whose conditions hold; nothing follows paths. */
export interface PathsStep {
  do: "paths";
  paths: { name: string; when: Condition[]; steps: Step[] }[];
}

/** Waits; the runner only notes for how long. */
export interface DelayStep {
  do: "delay";
  seconds: number;
}

/** Turns a text into another; the output is `{{n.output}}`. */
export interface FormatStep {
  do: "format";
  value: string;
  as: Format;
}

export type Step = OwnStep | OtherStep | FilterStep | PathsStep | DelayStep | FormatStep;

/** A Zap that starts with a trigger of this app. */
export interface Zap {
  /** Stands for the id of the Zap at Zapier. */
  id: string;
  trigger: { key: string; filters?: Record<string, unknown> };
  steps: Step[];
}
