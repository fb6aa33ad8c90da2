/** Says where a right ID comes from, to whom the sidecar refused one. */
import { catalog, type Input } from "../catalog.js";
import { searchOf } from "../dropdowns/references.js";
import { type Asked, LISTED } from "./labels.js";
import type { Fault } from "./verdicts.js";

/** What the sidecar says of a list that is too long (sidecar/services/actions/inputs.py). */
const TOO_MANY = /^Expected at most \d+ entries\.$/;

/**
 * Return a sentence to go behind a fault of form of an action's or a search's field that takes an ID; else nothing.
 *
 * Such a field is often given a name ("Haircut") or an ID of another app. A fault with a reason is about a time
 * or a rule: there the ID is right; of too many, each may be. Where any of several fields was missing, this one
 * need not be given at all.
 */
export function hint({ field, problem, reason }: Fault, asked: Asked | undefined): string {
  const isOfForm = !reason && !problem.startsWith(LISTED) && !TOO_MANY.test(problem);
  const options = isOfForm ? findOptions(field, asked) : null;
  if (!options) {
    return "";
  }
  const key = searchOf(options);
  const search = catalog.searches.find((candidate) => candidate.key === key && key !== asked?.key);
  return search
    ? ` Choose it from the list, or map the ID of a ${search.label} step.`
    : " Choose it from the list.";
}

/** Return the list from which people choose the input at a path such as `bookings.2.service_id`. */
function findOptions(path: string, asked: Asked | undefined): string | null {
  const entries = asked?.kind === "actions" || asked?.kind === "searches" ? catalog[asked.kind] : [];
  let inputs: Input[] = entries.find(({ key }) => key === asked?.key)?.inputs ?? [];
  let options: string | null = null;
  for (const part of path.split(".").filter((name) => !/^\d+$/.test(name))) {
    const input = inputs.find(({ key }) => key === part);
    options = input?.options ?? null;
    inputs = input?.children ?? [];
  }
  return options;
}
