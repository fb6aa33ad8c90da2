/** Where the app's files are, and how the programs are run that make a package of them. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const APP = fileURLToPath(new URL("../..", import.meta.url));

/** Keeps Zapier's command line from calling home: a package is made offline. */
const OFFLINE = { DISABLE_ZAPIER_ANALYTICS: "1", NO_UPDATE_NOTIFIER: "1" };

/** Run a program in a folder and return what it said. Raises an Error with all of that where it failed. */
export function run(program: string, args: string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...OFFLINE },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 180_000,
  });
  if (error || status !== 0) {
    throw new Error(`${program} ${args.join(" ")} failed: ${error ?? status}\n${stdout}\n${stderr}`);
  }
  return stdout;
}
