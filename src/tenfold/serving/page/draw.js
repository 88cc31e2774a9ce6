// The room where one draws: the sheet, the bars that move, what the model saw.

import { sayAnswer, sayNumbers, sayTrouble, signOf, spoken } from "./answers.js";
import { lookAt } from "./api.js";
import { Bars } from "./bars.js";
import { boxesOver } from "./boxes.js";
import { byId } from "./dom.js";
import { Kept, numberForm } from "./keeping.js";
import { hush, say, words } from "./language.js";
import { Newest } from "./newest.js";
import { PICTURE_HEIGHT, Sheet } from "./sheet.js";
import { showSteps } from "./steps.js";

const SETTLED = 1200; // ms without a stroke: long enough to lift the pen and cross a seven
const AGAIN = 1000; // ms until a server that was busy is asked once more

export class DrawRoom {
  /** announce(text): for screen readers, of a settled answer and never of every stroke. */
  constructor(announce) {
    this.announce = announce;
    this.model = null;
    this.answer = null;
    this.drawn = 0; // counts every change, so that an answer can be told to be of the newest
    this.typed = false; // a number beside the newest drawing, which no answer may take away
    this.timer = 0;
    this.questions = new Newest((question) => this.#ask(question));
    this.bars = new Bars(byId("bars"), (index) => this.#correct({ index }));
    this.kept = new Kept(byId("draw-kept"), (truth) => this.bars.mark(truth));
    this.sheet = new Sheet(byId("sheet"), {
      change: () => this.#changed(),
      lift: () => this.#lifted(),
      pen: (down) => announce(words(down ? "draw.pen-down" : "draw.pen-up")),
    });
    byId("undo").addEventListener("click", () => this.sheet.undo());
    byId("clear").addEventListener("click", () => this.#clear());
    byId("none").addEventListener("click", () => this.#correct({ index: null }));
    byId("wrong-number").addEventListener("input", () => (this.typed = true));
  }

  /** Draw for this model from now on; what was drawn is looked at anew, if it fits. */
  setModel(model) {
    const reads = model.task === "read";
    const sameSheet = this.model !== null && reads === (this.model.task === "read");
    this.model = model;
    byId("draw").classList.toggle("reads", reads);
    byId("draw").classList.toggle("things", model.picture.centre === "box");
    this.sheet.setNib(reads ? 0.055 : 0.075);
    say(byId("draw-hint"), model.picture.centre === "box" ? "draw.hint-object" : "draw.hint");
    this.bars.setClasses(reads ? [] : model.classes);
    if (sameSheet && !this.sheet.empty) {
      this.#changed();
      this.#lifted();
    } else this.sheet.clear();
  }

  #clear() {
    this.sheet.clear();
    this.sheet.canvas.focus({ preventScroll: true });
  }

  #changed() {
    this.drawn += 1;
    this.typed = false;
    this.kept.clear();
    this.bars.mark(null);
    byId("draw").classList.toggle("blank", this.sheet.empty);
    clearTimeout(this.timer);
    if (this.sheet.empty) this.#show(null);
    else this.questions.want({ live: true });
  }

  #lifted() {
    clearTimeout(this.timer);
    if (this.sheet.empty) return;
    this.questions.want({ live: true, steps: true });
    this.timer = setTimeout(() => this.questions.want({ live: false, steps: true }), SETTLED);
  }

  async #ask({ live, steps = false }) {
    const { drawn, model } = this;
    if (this.sheet.empty) return;
    try {
      const answer = await lookAt(await this.sheet.picture(), { model, live, steps });
      if (model !== this.model || this.sheet.empty) return;
      hush(byId("draw-trouble"));
      this.#show(answer);
      if (drawn === this.drawn && !live) this.announce(spoken(answer, model.classes));
    } catch (problem) {
      sayTrouble(byId("draw-trouble"), problem);
      if (problem.status === 503) setTimeout(() => this.questions.want({ live, steps }), AGAIN);
    }
  }

  #show(answer) {
    this.answer = answer;
    byId("boxes").replaceChildren();
    if (answer === null) this.#showNothing();
    else if (answer.numbers) this.#showNumbers(answer.numbers);
    else this.#showClass(answer);
  }

  #showNothing() {
    byId("said").className = "said";
    byId("sign").textContent = "";
    say(byId("headline"), "answer.empty");
    say(byId("reason"), "answer.empty.why");
    this.bars.show(null);
    showSteps(byId("steps"));
    byId("seen").hidden = byId("wrong").hidden = byId("wrong-number").hidden = true;
  }

  #showClass(answer) {
    byId("said").className = answer.refused ? "said unsure" : "said";
    byId("sign").textContent = signOf(answer);
    sayAnswer(byId("headline"), byId("reason"), answer, this.model.classes);
    this.bars.show(answer);
    byId("wrong").hidden = false;
    if (!answer.steps) return;
    showSteps(byId("steps"), answer.steps);
    byId("seen").hidden = false;
  }

  #showNumbers(numbers) {
    const unsure = numbers.some(({ refused }) => refused);
    byId("said").className = unsure ? "said reading unsure" : "said reading";
    byId("sign").textContent = "";
    sayNumbers(byId("headline"), byId("reason"), numbers);
    this.#offerNumbers(numbers);
    const height = PICTURE_HEIGHT;
    byId("boxes").replaceChildren(boxesOver(numbers, height * this.sheet.aspect, height));
  }

  // The field stays where the same was read once more, and where somebody has typed in it.
  #offerNumbers(numbers) {
    const place = byId("wrong-number");
    const read = JSON.stringify(numbers.map(({ text }) => text));
    if (place.hidden || (place.dataset.read !== read && !this.typed)) {
      place.replaceChildren(numberForm(numbers, (text) => this.#correct({ text })));
      place.dataset.read = read;
    }
    place.hidden = false;
  }

  // truth: {index} of a class (null: none of them), or {text} of numbers.
  async #correct(truth) {
    if (this.sheet.empty) return;
    await this.kept.keep(await this.sheet.picture(), { model: this.model, ...truth });
  }
}
