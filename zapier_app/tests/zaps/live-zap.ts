/** A Zap that is switched on at a running site: each event that arrives at its hook is a run. */
import type { JsonObject } from "../../src/http/api.js";
import type { Hook, Receiver } from "../support/receiver.js";
import type { Outcome } from "./outcome.js";
import type { Runner } from "./runner.js";
import type { Zap } from "./zap.js";

export class LiveZap {
  private constructor(
    private readonly zap: Zap,
    private readonly runner: Runner,
    private readonly receiver: Receiver,
    readonly hook: Hook,
    private readonly subscribeData: { id: string },
  ) {}

  /** Switch a Zap on, with a hook of its own. */
  static async start(zap: Zap, runner: Runner, receiver: Receiver): Promise<LiveZap> {
    const hook = receiver.openHook();
    return new LiveZap(zap, runner, receiver, hook, await runner.switchOn(zap, hook.url));
  }

  /** Wait for the next delivery, and return its runs: none where the event was delivered before. */
  async next(): Promise<Outcome[]> {
    const { body } = await this.receiver.next(this.hook);
    return this.runner.receive(this.zap, this.subscribeData, body as JsonObject);
  }

  /** Wait for the next delivery, and return its one run. Raises an Error where there is none. */
  async nextRun(): Promise<Outcome> {
    const [outcome] = await this.next();
    if (!outcome) {
      throw new Error("The delivery was one that came before: no run.");
    }
    return outcome;
  }

  async stop(): Promise<void> {
    await this.runner.switchOff(this.zap, this.subscribeData);
  }
}
