// When an answer of a camera may be taken: the same sure answer over several frames.

const NEEDED = 4; // frames that agree
const GONE = 3; // frames without a sure answer, after which the same thing counts as shown again

export class Steady {
  constructor() {
    this.sign = null;
    this.count = 0;
    this.taken = null;
  }

  /** One frame's sure answer, or null for none. True when it is to be taken now. */
  see(sign) {
    this.count = sign === this.sign ? this.count + 1 : 1;
    this.sign = sign;
    if (sign === null) {
      if (this.count >= GONE) this.taken = null;
      return false;
    }
    if (this.count < NEEDED || sign === this.taken) return false;
    this.taken = sign;
    return true;
  }

  /** How near an answer is to being taken, 0 to 1. */
  get progress() {
    return this.sign === null ? 0 : Math.min(this.count / NEEDED, 1);
  }
}
