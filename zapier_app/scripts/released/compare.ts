/** Compares what was released with what the app has now, in words that name each change. */
import { format, type Line } from "./lines.ts";

/** What breaks Zaps in use, and what is not written down yet. */
export interface Comparison {
  broken: string[];
  unwritten: string[];
}

/** Facts that come and go in pairs; all others are types. */
const FLAGS: Record<string, [came: string, went: string]> = {
  required: ["became required", "became optional"],
  list: ["became a list", "is no list any more"],
  hidden: ["became hidden", "became visible"],
};
const OPPOSITES = new Set(["optional", "visible"]);

/** Return what differs, in the order of the released lines, and the lines that are new. */
export function compare(released: Line[], present: Line[]): Comparison {
  const now = new Map(present.map((line) => [line.name, line]));
  const before = new Set(released.map(({ name }) => name));
  const added = present.filter(({ name }) => !before.has(name));
  const demanded = added
    .filter((line) => isDemanded(line, before))
    .map(({ name }) => `${name} is new and required`);
  return {
    broken: [...released.flatMap((line) => describeChange(line, now.get(line.name))), ...demanded],
    unwritten: added.map(format),
  };
}

function describeChange(before: Line, now: Line | undefined): string[] {
  if (!now) {
    return [describeLoss(before.name)];
  }
  const [oldType, newType] = [readType(before), readType(now)];
  const retyped = oldType === newType ? [] : [`${before.name} is now ${newType}, was ${oldType}`];
  const flagged = Object.entries(FLAGS).flatMap(([flag, [came, went]]) => {
    const [had, has] = [before.facts.includes(flag), now.facts.includes(flag)];
    return had === has ? [] : [`${before.name} ${has ? came : went}`];
  });
  return [...retyped, ...flagged];
}

/** A Zap that was made before has no value for a field that came later. */
function isDemanded({ name, facts }: Line, before: Set<string>): boolean {
  const [kind, key, part] = name.split(" ");
  return part !== undefined && facts.includes("required") && before.has(`${kind} ${key}`);
}

/** `trigger new_booking output id` is told as what the trigger lost. */
function describeLoss(name: string): string {
  const [kind, key, part, inner] = name.split(" ");
  return part ? `${kind} ${key} lost ${part} ${inner}` : `${kind} ${key} is gone`;
}

function readType({ facts }: Line): string {
  return facts.filter((fact) => !(fact in FLAGS) && !OPPOSITES.has(fact)).join(" ");
}
