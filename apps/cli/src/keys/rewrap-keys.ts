import type pg from 'pg';
import { kekVersionOf, kekVersionSql, type Protection } from '@jiedui/protection';

/** Rows of one statement. */
const BATCH = 1000;

interface Wrapped { id: string; seal_id: string; wrapped: Buffer }

/** Persons' keys, stored and staged, that are wrapped under this version. */
export async function wrappedUnder(client: pg.Client, version: number): Promise<number> {
  const { rows: [row] } = await client.query<{ keys: number }>(
    `select (select count(*) from person_key where kek_version = $1 and wrapped is not null)::int + (select count(*) from staged_row where person_key is not null and ${kekVersionSql('person_key')} = $1)::int as keys`, [version]);
  return row?.keys ?? 0;
}

/**
 * Wraps every key of a version below `current` under it, in batches; a key that is replaced or destroyed meanwhile stays as it then is.
 *
 * @returns the keys that were wrapped anew.
 */
export async function rewrapKeys(client: pg.Client, protection: Protection, current: number): Promise<number> {
  let done = 0;
  for (;;) {
    const { rows } = await client.query<Wrapped>(`select k.person_id as id, w.seal_id, k.wrapped from person_key k join worker w on w.id = k.person_id where k.kek_version < $1 and k.wrapped is not null order by k.kek_version, k.person_id limit ${BATCH}`, [current]);
    if (rows.length === 0) break;
    const renewed = rows.map((row) => protection.rewrapPersonKey(row.wrapped, row.seal_id));
    const { rowCount } = await client.query('update person_key k set wrapped = r.wrapped, kek_version = $4 from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as r(id, old, wrapped) where k.person_id = r.id and k.wrapped = r.old',
      [rows.map((row) => row.id), rows.map((row) => row.wrapped), renewed, renewed[0] === undefined ? current : kekVersionOf(renewed[0])]);
    done += rowCount ?? 0;
  }
  for (;;) {
    const { rows } = await client.query<Wrapped & { row_number: number }>(`select import_id as id, row_number, id as seal_id, person_key as wrapped from staged_row where person_key is not null and ${kekVersionSql('person_key')} < $1 limit ${BATCH}`, [current]);
    if (rows.length === 0) return done;
    const { rowCount } = await client.query('update staged_row s set person_key = r.wrapped from unnest($1::uuid[], $2::int[], $3::bytea[], $4::bytea[]) as r(id, row_number, old, wrapped) where s.import_id = r.id and s.row_number = r.row_number and s.person_key = r.old',
      [rows.map((row) => row.id), rows.map((row) => row.row_number), rows.map((row) => row.wrapped), rows.map((row) => protection.rewrapPersonKey(row.wrapped, row.seal_id))]);
    done += rowCount ?? 0;
  }
}

/**
 * Gives a key of their own to persons whose cells are sealed under the installation's, as they were before there were others.
 *
 * @returns the persons it was given to.
 */
export async function adoptPersons(client: pg.Client, protection: Protection): Promise<number> {
  let done = 0;
  for (;;) {
    const { rows } = await client.query<{ id: string; seal_id: string; programme: string; region: string; personal: Buffer }>(
      `select w.id, w.seal_id, w.programme, w.region, w.personal from worker w where w.personal is not null and not exists (select from person_key k where k.person_id = w.id) limit ${BATCH}`);
    if (rows.length === 0) return done;
    const given = rows.flatMap((row) => {
      const own = protection.newPersonKey(row.seal_id), place = `worker|personal|${row.seal_id}`;
      return own === null ? [] : [{ ...row, sealed: protection.seal(protection.open(row.personal, place), place, own.key), wrapped: own.wrapped }];
    });
    const { rowCount } = await client.query(
      `with sealed as (update worker w set personal = r.sealed from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as r(id, old, sealed) where w.id = r.id and w.personal = r.old returning w.id)
        insert into person_key (person_id, programme, region, wrapped, kek_version) select r.id, r.programme, r.region, r.wrapped, ${kekVersionSql('r.wrapped')} from sealed join unnest($1::uuid[], $4::text[], $5::text[], $6::bytea[]) as r(id, programme, region, wrapped) on r.id = sealed.id`,
      [given.map((one) => one.id), given.map((one) => one.personal), given.map((one) => one.sealed), given.map((one) => one.programme), given.map((one) => one.region), given.map((one) => one.wrapped)]);
    done += rowCount ?? 0;
  }
}
