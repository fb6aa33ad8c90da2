/** An app as Zapier's servers see it when it is uploaded: data, with functions only named. */
import zapier from "zapier-platform-core";

export interface InputField {
  key: string;
  label?: string;
  type?: string;
  helpText?: string;
  required?: boolean;
  list?: boolean;
  default?: unknown;
  placeholder?: string;
  inputFormat?: string;
  dynamic?: string;
  search?: string;
  choices?: unknown;
  dependsOn?: string[];
  children?: InputField[];
}

export interface OutputField {
  key: string;
  type?: string;
  label?: string;
  required?: boolean;
  primary?: boolean;
  list?: boolean;
  children?: OutputField[];
}

/** A function of the app, such as one that asks the site for its custom fields: `$func$2$f$`. */
export type Dynamic = string;

export interface Operation {
  type?: string;
  inputFields?: (InputField | Dynamic)[];
  outputFields?: (OutputField | Dynamic)[];
  sample?: Record<string, unknown>;
  performList?: unknown;
  performSubscribe?: unknown;
  performUnsubscribe?: unknown;
}

export interface StepDefinition {
  key: string;
  noun?: string;
  display: { label: string; description?: string; hidden?: boolean };
  operation: Operation;
}

export interface Definition {
  version?: string;
  authentication?: { type: string; connectionLabel?: unknown; fields?: InputField[] };
  triggers?: Record<string, StepDefinition>;
  creates?: Record<string, StepDefinition>;
  searches?: Record<string, StepDefinition>;
  searchOrCreates?: Record<
    string,
    { key: string; search: string; create: string; display?: { label: string } }
  >;
}

export type Kind = "trigger" | "create" | "search";

/** One trigger, create or search, with the name under which findings are told. */
export interface Step extends StepDefinition {
  kind: Kind;
  name: string;
}

/** Return what would be uploaded of an app. */
export async function define(app: unknown): Promise<Definition> {
  return (await ask(app, "definition")) as Definition;
}

/** Return what Zapier's schema has against an app: what `zapier-platform validate --without-style` says. */
export async function validate(app: unknown): Promise<unknown[]> {
  return (await ask(app, "validate")) as unknown[];
}

async function ask(app: unknown, command: string): Promise<unknown> {
  const { createAppHandler } = zapier as unknown as { createAppHandler: (app: unknown) => Handler };
  return (await createAppHandler(app)({ command })).results;
}

/** What Zapier's runtime calls; the package's types do not tell of it. */
type Handler = (event: { command: string }) => Promise<{ results: unknown }>;

/** Return all steps of an app, hidden ones too. */
export function listSteps({ triggers, creates, searches }: Definition): Step[] {
  return [...named("trigger", triggers), ...named("create", creates), ...named("search", searches)];
}

/** Return the steps that people see in the editor: what Zapier asks a live Zap of each of. */
export function listVisible(definition: Definition): Step[] {
  return listSteps(definition).filter(({ display }) => !display.hidden);
}

function named(kind: Kind, steps: Record<string, StepDefinition> = {}): Step[] {
  return Object.values(steps).map((step) => ({ ...step, kind, name: `${kind} ${step.key}` }));
}

/** Return the input fields that are known before a site is asked, children too. */
export function listInputs(step: Step): InputField[] {
  return (step.operation.inputFields ?? []).filter(isData).flatMap(withChildren);
}

/** Return the output fields that are known before a site is asked; their children are left in them. */
export function listOutputs(step: Step): OutputField[] {
  return (step.operation.outputFields ?? []).filter(isData);
}

function isData<T>(field: T | Dynamic): field is T {
  return typeof field !== "string";
}

function withChildren(field: InputField): InputField[] {
  return [field, ...(field.children ?? []).flatMap(withChildren)];
}
