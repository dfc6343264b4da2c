import type { EntityManager } from 'typeorm';
import { type ErasedPerson, employmentEntriesChanged, type ErasureReason, HelpRequestView, ListRow, problem, type WorkerFeatures } from '@jiedui/contracts';
import { ERASED, filterTokens, listEntryOf, type ListSpec, openPersonal, rowColumns, storedRow, type StoredRow } from '@jiedui/list-store';
import { forgetAnswers, type Outbox, removeStoredFile } from '@jiedui/messaging';
import { allowLongStatements } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';

/** Who erases, why, and under which id the logs keep it. */
export interface ErasureOrder { readonly by: string; readonly reason: ErasureReason; readonly correlationId: string | null }

/** What the engine is told of an erased person: nothing that was theirs, and no consent. */
const nobody: WorkerFeatures = {
  kind: 'worker', wishes: [], education: null, experienceYears: null, certificates: [], skills: [], wageWishFen: null, wageMinFen: null, regionsWished: [], regionsExcluded: [], wishesSameProvince: false,
  wishesNearby: false, excludesOtherProvinces: false, needsHousing: null, availableOn: null, legalAgeFrom: null, travelGroup: null, consent: false, tierEnds: null,
};

const reasonWords: Record<ErasureReason, string> = { 'request-of-person': '本人要求', 'purpose-ended': '处理目的已实现或期限届满', 'entered-by-mistake': '误登记' };

/**
 * Erases a person in the transaction (reliability D13; PIPL article 47): the person's key is destroyed, so that no copy of the sealed cells opens; the row keeps
 * its id, programme and county for the figures, under a pseudonym, withdrawn for good; its key and blind indexes go, so that the same person can be entered anew.
 * Imports that hold the person and were not committed are cancelled with their file; rows of theirs that were found wrong go, and the
 * answer to who entered the row is forgotten. `row` carries the wrapped key. What was agreed stays as a count.
 */
export async function erasePerson(manager: EntityManager, spec: ListSpec, outbox: Outbox, protection: Protection, row: StoredRow, order: ErasureOrder): Promise<ErasedPerson> {
  await allowLongStatements(manager, 12);
  const pseudonym = `P-${protection.digest(`pseudonym\0${row.id}`).slice(0, 10)}`;
  const [[destroyed]] = await manager.query('update person_key set wrapped = null, destroyed_at = now() where person_id = $1 returning destroyed_at', [row.id]);
  const at: Date = destroyed?.destroyed_at ?? (await manager.query('insert into person_key (person_id, programme, region, kek_version, destroyed_at) values ($1, $2, $3, 0, now()) returning destroyed_at', [row.id, row.programme, row.region]))[0].destroyed_at;
  await forgetStaged(manager, spec, row);
  await forgetWrongRows(manager, spec, row, protection);
  const erased = problem(409, 'ERASED', '本人信息已经删除。', 'The person was erased already.');
  await forgetAnswers(manager, protection, row.createdBy, (reply) => ListRow.safeParse(reply).data?.id === row.id, erased);
  // Whoever opened a request for help was answered with the worker's words.
  const openers: { by_id: string }[] = await manager.query(`select distinct t.by_id from help_request_step t join help_request h on h.id = t.request_id where h.worker_id = $1 and t.act = 'open'`, [row.id]);
  for (const { by_id: opener } of openers) await forgetAnswers(manager, protection, opener, (reply) => HelpRequestView.safeParse(reply).data?.workerId === row.id, erased);
  await manager.query('update consent_record set withdrawn_at = coalesce(withdrawn_at, now()), purge_on = null where person_id = $1', [row.id]);
  await manager.query(
    `update ${spec.table} set personal = null, natural_key = $2, external_id = $3, title = '已删除', category = null, amount_fen = null, tier = null, from_on = null, to_on = null, texts = '{}', assumed = '[]', features = $4::jsonb,
      content_hash = '', search = array_to_tsvector($5::text[]), seal_id = id, status = 'withdrawn', version = version + 1, updated_at = now() where id = $1`,
    [row.id, `${ERASED}${row.id}`, pseudonym, JSON.stringify(nobody), filterTokens({ programme: row.programme, organisation: row.organisation, region: row.region })]);
  // Words typed about the person may name them.
  await manager.query(`update ${spec.table}_event set reason = null where row_id = $1 and reason is not null`, [row.id]);
  await manager.query(`update proposal_event set reason = null where reason is not null and proposal_id in (select id from proposal where supply_id = $1)`, [row.id]);
  await manager.query('update placement set person = null, end_words = null where worker_id = $1', [row.id]);
  await manager.query(`update placement_step set words = null, before = before - 'end_words' where placement_id in (select id from placement where worker_id = $1)`, [row.id]);
  await manager.query('update alert_step set words = null where words is not null and alert_id in (select id from alert where worker_id = $1)', [row.id]);
  // A course's seats stay as a count, without the certificate; those that wait for a result end by the sweep.
  await manager.query('update training_enrolment set certificate = null, certificate_written = false where worker_id = $1', [row.id]);
  await manager.query('update training_step set words = null where words is not null and enrolment_id in (select id from training_enrolment where worker_id = $1)', [row.id]);
  // What was paid stays as money without its person; what waits ends by the sweep.
  await manager.query('update subsidy_claim set person = worker_id::text, reference = null, refusal_words = null where worker_id = $1', [row.id]);
  await manager.query('update subsidy_claim_step set words = null where words is not null and claim_id in (select id from subsidy_claim where worker_id = $1)', [row.id]);
  // In issues of the list that were published the person stays as a count.
  await manager.query(`update list_issue_row set cells = '{}' where row_id = $1`, [row.id]);
  // Links with their devices; a request for help stays as a count.
  await manager.query('delete from worker_message where worker_id = $1', [row.id]);
  await manager.query('delete from wechat_binding where worker_id = $1', [row.id]);
  await manager.query('delete from notice where worker_id = $1', [row.id]);
  await manager.query('delete from worker_link where worker_id = $1', [row.id]);
  await manager.query(`update help_request set words = null, answer = null, state = 'answered' where worker_id = $1`, [row.id]);
  // Sent ones are released within seconds, by the sweep that tells the engine.
  await manager.query(`update proposal set refusal_words = null, override_reason = case when override_reason is null then null else '' end, made_reason = case when made_reason is null then null else '' end, tier = 4,
      state = case when state = 'proposed' then 'withdrawn' else state end, version = version + 1, updated_at = now() where supply_id = $1`, [row.id]);
  await manager.query(`insert into ${spec.table}_event (row_id, by_actor, what, reason) values ($1, $2, '删除个人信息', $3)`, [row.id, order.by, reasonWords[order.reason]]);
  const [written] = await manager.query(`select ${rowColumns} from ${spec.table} where id = $1`, [row.id]);
  await outbox.append(manager, employmentEntriesChanged, `${spec.table}:${row.id}`, { entries: [listEntryOf(spec, storedRow(written))] }, order.correlationId);
  return { id: row.id, pseudonym, erasedAt: at.toISOString() };
}

/** Staged rows of the person: those of ended imports are deleted; an import still to be committed would bring the person back, so it ends, and its file with it. */
async function forgetStaged(manager: EntityManager, spec: ListSpec, row: StoredRow): Promise<void> {
  const held = 'select s.import_id from staged_row s where s.programme = $1 and s.organisation = $2 and s.natural_key = $3', key = [row.programme, row.organisation, row.naturalKey];
  await manager.query(`update import set cancel_requested = true where list = $4 and state in ('staging', 'committing') and id in (${held})`, [...key, spec.list]);
  const [ended]: [{ id: string; file_id: string }[]] = await manager.query(
    `update import set state = 'cancelled', finished_at = now(), rejection = $5::jsonb where list = $4 and state in ('staged', 'mapping') and id in (${held}) returning id, file_id`,
    [...key, spec.list, JSON.stringify({ code: 'IMPORT.PERSON_ERASED', zh: '文件中有人的个人信息已被删除，导入已取消，文件已删除；请去掉此人后重新上传。', en: 'The data of somebody in the file was erased: cancelled, and the file deleted. Upload it again without that person.' })]);
  for (const { id, file_id: file } of ended) {
    await manager.query('delete from staged_row where import_id = $1', [id]);
    await removeStoredFile(manager, file);
  }
  await manager.query(`delete from staged_row s using import i where i.id = s.import_id and i.state in ('committed', 'cancelled', 'rejected') and s.programme = $1 and s.organisation = $2 and s.natural_key = $3`, key);
}

/** Rows looked at between two turns of the event loop. */
const A_TURN = 200;

/**
 * Rows of the person that were found wrong: without a key of theirs they are told by the ID number, or by name and telephone. They stay a week beside the
 * import that ended, and in its workbook of wrong rows, which goes whole.
 */
async function forgetWrongRows(manager: EntityManager, spec: ListSpec, row: StoredRow, protection: Protection): Promise<void> {
  const marks = marksOf(openPersonal(spec, row, protection));
  if (marks.length === 0) return;
  for (let importId = '00000000-0000-0000-0000-000000000000', after = 0; ;) {
    const found: { import_id: string; row_number: number; id: string; personal: Buffer; person_key: Buffer | null }[] = await manager.query(
      `select s.import_id, s.row_number, s.id, s.personal, s.person_key from staged_row s join import i on i.id = s.import_id where i.list = $1 and s.status in ('wrong', 'duplicate') and s.personal is not null and (s.import_id, s.row_number) > ($2, $3)
        order by s.import_id, s.row_number limit ${A_TURN}`, [spec.list, importId, after]);
    for (const one of found) {
      if (!marksOf(openPersonal(spec, { personal: one.personal, sealId: one.id, personKey: one.person_key }, protection)).some((mark) => marks.includes(mark))) continue;
      await manager.query('delete from staged_row where import_id = $1 and row_number = $2', [one.import_id, one.row_number]);
      await manager.query('delete from stored_file f using import i where i.id = $1 and f.id = i.error_file', [one.import_id]);
      await manager.query('update import set error_file = null where id = $1', [one.import_id]);
    }
    const last = found.at(-1);
    if (last === undefined) return;
    [importId, after] = [last.import_id, last.row_number];
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

/** What a person is told by. */
function marksOf({ idNumber, name, phone }: Readonly<Record<string, string>>): string[] {
  const plain = (text: string): string => text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
  return [...(idNumber === undefined ? [] : [plain(idNumber)]), ...(name === undefined || phone === undefined ? [] : [`${plain(name)} ${plain(phone)}`])];
}
