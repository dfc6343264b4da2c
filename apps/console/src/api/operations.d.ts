/** Made by `vite.config.ts` from the contracts: where each operation is offered. */
declare module 'virtual:operations' {
  type Contracts = typeof import('@jiedui/contracts');
  type OperationLike = import('@jiedui/contracts').Operation;
  /** The exports of the contracts that are groups of operations with a route. */
  type GroupName = { [G in keyof Contracts]: Contracts[G] extends Record<string, OperationLike> ? (Contracts[G] extends OperationLike ? never : G) : never }[keyof Contracts];

  export const operations: {
    readonly [G in GroupName]: { readonly [K in keyof Contracts[G]]: import('./route.js').Route<Contracts[G][K]> };
  };
}
