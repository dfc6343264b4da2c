import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type EntryOf, type ExplanationCard, type Features, type ListEntry, type Market, type matchingExplanations, notFound, refuse, type ReplyOf } from '@jiedui/contracts';
import { inScope } from '@jiedui/access';
import { employmentRuleSet, evaluatePair, produceRuleSet, type RuleContext, type RuleSet } from '@jiedui/market-rules';
import { explainer, type StoredRun } from '@jiedui/matching-run';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { geography, isWithin, regionName } from '@jiedui/reference-data';
import { loadMarketLists } from '../entries/load-entries.js';
import { PoliciesService } from '../policies/policies.service.js';
import type { RunRow } from '../runs/run-view.js';

const CANDIDATES = 50;
/** Solved markets kept in memory for cards; the one used longest ago goes first. */
const KEPT = 2;
const SEES_TIER = new Set(['labour-office', 'receiving-office', 'programme-administrator', 'evaluator', 'auditor']);

type EntryRow = Omit<ListEntry, 'externalId'> & { external_id: string };

/** Says why: a card for any entry of the last finished run, candidates for a match by hand, one pair checked by the rules. */
@Injectable()
export class ExplanationsService {
  private readonly solved = new Map<string, ReturnType<typeof explainer>>();

  constructor(private readonly dataSource: DataSource, private readonly policies: PoliciesService) {}

  async entry(call: Call, entryId: string, counterpartId: string | undefined): Promise<ExplanationCard> {
    const entry = await this.mine(call, entryId);
    const [run]: RunRow[] = await this.dataSource.query(`select * from run where market = $1 and programme = $2 and state = 'finished' order by sequence desc limit 1`, [entry.market, entry.programme]);
    if (run === undefined) return refuse(409, 'NO_RUN_YET', '还没有完成的匹配，请先运行匹配。', 'There is no finished run yet; start one first.');
    const explain = await this.explainerOf(run);
    const card = explain(entryId, counterpartId);
    if (card === null) return refuse(409, 'NOT_IN_RUN', '该记录在最近一次匹配之后才加入，请重新匹配。', 'The entry came after the last run; run again.');
    return forReader(call, card);
  }

  async candidates(call: Call, entryId: string, search: string | undefined): Promise<ReplyOf<typeof matchingExplanations.candidates>> {
    const entry = await this.mine(call, entryId);
    const other = entry.side === 'demand' ? 'supply' : 'demand';
    const words = search === undefined || search.trim() === '' ? null : `%${search.trim().replaceAll(/[%_\\]/g, '\\$&')}%`;
    const rows: (EntryRow & { held: number })[] = await this.dataSource.query(
      `select e.*, coalesce((select sum(quantity) from pair where state in ('sent', 'agreed') and ${other === 'demand' ? 'demand_id' : 'supply_id'} = e.id), 0)::int as held
        from entry e where market = $1 and programme = $2 and side = $3 and status = 'open' and ($4::text is null or label ilike $4 or external_id ilike $4) limit 20000`, [entry.market, entry.programme, other, words]);
    const context = await this.context(entry.programme);
    const judged = rows.map((row) => {
      const counterpart = entryOf(row);
      const [demand, supply] = entry.side === 'demand' ? [entry, counterpart] : [counterpart, entry];
      const evaluation = this.evaluate(entry.market, demand, supply, context);
      return { row, evaluation };
    });
    judged.sort((a, b) => Number(b.evaluation.eligible) - Number(a.evaluation.eligible)
      || a.evaluation.rules.filter((rule) => rule.outcome === 'failed').length - b.evaluation.rules.filter((rule) => rule.outcome === 'failed').length
      || b.evaluation.fit - a.evaluation.fit || (a.row.id < b.row.id ? -1 : 1));
    return {
      items: judged.slice(0, CANDIDATES).map(({ row, evaluation }) => ({
        entryId: row.id, label: row.label, externalId: row.external_id, regionName: regionName(row.region), eligible: evaluation.eligible, fit: evaluation.fit, free: Math.max(0, row.capacity - row.held),
        failed: evaluation.rules.filter((rule) => rule.outcome === 'failed').map((rule) => rule.detail),
      })),
    };
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

  private async context(programme: string): Promise<RuleContext> {
    const policy = await this.policies.current(programme);
    return { geography, policy, programme, asOf: policy.asOf ?? todayInShanghai() };
  }

  /** The entry, if the reader's scope reaches it: by place or by organisation. */
  private async mine(call: Call, entryId: string): Promise<ListEntry> {
    const [row]: EntryRow[] = await this.dataSource.query('select * from entry where id = $1', [entryId]);
    if (row === undefined || !inScope(call.scope, { programme: row.programme, regions: [row.region], organisations: [row.organisation] }, call.actor, isWithin)) return notFound();
    return entryOf(row);
  }

  private async explainerOf(run: RunRow): Promise<ReturnType<typeof explainer>> {
    const known = this.solved.get(run.id);
    if (known !== undefined) return known;
    const lists = await loadMarketLists(this.dataSource, run.market, run.programme);
    const pairs: { demand_id: string; supply_id: string; quantity: number }[] = await this.dataSource.query('select demand_id, supply_id, quantity from run_pair where run_id = $1', [run.id]);
    const losses: { entry_id: string; loss: number }[] = await this.dataSource.query('select entry_id, loss from run_entry where run_id = $1', [run.id]);
    const policy = run.policy ?? await this.policies.current(run.programme);
    const stored: StoredRun = {
      market: run.market, entries: lists.entries, held: lists.held, excluded: lists.excluded, policy, geography, asOf: policy.asOf ?? run.as_of ?? todayInShanghai(),
      proposals: pairs.map((pair) => ({ demandId: pair.demand_id, supplyId: pair.supply_id, quantity: pair.quantity })), losses: new Map(losses.map((row) => [row.entry_id, row.loss])),
      run: { id: String(run.sequence), finishedAt: run.finished_at?.toISOString() ?? null, policyVersion: policy.version, inputHash: run.input_hash ?? '', certificate: run.certificate },
    };
    for (const id of [...this.solved.keys()].slice(0, Math.max(0, this.solved.size - KEPT + 1))) this.solved.delete(id);
    const explain = explainer(stored);
    this.solved.set(run.id, explain);
    return explain;
  }
}

function entryOf({ external_id: externalId, ...row }: EntryRow): ListEntry {
  return { market: row.market, programme: row.programme, side: row.side, id: row.id, version: row.version, externalId, label: row.label, organisation: row.organisation, capacity: row.capacity, tier: row.tier, region: row.region, features: row.features, status: row.status };
}

function evaluateIn<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: ListEntry, supply: ListEntry, context: RuleContext): ReturnType<typeof evaluatePair> {
  if (!isEntry(demand, ruleSet.isDemand) || !isEntry(supply, ruleSet.isSupply)) return notFound();
  return evaluatePair(ruleSet, demand, supply, context);
}

function isEntry<F extends Features>(entry: ListEntry, is: (features: Features) => features is F): entry is ListEntry & EntryOf<F> {
  return is(entry.features);
}

/** Leaves out what the reader may not see: tiers and other people's names of entries are for counties and the programme (mechanisms section 4). */
function forReader(call: Call, card: ExplanationCard): ExplanationCard {
  if (call.actor.kind === 'service' || call.actor.grants.some((grant) => SEES_TIER.has(grant.role))) return card;
  return { ...card, tier: null, alternatives: [], unmatched: card.unmatched === null ? null : { ...card.unmatched, outbidBy: null } };
}
