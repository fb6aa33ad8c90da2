/** A local HTTP server in the sidecar's place: it keeps what it was asked and answers what a test says. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { PUBLIC_PATH } from "../../src/http/site-url.js";

/** A request as it came in. */
export interface Asked {
  method: string;
  /** Without the sidecar's prefix and the query: `/v1/test`. An address outside the prefix is whole. */
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** The decoded JSON; a form as an object of its fields; else the text. `undefined` where there is none. */
  body: unknown;
  /** What went over the wire, to look for what must not be there. */
  target: string;
  text: string;
}

/** An answer; without a status it is 200, and 204 where there is no body. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** A string is sent as it is; anything else as JSON. */
  body?: unknown;
  /** Say nothing, or no more than the head, and leave the line open until the server stops. */
  hang?: true | "body";
  /** Answer after so long. */
  milliseconds?: number;
}

/** One answer for all calls, or one made from the request. */
export type Answer = Reply | ((asked: Asked) => Reply);

/** Answers of a test for one site. */
export interface StandIn {
  /** The address to type as the site's. */
  readonly siteUrl: string;
  /** All requests so far, the oldest first. */
  readonly asked: Asked[];
  /**
   * Set the answers to `"GET /v1/test"`. Several are given one after the other, the last of them for ever.
   * `"*"` answers whatever nothing else does.
   */
  answer(route: string, ...answers: [Answer, ...Answer[]]): void;
  /** Forget requests and answers; for `beforeEach`. */
  reset(): void;
  stop(): Promise<void>;
}

/** The sidecar's error shape (sidecar/errors.py, SidecarError.as_dict). */
export function refusal(
  status: number,
  code: string,
  message: string,
  fields: { field: string; problem: string; reason?: string }[] = [],
  headers: Record<string, string> = {},
): Reply {
  return { status, headers, body: { error: { code, message, ...(fields.length > 0 && { fields }) } } };
}

/** Start a server on a free port of the loopback address, and let the app call it over plain HTTP. */
export async function startStandIn(): Promise<StandIn> {
  process.env.BOOKINGX_ALLOW_LOCAL_SITES = "1";
  const asked: Asked[] = [];
  const routes = new Map<string, Answer[]>();
  const server = createServer(async (request, response) => {
    const one = await read(request);
    asked.push(one);
    const reply = next(routes, one);
    if (reply.milliseconds) {
      setTimeout(() => send(response, reply), reply.milliseconds);
    } else {
      send(response, reply);
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    siteUrl: `http://127.0.0.1:${port}`,
    asked,
    answer: (route, ...answers) => void routes.set(route, answers),
    reset: () => {
      asked.length = 0;
      routes.clear();
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function next(routes: Map<string, Answer[]>, asked: Asked): Reply {
  const answers = routes.get(`${asked.method} ${asked.path}`) ?? routes.get("*") ?? [];
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer === undefined) {
    return refusal(500, "not_scripted", `The test says no answer to ${asked.method} ${asked.path}.`);
  }
  return typeof answer === "function" ? answer(asked) : answer;
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  const target = request.url ?? "";
  const url = new URL(target, "http://stand-in");
  return {
    method: request.method ?? "",
    path: url.pathname.startsWith(PUBLIC_PATH) ? url.pathname.slice(PUBLIC_PATH.length) : url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: decode(text, request.headers["content-type"] ?? ""),
    target,
    text,
  };
}

function decode(text: string, type: string): unknown {
  if (text === "") {
    return undefined;
  }
  if (type.includes("json")) {
    return JSON.parse(text);
  }
  return type.includes("x-www-form-urlencoded") ? Object.fromEntries(new URLSearchParams(text)) : text;
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.hang === true) {
    return;
  }
  const { body } = reply;
  const type = typeof body === "string" ? "text/html; charset=utf-8" : "application/json";
  response.writeHead(reply.status ?? (body === undefined ? 204 : 200), {
    ...(body !== undefined && { "Content-Type": type }),
    ...reply.headers,
  });
  if (reply.hang === "body") {
    response.flushHeaders();
    return;
  }
  response.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
}
