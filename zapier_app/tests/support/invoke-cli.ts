/** Runs `zapier-platform invoke`, as whoever works on the app does, on a built copy of it in a folder of its own. */
import { execFile, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { JsonObject } from "../../src/http/api.js";

const APP = fileURLToPath(new URL("../..", import.meta.url));
/** Each is a Node of its own that is at work for a second or two; more at once take no less time. */
const AT_ONCE = 3;
const TIMEOUT_MILLISECONDS = 60_000;

/** What one run said; `output` is its JSON, if it was any. */
export interface Said {
  code: number;
  output: unknown;
  text: string;
}

export class InvokeCli {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  private constructor(private readonly folder: string) {}

  /** Compile the app into a temporary folder, with a connection in its `.env`. */
  static make(authData: Record<string, string>): InvokeCli {
    const folder = mkdtempSync(join(tmpdir(), "bkx-invoke-"));
    compile(join(folder, "dist"));
    for (const name of ["package.json", "node_modules"]) {
      symlinkSync(join(APP, name), join(folder, name)); // the compiled app looks for them beside it
    }
    const lines = Object.entries(authData).map(([key, value]) => `authData_${key}='${value}'\n`);
    writeFileSync(join(folder, ".env"), lines.join(""));
    return new InvokeCli(folder);
  }

  /** Run `invoke` with these words; a few runs at once, the others wait for their turn. */
  async invoke(...words: string[]): Promise<Said> {
    if (this.#running >= AT_ONCE) {
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
    this.#running += 1;
    // it writes a file beside the app and deletes it, which another run would be reading
    const folder = layOut(mkdtempSync(join(this.folder, "run-")), this.folder);
    try {
      return await run(folder, words);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Run a search or a create with its fields, asking nobody. */
  step(kind: "search" | "create", key: string, inputData: JsonObject): Promise<Said> {
    return this.invoke(kind, key, "--non-interactive", "-i", JSON.stringify(inputData));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Make of an empty folder one like another that was made here; return it. */
function layOut(folder: string, like: string): string {
  copyFileSync(join(APP, "package.json"), join(folder, "package.json"));
  for (const name of ["dist", "node_modules", ".env"]) {
    symlinkSync(join(like, name), join(folder, name));
  }
  return folder;
}

function compile(outDir: string): void {
  const program = join(APP, "node_modules/.bin/tsc");
  const args = ["--project", "tsconfig.build.json", "--outDir", outDir];
  const { status, stdout } = spawnSync(program, args, { cwd: APP, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`The app does not compile:\n${stdout}`);
  }
}

/** No variable of the tests' own process comes along, but those that a program needs to be found. */
function environment(folder: string): NodeJS.ProcessEnv {
  const { PATH, LANG } = process.env;
  const own = { DISABLE_ZAPIER_ANALYTICS: "1", NO_UPDATE_NOTIFIER: "1", BOOKINGX_ALLOW_LOCAL_SITES: "1" };
  return { PATH, LANG, HOME: folder, ...own };
}

function run(folder: string, words: string[]): Promise<Said> {
  const program = join(APP, "node_modules/.bin/zapier-platform");
  const options = { cwd: folder, env: environment(folder), timeout: TIMEOUT_MILLISECONDS };
  return new Promise((done) => {
    execFile(program, ["invoke", ...words], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      done({ code, output: readJson(stdout), text: stdout + stderr });
    });
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
