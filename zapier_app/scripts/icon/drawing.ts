/** The app's icon as shapes: a sheet of a calendar, and a bolt for what happens by itself. */

export type Colour = [red: number, green: number, blue: number];

/** A shape says whether a point of the 256 by 256 square lies in it. */
export interface Shape {
  colour: Colour;
  covers: (x: number, y: number) => boolean;
}

const NAVY: Colour = [31, 58, 95];
const TEAL: Colour = [38, 132, 145];
const PAPER: Colour = [250, 251, 252];
const AMBER: Colour = [245, 166, 35];

/** The corners of the bolt, clockwise from its top. */
const BOLT: [number, number][] = [
  [146, 98],
  [88, 172],
  [124, 172],
  [113, 220],
  [170, 148],
  [133, 148],
];

/** The shapes, the lowest first. */
export const ICON: Shape[] = [
  { colour: NAVY, covers: roundedRectangle(24, 36, 232, 244, 30) },
  { colour: PAPER, covers: roundedRectangle(36, 48, 220, 232, 20) },
  { colour: TEAL, covers: both(roundedRectangle(36, 48, 220, 232, 20), (_x, y) => y < 90) },
  { colour: NAVY, covers: roundedRectangle(72, 14, 92, 66, 10) },
  { colour: NAVY, covers: roundedRectangle(164, 14, 184, 66, 10) },
  { colour: AMBER, covers: polygon(BOLT) },
];

function both(one: Shape["covers"], other: Shape["covers"]): Shape["covers"] {
  return (x, y) => one(x, y) && other(x, y);
}

function roundedRectangle(left: number, top: number, right: number, bottom: number, radius: number) {
  return (x: number, y: number): boolean => {
    const dx = Math.max(left + radius - x, x - (right - radius), 0);
    const dy = Math.max(top + radius - y, y - (bottom - radius), 0);
    return dx * dx + dy * dy <= radius * radius;
  };
}

/** Counts how many sides a line to the right crosses: an odd number means inside. */
function polygon(corners: [number, number][]) {
  return (x: number, y: number): boolean => {
    const crossed = corners.filter(([x1, y1], index) => {
      const [x2, y2] = corners[(index + 1) % corners.length] as [number, number];
      return y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
    });
    return crossed.length % 2 === 1;
  };
}
