// One question in flight; of those that come meanwhile only the newest is asked.

export class Newest {
  /** work(question) -> promise. It handles its own errors. */
  constructor(work) {
    this.work = work;
    this.waiting = null;
    this.busy = false;
  }

  async want(question) {
    this.waiting = { question };
    if (this.busy) return;
    this.busy = true;
    while (this.waiting) {
      const { question: next } = this.waiting;
      this.waiting = null;
      await this.work(next);
    }
    this.busy = false;
  }
}
