/** Runs a Zap as Zapier would: each step of this app through Zapier's own tester, all else by its rules. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Bundle, createAppTester, type PlainInputField, type ZObject } from "zapier-platform-core";
import type { JsonObject } from "../../src/http/api.js";
import app from "../../src/index.js";
import { hold } from "./conditions.js";
import { format } from "./formatter.js";
import { type Outcome, readDelay, readStatus } from "./outcome.js";
import { type Outputs, render, renderInputs, renderTexts } from "./rendering.js";
import type { OtherStep, OwnStep, PathsStep, Step, Zap } from "./zap.js";

const MAX_TRIES = 5;
const LONGEST_WAIT_SECONDS = 5;

/** Another app: gets a step's fields and answers what the step gives. */
export type OtherApp = (step: OtherStep, fields: Record<string, string>) => JsonObject | Promise<JsonObject>;

/** The search found nothing: Zapier ends the run there, and counts no error. */
class NothingFoundError extends Error {
  override name = "HaltedError";
}

class FilteredError extends Error {}

/** Runs Zaps of one connection. */
export class Runner {
  readonly #tester = createAppTester(app);

  constructor(
    private readonly authData: Record<string, string>,
    private readonly otherApp: OtherApp = () => ({}),
  ) {}

  /** Switch a Zap on; returns what Zapier stores of the subscription. */
  switchOn(zap: Zap, targetUrl: string): Promise<{ id: string }> {
    const { performSubscribe } = this.#trigger(zap);
    return this.#call(performSubscribe, {
      ...this.#bundle(zap),
      targetUrl,
      inputData: zap.trigger.filters ?? {},
    });
  }

  async switchOff(zap: Zap, subscribeData: { id: string }): Promise<void> {
    await this.#call(this.#trigger(zap).performUnsubscribe, { ...this.#bundle(zap), subscribeData });
  }

  /** Return a run for each event that a delivery brought; none where it came before. */
  async receive(zap: Zap, subscribeData: { id: string }, delivery: JsonObject): Promise<Outcome[]> {
    const events: JsonObject[] = await this.#call(this.#trigger(zap).perform, {
      ...this.#bundle(zap),
      subscribeData,
      inputData: zap.trigger.filters ?? {},
      cleanedRequest: delivery,
    });
    return Promise.all(events.map((event) => this.run(zap, event)));
  }

  /** Run the steps of a Zap after its trigger gave this. */
  run(zap: Pick<Zap, "id" | "steps">, start: JsonObject): Promise<Outcome> {
    return this.#runFrom(zap, 2, new Map([[1, start]]));
  }

  /** Run a Zap again from a step on, by its number, with what the steps before it gave: Zapier's replay. */
  replay(zap: Pick<Zap, "id" | "steps">, earlier: Outcome, from: number): Promise<Outcome> {
    return this.#runFrom(zap, from, new Map([...earlier.outputs].filter(([number]) => number < from)));
  }

  async #runFrom(zap: Pick<Zap, "id" | "steps">, from: number, outputs: Outputs): Promise<Outcome> {
    const outcome: Outcome = { status: "success", outputs, message: "", waits: [], paths: [] };
    try {
      await this.#runSteps(zap, zap.steps.slice(from - 2), outcome);
    } catch (error) {
      outcome.status = error instanceof FilteredError ? "filtered" : readStatus(error as Error);
      outcome.message = readMessage(error as Error);
    }
    return outcome;
  }

  async #runSteps(zap: Pick<Zap, "id">, steps: Step[], outcome: Outcome): Promise<void> {
    for (const step of steps) {
      const output = await this.#runStep(zap, step, outcome);
      outcome.outputs.set(outcome.outputs.size + 1, output);
    }
  }

  async #runStep(zap: Pick<Zap, "id">, step: Step, outcome: Outcome): Promise<JsonObject> {
    const { outputs } = outcome;
    switch (step.do) {
      case "filter":
        if (!hold(step.when, outputs)) {
          throw new FilteredError("The filter's conditions do not hold.");
        }
        return {};
      case "delay":
        outcome.waits.push({ reason: "delay", seconds: step.seconds });
        return {};
      case "format":
        return { output: format(render(step.value, outputs), step.as) };
      case "other":
        return this.otherApp(step, renderTexts(step.fields, outputs));
      case "paths":
        return this.#runPaths(zap, step, outcome);
      default:
        return this.#runOwn(zap, step, outcome);
    }
  }

  async #runPaths(zap: Pick<Zap, "id">, step: PathsStep, outcome: Outcome): Promise<JsonObject> {
    for (const path of step.paths.filter(({ when }) => hold(when, outcome.outputs))) {
      outcome.paths.push(path.name);
      await this.#runSteps(zap, path.steps, outcome);
    }
    return {};
  }

  async #runOwn(zap: Pick<Zap, "id">, step: OwnStep, outcome: Outcome): Promise<JsonObject> {
    if (step.do === "create") {
      return this.#ask(zap, "creates", step.key, step.fields, outcome) as Promise<JsonObject>;
    }
    const [found] = (await this.#ask(zap, "searches", step.key, step.fields, outcome)) as JsonObject[];
    if (found) {
      return found;
    }
    const create = app.searchOrCreates?.[step.key]?.create;
    if (!step.orCreate || !create) {
      throw new NothingFoundError(`${step.key} found nothing.`);
    }
    return this.#ask(zap, "creates", create, step.orCreate, outcome) as Promise<JsonObject>;
  }

  /** Call a step; one that is throttled is run again later, as often as Zapier would. */
  async #ask(
    zap: Pick<Zap, "id">,
    kind: "creates" | "searches",
    key: string,
    fields: OwnStep["fields"],
    outcome: Outcome,
  ): Promise<JsonObject | JsonObject[]> {
    const operation = app[kind][key]?.operation as Operation | undefined;
    if (!operation) {
      throw new Error(`The app has no ${key}.`);
    }
    const inputData = renderInputs(fields, operation.inputFields, outcome.outputs);
    for (let number = 1; ; number += 1) {
      try {
        return await this.#call(operation.perform, { ...this.#bundle(zap), inputData });
      } catch (error) {
        const seconds = readDelay(error as Error);
        if (seconds === undefined || number === MAX_TRIES) {
          throw error;
        }
        outcome.waits.push({ reason: "throttled", seconds });
        await sleep(Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000);
      }
    }
  }

  /** A tester makes a whole bundle of parts. */
  #call<T>(perform: Perform<T>, parts: object): Promise<T> {
    return this.#tester(perform, parts as Bundle);
  }

  #trigger(zap: Zap): HookOperation {
    return app.triggers[zap.trigger.key]?.operation as unknown as HookOperation;
  }

  #bundle({ id }: Pick<Zap, "id">) {
    return { authData: this.authData, meta: { zap: { id } } };
  }
}

type Perform<T> = (z: ZObject, bundle: Bundle) => Promise<T>;

interface Operation {
  inputFields: PlainInputField[];
  perform: Perform<JsonObject | JsonObject[]>;
}

interface HookOperation {
  perform: Perform<JsonObject[]>;
  performSubscribe: Perform<{ id: string }>;
  performUnsubscribe: Perform<JsonObject>;
}

/** Core wraps its errors' messages in JSON, and its tester adds a log of what was done. */
function readMessage(error: Error): string {
  const [said = ""] = error.message.split("\nWhat happened:");
  try {
    return String((JSON.parse(said) as { message: unknown }).message);
  } catch {
    return said;
  }
}
