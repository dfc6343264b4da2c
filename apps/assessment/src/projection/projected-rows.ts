import type { employmentPlacementsChanged, ListEntry, Market, PayloadOf, ProjectFact, proposalsMade, runFinished } from '@jiedui/contracts';

/** Anything that is known in versions: of one id the highest version counts, whatever order they come in. */
export interface Versioned { readonly id: string; readonly version: number }

/** A row of one of the four lists, without what the rules read. */
export interface EntryRow extends Versioned {
  readonly programme: string; readonly market: Market; readonly side: 'demand' | 'supply'; readonly region: string; readonly supporter: string | null;
  /** Units a post or an order line is meant for; empty for all. */
  readonly target_units: readonly string[];
  readonly organisation: string; readonly external_id: string; readonly label: string; readonly capacity: number; readonly tier: number; readonly open: boolean;
}

/** A placement or a contract line. */
export interface AgreementRow extends Versioned {
  readonly market: Market; readonly programme: string; readonly unit: string; readonly supporter: string | null; readonly tier: number;
  readonly quantity: number; readonly amount_fen: number | null; readonly agreed_on: string; readonly ended: boolean;
  /** Of a placement: where it stands, its first day on the job, months of the last confirmed check, and why it ended; null in a contract line. */
  readonly stage: string | null; readonly arrived_on: string | null; readonly retained_months: number | null; readonly ended_on: string | null; readonly end_reason: string | null;
}

export interface ProjectRow extends Versioned {
  readonly programme: string; readonly unit: string; readonly supporter: string; readonly field: string; readonly state: string; readonly name: string;
  readonly total_fen: number; readonly grant_fen: number; readonly paid_fen: number; readonly filed_on: string; readonly approved_on: string | null;
  readonly paid_by_month: ProjectFact['paidByMonth'];
}

export type RunFinished = PayloadOf<typeof runFinished>;
export type PairPage = PayloadOf<typeof proposalsMade>;
type Agreements = PayloadOf<typeof employmentPlacementsChanged>['agreements'];

export function entryRow(entry: ListEntry): EntryRow {
  const features = entry.features;
  const demand = features.kind === 'post' || features.kind === 'orderLine' ? features : null;
  return {
    id: entry.id, version: entry.version, programme: entry.programme, market: entry.market, side: entry.side, region: entry.region,
    supporter: demand?.supporter ?? null, target_units: demand?.targetUnits ?? [], organisation: entry.organisation,
    external_id: entry.externalId, label: entry.label, capacity: entry.capacity, tier: entry.tier, open: entry.status === 'open',
  };
}

export function agreementRow(market: Market, agreement: Agreements[number]): AgreementRow {
  return {
    id: agreement.id, version: agreement.version, market, programme: agreement.programme, unit: agreement.unit, supporter: agreement.supporter, tier: agreement.tier,
    quantity: agreement.quantity, amount_fen: agreement.amountFen, agreed_on: agreement.agreedOn, ended: agreement.ended,
    stage: agreement.stage ?? (market === 'employment' ? 'agreed' : null), arrived_on: agreement.arrivedOn ?? null, retained_months: agreement.retainedMonths ?? (market === 'employment' ? 0 : null), ended_on: agreement.endedOn ?? null, end_reason: agreement.endReason ?? null,
  };
}

export function projectRow(project: ProjectFact): ProjectRow {
  return {
    id: project.id, version: project.version, programme: project.programme, unit: project.unit, supporter: project.supporter, field: project.field, state: project.state, name: project.name,
    total_fen: project.totalFen, grant_fen: project.grantFen, paid_fen: project.paidFen, filed_on: project.filedOn, approved_on: project.approvedOn, paid_by_month: project.paidByMonth,
  };
}

/** One row an id, its highest version, in the order of ids: facts may name a thing twice, and two replicas that take the same ones are to wait for one another. */
export function newestOf<T extends Versioned>(rows: readonly T[]): T[] {
  const newest = new Map<string, T>();
  for (const row of rows) {
    const held = newest.get(row.id);
    if (held === undefined || held.version < row.version) newest.set(row.id, row);
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
