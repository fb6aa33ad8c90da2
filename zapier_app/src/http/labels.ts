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

function listDeclared(asked: Asked | undefined): (Input | Filter)[] {
  const entries: { key: string; inputs?: Input[]; filters?: Filter[] }[] = asked ? catalog[asked.kind] : [];
  const entry = entries.find(({ key }) => key === asked?.key);
  return entry?.inputs ?? entry?.filters ?? [];
}
