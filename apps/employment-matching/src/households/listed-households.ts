import type { DataSource, EntityManager } from 'typeorm';
import { HouseholdClass, householdClassNames } from '@jiedui/contracts';
import { serviceActor } from '@jiedui/access';
import { ERASED } from '@jiedui/list-store';
import { allowLongStatements, inTransaction } from '@jiedui/persistence';
import { AuditTrail, rowsDigest } from '@jiedui/protection';

/** The 家庭编号 of an entry of the workers list as SQL, written as its column's parser reads it; `w` names the table. An index is on it. */
export function listedNumber(w: string): string {
  return `btrim(regexp_replace(${w}.texts ->> 'household', '\\s+', ' ', 'g'))`;
}

/** The class that an entry of the workers list states, as SQL of a {@link HouseholdClass}; null where it states none. */
export function listedClass(w: string): string {
  return `case regexp_replace(normalize(${w}.texts ->> 'monitoring', nfkc), '[\\s()]', '', 'g') ${HouseholdClass.options.map((one) => `when '${householdClassNames[one].zh}' then '${one}'`).join(' ')} end`;
}

/** Entries of the workers list that are of a household of the register, as an SQL condition. */
export function isListedIn(w: string, h: string): string {
  return `${w}.texts ->> 'household' is not null and ${w}.region = ${h}.region and ${listedNumber(w)} = ${h}.number and ${w}.programme = ${h}.programme`;
}

/**
 * Whether an entry says otherwise than the register: it states a class of a household that is not monitored, another class, or none of one that is. Nothing is changed by it:
 * a tier follows from the entry alone, and somebody has to find out which of the two is right.
 */
export function contradicts(w: string, h: string): string {
  return `(${w}.status <> 'withdrawn' and ${listedClass(w)} is distinct from case when ${h}.state = 'monitored' then ${h}.class end)`;
}

/** A resident's ID number stands for a person, so it is no household's number; somebody has to give the household one. */
export const ID_NUMBER = /^[0-9]{17}[0-9Xx]$/;

/** Who enters it, for the history. */
const FROM_LIST = '就业需求清单';

/** Enters households that entries of the list name with a class and that the register does not know. `where` is over `w`. */
async function enterListed(manager: EntityManager, where: string, values: readonly unknown[], byActor: string): Promise<{ id: string; version: number; programme: string }[]> {
  return manager.query(
    `with listed as (
        select distinct on (w.programme, w.region, ${listedNumber('w')}) w.programme, w.region, ${listedNumber('w')} as number, ${listedClass('w')} as class, left(btrim(w.texts ->> 'township'), 40) as township from worker w
          where ${where} and w.texts ->> 'household' is not null and w.texts ->> 'monitoring' is not null and ${listedNumber('w')} <> '' and ${listedNumber('w')} !~ '${ID_NUMBER.source}' and ${listedClass('w')} is not null and w.status <> 'withdrawn' and w.natural_key not like '${ERASED}%'
          order by w.programme, w.region, ${listedNumber('w')}, w.updated_at desc, w.id),
      entered as (insert into household (id, programme, region, number, township, class, entered_on, from_list, created_by)
        select gen_random_uuid(), programme, region, number, township, class, (now() at time zone 'Asia/Shanghai')::date, true, $${values.length + 1} from listed
          on conflict (programme, region, number) do nothing returning id, version, programme, class, entered_on),
      lines as (insert into household_event (household_id, by_id, by_name, act, on_day, to_state, class_to) select id, $${values.length + 1}, '${FROM_LIST}', 'enter', entered_on, 'monitored', class from entered)
    select id, version, programme from entered order by id`, [...values, byActor]);
}

/**
 * Puts households into the register as the rows just written name them, in that transaction: "from the list, reason not recorded yet". A household that the register knows is left as it is,
 * in whatever state.
 */
export async function registerListed(manager: EntityManager, ids: readonly string[], byActor: string): Promise<void> {
  await recorded(manager, await enterListed(manager, 'w.id = any($1::uuid[])', [ids], byActor));
}

async function recorded(manager: EntityManager, entered: readonly { id: string; version: number; programme: string }[]): Promise<void> {
  for (const programme of new Set(entered.map((row) => row.programme))) {
    const rows = entered.filter((row) => row.programme === programme);
    await AuditTrail.append(manager, { actor: serviceActor('employment'), action: 'households.entered-from-list', programme, rows: { count: rows.length, digest: rowsDigest(rows) } });
  }
}

const HOUR_MS = 3_600_000;

/** The same for rows that were written by a release that knew no register. */
export class RegisterEarlier {
  private next = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** Safe to call often and in every replica: works at the first call, then once an hour. */
  async work(): Promise<void> {
    if (Date.now() < this.next) return;
    this.next = Date.now() + HOUR_MS;
    await inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 60);
      const known = `not exists (select from household h where h.programme = w.programme and h.region = w.region and h.number = ${listedNumber('w')})`;
      await recorded(manager, await enterListed(manager, known, [], 'employment'));
    });
  }
}
