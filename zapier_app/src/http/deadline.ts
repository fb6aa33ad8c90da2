/** Ends what takes too long: all requests of one run share the time that Zapier gives it. */
import type { ZObject } from "zapier-platform-core";

/** Zapier ends a step after 30 seconds, without a word that helps; this app speaks first. */
const RUN_MILLISECONDS = 28_000;

/** When each run is over; Zapier makes a `z` for each. */
const ends = new WeakMap<ZObject, number>();

/**
 * Return what `work` does in the time that its run has left since its first request: `signal` ends it then.
 *
 * The client's own `timeout` is not enough: it counts anew for each request, and again for an answer's body.
 */
export async function withinDeadline<T>(z: ZObject, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeLeft(z));
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
  }
}

function timeLeft(z: ZObject): number {
  const now = performance.now();
  const end = ends.get(z) ?? now + RUN_MILLISECONDS;
  ends.set(z, end);
  return Math.max(0, end - now);
}
