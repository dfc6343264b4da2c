import type { DataSource } from 'typeorm';
import type { ListEntry, Market } from '@jiedui/contracts';
import type { PairIds, PairQuantity } from '@jiedui/matching-run';

/** Everything a run reads of one market and programme. Closed entries come along where a held pair names them. */
export interface MarketLists { readonly entries: ListEntry[]; readonly held: PairQuantity[]; readonly excluded: PairIds[] }

const PAGE = 5000;

/** Loads a market's lists of one programme in pages, in id order. */
export async function loadMarketLists(dataSource: DataSource, market: Market, programme: string): Promise<MarketLists> {
  const entries: ListEntry[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows: (Omit<ListEntry, 'externalId'> & { external_id: string })[] = await dataSource.query(
      `select id, market, programme, side, version, external_id, label, organisation, capacity, tier, region, features, status from entry
        where market = $1 and programme = $2 and id > $3 and (status = 'open' or id in (select demand_id from pair where state in ('sent', 'agreed') union select supply_id from pair where state in ('sent', 'agreed')))
        order by id limit $4`, [market, programme, after, PAGE]);
    for (const { external_id: externalId, ...row } of rows) entries.push({ ...row, externalId });
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.id;
  }
  const pairs: { demand_id: string; supply_id: string; quantity: number; state: string }[] = await dataSource.query(
    `select demand_id, supply_id, quantity, state from pair where market = $1 and programme = $2 and state in ('sent', 'agreed', 'refused') order by proposal_id`, [market, programme]);
  const ids = (pair: (typeof pairs)[number]): PairIds => ({ demandId: pair.demand_id, supplyId: pair.supply_id });
  return {
    entries,
    held: pairs.filter((pair) => pair.state !== 'refused').map((pair) => ({ ...ids(pair), quantity: pair.quantity })),
    excluded: pairs.filter((pair) => pair.state === 'refused').map(ids),
  };
}
