// The room of the camera: hold a thing before it, and once the answer is steady it is noted.

import { readingOf, sayAnswer, sayNumbers, sayTrouble } from "./answers.js";
import { lookAt } from "./api.js";
import { byId } from "./dom.js";
import { className, hush, say, words } from "./language.js";
import { ShownList } from "./shown.js";
import { Steady } from "./steady.js";

const PAUSE = 150; // ms between an answer and the next frame: a few frames a second
const SIDE = 320; // pixels of a frame sent; of a number, its height

export class CameraRoom {
  constructor(announce) {
    this.announce = announce;
    this.list = new ShownList();
    this.video = byId("video");
    this.canvas = document.createElement("canvas");
    this.steady = new Steady();
    this.model = null;
    this.stream = null;
    this.run = 0; // counts starts and stops: what an older one still brings is dropped
    this.devices = [];
    this.wanted = { facingMode: "environment" }; // until a person switches
    byId("camera-start").addEventListener("click", () => this.#toggle());
    byId("camera-switch").addEventListener("click", () => this.#switch());
    this.video.addEventListener("resize", () => this.#guide());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.stream) this.stop("camera.paused");
    });
  }

  setModel(model) {
    this.model = model;
    this.steady = new Steady();
    this.#guide();
  }

  /** Let go of the camera; `why` says so where it was not asked for. */
  stop(why = "camera.off") {
    this.#release();
    this.#running(false);
    say(byId("camera-said"), why);
    hush(byId("camera-why"));
  }

  #release() {
    this.run += 1;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  #toggle() {
    if (this.stream) this.stop();
    else this.#start();
  }

  #switch() {
    const now = this.stream?.getVideoTracks()[0].getSettings().deviceId;
    const next = (this.devices.indexOf(now) + 1) % this.devices.length;
    this.wanted = { deviceId: { exact: this.devices[next] } };
    this.#release(); // the button that was pressed stays where it is, and keeps the focus
    this.steady = new Steady();
    this.#start();
  }

  async #start() {
    const run = ++this.run;
    say(byId("camera-said"), "camera.starting");
    hush(byId("camera-why"));
    try {
      const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
      const video = { ...this.wanted, ...size };
      const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      if (run !== this.run) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.stream = stream;
      this.video.srcObject = stream;
      await this.video.play();
      await this.#findDevices();
    } catch (error) {
      if (run === this.run) this.stop(troubleOfCamera(error));
      return;
    }
    this.#running(true);
    say(byId("camera-said"), "camera.hold");
    this.#look(run);
  }

  async #findDevices() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const cameras = devices.filter(({ kind }) => kind === "videoinput");
    this.devices = cameras.map(({ deviceId }) => deviceId);
    byId("camera-switch").hidden = this.devices.length < 2;
  }

  #running(on) {
    byId("camera").classList.toggle("running", on);
    say(byId("camera-start"), on ? "camera.stop" : "camera.start");
    if (!on) byId("camera-switch").hidden = true;
    this.#progress(0);
  }

  // The part of the picture that is looked at, in pixels of the video.
  #part() {
    const { videoWidth, videoHeight } = this.video;
    if (this.model?.task !== "read") {
      const side = Math.min(videoWidth, videoHeight) * 0.84;
      return { width: side, height: side };
    }
    const width = Math.min(videoWidth * 0.92, videoHeight * 1.84);
    return { width, height: width / 2 };
  }

  #guide() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return;
    const { width, height } = this.#part();
    const { style } = byId("guide");
    style.setProperty("--wide", `${(100 * width) / videoWidth}%`);
    style.setProperty("--high", `${(100 * height) / videoHeight}%`);
  }

  #frame() {
    const { video, canvas } = this;
    const { width, height } = this.#part();
    canvas.height = SIDE;
    canvas.width = Math.round((SIDE * width) / height);
    const [x, y] = [(video.videoWidth - width) / 2, (video.videoHeight - height) / 2];
    const whole = [0, 0, canvas.width, canvas.height];
    canvas.getContext("2d").drawImage(video, x, y, width, height, ...whole);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
  }

  async #look(run) {
    while (run === this.run) {
      const { model, steady } = this;
      try {
        const frame = await this.#frame();
        const answer = await lookAt(frame, { model, live: true });
        if (run !== this.run) return;
        if (model === this.model) this.#seen(frame, answer, steady);
      } catch (problem) {
        if (run !== this.run) return;
        sayTrouble(byId("camera-why"), problem);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  #seen(frame, answer, steady) {
    const [said, why] = [byId("camera-said"), byId("camera-why")];
    if (answer.numbers) sayNumbers(said, why, answer.numbers);
    else sayAnswer(said, why, answer, this.model.classes);
    const text = sureText(answer);
    const take = steady.see(text);
    this.#progress(steady.progress);
    byId("camera").classList.toggle("unsure", text === null);
    if (take) this.#take(frame, answer, text);
  }

  #take(frame, answer, text) {
    const { model } = this;
    this.list.add(frame, { model, answer, text });
    this.announce(words("camera.noted", { what: answer.numbers ? text : className(text) }));
    // Asked once more as a picture that counts: kept, where a person wants predictions kept.
    lookAt(frame, { model }).catch((problem) => sayTrouble(byId("camera-why"), problem));
  }

  #progress(share) {
    byId("guide").style.setProperty("--share", share.toFixed(2));
  }
}

// What a frame shows, when nothing of it is in doubt; else null.
function sureText(answer) {
  if (!answer.numbers) return answer.refused ? null : answer.name;
  const sure = answer.numbers.length > 0 && answer.numbers.every(({ refused }) => !refused);
  return sure ? readingOf(answer.numbers) : null;
}

function troubleOfCamera(error) {
  if (!window.isSecureContext) return "camera.insecure";
  if (error.name === "NotAllowedError") return "camera.denied";
  if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "camera.none";
  return "camera.broken";
}
