/** Makes of a list of the catalog the hidden trigger that fills dropdowns, page by page. */
import type { Bundle, Trigger, ZObject } from "zapier-platform-core";

import type { Catalog, Input, List } from "../catalog.js";
import { isEmpty } from "../fields/given.js";
import { listChoices } from "../http/api.js";
import { listKey } from "./references.js";

const PAGE_SIZE = "100";

/** Return the hidden trigger of a list. */
export function listTrigger(list: List, catalog: Catalog): Trigger {
  const narrowers = findNarrowers(list, catalog);
  return {
    key: listKey(list.key),
    noun: list.label,
    display: {
      label: `List ${list.label}`,
      description: `Triggers when a dropdown is opened.`,
      hidden: true,
    },
    operation: {
      type: "polling",
      canPaginate: true,
      inputFields: narrowers.map(({ field }) => ({ key: field, required: false })),
      perform: (z: ZObject, bundle: Bundle) => readPage(z, bundle, list.key, narrowers),
    },
  };
}

/** A choice; Zapier's types know ids as text alone, its editor takes numbers, too. */
interface ZapierChoice {
  id: string;
  label: string;
}

/** Which field of a step narrows a list, and by which of the list's inputs. */
interface Narrower {
  field: string;
  input: string;
}

/**
 * Return the fields that narrow a list anywhere in the catalog. The hidden trigger declares them: else the
 * editor would neither wait for them nor empty the dropdown when they change.
 */
function findNarrowers(list: List, catalog: Catalog): Narrower[] {
  const users = [
    ...catalog.triggers.flatMap((trigger) => trigger.filters),
    ...[...catalog.actions, ...catalog.searches].flatMap((entry) => flatten(entry.inputs)),
  ];
  const found = new Map<string, Narrower>();
  for (const { options, narrowed_by } of users) {
    for (const [input, field] of options === list.key ? Object.entries(narrowed_by) : []) {
      found.set(`${field} ${input}`, { field, input });
    }
  }
  return [...found.values()];
}

function flatten(inputs: Input[]): Input[] {
  return inputs.flatMap((input) => [input, ...flatten(input.children ?? [])]);
}

/** Zapier counts pages, the sidecar says after which entry the next one begins: the cursor remembers that. */
async function readPage(
  z: ZObject,
  bundle: Bundle,
  list: string,
  narrowers: Narrower[],
): Promise<ZapierChoice[]> {
  const isFirst = !bundle.meta?.page;
  const after = isFirst ? "" : await recall(z);
  if (!isFirst && !after) {
    return [];
  }
  const page = await listChoices(z, bundle, list, {
    limit: PAGE_SIZE,
    ...(after && { after }),
    ...readNarrowing(bundle, narrowers),
  });
  await remember(z, page.next_after ?? "");
  return page.choices as ZapierChoice[];
}

/** Also after a last page: the cursor of another time, which leads elsewhere, lives for about an hour. */
async function remember(z: ZObject, after: string): Promise<void> {
  try {
    await z.cursor.set(after);
  } catch (error) {
    z.console.log("could not remember where the next page begins", (error as Error).message);
  }
}

/** Zapier's memory may fail, too; the pages so far are worth more than an error. */
async function recall(z: ZObject): Promise<string> {
  try {
    return await z.cursor.get();
  } catch (error) {
    z.console.log("could not recall where the page begins", (error as Error).message);
    return "";
  }
}

/** Several services at once are narrowed to what any of them has: the sidecar takes them between commas. */
function readNarrowing(bundle: Bundle, narrowers: Narrower[]): Record<string, string> {
  const said = narrowers.map(({ field, input }) => [input, bundle.inputData[field]] as const);
  const given = said.map(
    ([input, value]) =>
      [
        input,
        [value]
          .flat()
          .filter((one) => !isEmpty(one))
          .join(","),
      ] as const,
  );
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}
