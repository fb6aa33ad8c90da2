/** Points input fields at the hidden triggers that fill their dropdowns, and at the searches that find ids. */
import type { PlainInputField } from "zapier-platform-core";

/** The search that finds an entry of a list, for Zapier's button that adds a search step. */
const SEARCHES: Record<string, string> = {
  bookings: "find_booking",
  customers: "find_customer",
  services: "find_service",
  staff: "find_staff",
};

/** Return the Zapier key of the hidden trigger that lists these choices. */
export function listKey(list: string): string {
  return `list_${list}`;
}

/** Return what makes a field a dropdown over a list. */
export function dropdown(list: string): Pick<PlainInputField, "dynamic"> {
  return { dynamic: `${listKey(list)}.id.label` };
}

/** Return the key of the search that finds such an id, if there is one. */
export function searchOf(list: string): string | undefined {
  return SEARCHES[list];
}

/** Return what offers a search step beside a dropdown; nothing where no search finds such an id. */
export function searchStep(list: string): Pick<PlainInputField, "search"> {
  const search = searchOf(list);
  return search ? { search: `${search}.id` } : {};
}
