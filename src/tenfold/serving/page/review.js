// What was refused, corrected or kept: to be looked at, filtered, put right and taken along.

import { reasonOf, sayAnswer, sayNumbers, sayTrouble } from "./answers.js";
import { forget, forgetAll, listKept, listModels, pictureOf, putRight } from "./api.js";
import { byId, make } from "./dom.js";
import { classList, keptAs, numberForm } from "./keeping.js";
import { label, say, startLanguage } from "./language.js";

const PAGE = 24; // entries asked for at a time
const TYPED = 250; // ms without a key until a search is asked

const state = { models: [], classes: new Map(), shown: new Map(), next: null, asked: 0 };

async function start() {
  startLanguage();
  try {
    const [{ models }, { entries }] = await Promise.all([listModels(), listKept({ limit: PAGE })]);
    state.models = models;
    byId("model").append(...[...modelNames(models, entries)].map(modelOption));
  } catch (problem) {
    sayTrouble(byId("trouble"), problem);
    return;
  }
  listen();
  await refresh();
}

// The model that answered, where it is still served; the hash is surer than a name.
const servedBy = ({ hash, ...entry }) =>
  state.models.find((one) => one.hash === hash) ??
  state.models.find((one) => one.name === nameOf(entry));

// Stores of tenfold's first version know the name in the model's file only.
const nameOf = ({ served, model }) => served ?? model;

function modelNames(models, entries) {
  return new Set([...models.map(({ name }) => name), ...entries.map(nameOf)]);
}

function modelOption(value) {
  const served = state.models.find(({ name }) => name === value);
  state.classes.set(value, served?.classes ?? []);
  return say(make("option", { value }), "model", { model: value });
}

function listen() {
  const filters = byId("filters");
  let timer = 0;
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("change", ({ target }) => {
    if (target === byId("model")) showLabels();
    refresh();
  });
  byId("text").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, TYPED);
  });
  byId("more").addEventListener("click", () => load(state.next));
  byId("forget-kind").addEventListener("click", () => askToForget());
  byId("confirm").addEventListener("close", forgetConfirmed);
  byId("clear-filters").addEventListener("click", () => {
    filters.reset();
    showLabels();
    refresh();
  });
}

// Labels are numbers of one model's classes: they can be chosen once the model is.
function showLabels() {
  const classes = state.classes.get(byId("model").value) ?? [];
  const all = byId("label").firstElementChild;
  const options = classes.map((name, index) =>
    say(make("option", { value: index }), "class.full", { full: name }),
  );
  byId("label").replaceChildren(all, ...options);
  byId("label").disabled = classes.length === 0;
}

const chosen = () => Object.fromEntries(new FormData(byId("filters")));

async function refresh() {
  await load(null);
}

async function load(after) {
  const asked = ++state.asked;
  let page;
  try {
    page = await listKept({ ...chosen(), after, limit: PAGE });
  } catch (problem) {
    sayTrouble(byId("trouble"), problem);
    return;
  }
  if (asked !== state.asked) return; // another filter was chosen meanwhile
  const items = page.entries.map((entry) => shownAs(entry) ?? item(entry));
  if (after === null) showOnly(items);
  else byId("entries").append(...items);
  if (after !== null) fieldOf(items[0])?.focus();
  state.next = page.next;
  byId("more").hidden = page.next === null;
  showCount(page.total);
}

// An entry that has not changed stays as it is on the page: somebody may be typing in it.
const shownAs = (entry) => {
  const { element, json } = state.shown.get(entry.id) ?? {};
  return element?.isConnected && json === JSON.stringify(entry) ? element : undefined;
};

function showOnly(items) {
  const list = byId("entries");
  for (const element of [...list.children]) if (!items.includes(element)) element.remove();
  items.forEach((element, place) => {
    if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
  });
}

function showCount(total) {
  const { kind, ...others } = chosen();
  const filtered = Object.values(others).some((value) => value !== "");
  say(byId("count"), "review.count", { n: total });
  byId("empty").hidden = total > 0;
  byId("clear-filters").hidden = !filtered;
  say(byId("empty-title"), filtered ? "review.no-match" : `review.empty.${kind || "all"}`);
  say(byId("empty-why"), filtered ? "review.no-match.why" : `review.empty.${kind || "all"}.why`);
  showExports(total);
  byId("forget-kind").hidden = kind === "" || filtered || total === 0;
}

// What is taken along is what is chosen.
function showExports(total) {
  byId("exports").hidden = total === 0;
  const filters = Object.entries(chosen()).filter(([, value]) => value !== "");
  for (const link of byId("exports").querySelectorAll("a")) {
    const form = new URL(link.href).searchParams.get("format");
    link.href = `store/export?${new URLSearchParams([...filters, ["format", form]])}`;
  }
}

function item(entry) {
  const { id, kind } = entry;
  const served = servedBy(entry);
  const classes = served?.classes ?? [];
  const picture = make("img", { src: pictureOf(id), loading: "lazy" });
  label(picture, ...named("review.picture", "review.picture.of", entry), "alt");
  const mark = say(make("p", { class: "mark" }), `kind.${kind}`);
  const lines = [mark, ...linesOf(entry, classes), factsOf(entry, served)];
  const words = make("div", { class: "words" }, ...lines);
  const element = make("li", { class: `entry ${kind}` }, picture, words);
  element.append(make("div", { class: "tools" }, ...toolsOf(entry, element, classes)));
  state.shown.set(id, { element, json: JSON.stringify(entry) });
  return element;
}

// What to call an entry: by its file, or by its time where it has none.
const named = (byFile, byTime, { file, time }) => (file ? [byFile, { file }] : [byTime, { time }]);

// Where an entry is put right.
const fieldOf = (element) => element?.querySelector("select, input");

// What it is, and what the model made of it.
function linesOf({ kind, answer, label: index, name, text }, classes) {
  const [headline, reason] = [make("p", { class: "headline" }), make("p", { class: "reason" })];
  if (answer.numbers && kind !== "correction") sayNumbers(headline, reason, answer.numbers);
  else if (answer.numbers) sayRead(headline, reason, answer.numbers, text);
  else if (kind === "correction") {
    const truth = index === null ? "review.truth.none" : "review.truth";
    say(headline, truth, { what: name ?? String(index) });
    const said = { what: answer.name, share: answer.confidence };
    say(reason, answer.refused ? "review.unsure" : "review.said", said);
  } else if (kind === "refusal") {
    const { key, filling } = reasonOf(answer, classesOf(answer, classes));
    say(headline, key, filling);
  } else sayAnswer(headline, reason, answer, classes);
  return [headline, reason];
}

// What is written, and what the model read.
function sayRead(headline, reason, numbers, text) {
  say(headline, text === "" ? "review.reads-nothing" : "review.reads", { text });
  const read = numbers.map((one) => one.text).join(" ");
  const share = Math.min(...numbers.map(({ confidence }) => confidence));
  const unsure = numbers.some(({ refused }) => refused);
  if (!numbers.length) say(reason, "review.read-nothing");
  else say(reason, unsure ? "review.read-unsure" : "review.read", { text: read, share });
}

function factsOf({ file, time, ...entry }, served) {
  const called = file ? make("span", { class: "file", title: file }, file) : null;
  const when = say(make("time", { datetime: time }), "time", { time });
  const by = say(make("span"), "model", { model: served?.name ?? nameOf(entry) });
  return make("p", { class: "facts" }, called, when, by);
}

// A model that is not served any more has no classes here; its numbers name them.
function classesOf(answer, classes) {
  return classes.length ? classes : answer.probabilities.map((_, index) => String(index));
}

function toolsOf(entry, element, classes) {
  const line = make("p", { role: "status" });
  const attempt = async (work) => {
    try {
      await work();
    } catch (problem) {
      line.className = "trouble";
      sayTrouble(line, problem);
    }
  };
  const choose = (truth) =>
    attempt(async () => {
      const changed = item(await putRight(entry.id, truth));
      element.replaceWith(changed);
      fieldOf(changed).focus();
      const kept = changed.querySelector("p[role=status]");
      kept.className = "kept";
      const { key, filling } = keptAs(truth, classes);
      say(kept, key, filling);
    });
  const field = truthField(entry, classes, choose);
  const drop = () =>
    attempt(async () => {
      await forget(entry.id);
      const beside = element.nextElementSibling ?? element.previousElementSibling;
      fieldOf(beside)?.focus();
      element.remove();
      await recount();
    });
  const remove = make("button", { type: "button", class: "quiet", onclick: drop });
  label(remove, ...named("review.delete-this", "review.delete-this.of", entry));
  say(remove, "review.delete");
  return [field, remove, line];
}

// Where a person says what it is: a class of a list, or numbers; choose({label} or {text}).
function truthField(entry, classes, choose) {
  const corrected = entry.kind === "correction";
  if (entry.answer.numbers) {
    const numbers = corrected ? [{ text: entry.text }] : entry.answer.numbers;
    return numberForm(numbers, (text) => choose({ text }), { lead: "correct.numbers" });
  }
  const value = !corrected ? "" : entry.label === null ? "none" : String(entry.label);
  const chosen = { chosen: value, ask: "review.what" };
  return classList(classes, (index) => choose({ label: index }), chosen);
}

async function recount() {
  showCount((await listKept({ ...chosen(), limit: 1 })).total);
}

function askToForget() {
  const kind = chosen().kind;
  say(byId("confirm-text"), `review.forget.${kind}`);
  byId("confirm").returnValue = "";
  byId("confirm").showModal();
}

async function forgetConfirmed() {
  if (byId("confirm").returnValue !== "yes") return;
  try {
    await forgetAll(chosen().kind);
  } catch (problem) {
    sayTrouble(byId("trouble"), problem);
  }
  await refresh();
}

start();
