/** A table of versioned rows: column by PostgreSQL type, `id` and `version` first. */
export interface VersionedTable { readonly name: 'entry' | 'agreement' | 'project'; readonly columns: Readonly<Record<string, string>> }

const versioned = { id: 'uuid', version: 'int' };

export const entryTable: VersionedTable = { name: 'entry', columns: { ...versioned, programme: 'text', market: 'text', side: 'text', region: 'text', supporter: 'text', target_units: 'text[]', organisation: 'text', external_id: 'text', label: 'text', capacity: 'bigint', tier: 'smallint', open: 'boolean' } };
export const agreementTable: VersionedTable = { name: 'agreement', columns: { ...versioned, market: 'text', programme: 'text', unit: 'text', supporter: 'text', tier: 'smallint', quantity: 'bigint', amount_fen: 'bigint', agreed_on: 'date', ended: 'boolean', stage: 'text', arrived_on: 'date', retained_months: 'smallint', ended_on: 'date', end_reason: 'text' } };
export const projectTable: VersionedTable = { name: 'project', columns: { ...versioned, programme: 'text', unit: 'text', supporter: 'text', field: 'text', state: 'text', name: 'text', total_fen: 'bigint', grant_fen: 'bigint', paid_fen: 'bigint', filed_on: 'date', approved_on: 'date', paid_by_month: 'jsonb' } };

/**
 * Puts rows, a JSON array in `given` (a placeholder). With a fact only a later version replaces what is held; a rebuild also mends a row of the same
 * version whose content differs. Returns a row for each that changed.
 */
export function upsertSql(table: VersionedTable, by: 'fact' | 'rebuild', given: string): string {
  const names = Object.keys(table.columns);
  const own = names.map((name) => `t.${name}`).join(', ');
  const excluded = names.map((name) => `excluded.${name}`).join(', ');
  const newer = by === 'fact' ? 't.version < excluded.version' : `t.version <= excluded.version and (${own}) is distinct from (${excluded})`;
  return `insert into ${table.name} as t (${names.join(', ')})
      select ${names.join(', ')} from jsonb_to_recordset(${given}::jsonb) as r(${Object.entries(table.columns).map(([name, type]) => `${name} ${type}`).join(', ')})
      on conflict (id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}, seen_at = now() where ${newer}
      returning 1`;
}
