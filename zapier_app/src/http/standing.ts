/** Looks whether a booking that an earlier run made is still one. */
import type { Bundle, ZObject } from "zapier-platform-core";

import { askSearch } from "./api.js";
import { checkResponse } from "./errors.js";

/** Statuses that hold no time: whoever asks for it again wants a new booking (sidecar/fields/booking.py). */
const ENDED = new Set(["cancelled", "failed"]);
const FORBIDDEN = 403;

/**
 * Say whether a booking was cancelled, or is no more. A connection that may not search does not know, so no.
 *
 * Raises what `errors.ts` makes of any other refusal.
 */
export async function hasEnded(z: ZObject, bundle: Bundle, bookingId: unknown): Promise<boolean> {
  const response = await askSearch(z, bundle, "find_booking", { booking_id: bookingId });
  if (response.status === FORBIDDEN) {
    return false;
  }
  checkResponse(response, z).throwForStatus();
  const [booking] = response.data.results;
  return booking === undefined || ENDED.has(String(booking.status));
}
