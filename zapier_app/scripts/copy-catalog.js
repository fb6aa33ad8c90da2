// Brings the catalog to where the compiler and the zip find it; the copy is not committed.
import { copyFileSync } from "node:fs";

copyFileSync(
  new URL("../../schema/catalog.json", import.meta.url),
  new URL("../src/catalog.json", import.meta.url),
);
