/** Stands in for the other apps of a Zap: keeps what they got, and answers what a test says they would. */
import type { JsonObject } from "../../src/http/api.js";
import type { OtherStep } from "./zap.js";

/** What one step of another app got. */
export interface Received {
  app: string;
  event: string;
  fields: Record<string, string>;
}

export class OtherApps {
  readonly received: Received[] = [];

  /** `answers` are what steps give, by `"Google Sheets: Lookup Spreadsheet Row"`; all others give nothing. */
  constructor(private readonly answers: Record<string, JsonObject> = {}) {}

  /** Take a step; for `Runner`. */
  take = ({ app, event }: OtherStep, fields: Record<string, string>): JsonObject => {
    this.received.push({ app, event, fields });
    return this.answers[`${app}: ${event}`] ?? {};
  };
}
