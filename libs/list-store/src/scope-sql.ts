import type { Scope } from '@jiedui/access';
import type { Actor } from '@jiedui/contracts';

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

/**
 * Condition that a code lies in a region. As a range, not a pattern: an index in any collation serves it (digits come before
 * letters in all of them), so a page of a million rows in a region's order is read from the index.
 */
export function regionSql(column: string, code: string, parameters: Parameters): string {
  const prefix = regionPrefix(code);
  return `(${column} >= ${parameters.add(prefix)} and ${column} < ${parameters.add(`${prefix}a`)})`;
}

/** Columns that say where a row belongs; several region columns when both sides of a pair answer for it. */
export interface ScopeColumns { readonly programme: string; readonly regions: readonly string[]; readonly organisations: readonly string[]; readonly createdBy: string }

export const listScopeColumns: ScopeColumns = { programme: 'programme', regions: ['region'], organisations: ['organisation'], createdBy: 'created_by' };

/** The scope as an SQL condition; `false` when it reaches nowhere. */
export function scopeSql(scope: Scope, actor: Actor, columns: ScopeColumns, parameters: Parameters): string {
  const areas = scope.map((area) => {
    const all: string[] = [];
    if (area.programme !== null) all.push(`${columns.programme} = ${parameters.add(area.programme)}`);
    if (area.region !== null) {
      const { region } = area;
      all.push(`(${columns.regions.map((column) => regionSql(column, region, parameters)).join(' or ')})`);
    }
    if (area.organisation !== null) {
      const organisation = parameters.add(area.organisation);
      all.push(`(${columns.organisations.map((column) => `${column} = ${organisation}`).join(' or ')})`);
    }
    if (area.own) all.push(`${columns.createdBy} = ${parameters.add(actor.id)}`);
    return all.length === 0 ? 'true' : `(${all.join(' and ')})`;
  });
  if (areas.includes('true')) return 'true';
  return areas.length === 0 ? 'false' : `(${areas.join(' or ')})`;
}
