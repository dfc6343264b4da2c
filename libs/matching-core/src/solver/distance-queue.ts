/**
 * Priority queue of posts by distance, with decrease-key: a binary heap that knows where each post stands.
 *
 * Equal distances leave in a fixed order (the heap's own), so equal input gives equal output. All arrays are sized once, [R].
 */
export class DistanceQueue {
  private readonly heap: Int32Array;
  private readonly place: Int32Array; // index in heap, -1 when absent
  size = 0;

  /** @param order [R] which of equal distance leaves first: the lowest; may change for posts that are not in the queue. */
  constructor(posts: number, private readonly distance: Float64Array, private readonly order: Float64Array = distance) {
    this.heap = new Int32Array(posts);
    this.place = new Int32Array(posts).fill(-1);
  }

  clear(): void {
    for (let k = 0; k < this.size; k++) this.place[this.heap[k]!] = -1;
    this.size = 0;
  }

  /** Post of least distance; the queue must not be empty. */
  get top(): number {
    return this.heap[0]!;
  }

  /** Inserts a post, or moves it up after its distance fell. */
  push(post: number): void {
    let k = this.place[post]!;
    if (k < 0) k = this.size++;
    this.up(post, k);
  }

  pop(): number {
    const heap = this.heap, first = heap[0]!, last = heap[--this.size]!;
    this.place[first] = -1;
    if (this.size > 0) this.down(last, 0);
    return first;
  }

  /** Takes a post out, wherever it stands; nothing happens when it is absent. */
  remove(post: number): void {
    const k = this.place[post]!;
    if (k < 0) return;
    const last = this.heap[--this.size]!;
    this.place[post] = -1;
    if (last === post) return;
    this.down(last, k);
    this.up(last, this.place[last]!);
  }

  private up(post: number, from: number): void {
    const { heap, place, distance, order } = this, d = distance[post]!, rank = order[post]!;
    let k = from;
    while (k > 0) {
      const parent = (k - 1) >> 1, q = heap[parent]!;
      if (distance[q]! < d || (distance[q] === d && order[q]! <= rank)) break;
      heap[k] = q;
      place[q] = k;
      k = parent;
    }
    heap[k] = post;
    place[post] = k;
  }

  private down(post: number, from: number): void {
    const { heap, place, distance, order, size } = this, d = distance[post]!, rank = order[post]!;
    let k = from;
    for (;;) {
      let child = 2 * k + 1;
      if (child >= size) break;
      let q = heap[child]!;
      if (child + 1 < size) {
        const right = heap[child + 1]!;
        if (distance[right]! < distance[q]! || (distance[right] === distance[q] && order[right]! < order[q]!)) {
          q = right;
          child++;
        }
      }
      if (distance[q]! > d || (distance[q] === d && order[q]! >= rank)) break;
      heap[k] = q;
      place[q] = k;
      k = child;
    }
    heap[k] = post;
    place[post] = k;
  }
}
