/** Asks a compiled build for what would be uploaded of it. */
import zapier from "zapier-platform-core";

export const COMPILED = ["../dist/index.js", "../dist/index.oauth.js"];

/** What Zapier's runtime calls; the package's types do not tell of it. */
interface Core {
  createAppHandler(app: unknown): (event: { command: string }) => Promise<{ results: unknown }>;
}

/** Return the definition of a build, by the path of its module relative to this folder. */
export async function define<T>(build: string): Promise<T> {
  const { default: app } = await import(build);
  const { results } = await (zapier as unknown as Core).createAppHandler(app)({ command: "definition" });
  return results as T;
}
