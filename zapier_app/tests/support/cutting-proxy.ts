/** Stands between the app and a site: keeps what was sent, and can cut the line when the site has answered. */
import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it went over the wire. */
export interface Sent {
  method: string;
  /** Path and query. */
  target: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface CuttingProxy {
  readonly siteUrl: string;
  /** All requests so far, the oldest first. */
  readonly sent: readonly Sent[];
  /** Lose the next answer; the site has done then what it was asked. */
  cutNext(): void;
  close(): Promise<void>;
}

/** Start it on a free port of the loopback address. */
export async function startCuttingProxy(siteUrl: string): Promise<CuttingProxy> {
  let cuts = 0;
  const sent: Sent[] = [];
  const server = createServer((asked, answer) => {
    const { method, headers, url = "" } = asked;
    const kept: Sent = { method: method ?? "", target: url, headers, body: "" };
    sent.push(kept);
    asked.on("data", (chunk: Buffer) => {
      kept.body += chunk.toString("latin1");
    });
    const onward = forward(new URL(url, siteUrl), { method: method ?? "GET", headers }, (got) => {
      if (cuts > 0) {
        cuts -= 1;
        got.resume().on("end", () => answer.destroy());
      } else {
        pass(got, answer);
      }
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    siteUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    cutNext: () => {
      cuts += 1;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function pass(got: IncomingMessage, answer: ServerResponse): void {
  answer.writeHead(got.statusCode ?? 502, got.headers);
  got.pipe(answer);
}
