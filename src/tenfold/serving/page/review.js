// What was refused, corrected or kept: to be looked at, filtered, put right and taken along.

import { reasonOf, sayAnswer, sayTrouble } from "./answers.js";
import { forget, forgetAll, listKept, listModels, pictureOf, relabel } from "./api.js";
import { byId, make } from "./dom.js";
import { classList } from "./keeping.js";
import { label, say, startLanguage } from "./language.js";

const PAGE = 24; // entries asked for at a time
const TYPED = 250; // ms without a key until a search is asked

const state = { models: [], classes: new Map(), next: null, asked: 0 };

async function start() {
  startLanguage();
  try {
    const [{ models }, { entries }] = await Promise.all([listModels(), listKept({ limit: PAGE })]);
    state.models = models;
    byId("model").append(...modelNames(models, entries).map(modelOption));
  } catch (problem) {
    sayTrouble(byId("trouble"), problem);
    return;
  }
  listen();
  await refresh();
}

// An entry names its model as the model's file does, which may be served under another name: the
// hash says which is which.
const servedBy = ({ model, hash }) =>
  state.models.find((one) => one.hash === hash) ?? state.models.find((one) => one.name === model);

function modelNames(models, entries) {
  const own = new Map(entries.map((entry) => [entry.model, servedBy(entry)]));
  const seen = [...own].map(([value, served]) => ({ value, served }));
  const others = models.filter((model) => !seen.some(({ served }) => served === model));
  return [...seen, ...others.map((served) => ({ value: served.name, served }))];
}

function modelOption({ value, served }) {
  const option = say(make("option", { value }), "model", { model: served?.name ?? value });
  state.classes.set(value, served?.classes ?? []);
  return option;
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
  const items = page.entries.map((entry) => item(entry));
  if (after === null) byId("entries").replaceChildren(...items);
  else byId("entries").append(...items);
  if (after !== null) items[0]?.querySelector("select").focus();
  state.next = page.next;
  byId("more").hidden = page.next === null;
  showCount(page.total);
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
  return element;
}

// What to call an entry: by its file, or by its time where it has none.
const named = (byFile, byTime, { file, time }) => (file ? [byFile, { file }] : [byTime, { time }]);

// What it is, and what the model made of it.
function linesOf({ kind, answer, label: index, name }, classes) {
  const [headline, reason] = [make("p", { class: "headline" }), make("p", { class: "reason" })];
  if (kind === "correction") {
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

function factsOf({ file, time, model }, served) {
  const called = file ? make("span", { class: "file", title: file }, file) : null;
  const when = say(make("time", { datetime: time }), "time", { time });
  const by = say(make("span"), "model", { model: served?.name ?? model });
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
  const corrected = entry.kind === "correction";
  const value = !corrected ? "" : entry.label === null ? "none" : String(entry.label);
  const choose = (index) =>
    attempt(async () => {
      const changed = item(await relabel(entry.id, index));
      element.replaceWith(changed);
      changed.querySelector("select").focus();
      const kept = changed.querySelector(".tools p");
      kept.className = "kept";
      say(kept, index === null ? "kept.none" : "kept.is", { what: classes[index] });
    });
  const list = classList(classes, choose, { chosen: value, ask: "review.what" });
  const drop = () =>
    attempt(async () => {
      await forget(entry.id);
      const beside = element.nextElementSibling ?? element.previousElementSibling;
      beside?.querySelector("select").focus();
      element.remove();
      await recount();
    });
  const remove = make("button", { type: "button", class: "quiet", onclick: drop });
  label(remove, ...named("review.delete-this", "review.delete-this.of", entry));
  say(remove, "review.delete");
  return [list, remove, line];
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
