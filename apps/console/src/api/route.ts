/** Where an operation is offered; `operation` is there for the types only and never set. */
export interface Route<O> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly operation?: O;
}
