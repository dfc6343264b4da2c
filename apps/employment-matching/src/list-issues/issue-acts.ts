import type { DataSource, EntityManager } from 'typeorm';
import { type FieldProblem, LIST_ISSUE_ROWS, type ListIssueAct, type listIssues as operations, listIssueKindNames, listIssueNumber, listIssueSideNames, type ListIssueState, listIssueStateNames, type ListIssueSums, type ListIssueView, refuse, type RequestOf } from '@jiedui/contracts';
import { inScope, Parameters, scopeOf } from '@jiedui/access';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { allowLongStatements, inTransaction, newId } from '@jiedui/persistence';
import { isWithin, pairingsOf, regionName, supportersOf, unitsOf } from '@jiedui/reference-data';
import { nameOf } from '../households/household-acts.js';
import { refuseFaults, wordFaults } from '../households/typed-input.js';
import { actorsOf, type IssueRow, issueActs, issueRule, layoutOf, reachSql, specOf } from './issue-row.js';
import { speaksFor } from './issue-sides.js';
import type { ListIssues } from './list-issues.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
type Draft = Request<'create'>;
/** What of an issue says which rows it is of. */
type Reach = Pick<IssueRow, 'programme' | 'kind' | 'side' | 'region' | 'counterpart' | 'within' | 'category'>;
interface Step { readonly id: string; readonly version: number; readonly words?: string | undefined }

/** Seconds that one publication of {@link LIST_ISSUE_ROWS} may take. */
const PUBLISH_SECONDS = 50;
/** Sums over rows with `people` and `tier`; the priorities are of people alone. */
const sumsSql = (kind: Draft['kind']): string => `count(*)::int as rows, coalesce(sum(people), 0)::int as people, ${kind === 'worker' ? `(count(*) filter (where tier = 1))::int as tier1, (count(*) filter (where tier = 2))::int as tier2` : 'null::int as tier1, null::int as tier2'}`;

/** The steps of issues: each is a line of the history and a version, in one transaction. */
export class IssueActs {
  constructor(private readonly dataSource: DataSource, private readonly reader: ListIssues) {}

  async preview(call: Call, draft: Draft): Promise<ListIssueSums> {
    check(call, draft);
    return inTransaction(this.dataSource, async (manager) => { await allowLongStatements(manager, 18); return liveSums(manager, reachOf(draft)); });
  }

  async create(call: Call, draft: Draft): Promise<ListIssueView> {
    check(call, draft);
    return inTransaction(this.dataSource, async (manager) => {
      const id = newId(), reach = reachOf(draft);
      await manager.query('insert into list_issue (id, programme, kind, side, region, counterpart, within, category, issuer, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        [id, reach.programme, reach.kind, reach.side, reach.region, reach.counterpart, reach.within, reach.category, call.actor.organisationName ?? call.actor.displayName, call.actor.id]);
      await line(manager, call, id, 'create');
      return this.reader.now(manager, call, id);
    });
  }

  /**
   * Freezes the open rows by one statement, takes the next number and the place of the issue that stood for the same reach. The counter is locked until the end of the
   * transaction: what is undone gives its number back, and two at once follow one another.
   */
  async publish(call: Call, at: Step): Promise<ListIssueView> {
    return inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, PUBLISH_SECONDS);
      const issue = await this.begin(manager, call, at, 'publish'), { rows } = await liveSums(manager, issue), { kind } = issue;
      if (rows === 0) refuse(409, 'NO_ROWS', `范围内没有可发布的行，请先录入${listIssueKindNames[kind].zh}或放宽范围。`, `No open row lies in its reach: enter rows of the ${listIssueKindNames[kind].en} first, or widen the reach.`);
      if (rows > LIST_ISSUE_ROWS) refuse(409, 'TOO_MANY_ROWS', `范围内有 ${rows} 行，一期最多 ${LIST_ISSUE_ROWS} 行；请按地区或工种分成几期。`, `${rows} rows lie in its reach; one issue holds at most ${LIST_ISSUE_ROWS}. Draw up several by region or kind.`);
      const parameters = new Parameters(), reach = reachSql(issue, parameters);
      const cells = layoutOf(kind).map(({ code }) => `'${code}', r.texts ->> '${code}'`).join(', ');
      await manager.query(
        `insert into list_issue_row (issue_id, seq, row_id, row_version, people, tier, cells)
          select ${parameters.add(issue.id)}::uuid, row_number() over (order by r.region, r.external_id, r.id), r.id, r.version, r.quantity, ${kind === 'worker' ? 'r.tier' : 'null'}, jsonb_strip_nulls(jsonb_build_object(${cells})) from ${specOf[kind].table} r where ${reach}`, parameters.values);
      const today = todayInShanghai(), year = Number(today.slice(0, 4));
      const [{ last }]: [{ last: number }] = await manager.query(
        'insert into list_issue_counter as c (programme, kind, region, year, last) values ($1, $2, $3, $4, 1) on conflict (programme, kind, region, year) do update set last = c.last + 1 returning last', [issue.programme, kind, issue.region, year]);
      const number = listIssueNumber(kind, year, last);
      const [stood]: [{ id: string }[]] = await manager.query(
        `update list_issue set state = 'superseded', superseded_by = $1, version = version + 1, updated_at = now() where programme = $2 and kind = $3 and side = $4 and region = $5 and counterpart is not distinct from $6 and within is not distinct from $7
          and category is not distinct from $8 and state in ('published', 'acknowledged', 'returned') returning id`, [issue.id, issue.programme, kind, issue.side, issue.region, issue.counterpart, issue.within, issue.category]);
      for (const { id } of stood) await manager.query(`insert into list_issue_step (issue_id, by_id, by_name, act, words) values ($1, 'employment', '系统', 'supersede', $2)`, [id, number]);
      await manager.query(
        `update list_issue set state = 'published', year = $2, sequence = $3, number = $4, issued_on = $5, issuer = $6, rows = s.rows, people = s.people, tier1 = s.tier1, tier2 = s.tier2, digest = s.digest, version = version + 1, updated_at = now()
          from (select ${sumsSql(kind)}, encode(sha256(convert_to(string_agg(encode(sha256(convert_to(concat_ws('|', seq, row_id, row_version, cells), 'UTF8')), 'hex'), '' order by seq), 'UTF8')), 'hex') as digest from list_issue_row where issue_id = $1) s where id = $1`,
        [issue.id, year, last, number, today, call.actor.organisationName ?? call.actor.displayName]);
      await line(manager, call, issue.id, 'publish', number);
      return this.reader.now(manager, call, issue.id);
    });
  }

  async answer(call: Call, at: Step, act: 'acknowledge' | 'return'): Promise<ListIssueView> {
    return inTransaction(this.dataSource, async (manager) => {
      const issue = await this.begin(manager, call, at, act);
      await manager.query('update list_issue set state = $2, answered_by = $3, answered_at = now(), answer_words = $4, version = version + 1, updated_at = now() where id = $1', [issue.id, issueRule(act).to, nameOf(call), at.words ?? null]);
      await line(manager, call, issue.id, act, at.words);
      return this.reader.now(manager, call, issue.id);
    });
  }

  async withdraw(call: Call, at: Step): Promise<ListIssueView> {
    return inTransaction(this.dataSource, async (manager) => {
      const issue = await this.begin(manager, call, at, 'withdraw');
      await manager.query(`update list_issue set state = 'withdrawn', version = version + 1, updated_at = now() where id = $1`, [issue.id]);
      await line(manager, call, issue.id, 'withdraw', at.words);
      return this.reader.now(manager, call, issue.id);
    });
  }

  /** The issue, locked, where the act is the caller's and possible now. */
  private async begin(manager: EntityManager, call: Call, { id, version, words }: Step, act: ListIssueAct): Promise<IssueRow> {
    const issue = await this.reader.reached(manager, call, id, true), actors = actorsOf(call, issue), rule = issueRule(act);
    if (issue.version !== version) refuse(412, 'CHANGED_MEANWHILE', '该期清单已有变化，请刷新后重试。', 'The issue changed meanwhile; reload it.');
    if (!actors.includes(rule.by)) {
      const who = rule.by === 'issuer' ? { zh: '发布单位', en: 'office that gave it' } : { zh: '对方单位', en: 'other side' };
      refuse(403, 'NOT_YOURS', `“${rule.name.zh}”由${who.zh}办理。`, `"${rule.name.en}" is for the ${who.en} to do.`);
    }
    if (!rule.from.includes(issue.state)) refuseState(issue.state, act, issueActs(issue.state, actors));
    refuseFaults(wordFaults({ words }));
    return issue;
  }
}

/** What the request leaves out as null, as the table has it. */
function reachOf({ programme, kind, side, region, counterpart, within, category }: Draft): Reach {
  return { programme, kind, side, region, counterpart: counterpart ?? null, within: within ?? null, category: category ?? null };
}

async function liveSums(manager: EntityManager, issue: Reach): Promise<ListIssueSums> {
  const parameters = new Parameters(), reach = reachSql(issue, parameters);
  const [sums]: ListIssueSums[] = await manager.query(`select ${sumsSql(issue.kind)} from (select r.quantity as people, r.tier from ${specOf[issue.kind].table} r where ${reach}) open`, parameters.values);
  return sums ?? { rows: 0, people: 0, tier1: null, tier2: null };
}

async function line(manager: EntityManager, call: Call, id: string, act: ListIssueAct, words?: string): Promise<void> {
  await manager.query('insert into list_issue_step (issue_id, by_id, by_name, act, words) values ($1, $2, $3, $4, $5)', [id, call.actor.id, nameOf(call), act, words ?? null]);
}

/** Whose list the caller may give, and of what. */
function check({ actor }: Call, draft: Draft): void {
  const { programme, kind, side, region, counterpart, within } = draft, fault = (field: string, code: string, zh: string, en: string): FieldProblem => ({ field, code, message: { zh, en } });
  const known = side === 'supporter' ? supportersOf(programme).some(({ code }) => code === region) : unitsOf(programme).some(({ code }) => code === region);
  if (!known) refuseFaults([fault('region', 'NOT_OF_THE_SIDE', `${regionName(region)}不是本计划的${listIssueSideNames[side].zh}；请核对计划、发布方和地区`, `${regionName(region)} is no ${listIssueSideNames[side].en} of this programme; check programme, side and place`)]);
  if (!speaksFor(actor, 'list-issue.write', draft)) {
    refuse(403, 'OUT_OF_SCOPE', '只能发布本单位所在地区的清单。', 'An office gives the lists of its own place.', { fields: [fault('region', 'OUT_OF_SCOPE', '请选择本单位所在地区', 'choose your own place')] });
  }
  // Whoever does not read the list may not publish it either.
  if (!inScope(scopeOf(actor, specOf[kind].read), { programme, regions: [region], organisations: [] }, actor, isWithin)) {
    refuse(403, 'LIST_NOT_READ', `您不查看${listIssueKindNames[kind].zh}，不能发布；请选择另一清单。`, `You do not read the ${listIssueKindNames[kind].en}; choose the other list.`, { fields: [fault('kind', 'LIST_NOT_READ', '请选择另一清单', 'choose the other list')] });
  }
  refuseFaults([
    ...(counterpart === undefined || pairingsOf(programme).some(({ unitCode, supporterCode }) => (side === 'supporter' ? unitCode === counterpart && supporterCode === region : unitCode === region && supporterCode === counterpart)) ? []
      : [fault('counterpart', 'NOT_A_PAIRING', `${regionName(region)}与${regionName(counterpart)}在本计划中没有结对关系；请选择结对的一方，或留空发给全部`, `${regionName(region)} and ${regionName(counterpart)} are no pairing of the programme; choose a paired place, or leave it empty for all`)]),
    ...(within === undefined || isWithin(within, region) ? [] : [fault('within', 'NOT_WITHIN', `${regionName(within)}不在${regionName(region)}范围内；请选择其下的地区，或留空`, `${regionName(within)} does not lie in ${regionName(region)}; choose a place in it, or leave it empty`)]),
  ]);
}

function refuseState(state: ListIssueState, act: ListIssueAct, possible: readonly ListIssueAct[]): never {
  const names = possible.map((one) => issueRule(one).name);
  return refuse(409, 'WRONG_STATE', `该期清单现为“${listIssueStateNames[state].zh}”，不能“${issueRule(act).name.zh}”。${names.length === 0 ? '请另编新一期。' : `现在可以：${names.map((one) => one.zh).join('、')}。`}`,
    `The issue is "${listIssueStateNames[state].en}"; "${issueRule(act).name.en}" is not possible now. ${names.length === 0 ? 'Draw up a new one.' : `Possible now: ${names.map((one) => one.en).join(', ')}.`}`);
}
