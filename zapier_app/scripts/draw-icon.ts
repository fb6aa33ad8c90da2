/** Draws `icon.png`, which is uploaded to Zapier's page of the app: `npm run icon`. */
import { writeFileSync } from "node:fs";

import { ICON } from "./icon/drawing.ts";
import { encode } from "./icon/png.ts";
import { rasterise } from "./icon/raster.ts";

const SIZE = Number(process.argv[2] ?? 256);
const target = process.argv[3] ?? new URL("../icon.png", import.meta.url);

writeFileSync(target, encode(rasterise(ICON, SIZE), SIZE));
