/**
 * Writes new keys of the app behind those that were released: `npm run released-keys`.
 *
 * Ends with 1, and writes nothing, where a released one was changed: Zaps in use would break.
 */
import { COMPILED, define } from "./define.ts";
import { compare } from "./released/compare.ts";
import type { Definition } from "./released/definition.ts";
import { appendReleased, readReleased } from "./released/file.ts";
import { listLines } from "./released/lines.ts";

const present = (await Promise.all(COMPILED.map((build) => define<Definition>(build)))).flatMap(listLines);
const unique = [...new Map(present.map((line) => [line.name, line])).values()];
const { broken, unwritten } = compare(readReleased(), unique);
if (broken.length > 0) {
  console.error(`What was released must stay:\n${broken.join("\n")}`);
  process.exitCode = 1;
} else {
  appendReleased(unwritten);
  console.log(`${unwritten.length} new keys are written to tests/released_keys.txt`);
}
