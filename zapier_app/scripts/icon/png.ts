/** Writes and reads the one kind of PNG that Zapier takes for a logo: 8 bits a channel, with opacity (RGBA). */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RGBA = 6;

export interface Image {
  width: number;
  height: number;
  bitDepth: number;
  /** 6 is RGBA (PNG specification, 11.2.1). */
  colourType: number;
  /** Four bytes a pixel, row by row. */
  pixels: Uint8Array;
}

export function encode(pixels: Uint8Array, size: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, RGBA, 0, 0, 0], 8);
  const rows = Array.from({ length: size }, (_, y) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(y * size * 4, (y + 1) * size * 4)]),
  );
  const data = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Return an image as `encode` writes it. Raises an Error for what is no PNG. */
export function decode(file: Buffer): Image {
  if (!file.subarray(0, 8).equals(SIGNATURE)) {
    throw new Error("This is no PNG.");
  }
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const [bitDepth = 0, colourType = 0] = file.subarray(24, 26);
  const length = file.readUInt32BE(33);
  const rows = inflateSync(file.subarray(41, 41 + length));
  const pixels = Buffer.concat(
    Array.from({ length: height }, (_, y) =>
      rows.subarray(y * (width * 4 + 1) + 1, (y + 1) * (width * 4 + 1)),
    ),
  );
  return { width, height, bitDepth, colourType, pixels };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
