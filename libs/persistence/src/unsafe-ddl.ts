/** A statement of a migration that would hold people up or lose what they have, and what to write instead. */
export interface UnsafeStatement { readonly statement: string; readonly why: string }

const rules: readonly { readonly when: RegExp; readonly unless?: RegExp; readonly why: string }[] = [
  { when: /^create (unique )?index (?!concurrently)/, why: 'writers wait while the index is built: create it concurrently, in a migration with transaction = false' },
  { when: /^drop index (?!concurrently)/, why: 'takes a lock that everybody waits for: drop it concurrently' },
  { when: /\badd (column )?.*\bnot null\b/, unless: /\bdefault\b/, why: 'rows that are there have no value: add the column, fill it in batches, then forbid null' },
  { when: /\badd (column )?.*\bdefault (now\(\)|clock_timestamp\(\)|gen_random_uuid\(\)|random\(\)|nextval)/, why: 'a default that differs from row to row rewrites the table under an exclusive lock: add it without, fill in batches' },
  { when: /\balter (column )?\S+ (set data )?type\b/, why: 'rewrites the table under an exclusive lock: add a column, fill it in batches, move over, drop the old one' },
  { when: /\balter (column )?\S+ set not null\b/, why: 'reads the whole table under an exclusive lock: add a check not valid, validate it, then set not null' },
  { when: /\badd (constraint \S+ )?(check|foreign key)\b/, unless: /\bnot valid\b/, why: 'reads the whole table under a lock: add it not valid, and validate it in a statement of its own' },
  { when: /\badd (constraint \S+ )?(primary key|unique)\b/, unless: /\busing index\b/, why: 'builds an index under an exclusive lock: create it concurrently, then add the constraint using index' },
  { when: /^alter table .*\brename\b/, why: 'the code that runs now does not know the new name: add, move over, drop' },
  { when: /^(drop table|truncate)\b/, why: 'takes away what the code that runs now reads: only after a release that does not use it; name the migration Contract…' },
  { when: /\bdrop column\b/, why: 'takes away what the code that runs now reads: only after a release that does not use it; name the migration Contract…' },
  { when: /^(update|delete from)\b/, unless: /\b(limit|any\()/, why: 'one statement over all rows holds them all: go in batches outside the migration’s transaction' },
  { when: /^(vacuum full|cluster|reindex (?!.*concurrently)|lock table)\b/, why: 'locks everybody out for as long as it takes' },
];

/**
 * Statements that must not run while people work (reliability D9: expand, backfill in batches, contract). What a migration does to tables
 * that it made itself is nobody's matter yet. `isContract` for one that takes away, after the release that no longer uses it.
 *
 * @param statements in their order, as given to the runner.
 */
export function unsafeStatements(statements: readonly string[], { isContract = false } = {}): UnsafeStatement[] {
  const made = new Set<string>(), found: UnsafeStatement[] = [];
  for (const raw of statements) {
    const statement = raw.replaceAll(/--[^\n]*/g, ' ').replaceAll(/\s+/g, ' ').trim().toLowerCase();
    const create = /^create (?:unlogged |temp(?:orary)? )?table (?:if not exists )?"?([\w.]+)"?/.exec(statement);
    if (create?.[1] !== undefined) made.add(create[1]);
    const target = /^(?:alter table (?:if exists )?(?:only )?|(?:update|delete from|truncate(?: table)?|drop table(?: if exists)?) )"?([\w.]+)"?|^create (?:unique )?index .*? on (?:only )?"?([\w.]+)"?/.exec(statement);
    const table = target?.[1] ?? target?.[2] ?? '';
    if (made.has(table)) continue;
    for (const { when, unless, why } of rules) {
      if (!when.test(statement) || unless?.test(statement) === true || (isContract && why.includes('Contract'))) continue;
      found.push({ statement: statement.slice(0, 200), why });
      break;
    }
  }
  return found;
}
