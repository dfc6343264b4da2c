import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allFacts, type ServiceName, subjectOfFact } from '@jiedui/contracts';
import { factHandlers, Projection, type ProjectionStore } from './projection.js';
import { type AgreementRow, type EntryRow, newestOf, type PairPage, type ProjectRow, type RunFinished, type Versioned } from './projected-rows.js';
import { agreementTable, entryTable, projectTable, upsertSql } from './tables.js';

/** The store's promises over maps; `SqlProjectionStore` makes the same by SQL. */
class MapStore implements ProjectionStore {
  readonly entries = new Map<string, EntryRow>();
  readonly agreements = new Map<string, AgreementRow>();
  readonly projects = new Map<string, ProjectRow>();
  readonly runs = new Map<string, RunFinished>();
  readonly sets = new Map<string, { page: PairPage; pages: Map<number, PairPage['proposals']> }>();
  readonly fresh = new Map<ServiceName, string>();

  private put<T extends Versioned>(held: Map<string, T>, rows: readonly T[]): void {
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    for (const row of rows) if ((held.get(row.id)?.version ?? -1) < row.version) held.set(row.id, row);
  }

  async putEntries(rows: readonly EntryRow[]): Promise<void> { this.put(this.entries, rows); }
  async putAgreements(rows: readonly AgreementRow[]): Promise<void> { this.put(this.agreements, rows); }
  async putProjects(rows: readonly ProjectRow[]): Promise<void> { this.put(this.projects, rows); }
  async putRun(run: RunFinished): Promise<void> { if (!this.runs.has(run.runId)) this.runs.set(run.runId, run); }

  async putPairPage(page: PairPage): Promise<void> {
    const same = [...this.sets.values()].filter((set) => set.page.market === page.market && set.page.programme === page.programme);
    const newest = same.filter((set) => set.pages.size >= set.page.pages).map((set) => set.page.runId).sort().at(-1);
    if (newest !== undefined && page.runId <= newest) return;
    const set = this.sets.get(page.runId) ?? { page, pages: new Map() };
    this.sets.set(page.runId, set);
    if (set.pages.has(page.page)) return;
    set.pages.set(page.page, page.proposals);
    if (set.pages.size >= page.pages) for (const old of same) if (old.page.runId < page.runId) this.sets.delete(old.page.runId);
  }

  async noteSource(service: ServiceName, occurredAt: string): Promise<void> {
    const held = this.fresh.get(service);
    if (held === undefined || held < occurredAt) this.fresh.set(service, occurredAt);
  }

  /** Everything held, in an order of its own. */
  content(): unknown {
    const sorted = <T>(rows: Map<string, T>): [string, T][] => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      entries: sorted(this.entries), agreements: sorted(this.agreements), projects: sorted(this.projects), runs: sorted(this.runs), fresh: sorted(this.fresh),
      pairs: sorted(this.sets).map(([id, set]) => [id, [...set.pages].sort(([a], [b]) => a - b)]),
    };
  }
}

type Apply = (projection: Projection) => Promise<void>;

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const entry = fc.record({ n: fc.integer({ min: 1, max: 4 }), version: fc.integer({ min: 1, max: 5 }) }).map(({ n, version }): Apply => (projection) => projection.entries([{
  market: 'produce', programme: 'three-gorges', side: 'supply', id: id(n), version, externalId: `e${n}`, label: `v${version}`, organisation: 'o', capacity: version * 10, tier: 4, region: '500235', status: version === 5 ? 'closed' : 'open',
  features: { kind: 'lot', category: 'c', product: null, price: { fen: 1, grams: 500 }, certifications: [], grade: 0, harvestFrom: '2026-01-01', harvestTo: '2026-02-01', shelfLifeDays: null, coldChain: null, minShipmentUnits: 0 },
}]));
const agreement = fc.record({ n: fc.integer({ min: 10, max: 13 }), version: fc.integer({ min: 1, max: 3 }) }).map(({ n, version }): Apply => (projection) => projection.agreements('employment', [{
  id: id(n), programme: 'three-gorges', unit: '500235', supporter: '320000', tier: 1, quantity: 1, amountFen: null, agreedOn: '2026-03-01', version, ended: version === 3,
}]));
const project = fc.record({ n: fc.integer({ min: 20, max: 22 }), version: fc.integer({ min: 1, max: 4 }) }).map(({ n, version }): Apply => (projection) => projection.projects([{
  id: id(n), programme: 'danjiangkou', unit: '411326', supporter: '110000', name: 'p', field: 's0-1-1', state: 'approved', totalFen: 100, grantFen: 50, paidFen: version, filedOn: '2026-01-01', approvedOn: null, paidByMonth: [], sample: true, version,
}]));
const pages = fc.record({ run: fc.integer({ min: 30, max: 33 }), page: fc.integer({ min: 1, max: 2 }) }).map(({ run, page }): Apply => (projection) => projection.pairs({
  runId: id(run), sequence: run, market: 'employment', programme: 'three-gorges', page, pages: 2, proposals: [{ demandId: id(1), supplyId: id(page), quantity: 1, fit: run, tier: 2 }],
}));
const run = fc.integer({ min: 30, max: 33 }).map((n): Apply => (projection) => projection.run({
  runId: id(n), sequence: n, market: 'employment', programme: 'three-gorges', demandEntries: 1, supplyEntries: 2, matchedSupply: 1, matchedDemand: 1, vector: { placedByTier: [0, 1, 0, 0], totalFit: 5 }, certificate: 'verified', finishedAt: '2026-03-01T00:00:00.000Z',
}));
const source = fc.integer({ min: 1, max: 9 }).map((hour): Apply => (projection) => projection.source('employment', `2026-03-01T0${hour}:00:00.000Z`));
const facts = fc.array(fc.oneof(entry, agreement, project, pages, run, source), { maxLength: 60 });

async function contentAfter(steps: readonly Apply[]): Promise<unknown> {
  const store = new MapStore();
  const projection = new Projection(store);
  for (const step of steps) await step(projection);
  return store.content();
}

describe('projection', () => {
  it('is the same when facts come twice and in any order', async () => {
    await fc.assert(fc.asyncProperty(facts.chain((steps) => fc.tuple(fc.constant(steps), fc.shuffledSubarray([...steps, ...steps], { minLength: steps.length * 2, maxLength: steps.length * 2 }))), async ([once, shuffled]) => {
      expect(await contentAfter(shuffled)).toEqual(await contentAfter(once));
    }), { numRuns: 300 });
  });

  it('never goes back to an older version', async () => {
    const store = new MapStore();
    const projection = new Projection(store);
    const placed = (version: number, ended: boolean) => ({ id: id(1), programme: 'three-gorges', unit: '500235', supporter: null, tier: 4 as const, quantity: 1, amountFen: null, agreedOn: '2026-01-01', version, ended });
    await projection.agreements('employment', [placed(3, true), placed(2, false)]);
    await projection.agreements('employment', [placed(1, false)]);
    expect(store.agreements.get(id(1))).toMatchObject({ version: 3, ended: true });
  });

  it('keeps the pairs of the newest whole run, also while a newer one is still coming', async () => {
    const store = new MapStore();
    const projection = new Projection(store);
    const page = (n: number, at: number): PairPage => ({ runId: id(n), sequence: n, market: 'produce', programme: 'three-gorges', page: at, pages: 2, proposals: [] });
    await projection.pairs(page(30, 1));
    await projection.pairs(page(30, 2));
    await projection.pairs(page(31, 1));
    expect([...store.sets.keys()]).toEqual([id(30), id(31)]);
    await projection.pairs(page(31, 2));
    await projection.pairs(page(30, 1));
    expect([...store.sets.keys()]).toEqual([id(31)]);
  });

  it('has an effect for every fact that figures are made of', () => {
    const taken = factHandlers(() => new MapStore()).map((handler) => subjectOfFact(handler.fact));
    const notCounted = ['evt.employment.certified.v1', 'evt.employment.minimum-wages.changed.v1', 'evt.employment.pairs.changed.v1', 'evt.marketplace.pairs.changed.v1', 'evt.matching.proposals.supplemented.v1'];
    expect([...taken, ...notCounted].sort()).toEqual(allFacts.filter((fact) => fact.service !== 'registry' && fact.service !== 'assessment').map(subjectOfFact).sort());
  });
});

describe('newestOf', () => {
  it('leaves one row an id', () => {
    expect(newestOf([{ id: 'a', version: 1 }, { id: 'a', version: 3 }, { id: 'b', version: 2 }, { id: 'a', version: 2 }])).toEqual([{ id: 'a', version: 3 }, { id: 'b', version: 2 }]);
  });
});

describe('upsertSql', () => {
  it('lets a fact replace only older rows, and a rebuild mend rows of the same version', () => {
    for (const table of [entryTable, agreementTable, projectTable]) {
      expect(upsertSql(table, 'fact', '$1')).toContain('where t.version < excluded.version');
      expect(upsertSql(table, 'rebuild', '$1')).toContain('t.version <= excluded.version and (t.id');
    }
  });
});
