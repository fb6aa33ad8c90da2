/** What a publishing rule is here: Zapier's code and words, and a function that finds what breaks it. */
import type { Definition } from "./definition.js";

export interface Finding {
  code: string;
  /** The entry, and its field: `create create_booking staff_id`. */
  where: string;
  says: string;
}

export interface Rule {
  /** Zapier's number of the check; L with three digits for checks of our own. */
  code: string;
  /** What Zapier's reference of integration checks asks for, in short. */
  asks: string;
  /** Return where it is broken, and how. */
  find: (definition: Definition) => [where: string, says: string][];
}

/** Return all findings of some rules. */
export function lint(rules: Rule[], definition: Definition): Finding[] {
  return rules.flatMap(({ code, find }) => find(definition).map(([where, says]) => ({ code, where, says })));
}
