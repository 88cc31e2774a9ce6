// The probabilities, one bar a class. A bar's foot is the button that says "it is this one".

import { make } from "./dom.js";
import { label, say, share } from "./language.js";

const MOST_COLUMNS = 16;

export class Bars {
  /** choose(index): what is done when a person presses the foot of a bar. */
  constructor(list, choose) {
    this.list = list;
    this.choose = choose;
    this.classes = [];
    this.shown = null;
    document.addEventListener("tenfold:language", () => this.#tell());
  }

  /** Bars for these classes, all empty. */
  setClasses(classes) {
    this.classes = classes;
    this.shown = null;
    const short = classes.every((name) => [...name].length <= 2);
    this.list.classList.toggle("columns", short && classes.length <= MOST_COLUMNS);
    this.list.replaceChildren(...classes.map((name, index) => this.#bar(name, index)));
    this.#tell();
  }

  /** An answer, or null for none. */
  show(answer) {
    this.shown = answer;
    this.list.classList.toggle("unsure", answer?.refused ?? false);
    this.#tell();
  }

  /** Mark the bar that a person said is right; null or undefined for none. */
  mark(index) {
    [...this.list.children].forEach((item, at) => item.classList.toggle("truth", at === index));
  }

  #bar(name, index) {
    const press = () => this.choose(index);
    const foot = make("button", { type: "button", class: "foot", onclick: press });
    say(label(foot, "correct.it-is", { what: name }), "class", { sign: name });
    const track = make("span", { class: "track" }, make("span", { class: "fill" }));
    return make("li", {}, make("span", { class: "value" }), track, foot);
  }

  #tell() {
    for (const [index, item] of [...this.list.children].entries()) {
      const probability = this.shown?.probabilities[index] ?? 0;
      item.classList.toggle("best", this.shown?.label === index);
      item.querySelector(".fill").style.setProperty("--share", probability.toFixed(4));
      const value = item.querySelector(".value");
      const digits = probability > 0.99 ? 1 : 0;
      value.textContent = this.shown ? share(probability, { digits }) : "";
      value.classList.toggle("little", probability < 0.005);
    }
  }
}
