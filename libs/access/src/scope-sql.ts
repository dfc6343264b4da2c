import type { Actor } from '@jiedui/contracts';
import type { Scope, ScopeArea } from './scope.js';

/** Collects the parameters of one statement. */
export class Parameters {
  readonly values: unknown[] = [];
  /** Adds a value and gives its placeholder. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Codes below a region begin with this: `50` for 500000, `4203` for 420300, the whole code for a county (武当山特区 lies in 丹江口市). */
export function regionPrefix(code: string): string {
  if (code.endsWith('0000') && code.length === 6) return code.slice(0, 2);
  if (code.endsWith('00') && code.length === 6) return code.slice(0, 4);
  return code;
}

/** Where a scope reaches, as PostgreSQL's second line takes it (`libs/persistence/src/row-reach.ts`): every row, or areas. */
export function reachOf(scope: Scope, actor: Actor): '*' | readonly { programme: string | null; lo: string | null; hi: string | null; organisation: string | null; maker: string | null }[] {
  if (scope.some(everywhere)) return '*';
  return scope.map((area) => {
    const prefix = area.region === null ? null : regionPrefix(area.region);
    return { programme: area.programme, lo: prefix, hi: prefix === null ? null : `${prefix}a`, organisation: area.organisation, maker: area.own ? actor.id : null };
  });
}

/**
 * Condition that a code lies in a region. As a range, not a pattern: an index in any collation serves it (digits come before
 * letters in all of them), so a page of a million rows in a region's order is read from the index.
 */
export function regionSql(column: string, code: string, parameters: Parameters): string {
  const prefix = regionPrefix(code);
  return `(${column} >= ${parameters.add(prefix)} and ${column} < ${parameters.add(`${prefix}a`)})`;
}

/**
 * Columns that say where a row belongs; several region columns when both sides of a pair answer for it, null in one being no
 * place. Where no column says it (no organisation owns a project, figures do not know who made a row), a scope bound by it reaches no row.
 */
export interface ScopeColumns { readonly programme: string; readonly regions: readonly string[]; readonly organisations: readonly string[]; readonly createdBy: string | null }

const everywhere = (area: ScopeArea): boolean => area.programme === null && area.region === null && area.organisation === null && !area.own;
const any = (conditions: readonly string[]): string => (conditions.length === 0 ? 'false' : `(${conditions.join(' or ')})`);

/** The scope as an SQL condition, saying of rows what `inScope` says of one; `false` when it reaches nowhere. May be null instead of false. */
export function scopeSql(scope: Scope, actor: Actor, columns: ScopeColumns, parameters: Parameters): string {
  // Asked first: PostgreSQL refuses a statement that is given parameters it does not use.
  if (scope.some(everywhere)) return 'true';
  return any(scope.map((area) => {
    const all: string[] = [];
    if (area.programme !== null) all.push(`${columns.programme} = ${parameters.add(area.programme)}`);
    if (area.region !== null) {
      const { region } = area;
      all.push(any(columns.regions.map((column) => regionSql(column, region, parameters))));
    }
    if (area.organisation !== null) {
      const { organisation } = area;
      all.push(any(columns.organisations.map((column) => `${column} = ${parameters.add(organisation)}`)));
    }
    if (area.own) all.push(columns.createdBy === null ? 'false' : `${columns.createdBy} = ${parameters.add(actor.id)}`);
    return `(${all.join(' and ')})`;
  }));
}
