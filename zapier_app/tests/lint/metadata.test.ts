/** What people see of the app in Zapier's directory: its texts and its icon. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { ICON } from "../../scripts/icon/drawing.ts";
import { decode, encode } from "../../scripts/icon/png.ts";
import { rasterise } from "../../scripts/icon/raster.ts";
import { lintMetadata, METADATA_RULES, type Metadata } from "./metadata.js";

const APP = new URL("../../", import.meta.url);
const metadata: Metadata = JSON.parse(readFileSync(new URL("metadata.json", APP), "utf8"));
const icon = readFileSync(new URL("icon.png", APP));

test("the app's page breaks no rule", () => {
  expect(lintMetadata(metadata, icon)).toEqual([]);
});

test.each<[string, Partial<Metadata>]>([
  ["M001", { category: "" }],
  ["M002", { description: "Bookings for WordPress" }],
  ["M002", { description: "Powerful booking management for WordPress. ".repeat(4) }],
  ["M002", { description: "Powerful booking and appointment management for Zapier" }],
  ["M002", { description: "Syncs the bookings of your site with all that you use." }],
  ["M003", { role: "student" }],
  ["M005", { admin_email_domain: "example.com" }],
  ["M006", { homepage_url: "http://bookingx.com" }],
])("%s is found where the page says %o", (code, change) => {
  expect(lintMetadata({ ...metadata, ...change }, icon).map((finding) => finding.code)).toEqual([code]);
});

test.each<[string, Buffer]>([
  ["too small", encode(rasterise(ICON, 128), 128)],
  ["without opacity", Buffer.concat([icon.subarray(0, 25), Buffer.from([2]), icon.subarray(26)])],
  ["no PNG", Buffer.from("GIF89a")],
])("M004 is found where the logo is %s", (_what, logo) => {
  expect(lintMetadata(metadata, logo).map(({ code }) => code)).toEqual(["M004"]);
});

test("every rule of the page has a number of its own", () => {
  expect(METADATA_RULES.map(({ code }) => code)).toEqual(["M001", "M002", "M003", "M004", "M005", "M006"]);
});

test("the page says what was specified", () => {
  expect(metadata).toMatchObject({
    title: "BookingX",
    description: "Powerful booking and appointment management for WordPress",
    category: "Scheduling & Booking",
    homepage_url: "https://bookingx.com",
    support_url: "https://bookingx.com/support",
  });
});

test("the icon is what the script draws, 256 by 256 pixels, on nothing", () => {
  const image = decode(icon);
  const opacity = (x: number, y: number) => image.pixels[(y * 256 + x) * 4 + 3];

  expect([image.width, image.height, image.colourType]).toEqual([256, 256, 6]);
  expect(Buffer.from(image.pixels).equals(rasterise(ICON, 256))).toBe(true);
  expect([opacity(0, 0), opacity(255, 255), opacity(128, 128)]).toEqual([0, 0, 255]);
});

test("the icon shows something: each colour of the drawing fills a part of it", () => {
  const { pixels } = decode(icon);
  const count = (colour: number[]) =>
    Array.from({ length: pixels.length / 4 }, (_, index) => pixels.subarray(index * 4, index * 4 + 3)).filter(
      (pixel) => colour.every((value, channel) => pixel[channel] === value),
    ).length;

  const shares = [...new Set(ICON.map(({ colour }) => String(colour)))].map((colour) =>
    count(colour.split(",").map(Number)),
  );
  expect(shares.every((pixelCount) => pixelCount > 1000)).toBe(true);
});
