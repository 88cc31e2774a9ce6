// Correcting an answer with one click, seeing that it is kept, and taking it back.

import { likeliest, sayTrouble } from "./answers.js";
import { correct, forget } from "./api.js";
import { make } from "./dom.js";
import { label, say } from "./language.js";

/** The line (role=status) that says what was kept, with a button to take it back. */
export class Kept {
  /**
   * changed(truth): told what is kept, a class's index (null for none of the classes) or the text
   * of numbers; undefined when undone.
   */
  constructor(line, changed = () => {}) {
    this.line = line;
    this.changed = changed;
    this.id = null;
  }

  /** Keep that `picture` shows class `index` (null: none of them), or the numbers `text`. */
  async keep(picture, { model, index, text, file = null }) {
    const before = this.id;
    const truth = text === undefined ? { label: index } : { text };
    try {
      const { id } = await correct(picture, { model, truth, file });
      this.id = id;
      if (before !== null) await forget(before); // a second thought takes the place of the first
      const { key, filling } = keptAs(truth, model.classes);
      this.#tell(key, filling);
      this.changed(text ?? index);
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

/** What to say of a truth that is kept: {key, filling}. */
export function keptAs({ label: index, text }, classes) {
  if (text === "") return { key: "kept.no-number", filling: {} };
  if (text !== undefined) return { key: "kept.reads", filling: { text } };
  if (index === null) return { key: "kept.none", filling: {} };
  return { key: "kept.is", filling: { what: classes[index] } };
}

/** What else the numbers may be, as buttons, and a field for what is written; keep(text). */
export function numberForm(numbers, keep, { lead = leadOf(numbers) } = {}) {
  const read = numbers.map(({ text }) => text).join(" ");
  const field = label(numberField(read), "correct.numbers");
  const others = numbers.length === 1 ? (numbers[0].alternatives ?? []) : [];
  const chips = others.slice(0, 2).map(({ text }) => {
    const chip = make("button", { type: "button", class: "chip", onclick: () => take(text) });
    return say(label(chip, "correct.reads", { text }), "text", { text });
  });
  const take = (text) => {
    field.value = text;
    keep(text);
  };
  const onsubmit = (event) => {
    event.preventDefault();
    take(plainDigits(field.value));
  };
  const button = say(make("button", { class: "chip" }), "correct.keep");
  const pair = make("span", { class: "pair" }, field, button);
  return make("form", { class: "chooser", onsubmit }, say(make("span"), lead), ...chips, pair);
}

const leadOf = (numbers) =>
  numbers.some(({ refused }) => refused) ? "correct.what" : "correct.wrong";

/** A field for numbers: digits, of Bengali too, and a space between two numbers. */
export function numberField(value) {
  // The keys of a phone that are numbers only have no space.
  const inputmode = value.includes(" ") ? "text" : "numeric";
  const plain = { value, inputmode, autocomplete: "off", pattern: "[0-9০-৯ ]*", maxlength: 200 };
  return label(make("input", plain), "correct.numbers-are", {}, "title");
}

/** Numbers as they are kept: digits 0 to 9 and single spaces. */
export function plainDigits(text) {
  const digits = text.replace(/[০-৯]/g, (sign) => String(sign.charCodeAt(0) - 0x09e6));
  return digits.trim().replace(/\s+/g, " ");
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
