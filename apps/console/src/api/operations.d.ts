/** Made by `vite.config.ts` from the contracts: where each operation is offered. */
declare module 'virtual:operations' {
  type Contracts = typeof import('@jiedui/contracts');
  type OperationLike = import('@jiedui/contracts').Operation;
  /** The exports of the contracts that are groups of operations with a route. */
  type GroupName = { [G in keyof Contracts]: Contracts[G] extends Record<string, OperationLike> ? (Contracts[G] extends OperationLike ? never : G) : never }[keyof Contracts];
  /** Those that hold such a group for each of several services. */
  type ServicesGroupName = { [G in keyof Contracts]: Contracts[G] extends Record<string, Record<string, OperationLike>> ? G : never }[keyof Contracts];
  type RoutesOf<Group> = { readonly [K in keyof Group]: import('./route.js').Route<Group[K]> };

  export const operations: { readonly [G in GroupName]: RoutesOf<Contracts[G]> }
    & { readonly [G in ServicesGroupName]: { readonly [S in keyof Contracts[G]]: RoutesOf<Contracts[G][S]> } };
}
