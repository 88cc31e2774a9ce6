// The page: three rooms (draw, pictures, camera), one model at a time, one switch.

import { sayTrouble } from "./answers.js";
import { getSettings, listModels, putSettings } from "./api.js";
import { CameraRoom } from "./camera.js";
import { byId, make } from "./dom.js";
import { DrawRoom } from "./draw.js";
import { say, startLanguage } from "./language.js";
import { PicturesRoom } from "./pictures.js";

const ROOMS = ["draw", "pictures", "camera"];
const REMEMBERED = "tenfold.model";

// What reads numbers where the server has it, but does not list it as a model.
const READER = {
  ...{ name: "numbers", task: "read", unnamed: true },
  ...{ classes: [], picture: { centre: "mass" } },
};

const announce = (text) => {
  byId("live").textContent = text;
};

let rooms;

async function start() {
  startLanguage();
  rooms = { draw: new DrawRoom(announce), pictures: new PicturesRoom(announce) };
  rooms.camera = new CameraRoom(announce);
  window.addEventListener("hashchange", showRoom);
  showRoom();
  try {
    const [{ models, default: first }, settings] = await Promise.all([listModels(), getSettings()]);
    const reads = settings.read && !models.some(({ task }) => task === "read");
    showModels(reads ? [...models, READER] : models, first);
    showSettings(settings);
  } catch (problem) {
    sayTrouble(byId("trouble"), problem);
    for (const name of ROOMS) byId(name).inert = true; // without a model there is nobody to ask
    return;
  }
  listenForFiles();
}

function showRoom() {
  const room = ROOMS.includes(location.hash.slice(1)) ? location.hash.slice(1) : "draw";
  for (const name of ROOMS) byId(name).hidden = name !== room;
  for (const link of document.querySelectorAll("#rooms a")) {
    if (link.hash === `#${room}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (room !== "camera") rooms.camera.stop();
}

function showModels(models, first) {
  const before = localStorage.getItem(REMEMBERED);
  const named = (wanted) => models.find(({ name }) => name === wanted);
  const chosen = named(before) ?? named(first) ?? models[0];
  byId("models").append(...models.map((model) => modelChoice(model, model === chosen)));
  setModel(chosen);
}

function modelChoice(model, checked) {
  const what = { type: "radio", name: "model", value: model.name, checked };
  const radio = make("input", { ...what, onchange: () => setModel(model) });
  return make("label", {}, radio, say(make("span"), "model", { model: model.name }));
}

function setModel(model) {
  localStorage.setItem(REMEMBERED, model.name);
  for (const name of ROOMS) rooms[name].setModel(model);
}

function showSettings(settings) {
  const keep = byId("keep");
  keep.checked = settings.keep_predictions;
  keep.disabled = settings.store === null;
  keep.addEventListener("change", async () => {
    try {
      keep.checked = (await putSettings({ keep_predictions: keep.checked })).keep_predictions;
    } catch (problem) {
      keep.checked = !keep.checked;
      sayTrouble(byId("trouble"), problem);
    }
  });
}

// Files may be dropped and pasted anywhere: they go to the room for pictures.
function listenForFiles() {
  const take = (event, files) => {
    if (!files?.length) return;
    event.preventDefault();
    location.hash = "pictures";
    rooms.pictures.add(files);
  };
  const carried = (event, over) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.toggle("carrying", over);
  };
  document.addEventListener("dragover", (event) => carried(event, true));
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("carrying");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("carrying");
    take(event, event.dataTransfer?.files);
  });
  document.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
}

start();
