import type { Actor, Market, Permission, Side } from '@jiedui/contracts';
import { type Scope, scopeOf } from '@jiedui/access';

const reading: Record<Market, Record<Side, Permission>> = {
  employment: { demand: 'post.read', supply: 'worker.read' },
  produce: { demand: 'order-line.read', supply: 'lot.read' },
};
const making: Record<Market, Permission> = { employment: 'employment-proposal.make', produce: 'produce-proposal.make' };

/** Where the actor may see single entries of a list: the reach of that list's own pages. */
export function entryScope(actor: Actor, market: Market, side: Side): Scope {
  return scopeOf(actor, reading[market][side]);
}

/** Where the actor may match by hand. */
export function makeScope(actor: Actor, market: Market): Scope {
  return scopeOf(actor, making[market]);
}

/** Columns of the table `entry` under an alias that a scope is applied to; the engine keeps no author of a row. */
export function entryColumns(alias: string): { programme: string; regions: string[]; organisations: string[]; createdBy: string } {
  return { programme: `${alias}.programme`, regions: [`${alias}.region`], organisations: [`${alias}.organisation`], createdBy: 'null::text' };
}
