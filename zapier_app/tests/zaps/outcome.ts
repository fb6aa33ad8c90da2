/** What became of a run, in the words of Zapier's history. */
import type { JsonObject } from "../../src/http/api.js";

export type Status = "success" | "filtered" | "halted" | "errored" | "reconnect";

/** How a run ended, what its steps gave by number, and what other apps got. */
export interface Outcome {
  status: Status;
  outputs: Map<number, JsonObject>;
  /** What the last step said where it did not succeed. */
  message: string;
  /** Seconds that steps were told to wait: by Delay steps, and by a site that is busy. */
  waits: { reason: "delay" | "throttled"; seconds: number }[];
  /** The names of the paths that were taken. */
  paths: string[];
}

/** Read from an error what Zapier does about it; a ThrottledError is none of them, the step is run again. */
export function readStatus(error: Error): Status {
  const known: Record<string, Status> = {
    HaltedError: "halted",
    ExpiredAuthError: "reconnect",
  };
  return known[error.name] ?? "errored";
}

/** Return the seconds of a ThrottledError; undefined for all others. Core writes them into the message. */
export function readDelay(error: Error): number | undefined {
  return error.name === "ThrottledError" ? (JSON.parse(error.message) as { delay: number }).delay : undefined;
}
