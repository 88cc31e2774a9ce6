// What the server is asked. Addresses are relative: the page works under a prefix, too.

/** A refusal of the server (RFC 9457), or no answer at all (code "unreachable"). */
export class Problem extends Error {
  constructor({ status = 0, code = "other", detail = "" }) {
    super(detail || code);
    this.name = "Problem";
    Object.assign(this, { status, code, detail });
  }
}

async function ask(path, { method = "GET", query = {}, body, type } = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== "");
  const address = given.length ? `${path}?${new URLSearchParams(given)}` : path;
  const headers = type ? { "Content-Type": type } : {};
  let answer;
  try {
    answer = await fetch(address, { method, body, headers, cache: "no-store" });
  } catch {
    throw new Problem({ code: "unreachable" });
  }
  const json = /\bjson\b/.test(answer.headers.get("Content-Type") ?? "");
  const content = json ? await answer.json() : null;
  if (!answer.ok) throw new Problem({ status: answer.status, ...content });
  return content;
}

const sendJson = (path, method, content, query) =>
  ask(path, { method, query, body: JSON.stringify(content), type: "application/json" });

export const listModels = () => ask("models");
export const getSettings = () => ask("settings");
export const putSettings = (settings) => sendJson("settings", "PUT", settings);

/**
 * What a model says of one picture (a Blob). With a name, a broken picture comes back as an
 * answer with `error`; without one it is a Problem.
 */
export async function lookAt(picture, { model, name = null, steps = false, live = false }) {
  const reads = model.task === "read";
  const query = { model: model.unnamed ? null : model.name, live, ...(reads ? {} : { steps }) };
  let body = picture;
  if (name !== null) {
    body = new FormData();
    body.append("picture", picture, name);
  }
  const type = name === null ? picture.type || "application/octet-stream" : undefined;
  const path = reads ? "read" : "predict";
  const { answers } = await ask(path, { method: "POST", query, body, type });
  return reads && !answers[0].error ? onePicture(answers) : answers[0];
}

// A file may have several pages, with an answer each: their numbers, one after another.
function onePicture(answers) {
  const numbered = ({ numbers }, page) => numbers.map((one) => ({ ...one, page }));
  return { ...answers[0], numbers: answers.flatMap(numbered) };
}

/**
 * Keep what a picture really shows. truth: {label} of a class (null: none of them), or {text} of
 * numbers ("": there are none). Acknowledged is on disk.
 */
export async function correct(picture, { model, truth, file = null }) {
  const name = model.unnamed ? null : model.name;
  const content = { picture: await base64(picture), model: name, file, note: "", ...truth };
  return sendJson("corrections", "POST", content);
}

export const listKept = (query) => ask("store", { query });
export const putRight = (id, truth) => sendJson(`store/${id}`, "PATCH", truth);
export const forget = (id) => ask(`store/${id}`, { method: "DELETE" });
export const forgetAll = (kind) => sendJson("store", "DELETE", { confirm: true }, { kind });
export const pictureOf = (id) => `store/${id}/picture`;

function base64(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.split(",", 2)[1] ?? ""));
    reader.readAsDataURL(blob);
  });
}
