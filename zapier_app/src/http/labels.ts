/** Names a field that the sidecar refused as people see it in Zapier's editor: by its label. */
import { catalog, type Filter, type Input } from "../catalog.js";

/** Which entry of the catalog a request is about; its requests carry this along. */
export interface Asked {
  kind: "triggers" | "actions" | "searches" | "lists";
  key: string;
}

interface Declared {
  key: string;
  label: string;
  children?: Declared[];
}

/** A word that can be nothing but a key. */
const KEY = /\b[a-z0-9]+(?:_[a-z0-9]+)+\b/g;
const WORD = /\b[a-z0-9_]+\b/g;
/** After these words the sidecar lists keys (sidecar/searches/_criteria.py). */
export const LISTED = "Give at least one of ";

/**
 * Return the label of a path of the sidecar (sidecar/services/actions/inputs.py): `customer_email` is
 * "Customer Email", `bookings.2.customer_email` is "Bookings 2, Customer Email". What the catalog does not
 * know stays as it is.
 */
export function nameField(path: string, asked: Asked | undefined): string {
  const parts = path.split(".");
  if (parts[0] === "filters") {
    parts.shift();
  }
  const names: string[] = [];
  let declared: Declared[] = listDeclared(asked);
  for (const part of parts) {
    const known = declared.find(({ key }) => key === part);
    if (!known && (names.length === 0 || !/^\d+$/.test(part))) {
      return path;
    }
    if (known) {
      names.push(known.label);
      declared = known.children ?? [];
    } else {
      names.push(`${names.pop()} ${part}`);
    }
  }
  return names.join(", ");
}

/**
 * Return a sentence of the sidecar with the labels of the fields that it names by their keys: "Give the start
 * either here or in First Day." A key that is a word of English, too, is one only where the sentence lists fields.
 */
export function nameKeys(sentence: string, asked: Asked | undefined): string {
  const labels = new Map(flatten(listDeclared(asked)).map(({ key, label }) => [key, label]));
  const [text, listed] = sentence.split(LISTED, 2);
  const named = (part = "", words: RegExp) => part.replace(words, (word) => labels.get(word) ?? word);
  return listed === undefined ? named(text, KEY) : named(text, KEY) + LISTED + named(listed, WORD);
}

function flatten(declared: Declared[]): Declared[] {
  return declared.flatMap((entry) => [entry, ...flatten(entry.children ?? [])]);
}

function listDeclared(asked: Asked | undefined): (Input | Filter)[] {
  const entries: { key: string; inputs?: Input[]; filters?: Filter[] }[] = asked ? catalog[asked.kind] : [];
  const entry = entries.find(({ key }) => key === asked?.key);
  return entry?.inputs ?? entry?.filters ?? [];
}
