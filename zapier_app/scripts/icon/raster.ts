/** Turns shapes into pixels with soft edges. */
import type { Shape } from "./drawing.ts";

/** Points looked at inside of a pixel, each way. */
const SAMPLES = 4;
const DRAWN_ON = 256;

/** Return rows of red, green, blue and opacity, `size` by `size` pixels; nothing drawn is transparent. */
export function rasterise(shapes: Shape[], size: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      pixels.set(readPixel(shapes, x, y, DRAWN_ON / size), (y * size + x) * 4);
    }
  }
  return pixels;
}

function readPixel(shapes: Shape[], x: number, y: number, scale: number): number[] {
  const steps = Array.from({ length: SAMPLES }, (_, index) => (index + 0.5) / SAMPLES);
  const points = steps.flatMap((dy) =>
    steps.map((dx) => topmost(shapes, (x + dx) * scale, (y + dy) * scale)),
  );
  const hit = points.filter((shape) => shape !== undefined);
  const mean = (channel: 0 | 1 | 2) =>
    Math.round(hit.reduce((sum, { colour }) => sum + colour[channel], 0) / Math.max(hit.length, 1));
  return [mean(0), mean(1), mean(2), Math.round((255 * hit.length) / points.length)];
}

function topmost(shapes: Shape[], x: number, y: number): Shape | undefined {
  return shapes.findLast(({ covers }) => covers(x, y));
}
