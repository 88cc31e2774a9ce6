// The room for picture files: dropped, pasted or chosen; a card with an answer for each.

import { sayAnswer, sayNumbers, sayTrouble } from "./answers.js";
import { lookAt } from "./api.js";
import { boxesOver } from "./boxes.js";
import { byId, make } from "./dom.js";
import { chooser, Kept, numberForm } from "./keeping.js";
import { label, say, words } from "./language.js";
import { pngOf, showSteps } from "./steps.js";

const AT_ONCE = 3; // questions in flight

export class PicturesRoom {
  constructor(announce) {
    this.announce = announce;
    this.model = null;
    this.waiting = [];
    this.running = 0;
    byId("files").addEventListener("change", ({ target }) => {
      this.add(target.files);
      target.value = ""; // so that the same file can be chosen again
    });
    byId("forget-cards").addEventListener("click", () => this.#empty());
  }

  setModel(model) {
    this.model = model;
  }

  /** Answer these files (a FileList), newest first in the gallery. */
  add(files) {
    for (const file of files) {
      const card = new Card(file, this.model);
      byId("cards").prepend(card.element);
      this.waiting.push(card);
    }
    this.#count();
    while (this.running < AT_ONCE && this.waiting.length) this.#work();
  }

  async #work() {
    this.running += 1;
    while (this.waiting.length) await this.waiting.shift().ask();
    this.running -= 1;
    const n = byId("cards").children.length;
    if (this.running === 0) this.announce(words("pictures.done", { n }));
  }

  #empty() {
    this.waiting = [];
    for (const picture of byId("cards").querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    byId("cards").replaceChildren();
    this.#count();
    byId("files").focus();
  }

  #count() {
    const n = byId("cards").children.length;
    byId("pictures").classList.toggle("blank", n === 0);
    byId("gallery-bar").hidden = n === 0;
    say(byId("gallery-count"), "pictures.count", { n });
  }
}

// One picture: itself, its name, what it is, and how to put that right.
class Card {
  constructor(file, model) {
    this.file = file;
    this.model = model;
    this.picture = make("img", { src: URL.createObjectURL(file), alt: "" });
    this.frame = make("div", { class: "frame" }, this.picture);
    this.said = say(make("p", { class: "said" }), "pictures.looking");
    this.why = make("p", { class: "why" });
    this.more = make("div", { class: "more" });
    this.keptLine = make("p", { role: "status" });
    const name = make("p", { class: "name", title: file.name }, file.name);
    const parts = [this.frame, name, this.said, this.why, this.more, this.keptLine];
    this.element = make("li", { class: "card waiting" }, ...parts);
  }

  async ask() {
    try {
      const answer = await lookAt(this.file, { model: this.model, name: this.file.name });
      if (answer.error) this.#broken({ status: 422, ...answer.error });
      else if (answer.numbers) this.#numbers(answer.numbers);
      else this.#answered(answer);
    } catch (problem) {
      this.#broken(problem);
    }
  }

  #answered(answer) {
    this.element.className = answer.refused ? "card unsure" : "card";
    sayAnswer(this.said, this.why, answer, this.model.classes);
    this.picture.decode().catch(() => this.#previewFromServer());
    const keep = (index) => this.#keep({ index });
    this.more.replaceChildren(chooser(answer, this.model.classes, keep), this.#steps());
  }

  // truth: {index} of a class, or {text} of numbers.
  #keep(truth) {
    this.kept ??= new Kept(this.keptLine, (now) => {
      this.element.classList.toggle("corrected", now !== undefined);
    });
    const { file, model } = this;
    this.kept.keep(file, { model, ...truth, file: file.name });
  }

  #numbers(numbers) {
    const unsure = numbers.some(({ refused }) => refused);
    this.element.className = unsure ? "card unsure reading" : "card reading";
    sayNumbers(this.said, this.why, numbers);
    this.more.replaceChildren(numberForm(numbers, (text) => this.#keep({ text })));
    this.picture.decode().then(
      () => {
        const { naturalWidth: width, naturalHeight: height } = this.picture;
        this.frame.append(boxesOver(numbers, width, height));
      },
      () => label(this.picture, "pictures.no-preview", {}, "alt"),
    );
  }

  #broken(problem) {
    this.element.className = "card broken";
    say(this.said, "pictures.broken");
    sayTrouble(this.why, problem);
  }

  // The steps cost the server some work: they are asked for when somebody looks.
  #steps() {
    const list = make("ol", { class: "steps small" });
    const title = say(make("summary"), "steps.title");
    const details = make("details", {}, title, list);
    details.addEventListener("toggle", async () => {
      if (!details.open || list.children.length) return;
      showSteps(list, await this.#askSteps());
    });
    return details;
  }

  async #askSteps() {
    try {
      const answer = await lookAt(this.file, { model: this.model, steps: true, live: true });
      return answer.steps;
    } catch (problem) {
      sayTrouble(this.why, problem);
      return [];
    }
  }

  // What the browser cannot show (a TIFF, say) the server has read all the same.
  async #previewFromServer() {
    label(this.picture, "pictures.no-preview", {}, "alt");
    const [first] = await this.#askSteps();
    if (first) this.picture.src = pngOf(first);
  }
}
