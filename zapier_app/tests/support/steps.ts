/** Runs single steps of the app as Zapier's runtime does, for one connection. */
import zapier, { type Bundle } from "zapier-platform-core";

import type { JsonObject } from "../../src/http/api.js";
import app from "../../src/index.js";

/** How a step ended; `status` is CALLBACK where the run waits for a call. */
export interface Ended<T> {
  results: T;
  status: string;
}

/** What of Zapier's bundle a test sets beside the inputs. */
export type Meta = Partial<Omit<Bundle["meta"], "zap">> & { zap?: { id: string } };

interface Event {
  command: "execute";
  method: string;
  bundle: JsonObject;
  callback_url: string;
}

type Handler = (event: Event) => Promise<Ended<unknown>>;

/** Zapier's runtime; the package's types do not tell of it. */
const { createAppHandler } = zapier as unknown as { createAppHandler: (app: unknown) => Handler };
const handle = createAppHandler(app);

export class Steps {
  constructor(
    private readonly authData: { site_url: string; api_key: string },
    /** The address that Zapier would make for a callback. */
    private readonly callbackUrl = "https://zapier.com/hooks/callback/1/",
  ) {}

  async create(key: string, inputData: JsonObject, meta: Meta = {}): Promise<JsonObject> {
    return (await this.start(key, inputData, meta)).results;
  }

  /** Run a create, and tell whether the run waits now. */
  start(key: string, inputData: JsonObject, meta: Meta = {}): Promise<Ended<JsonObject>> {
    return this.#run(`creates.${key}.operation.perform`, { inputData, meta });
  }

  /** Go on with a run that waited, with what called back. */
  async resume(key: string, cleanedRequest: unknown, outputData: JsonObject = {}): Promise<JsonObject> {
    const bundle = { inputData: {}, cleanedRequest, outputData };
    return (await this.#run<JsonObject>(`creates.${key}.operation.performResume`, bundle)).results;
  }

  async search(key: string, inputData: JsonObject, meta: Meta = {}): Promise<JsonObject[]> {
    return (await this.#run<JsonObject[]>(`searches.${key}.operation.perform`, { inputData, meta })).results;
  }

  /** Run a search-or-create step as Zapier does: the create follows where nothing was found. */
  async searchOrCreate(key: string, inputData: JsonObject, meta: Meta = {}): Promise<JsonObject> {
    const pair = app.searchOrCreates?.[key];
    if (pair === undefined) {
      throw new Error(`There is no search-or-create ${key}.`);
    }
    const [found] = await this.search(pair.search, inputData, meta);
    return found ?? (await this.create(pair.create, inputData, { ...meta, withSearch: pair.search }));
  }

  async #run<T>(method: string, bundle: JsonObject): Promise<Ended<T>> {
    const { authData, callbackUrl: callback_url } = this;
    const event: Event = { command: "execute", method, bundle: { authData, ...bundle }, callback_url };
    return (await handle(event)) as Ended<T>;
  }
}
