import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type CardChange, type CodeNames, type EntryOf, type ExplanationCard, type Features, type ListEntry, type Market, type matchingExplanations, notFound, refuse, type ReplyOf, type RequestOf, type Side, type Text2, type UnmatchedReason } from '@jiedui/contracts';
import { inScope, Parameters, type Scope, scopeSql, tierScope } from '@jiedui/access';
import { employmentRuleSet, evaluatePair, failedRules, fitOf, produceRuleSet, type RuleContext, type RuleSet } from '@jiedui/market-rules';
import { explainer, type StoredRun } from '@jiedui/matching-run';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { maskName } from '@jiedui/protection';
import { categoryName, geography, isWithin, occupationName, regionName } from '@jiedui/reference-data';
import { entryColumns, entryScope, makeScope } from '../entries/entry-access.js';
import { entryOf, type EntryRow } from '../entries/entry-row.js';
import { loadRunLists } from '../entries/load-entries.js';
import { PoliciesService } from '../policies/policies.service.js';
import type { RunRow } from '../runs/run-view.js';

const CANDIDATES = 50;
/** Names of the codes in features. */
const names: CodeNames = { categoryOf: (code) => categoryName(code) ?? code, occupationOf: (code) => occupationName(code) ?? code };
/** Solved markets kept in memory for cards; the one used longest ago goes first. */
const KEPT = 2;
/** Entries judged at a time. */
const PAGE = 2000;

interface Judgement { failed: number; fit: number }
interface Judged extends Judgement { counterpart: ListEntry }

/** A run made ready for cards; `missing` of its entries are no longer held as it read them. */
interface SolvedRun { readonly explain: ReturnType<typeof explainer>; readonly missing: number }

/** Says why: a card for any entry of a finished run, from the lists as that run read them, candidates for a match by hand, one pair checked by the rules. */
@Injectable()
export class ExplanationsService {
  private readonly solved = new Map<string, Promise<SolvedRun>>();

  constructor(private readonly dataSource: DataSource, private readonly policies: PoliciesService) {}

  /** The card of an entry in its list's last finished run, or in a given one. */
  async entry(call: Call, request: RequestOf<typeof matchingExplanations.entry>): Promise<ExplanationCard> {
    const { entryId } = request;
    const entry = await this.mine(call, entryId);
    const [run]: RunRow[] = await this.dataSource.query(
      `select * from run where market = $1 and programme = $2 and state = 'finished' and ($3::uuid is null or id = $3) order by sequence desc limit 1`, [entry.market, entry.programme, request.runId ?? null]);
    if (run === undefined && request.runId !== undefined) return notFound();
    if (run === undefined) return refuse(409, 'NO_RUN_YET', '还没有完成的匹配，请先运行匹配。', 'There is no finished run yet; start one first.');
    const { explain, missing } = await this.ready(run);
    const card = explain(entryId, request.counterpartId);
    if (card === null) return refuse(409, 'NOT_IN_RUN', '该记录在最近一次匹配之后才加入：已有的建议是按保护等级和匹配度即时给出的，重新匹配后可查看完整说明。', 'The entry came after the last run: what is proposed for it was proposed at once, by tier and fit; run again for the whole card.');
    const shown = await this.forReader(call, entry, card);
    return { ...shown, changedSince: await this.changedSince(run, entry, shown, missing) };
  }

  /**
   * Counterparts for a match by hand, the best first: only pairs that the caller may make, with entries the caller may read.
   * A county that opens another's post is shown its own people for it; an enterprise is shown no people at all.
   */
  async candidates(call: Call, entryId: string, search: string | undefined): Promise<ReplyOf<typeof matchingExplanations.candidates>> {
    const entry = await this.mine(call, entryId);
    const other = entry.side === 'demand' ? 'supply' : 'demand';
    const [makes, reads] = [makeScope(call.actor, entry.market), entryScope(call.actor, entry.market, other)];
    if (makes.length === 0 || reads.length === 0) return refuse(403, 'NOT_PERMITTED', '您的角色不能为该记录选择匹配对象。', 'Your role may not choose counterparts for this entry.');
    const parameters = new Parameters();
    const where = [`e.market = ${parameters.add(entry.market)}`, `e.programme = ${parameters.add(entry.programme)}`, `e.side = ${parameters.add(other)}`, `e.status = 'open'`, scopeSql(reads, call.actor, entryColumns('e'), parameters)];
    if (!reaches(call, makes, entry)) where.push(scopeSql(makes, call.actor, entryColumns('e'), parameters));
    if (search !== undefined && search.trim() !== '') {
      const words = parameters.add(`%${search.trim().replaceAll(/[%_\\]/g, '\\$&')}%`);
      where.push(`(e.label ilike ${words} or e.external_id ilike ${words})`);
    }
    const context = await this.context(entry.programme);
    const best = await this.best(entry, `select e.* from entry e where ${where.join(' and ')}`, parameters, context);
    const held = await this.held(other, best.map(({ counterpart }) => counterpart.id));
    return {
      items: best.map(({ counterpart }) => {
        const evaluation = this.evaluate(entry.market, ...sides(entry, counterpart), context);
        return {
          entryId: counterpart.id, label: counterpart.label, externalId: counterpart.externalId, regionName: regionName(counterpart.region), eligible: evaluation.eligible, fit: evaluation.fit,
          free: Math.max(0, counterpart.capacity - (held.get(counterpart.id) ?? 0)), failed: evaluation.rules.filter((rule) => rule.outcome === 'failed').map((rule) => rule.detail),
        };
      }),
    };
  }

  /** The best counterparts of all there are, a page of the list at a time: other requests are served between the pages. */
  private async best(entry: ListEntry, select: string, parameters: Parameters, context: RuleContext): Promise<Judged[]> {
    let best: Judged[] = [];
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows: EntryRow[] = await this.dataSource.query(`${select} and e.id > $${parameters.values.length + 1}::uuid order by e.id limit ${PAGE}`, [...parameters.values, after]);
      const last = rows.at(-1);
      if (last === undefined) return best;
      const judged = rows.map((row) => {
        const counterpart = entryOf(row);
        return { counterpart, ...this.judge(entry.market, ...sides(entry, counterpart), context) };
      });
      best = [...best, ...judged].sort((a, b) => a.failed - b.failed || b.fit - a.fit || (a.counterpart.id < b.counterpart.id ? -1 : 1)).slice(0, CANDIDATES);
      if (rows.length < PAGE) return best;
      after = last.id;
      await nextTurn();
    }
  }

  /** Quantity of each entry that is sent or agreed. */
  private async held(side: Side, ids: readonly string[]): Promise<Map<string, number>> {
    const column = side === 'demand' ? 'demand_id' : 'supply_id';
    const rows: { id: string; held: number }[] = await this.dataSource.query(`select ${column} as id, sum(quantity)::int as held from pair where state in ('sent', 'agreed') and ${column} = any($1::uuid[]) group by ${column}`, [ids]);
    return new Map(rows.map((row) => [row.id, row.held]));
  }

  async pair(demandId: string, supplyId: string): Promise<ReplyOf<typeof matchingExplanations.pair>> {
    const rows: EntryRow[] = await this.dataSource.query('select * from entry where id = any($1::uuid[])', [[demandId, supplyId]]);
    const demand = rows.find((row) => row.id === demandId && row.side === 'demand');
    const supply = rows.find((row) => row.id === supplyId && row.side === 'supply');
    if (demand === undefined || supply === undefined || demand.market !== supply.market || demand.programme !== supply.programme) return notFound();
    return this.evaluate(demand.market, entryOf(demand), entryOf(supply), await this.context(demand.programme));
  }

  private evaluate(market: Market, demand: ListEntry, supply: ListEntry, context: RuleContext): ReturnType<typeof evaluatePair> {
    return market === 'employment' ? evaluateIn(employmentRuleSet, demand, supply, context) : evaluateIn(produceRuleSet, demand, supply, context);
  }

  private judge(market: Market, demand: ListEntry, supply: ListEntry, context: RuleContext): Judgement {
    return market === 'employment' ? judgeIn(employmentRuleSet, demand, supply, context) : judgeIn(produceRuleSet, demand, supply, context);
  }

  private async context(programme: string): Promise<RuleContext> {
    const policy = await this.policies.current(programme);
    return { geography, names, policy, programme, asOf: policy.asOf ?? todayInShanghai() };
  }

  /** The entry, if the reader may read it in its list and have it explained: by place or by organisation. */
  private async mine(call: Call, entryId: string): Promise<ListEntry> {
    const [row]: EntryRow[] = await this.dataSource.query('select * from entry where id = $1', [entryId]);
    if (row === undefined || !reaches(call, call.scope, row) || !reaches(call, entryScope(call.actor, row.market, row.side), row)) return notFound();
    return entryOf(row);
  }

  /** Leaves out what the reader may not see: tiers, and single entries of the other list that its pages would not show (DESIGN section 4). Counts stay. */
  private async forReader(call: Call, entry: ListEntry, card: ExplanationCard): Promise<ExplanationCard> {
    const other = entry.side === 'demand' ? 'supply' : 'demand';
    const { unmatched, pair } = card;
    const change = unmatched?.smallestChange ?? null;
    const ids = [...card.alternatives.map((one) => one.entryId), pair?.counterpartId, change?.counterpartId].filter((id) => id !== undefined && id !== null);
    const rows: EntryRow[] = await this.dataSource.query('select * from entry where id = any($1::uuid[])', [ids]);
    const reads = entryScope(call.actor, entry.market, other);
    const readable = new Set(rows.filter((row) => reaches(call, reads, row)).map((row) => row.id));
    const tiers = tierScope(call.actor, entry.market);
    // How far it was outbid and by whom tells tiers too.
    const ranks = entry.side === 'demand' ? tiers.length > 0 : reaches(call, tiers, entry);
    return {
      ...card, tier: ranks ? card.tier : null,
      pair: pair === null || readable.has(pair.counterpartId) || await this.wasSent(entry, pair.counterpartId) ? pair : null,
      alternatives: ranks ? card.alternatives.filter((one) => readable.has(one.entryId)).map((one) => ({ ...one, organisation: one.organisation === null ? null : publicName(one.organisation) })) : [],
      unmatched: unmatched === null ? null : {
        ...unmatched, outbidBy: ranks ? unmatched.outbidBy : null,
        smallestChange: change === null || readable.has(change.counterpartId ?? '') ? change : { ...change, counterpartId: null, counterpartLabel: '—' },
      },
    };
  }

  /** Whether the pair left the engine for both sides, whatever became of it: before that the other side knows nothing of it. */
  private async wasSent(entry: ListEntry, counterpartId: string): Promise<boolean> {
    const [demandId, supplyId] = entry.side === 'demand' ? [entry.id, counterpartId] : [counterpartId, entry.id];
    const found: unknown[] = await this.dataSource.query('select 1 from pair where market = $1 and programme = $2 and demand_id = $3 and supply_id = $4 limit 1', [entry.market, entry.programme, demandId, supplyId]);
    return found.length > 0;
  }

  /** What of a card is no longer as its run saw it: the entry, the counterpart it names, the pair itself. */
  private async changedSince(run: RunRow, entry: ListEntry, card: ExplanationCard, missing: number): Promise<ExplanationCard['changedSince']> {
    const counterpartId = card.pair?.counterpartId ?? card.unmatched?.smallestChange?.counterpartId ?? null;
    const rows: { id: string; status: string; seen: number; version: number }[] = await this.dataSource.query(
      'select e.id, e.status, e.version, u.version as seen from run_entry u join entry e on e.id = u.entry_id where u.run_id = $1 and u.entry_id = any($2::uuid[])', [run.id, [entry.id, ...(counterpartId === null ? [] : [counterpartId])]]);
    const what: CardChange[] = [];
    for (const [who, id] of [['entry', entry.id], ['counterpart', counterpartId]] as const) {
      const row = rows.find((one) => one.id === id);
      if (row !== undefined && row.version !== row.seen) what.push(`${who}-${row.status === 'closed' ? 'withdrawn' : 'changed'}`);
    }
    if (card.pair !== null) {
      const [demandId, supplyId] = entry.side === 'demand' ? [entry.id, card.pair.counterpartId] : [card.pair.counterpartId, entry.id];
      const refused: unknown[] = await this.dataSource.query(`select 1 from pair where market = $1 and programme = $2 and demand_id = $3 and supply_id = $4 and state = 'refused' limit 1`, [entry.market, entry.programme, demandId, supplyId]);
      if (refused.length > 0) what.push('pair-refused');
    }
    if (missing > 0) what.push('list-incomplete');
    return what.length === 0 ? null : { what, text: changeText(what) };
  }

  /** A finished run never changes, so what was made ready of it stays right. */
  private async ready(run: RunRow): Promise<SolvedRun> {
    const known = this.solved.get(run.id);
    if (known !== undefined) return known;
    for (const id of [...this.solved.keys()].slice(0, Math.max(0, this.solved.size - KEPT + 1))) this.solved.delete(id);
    const made = this.load(run);
    this.solved.set(run.id, made);
    made.catch(() => this.solved.delete(run.id));
    return made;
  }

  private async load(run: RunRow): Promise<SolvedRun> {
    const lists = await loadRunLists(this.dataSource, run.id);
    const pairs: { demand_id: string; supply_id: string; quantity: number }[] = await this.dataSource.query('select demand_id, supply_id, quantity from run_pair where run_id = $1', [run.id]);
    const known: { entry_id: string; loss: number | null; reason: UnmatchedReason | null }[] = await this.dataSource.query('select entry_id, loss, reason from run_entry where run_id = $1', [run.id]);
    const policy = run.policy ?? await this.policies.current(run.programme);
    const stored: StoredRun = {
      market: run.market, entries: lists.entries, held: lists.held, excluded: lists.excluded, policy, geography, names, asOf: run.as_of ?? policy.asOf ?? todayInShanghai(),
      proposals: pairs.map((pair) => ({ demandId: pair.demand_id, supplyId: pair.supply_id, quantity: pair.quantity })),
      // Of a list too large for exact losses none is known.
      losses: known.some((row) => row.loss === null) ? null : new Map(known.map((row) => [row.entry_id, row.loss ?? 0])),
      isBest: run.gap?.isBest ?? false,
      reasons: new Map(known.flatMap((row) => (row.reason === null ? [] : [[row.entry_id, row.reason]]))),
      run: { id: String(run.sequence), finishedAt: run.finished_at?.toISOString() ?? null, policyVersion: policy.version, inputHash: run.input_hash ?? '', certificate: run.certificate },
    };
    return { explain: explainer(stored), missing: lists.missing };
  }
}

const changeWords: Record<CardChange, Text2> = {
  'entry-changed': { zh: '本条记录已修改', en: 'this entry was edited' }, 'entry-withdrawn': { zh: '本条记录已撤回或关闭', en: 'this entry was withdrawn or closed' },
  'counterpart-changed': { zh: '对方记录已修改', en: 'the counterpart was edited' }, 'counterpart-withdrawn': { zh: '对方记录已撤回或关闭', en: 'the counterpart was withdrawn or closed' },
  'pair-refused': { zh: '该配对已被拒绝', en: 'the pair was refused' }, 'list-incomplete': { zh: '当时的清单没有完整保存，部分内容按现有清单说明', en: 'the list of that run is no longer held in full, so parts are explained by the list of today' },
};

function changeText(what: readonly CardChange[]): Text2 {
  return {
    zh: `本次匹配之后清单有变化：${what.map((one) => changeWords[one].zh).join('，')}。以下按匹配当时的清单说明；请重新匹配。`,
    en: `The list changed since this run: ${what.map((one) => changeWords[one].en).join(', ')}. What follows explains the list as the run saw it; run again.`,
  };
}

/** A firm's name as it is; a name that may be a person's (a farmer in their own name) masked. */
function publicName(name: string): string {
  return /^\p{Script=Han}{2,4}$/u.test(name) ? maskName(name) : name;
}

function evaluateIn<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: ListEntry, supply: ListEntry, context: RuleContext): ReturnType<typeof evaluatePair> {
  if (!isEntry(demand, ruleSet.isDemand) || !isEntry(supply, ruleSet.isSupply)) return notFound();
  return evaluatePair(ruleSet, demand, supply, context);
}

function isEntry<F extends Features>(entry: ListEntry, is: (features: Features) => features is F): entry is ListEntry & EntryOf<F> {
  return is(entry.features);
}

/** The two entries of a pair, the demand first. */
function sides(entry: ListEntry, counterpart: ListEntry): [ListEntry, ListEntry] {
  return entry.side === 'demand' ? [entry, counterpart] : [counterpart, entry];
}

function reaches(call: Call, scope: Scope, row: Pick<ListEntry, 'programme' | 'region' | 'organisation'>): boolean {
  return inScope(scope, { programme: row.programme, regions: [row.region], organisations: [row.organisation] }, call.actor, isWithin);
}

/** What a pair is ranked by, without the words. */
function judgeIn<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: ListEntry, supply: ListEntry, context: RuleContext): Judgement {
  if (!isEntry(demand, ruleSet.isDemand) || !isEntry(supply, ruleSet.isSupply)) return notFound();
  return { failed: failedRules(ruleSet, demand, supply, context).length, fit: fitOf(ruleSet, demand, supply, context) };
}
