// Which language the page speaks. Whatever is said keeps its key (data-say) and what fills it
// (data-with), so that switching says everything again, where it stands.

import { CLASS_NAMES, LANGUAGES, MODEL_NAMES, WORDS } from "./words.js";

const REMEMBERED = "tenfold.language";

/** "en" or "bn": what was chosen before, or what the browser asks for. */
export let language = chosenBefore() ?? asked();

function chosenBefore() {
  const before = localStorage.getItem(REMEMBERED);
  return LANGUAGES.includes(before) ? before : null;
}

function asked() {
  return navigator.languages.some((one) => one.startsWith("bn")) ? "bn" : "en";
}

const inThis = (pair) => pair[LANGUAGES.indexOf(language)];

/** The words of a key, `{…}` filled in. A key that does not exist is a mistake of ours. */
export function words(key, filling = {}) {
  if (!(key in WORDS)) throw new Error(`No words for ${key}`);
  return inThis(WORDS[key]).replace(/\{(\w+)\}/g, (_, name) => filled(name, filling[name]));
}

// How a gap is filled goes by its name: {share} a percentage, {n} a number, {what} a
// class in words, {sign} a class as short as it goes, {full} both, {model} a
// model, {time} a moment.
function filled(name, value) {
  if (name === "share") return share(value);
  if (/^n\d?$/.test(name)) return number(value);
  if (/^what\d?$/.test(name)) return className(value);
  if (name === "sign") return signName(value);
  if (name === "full") return fullName(value);
  if (name === "model") return translated(MODEL_NAMES, value);
  if (name === "time") return time(value);
  return String(value);
}

// `nu: beng` writes Bengali numerals, which every browser's own data know.
const locale = () => (language === "bn" ? "bn-u-nu-beng" : "en");

const number = (value) => new Intl.NumberFormat(locale()).format(value);

/** A share of 1 as a percentage; never 100%, since no model is ever that sure. */
export function share(value, { digits = 1 } = {}) {
  const most = 1 - 10 ** -(digits + 2);
  return new Intl.NumberFormat(locale(), {
    style: "percent",
    maximumFractionDigits: digits,
  }).format(Math.min(value, most));
}

// A moment (ISO 8601) as a person writes it.
function time(iso) {
  const style = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" };
  return new Intl.DateTimeFormat(locale(), style).format(new Date(iso));
}

// Names come from strangers, too: one that is not ours stays as it is.
const translated = (table, name) => (Object.hasOwn(table, name) ? inThis(table[name]) : name);

/** A class in words: "7" is "seven"; a class that tenfold does not ship keeps its own name. */
export const className = (name) => translated(CLASS_NAMES, name);

// "7" stays the sign 7, which is what was written; "Trouser" is said in our language.
const signName = (name) => ([...name].length <= 2 ? name : className(name));

// "7 · seven", but only "Trouser": a class without a sign of its own is not said twice.
const fullName = (name) =>
  signName(name) === className(name) ? className(name) : `${name} · ${className(name)}`;

/** Say a key in an element, now and after every switch of language. */
export function say(element, key, filling = {}) {
  element.dataset.say = key;
  element.dataset.with = JSON.stringify(filling);
  element.textContent = words(key, filling);
  return element;
}

/** Say nothing in an element any more. */
export function hush(element) {
  delete element.dataset.say;
  element.textContent = "";
}

/** As `say`, but what a screen reader calls an element, or another attribute. */
export function label(element, key, filling = {}, attribute = "aria-label") {
  element.dataset.sayOn = attribute;
  element.dataset.sayAs = key;
  element.dataset.sayWith = JSON.stringify(filling);
  element.setAttribute(attribute, words(key, filling));
  return element;
}

/** Say everything below `root` in the language of now. */
export function sayAll(root = document) {
  for (const element of root.querySelectorAll("[data-say]")) {
    say(element, element.dataset.say, JSON.parse(element.dataset.with ?? "{}"));
  }
  for (const element of root.querySelectorAll("[data-say-as]")) {
    const { sayAs, sayWith, sayOn } = element.dataset;
    label(element, sayAs, JSON.parse(sayWith ?? "{}"), sayOn ?? "aria-label");
  }
}

/** Switch the page to a language, and remember it. */
function speak(chosen) {
  language = chosen;
  localStorage.setItem(REMEMBERED, chosen);
  show();
  document.dispatchEvent(new Event("tenfold:language"));
}

function show() {
  document.documentElement.lang = language;
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  sayAll();
}

/** Say the whole page, and let the buttons with data-language switch. */
export function startLanguage() {
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }
  show();
}
