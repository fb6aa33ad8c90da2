/** The parts of an app's definition that released lines are made of. */

export interface OutputField {
  key: string;
  type?: string;
  list?: boolean;
  children?: OutputField[];
}

export interface InputField {
  key: string;
  type?: string;
  required?: boolean;
  list?: boolean;
  choices?: unknown;
  children?: InputField[];
}

export interface Step {
  key: string;
  display: { hidden?: boolean };
  operation: {
    type?: string;
    inputFields?: (InputField | string)[];
    outputFields?: (OutputField | string)[];
  };
}

export interface Definition {
  authentication?: { type: string; fields?: InputField[] };
  triggers?: Record<string, Step>;
  creates?: Record<string, Step>;
  searches?: Record<string, Step>;
  searchOrCreates?: Record<string, { key: string; search: string; create: string }>;
}
