/** A call or a file that cannot be served: one sentence in each language, exit code 2. */
export class Refusal extends Error {
  constructor(readonly zh: string, readonly en: string) {
    super(en);
  }

  /** The one line that goes to standard error. */
  get line(): string {
    return `${this.zh} / ${this.en}\n`;
  }
}
