import { v7 } from 'uuid';

/** A new UUIDv7: sorts by time of making, which keeps B-tree inserts at the right edge. */
export function newId(): string { return v7(); }
