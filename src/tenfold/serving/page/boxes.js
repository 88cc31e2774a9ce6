// Boxes around the numbers of a picture.

import { makeSvg } from "./dom.js";

/** A drawing to lie over a picture of this size: a box around each number of its first page. */
export function boxesOver(numbers, width, height) {
  const line = Math.max(width, height) / 160;
  const first = numbers.filter(({ page }) => page === 0);
  const boxes = first.map(({ text, box, refused }) => {
    const [x, y, w, h] = box;
    const size = Math.min(Math.max(h * 0.35, height / 18), height / 9);
    const above = y > size * 1.4;
    const at = { x, y: above ? y - size * 0.4 : Math.min(y + h + size, height - line) };
    return makeSvg(
      "g",
      { class: refused ? "box unsure" : "box" },
      makeSvg("rect", { x, y, width: w, height: h, rx: line * 2, "stroke-width": line }),
      makeSvg("text", { ...at, "font-size": size }, refused ? `${text} ?` : text),
    );
  });
  const view = `0 0 ${width} ${height}`;
  return makeSvg("svg", { class: "boxes", viewBox: view, "aria-hidden": "true" }, ...boxes);
}
