/** Lists what Zapier wants to see running before it publishes the app (its checks S002 and T001). */

export interface Step {
  display: { label: string; hidden?: boolean };
}

export interface Steps {
  triggers?: Record<string, Step>;
  creates?: Record<string, Step>;
  searches?: Record<string, Step>;
  searchOrCreates?: Record<string, Step>;
}

const BEGIN = "<!-- steps: `npm run steps` writes them -->";
const END = "<!-- end of steps -->";

/** Return the part of the page between its marks: a table of all that people see, counted. */
export function describeSteps(app: Steps): string {
  const kinds = [
    ["Trigger", app.triggers],
    ["Action", app.creates],
    ["Search", app.searches],
    ["Search or create", app.searchOrCreates],
  ] as const;
  const rows = kinds.flatMap(([kind, steps = {}]) =>
    Object.values(steps)
      .filter(({ display }) => !display.hidden)
      .map(({ display }) => `| ${kind} | ${display.label} |`),
  );
  return [`${rows.length} steps:`, "", "| Kind | Step |", "| --- | --- |", ...rows].join("\n");
}

/** Return the page with that part in it. Raises an Error where the page has no marks. */
export function insertSteps(page: string, steps: string): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = (rest ?? "").split(END);
  if (rest === undefined || after === undefined) {
    throw new Error(`The page has no place for steps, which begins with ${BEGIN} and ends with ${END}.`);
  }
  return `${before}${BEGIN}\n\n${steps}\n\n${END}${after}`;
}
