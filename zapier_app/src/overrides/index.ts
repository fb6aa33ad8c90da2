/** What the factories cannot say of single entries: by their keys. */
import type { Create } from "zapier-platform-core";

import type { Action } from "../catalog.js";
import { override as createBookings } from "./create_bookings.js";
import { override as generateReport } from "./generate_report.js";

export type CreateOverride = (create: Create, action: Action) => Create;

export const CREATE_OVERRIDES: Record<string, CreateOverride> = {
  create_bookings: createBookings,
  generate_report: generateReport,
};
