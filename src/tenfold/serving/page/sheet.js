// The sheet one draws on: strokes of a mouse, a finger, a pen or the arrow keys.
//
// A stroke is a list of points {x, y, width}, all in heights of the sheet, so that it looks the
// same on every screen and the picture sent does not depend on the one drawn on.

/** Pixels of the picture that is sent: ten times what the model sees. */
export const PICTURE_HEIGHT = 280;

const KEY_STEP = 0.03; // heights of the sheet

const ARROWS = {
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
  ...{ Home: [-1, -1], PageUp: [1, -1], End: [-1, 1], PageDown: [1, 1] },
};

export class Sheet {
  /** on: {change() after every point, lift() after every stroke, pen(down) by keyboard}. */
  constructor(canvas, on) {
    this.canvas = canvas;
    this.on = on;
    this.strokes = [];
    this.drawing = null; // the pointer that draws, and nobody else beside it
    this.pen = { x: 0.5, y: 0.5, down: false };
    this.held = new Set(); // arrow keys
    this.byKeys = false; // whether the pen of the keyboard is to be seen
    this.nib = 0.075;
    this.#listen();
    new ResizeObserver(() => this.#paint()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#paint());
  }

  get aspect() {
    return this.canvas.clientWidth / this.canvas.clientHeight || 1;
  }

  get empty() {
    return this.strokes.length === 0;
  }

  /** How wide a stroke is, in heights of the sheet: thinner where several digits have to fit. */
  setNib(width) {
    this.nib = width;
  }

  undo() {
    this.#setStrokes(this.strokes.slice(0, -1));
  }

  clear() {
    this.#setStrokes([]);
  }

  #setStrokes(strokes) {
    this.drawing = null;
    this.#lower(false);
    this.strokes = strokes;
    this.#changed();
    this.on.lift();
  }

  /** What was drawn as a PNG, black on white whatever the colours of the screen. */
  picture() {
    const copy = document.createElement("canvas");
    copy.height = PICTURE_HEIGHT;
    copy.width = Math.round(PICTURE_HEIGHT * this.aspect);
    const context = copy.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, copy.width, copy.height);
    this.#draw(context, PICTURE_HEIGHT, "#000");
    return new Promise((resolve) => copy.toBlob(resolve, "image/png"));
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", (event) => this.#up(event));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("keyup", (event) => this.held.delete(event.key));
    canvas.addEventListener("focus", () => {
      this.byKeys = canvas.matches(":focus-visible");
      this.#paint();
    });
    canvas.addEventListener("blur", () => {
      this.held.clear();
      this.#lower(false);
      this.#paint();
    });
  }

  #down(event) {
    if (this.drawing !== null || event.button > 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.drawing = event.pointerId;
    this.byKeys = false;
    this.#lower(false);
    this.strokes.push([this.#point(event)]);
    this.#changed();
  }

  #move(event) {
    if (event.pointerId !== this.drawing) return;
    const stroke = this.strokes.at(-1);
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) {
      const point = this.#point(one);
      const last = stroke.at(-1);
      if (Math.hypot(point.x - last.x, point.y - last.y) > 0.004) stroke.push(point);
    }
    this.#changed();
  }

  #up(event) {
    if (event.pointerId !== this.drawing) return;
    this.drawing = null;
    this.on.lift();
  }

  // Only a pen knows how hard it is pressed; the others write evenly.
  #point({ clientX, clientY, pointerType, pressure }) {
    const frame = this.canvas.getBoundingClientRect();
    const pressed = pointerType === "pen" ? 0.55 + 0.9 * pressure : 1;
    return {
      x: (clientX - frame.left) / frame.height,
      y: (clientY - frame.top) / frame.height,
      width: this.nib * pressed,
    };
  }

  #key(event) {
    const { key } = event;
    if (key in ARROWS && !event.altKey && !event.metaKey) this.#walk(key, event.shiftKey);
    else if (key === " ") this.#lower(!this.pen.down);
    else if (key === "Backspace" || (key === "z" && (event.ctrlKey || event.metaKey))) this.undo();
    else if (key === "Delete") this.clear();
    else return;
    this.byKeys = true;
    event.preventDefault();
    this.#paint();
  }

  // Two arrows held together go slantwise: only the last one repeats, so all held ones count.
  #walk(key, far) {
    this.held.add(key);
    const steps = [...this.held].map((one) => ARROWS[one]);
    const by = KEY_STEP * (far ? 4 : 1);
    const go = (at, axis, most) => {
      const direction = Math.sign(steps.reduce((sum, step) => sum + step[axis], 0));
      return Math.min(Math.max(at + by * direction, 0.02), most - 0.02);
    };
    this.pen.x = go(this.pen.x, 0, this.aspect);
    this.pen.y = go(this.pen.y, 1, 1);
    if (this.pen.down) {
      this.strokes.at(-1).push({ x: this.pen.x, y: this.pen.y, width: this.nib });
      this.#changed();
    }
  }

  #lower(down) {
    if (this.pen.down === down) return;
    this.pen.down = down;
    this.on.pen(down);
    if (down) {
      this.strokes.push([{ x: this.pen.x, y: this.pen.y, width: this.nib }]);
      this.#changed();
    } else {
      this.#paint();
      this.on.lift();
    }
  }

  #changed() {
    this.#paint();
    this.on.change();
  }

  #paint() {
    const { canvas } = this;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const context = canvas.getContext("2d");
    const { color, outlineColor } = getComputedStyle(canvas);
    this.#draw(context, canvas.height, color);
    const seen = this.byKeys && document.activeElement === canvas;
    if (seen) this.#cross(context, canvas.height, outlineColor);
  }

  #draw(context, height, colour) {
    Object.assign(context, { strokeStyle: colour, fillStyle: colour });
    Object.assign(context, { lineCap: "round", lineJoin: "round" });
    for (const stroke of this.strokes) drawStroke(context, stroke, height);
  }

  // Where the pen of the keyboard is: a ring, filled while it writes.
  #cross(context, height, colour) {
    const [x, y] = [this.pen.x * height, this.pen.y * height];
    Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: height / 120 });
    context.beginPath();
    context.arc(x, y, height * 0.025, 0, 2 * Math.PI);
    if (this.pen.down) context.fill();
    context.stroke();
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + dx * height * 0.025, y + dy * height * 0.025);
      context.lineTo(x + dx * height * 0.05, y + dy * height * 0.05);
    }
    context.stroke();
  }
}

// Curves from the middle between two points to the next middle: no corners where hands make none.
function drawStroke(context, stroke, height) {
  const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const [first] = stroke;
  if (stroke.length === 1) {
    context.beginPath();
    context.arc(first.x * height, first.y * height, (first.width * height) / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  let from = first;
  stroke.forEach((point, index) => {
    const next = stroke[index + 1];
    const to = next ? middle(point, next) : point;
    context.lineWidth = point.width * height;
    context.beginPath();
    context.moveTo(from.x * height, from.y * height);
    context.quadraticCurveTo(point.x * height, point.y * height, to.x * height, to.y * height);
    context.stroke();
    from = to;
  });
}
