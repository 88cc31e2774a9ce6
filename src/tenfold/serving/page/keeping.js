// Correcting an answer with one click, seeing that it is kept, and taking it back.

import { likeliest, sayTrouble } from "./answers.js";
import { correct, forget } from "./api.js";
import { make } from "./dom.js";
import { label, say } from "./language.js";

/** The line (role=status) that says what was kept, with a button to take it back. */
export class Kept {
  /** changed(index): told what is kept, null for none of the classes, undefined when undone. */
  constructor(line, changed = () => {}) {
    this.line = line;
    this.changed = changed;
    this.id = null;
  }

  /** Keep that `picture` shows class `index` (null: none of them). */
  async keep(picture, { model, index, file = null }) {
    const before = this.id;
    try {
      const { id } = await correct(picture, { model, label: index, file });
      this.id = id;
      if (before !== null) await forget(before); // a second thought takes the place of the first
      this.#tell(index === null ? "kept.none" : "kept.is", { what: model.classes[index] });
      this.changed(index);
    } catch (problem) {
      this.#trouble(problem);
    }
  }

  /** Say nothing more about the last picture; what was kept stays kept. */
  clear() {
    this.id = null;
    this.line.className = "";
    this.line.replaceChildren();
  }

  #tell(key, filling) {
    const undo = make("button", { type: "button", class: "link", onclick: () => this.#undo() });
    const text = say(make("span"), key, filling);
    this.line.className = "kept";
    this.line.replaceChildren(text, " ", say(undo, "undo"));
  }

  async #undo() {
    try {
      await forget(this.id);
      this.id = null;
      this.line.className = "";
      this.line.replaceChildren(say(make("span"), "kept.undone"));
      this.changed(undefined);
    } catch (problem) {
      this.#trouble(problem);
    }
  }

  #trouble(problem) {
    this.line.className = "trouble";
    const text = make("span");
    sayTrouble(text, problem);
    this.line.replaceChildren(text);
  }
}

/** The next likeliest classes as buttons, and all of them in a list; choose(index or null). */
export function chooser(answer, classes, choose) {
  const others = likeliest(answer, 3).filter((index) => answer.refused || index !== answer.label);
  const chips = others.slice(0, 2).map((index) => {
    const chip = make("button", { type: "button", class: "chip", onclick: () => choose(index) });
    return say(label(chip, "correct.it-is", { what: classes[index] }), "class", {
      sign: classes[index],
    });
  });
  const lead = say(make("span"), answer.refused ? "correct.what" : "correct.wrong");
  return make("div", { class: "chooser" }, lead, ...chips, classList(classes, choose));
}

/** All classes, and "none of them", in a list whose first line asks. */
export function classList(classes, choose, { chosen = "", ask = "correct.another" } = {}) {
  const list = label(make("select"), "correct.all");
  const add = (value, key, filling) =>
    list.append(say(make("option", { value, selected: value === chosen }), key, filling));
  add("", ask, {});
  classes.forEach((name, index) => add(String(index), "class.full", { full: name }));
  add("none", "correct.none", {});
  list.addEventListener("change", () => {
    if (list.value !== "") choose(list.value === "none" ? null : Number(list.value));
  });
  return list;
}
