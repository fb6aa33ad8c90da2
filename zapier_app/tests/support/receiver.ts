/** A local HTTP server in Zapier's place: gives out hook URLs, keeps what arrives, answers as a test says. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const WAIT_MILLISECONDS = 15_000;
const MOST_BYTES = 20_000_000;

/** One request to a hook. */
export interface Arrival {
  body: unknown;
  headers: IncomingHttpHeaders;
}

/** One hook, as a Zap would have it. */
export interface Hook {
  readonly url: string;
  /** Everything that arrived, refused or not, the oldest first. */
  readonly arrivals: readonly Arrival[];
}

export interface Receiver {
  /** Return a hook that nobody else has. */
  openHook(): Hook;
  /** Return the oldest arrival that was not asked for yet; raises an Error when none comes in time. */
  next(hook: Hook, milliseconds?: number): Promise<Arrival>;
  /** Answer the next `times` requests of a hook with a status, such as 410, 429 or 500; then 200 again. */
  answer(hook: Hook, status: number, times?: number): void;
  close(): Promise<void>;
}

interface State extends Hook {
  readonly arrivals: Arrival[];
  readonly statuses: number[];
  readonly waiting: (() => void)[];
  taken: number;
}

/** Start a receiver on a free port of the loopback address. */
export async function startReceiver(): Promise<Receiver> {
  const hooks = new Map<string, State>();
  const server = createServer(async (request, response) => {
    const hook = hooks.get(request.url ?? "");
    const status = hook ? await arrive(hook, request) : 404;
    response.writeHead(status, {
      "Content-Type": "application/json",
      ...(status === 429 && { "Retry-After": "1" }),
    });
    response.end('{"status":"success"}');
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const stateOf = (hook: Hook): State => {
    const state = hooks.get(new URL(hook.url).pathname);
    if (state === undefined) {
      throw new Error("This hook is another receiver's.");
    }
    return state;
  };
  return {
    openHook: () => {
      const path = `/hooks/standard/${hooks.size + 1}/abcdef/`;
      const url = `http://127.0.0.1:${port}${path}`;
      const hook: State = { url, arrivals: [], statuses: [], waiting: [], taken: 0 };
      hooks.set(path, hook);
      return hook;
    },
    next: (hook, milliseconds = WAIT_MILLISECONDS) => take(stateOf(hook), milliseconds),
    answer: (hook, status, times = 1) => void stateOf(hook).statuses.push(...Array(times).fill(status)),
    close: () => close(server),
  };
}

/** Keep a request; return the status to answer. */
async function arrive(hook: State, request: IncomingMessage): Promise<number> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      return 413;
    }
    chunks.push(chunk);
  }
  hook.arrivals.push({ body: read(Buffer.concat(chunks).toString("utf8")), headers: request.headers });
  for (const wake of hook.waiting.splice(0)) {
    wake();
  }
  return hook.statuses.shift() ?? 200;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function take(hook: State, milliseconds: number): Promise<Arrival> {
  const deadline = Date.now() + milliseconds;
  while (true) {
    const arrival = hook.arrivals[hook.taken];
    if (arrival !== undefined) {
      hook.taken += 1;
      return arrival;
    }
    if (Date.now() >= deadline) {
      throw new Error(`Nothing arrived at the hook within ${milliseconds} ms.`);
    }
    await sleepUntil(hook, deadline);
  }
}

/** Return when something arrives or time is over. */
function sleepUntil(hook: State, deadline: number): Promise<void> {
  return new Promise((wake) => {
    const over = setTimeout(wake, deadline - Date.now());
    hook.waiting.push(() => {
      clearTimeout(over);
      wake();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
