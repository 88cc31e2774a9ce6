// An answer in words: how sure, and if not, why not.

import { say, words } from "./language.js";

const GLYPHS = 3; // characters that fit where the big answer stands

/** The big sign of an answer: a short class as it is written, a question mark when not sure. */
export function signOf(answer) {
  if (answer.refused) return "?";
  return [...answer.name].length <= GLYPHS ? answer.name : "";
}

// What to say of an answer: {key, filling} for `say`.
function headlineOf(answer) {
  if (answer.refused) return { key: "answer.unsure", filling: {} };
  return { key: "answer.is", filling: { what: answer.name } };
}

/** The likeliest classes of an answer, best first. */
export function likeliest(answer, count) {
  const order = answer.probabilities.map((_, index) => index);
  return order.sort((a, b) => answer.probabilities[b] - answer.probabilities[a]).slice(0, count);
}

/** How sure, or why not: {key, filling}; the server gives its reason in English only. */
export function reasonOf(answer, classes) {
  if (!answer.refused) return { key: "answer.sure", filling: { share: answer.confidence } };
  const reason = answer.reason ?? "";
  if (reason.startsWith("Nothing")) return { key: "reason.nothing", filling: {} };
  if (reason.includes("none of")) return { key: "reason.none", filling: { n: classes.length } };
  const [first, second] = likeliest(answer, 2).map((index) => classes[index]);
  return { key: "reason.either", filling: { what1: first, what2: second } };
}

/** One line for a screen reader, of an answer or of what was read. */
export function spoken(answer, classes) {
  if (answer.numbers) {
    return answer.numbers.length ? readingOf(answer.numbers) : words("read.nothing");
  }
  const [head, reason] = [headlineOf(answer), reasonOf(answer, classes)];
  return `${words(head.key, head.filling)}. ${words(reason.key, reason.filling)}`;
}

/** Say an answer in its two lines: what it is, and how sure. */
export function sayAnswer(headline, reason, answer, classes) {
  const [head, why] = [headlineOf(answer), reasonOf(answer, classes)];
  say(headline, head.key, head.filling);
  say(reason, why.key, why.filling);
}

/** Say the numbers of a picture in two lines: their digits, and how sure the least sure is. */
export function sayNumbers(headline, reason, numbers) {
  if (!numbers.length) {
    say(headline, "read.nothing");
    say(reason, "read.nothing.why");
    return;
  }
  const unsure = numbers.some(({ refused }) => refused);
  say(headline, "text", { text: readingOf(numbers) });
  const share = Math.min(...numbers.map(({ confidence }) => confidence));
  say(reason, unsure ? "read.unsure" : "answer.sure", { share });
}

/** What a number read is called: its digits, and a mark where it is not sure. */
export function readingOf(numbers) {
  return numbers.map(({ text, refused }) => (refused ? `${text}?` : text)).join("  ");
}

const BY_STATUS = {
  ...{ 401: "sign-in", 403: "sign-in", 404: "gone", 413: "too-large", 415: "picture" },
  ...{ 422: "picture", 429: "busy", 501: "cannot", 503: "busy", 507: "full" },
};

const BY_CODE = ["unreachable", "no-store"];

/** Say what went wrong: in English as the server puts it, else in words of our own. */
export function sayTrouble(element, { status, code, detail, message }) {
  const kind = BY_CODE.includes(code) ? code : (BY_STATUS[status] ?? "other");
  say(element, `problem.${kind}`, { detail: detail || message || "" });
}
