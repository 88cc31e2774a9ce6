// The list of what was shown to the camera: it can be put right, and saved as CSV.

import { csvOf, save } from "./csv.js";
import { byId, make } from "./dom.js";
import { classList, Kept, numberField, plainDigits } from "./keeping.js";
import { label, say } from "./language.js";

export class ShownList {
  constructor() {
    this.entries = [];
    byId("save-csv").addEventListener("click", () => save(csvOf(this.rows()), "tenfold.csv"));
    byId("forget-shown").addEventListener("click", () => this.#keepOnly(() => false));
    this.#count();
  }

  /** Note what a frame (a Blob) showed: an answer of a class, or of numbers with its text. */
  add(frame, { model, answer, text }) {
    const sure = answer.confidence ?? Math.min(...answer.numbers.map((one) => one.confidence));
    const time = new Date().toISOString();
    const entry = { text, sure, model: model.name, time, address: URL.createObjectURL(frame) };
    entry.element = this.#line(entry, frame, model, answer);
    this.entries.push(entry);
    byId("shown").prepend(entry.element);
    this.#count();
  }

  /** The table as it is saved, oldest first; a confidence is always the model's. */
  rows() {
    const lines = this.entries.map(({ text, sure, model, time, corrected }, index) => [
      ...[index + 1, text, sure.toFixed(4), corrected ? "yes" : "no", model, time],
    ]);
    return [["number", "answer", "confidence", "corrected", "model", "time"], ...lines];
  }

  #line(entry, frame, model, answer) {
    const picture = make("img", { src: entry.address, alt: "" });
    const keptLine = make("p", { role: "status" });
    const edit = answer.numbers
      ? this.#textField(entry, { frame, model, keptLine })
      : this.#classField(entry, { frame, model, answer, keptLine });
    const drop = () => this.#drop(entry);
    const remove = make("button", { type: "button", class: "quiet", onclick: drop });
    say(label(remove, "shown.remove-this", { text: entry.text }), "shown.remove");
    const sure = say(make("small"), "share", { share: entry.sure });
    return make("li", {}, picture, edit, sure, remove, keptLine);
  }

  // What is put right here is a correction, of numbers and of classes: it is kept as well.
  #textField(entry, { frame, model, keptLine }) {
    const read = plainDigits(entry.text);
    const field = label(numberField(read), "shown.text");
    const kept = new Kept(keptLine, (now) => {
      if (now === undefined) Object.assign(entry, { text: read, corrected: false });
      field.value = entry.text;
    });
    field.addEventListener("change", () => {
      if (!field.reportValidity()) return;
      Object.assign(entry, { text: plainDigits(field.value), corrected: true });
      kept.keep(frame, { model, text: entry.text });
    });
    return field;
  }

  #classField(entry, { frame, model, answer, keptLine }) {
    const kept = new Kept(keptLine, (index) => {
      const now = index === undefined ? answer.label : index;
      entry.text = now === null ? "" : model.classes[now];
      entry.corrected = index !== undefined;
      field.value = now === null ? "none" : String(now);
    });
    const choose = (index) => kept.keep(frame, { model, index });
    const field = classList(model.classes, choose, { chosen: String(answer.label) });
    return field;
  }

  #drop(entry) {
    this.#keepOnly((one) => one !== entry);
    byId("shown-title").focus();
  }

  #keepOnly(wanted) {
    for (const entry of this.entries.filter((one) => !wanted(one))) {
      entry.element.remove();
      URL.revokeObjectURL(entry.address);
    }
    this.entries = this.entries.filter(wanted);
    this.#count();
  }

  #count() {
    const n = this.entries.length;
    byId("shown-empty").hidden = n > 0;
    byId("shown-bar").hidden = n === 0;
    say(byId("shown-count"), "shown.count", { n });
  }
}
