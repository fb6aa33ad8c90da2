/** Reads and extends `tests/released_keys.txt`: what the app has shipped, for ever. */
import { appendFileSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { type Line, parse } from "./lines.ts";

const RELEASED_KEYS = fileURLToPath(new URL("../../tests/released_keys.txt", import.meta.url));

/** Return its lines; those that begin with # explain. */
export function readReleased(path: string = RELEASED_KEYS): Line[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map(parse);
}

/** Write new lines behind all others. What was released is never taken back by a program. */
export function appendReleased(lines: string[], path: string = RELEASED_KEYS): void {
  appendFileSync(path, lines.map((line) => `${line}\n`).join(""));
}
