/** A text whose occupation is known: a coded title, or a name or another name of the classification. */
export interface KnownText {
  readonly text: string;
  /** Index of its code. */
  readonly code: number;
  /** Whether it is the classification's own; else a title somebody coded. */
  readonly own: boolean;
  readonly normal: string;
}

/** Likeness of a title to known texts, 0 to 1, by weighted pieces of characters. */
export class NeighbourIndex {
  private readonly ids = new Map<string, number>();
  private readonly starts: Int32Array;
  private readonly documents: Uint16Array;
  private readonly values: Float32Array;
  private readonly rarity: Float32Array;
  private readonly unknown: number;

  /**
   * At most 65,536 texts.
   *
   * @param gramsOf weighted pieces of a text; asked twice, since all pieces of all texts at once take ten times what the index does.
   */
  constructor(readonly texts: readonly KnownText[], gramsOf: (text: KnownText) => ReadonlyMap<string, number>) {
    const counts: number[] = [];
    for (const text of texts) {
      for (const gram of gramsOf(text).keys()) {
        let id = this.ids.get(gram);
        if (id === undefined) { id = this.ids.size; this.ids.set(gram, id); counts.push(0); }
        counts[id] = (counts[id] ?? 0) + 1;
      }
    }
    this.rarity = Float32Array.from(counts, (n) => Math.log(1 + texts.length / n));
    this.unknown = Math.log(1 + texts.length);
    this.starts = new Int32Array(counts.length + 1);
    counts.forEach((n, id) => { this.starts[id + 1] = (this.starts[id] ?? 0) + n; });
    const at = this.starts.slice();
    this.documents = new Uint16Array(this.starts[counts.length] ?? 0);
    this.values = new Float32Array(this.documents.length);
    texts.forEach((text, document) => {
      const grams = gramsOf(text);
      let norm = 0;
      for (const [gram, value] of grams) norm += (value * (this.rarity[this.ids.get(gram) ?? 0] ?? 0)) ** 2;
      norm = Math.sqrt(norm) || 1;
      for (const [gram, value] of grams) {
        const id = this.ids.get(gram) ?? 0, place = at[id] ?? 0;
        at[id] = place + 1;
        this.documents[place] = document;
        this.values[place] = value * (this.rarity[id] ?? 0) / norm;
      }
    });
  }

  /** Likeness to every text, in their order. */
  likeness(grams: ReadonlyMap<string, number>): Float32Array {
    const out = new Float32Array(this.texts.length);
    let norm = 0;
    for (const [gram, value] of grams) {
      const id = this.ids.get(gram);
      if (id === undefined) { norm += (value * this.unknown) ** 2; continue; }
      const weight = value * (this.rarity[id] ?? 0);
      norm += weight * weight;
      for (let i = this.starts[id] ?? 0, to = this.starts[id + 1] ?? 0; i < to; i++) {
        const document = this.documents[i] ?? 0;
        out[document] = (out[document] ?? 0) + weight * (this.values[i] ?? 0);
      }
    }
    norm = Math.sqrt(norm) || 1;
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) / norm;
    return out;
  }
}
