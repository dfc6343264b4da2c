import { describe, expect, it } from '@jest/globals';
import { unsafeStatements } from './unsafe-ddl.js';

const unsafe = [
  'create index post_probe on post (probe)', 'create unique index post_probe on post (probe)', 'drop index post_probe',
  'alter table post add column probe int not null', 'alter table post add column probe timestamptz default now()', 'alter table post alter column probe type bigint', 'alter table post alter probe set not null',
  'alter table post add constraint probe_known check (probe > 0)', 'alter table post add foreign key (a) references b', 'alter table post add constraint one unique (a)', 'alter table post add primary key (a)',
  'alter table post rename to job', 'alter table post rename column a to b', 'drop table post', 'truncate post', 'alter table post drop column probe', 'update post set probe = 1', 'delete from post where probe = 1',
  'vacuum full post', 'reindex table post', 'lock table post in share mode', 'ALTER TABLE\n  post  -- why not\n ADD COLUMN probe int NOT NULL',
];
const safe = [
  'create index concurrently post_probe on post (probe)', 'drop index concurrently post_probe', 'alter table post add column probe int', "alter table post add column probe text not null default 'x'",
  'alter table post add constraint probe_known check (probe > 0) not valid', 'alter table post validate constraint probe_known', 'alter table post add constraint one unique using index one_idx',
  'create table probe (id uuid primary key, a int not null references post)', 'update post set probe = 1 where id = any($1)', 'create function f() returns int language sql as $$ select 1 $$', 'revoke update on post from x',
];

describe('unsafeStatements', () => {
  it.each(unsafe)('refuses %s', (statement) => { expect(unsafeStatements([statement])).toHaveLength(1); });
  it.each(safe)('lets %s', (statement) => { expect(unsafeStatements([statement])).toEqual([]); });

  it('leaves a migration to do as it likes with a table of its own', () => {
    expect(unsafeStatements(['create table probe (id uuid)', 'create index probe_id on probe (id)', 'alter table probe add column a int not null', 'update probe set a = 1'])).toEqual([]);
    expect(unsafeStatements(['create table probe (id uuid)', 'create index post_id on post (id)'])).toHaveLength(1);
  });

  it('lets one that says so take away what no release uses any more, and nothing else', () => {
    expect(unsafeStatements(['alter table post drop column probe', 'drop table old'], { isContract: true })).toEqual([]);
    expect(unsafeStatements(['alter table post rename to job'], { isContract: true })).toHaveLength(1);
  });
});
