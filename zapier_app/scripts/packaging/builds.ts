/** The two builds of the app: one for each way to connect, as Zapier allows an app only one. */

export interface Build {
  /** The name of its zip and of its folder. */
  name: string;
  /** The module from which Zapier loads the app, in the compiled code. */
  entry: string;
  /** Where `zapier-platform register` keeps the id of the app at Zapier. */
  config: string;
}

export const BUILDS: Build[] = [
  { name: "api-key", entry: "./dist/index.js", config: ".zapierapprc" },
  { name: "oauth", entry: "./dist/index.oauth.js", config: ".zapierapprc.oauth" },
];
