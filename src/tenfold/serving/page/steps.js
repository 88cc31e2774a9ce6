// What the model saw, step by step, so that a person understands an error.

import { make } from "./dom.js";
import { label, say } from "./language.js";

// The names of pictures.standardise; a step of another name shows its name.
const KNOWN = {
  grey: "grey",
  "background removed": "background",
  ink: "ink",
  object: "object",
  cropped: "cropped",
  standardised: "standardised",
};

/** Show the steps ({name, png as base64}) of an answer in a list; none empties it. */
export function showSteps(list, steps = []) {
  list.replaceChildren(...steps.map(figure));
}

export const pngOf = (step) => `data:image/png;base64,${step.png}`;

function figure({ name, png }) {
  const picture = make("img", { src: pngOf({ png }), decoding: "async" });
  const caption = make("b");
  const why = make("small");
  if (Object.hasOwn(KNOWN, name)) {
    say(caption, `steps.${KNOWN[name]}`);
    say(why, `steps.${KNOWN[name]}.why`);
    label(picture, `steps.${KNOWN[name]}`, {}, "alt");
  } else {
    caption.textContent = name;
    picture.alt = name;
  }
  return make("li", {}, picture, caption, why);
}
