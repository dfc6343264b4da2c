import { employmentEntriesChanged, employmentPlacementsChanged, type ListEntry, type Market, marketplaceContractLinesChanged, marketplaceEntriesChanged, type PayloadOf, type ProjectFact, projectsChanged, proposalsMade, runFinished, type ServiceName } from '@jiedui/contracts';
import { type FactHandler, onFact } from '@jiedui/messaging';
import type { EntityManager } from 'typeorm';
import { agreementRow, type AgreementRow, entryRow, type EntryRow, newestOf, type PairPage, projectRow, type ProjectRow, type RunFinished } from './projected-rows.js';

/**
 * Where the projection keeps its rows. Each `put` leaves a row alone that is held in the same or a later version, so that
 * facts may come twice and, across aggregates, in any order.
 */
export interface ProjectionStore {
  putEntries(rows: readonly EntryRow[]): Promise<void>;
  putAgreements(rows: readonly AgreementRow[]): Promise<void>;
  putProjects(rows: readonly ProjectRow[]): Promise<void>;
  /** Runs are final: the first word about one stands. */
  putRun(run: RunFinished): Promise<void>;
  /** A page of a run's pairs; a run's set counts once all its pages are there, and then ends the sets of earlier runs. */
  putPairPage(page: PairPage): Promise<void>;
  /** A fact of a service was taken; the latest occurrence is how fresh the source is. */
  noteSource(service: ServiceName, occurredAt: string): Promise<void>;
}

type Agreements = PayloadOf<typeof employmentPlacementsChanged>['agreements'];

/** Turns facts into rows. Pure but for its store. */
export class Projection {
  constructor(private readonly store: ProjectionStore) {}

  async entries(entries: readonly ListEntry[]): Promise<void> {
    if (entries.length > 0) await this.store.putEntries(newestOf(entries.map(entryRow)));
  }

  async agreements(market: Market, agreements: Agreements): Promise<void> {
    if (agreements.length > 0) await this.store.putAgreements(newestOf(agreements.map((agreement) => agreementRow(market, agreement))));
  }

  async projects(projects: readonly ProjectFact[]): Promise<void> {
    if (projects.length > 0) await this.store.putProjects(newestOf(projects.map(projectRow)));
  }

  async run(run: RunFinished): Promise<void> { await this.store.putRun(run); }

  async pairs(page: PairPage): Promise<void> { await this.store.putPairPage(page); }

  async source(service: ServiceName, occurredAt: string): Promise<void> { await this.store.noteSource(service, occurredAt); }
}

/** The effect of every fact that figures are made of, in the transaction that marks it as handled. */
export function factHandlers(storeIn: (manager: EntityManager) => ProjectionStore): FactHandler[] {
  const into = async (manager: EntityManager, service: ServiceName, occurredAt: string, apply: (projection: Projection) => Promise<void>): Promise<void> => {
    const projection = new Projection(storeIn(manager));
    await apply(projection);
    await projection.source(service, occurredAt);
  };
  return [
    onFact(employmentEntriesChanged, (manager, { entries }, { occurredAt }) => into(manager, 'employment', occurredAt, (p) => p.entries(entries))),
    onFact(marketplaceEntriesChanged, (manager, { entries }, { occurredAt }) => into(manager, 'marketplace', occurredAt, (p) => p.entries(entries))),
    onFact(employmentPlacementsChanged, (manager, { agreements }, { occurredAt }) => into(manager, 'employment', occurredAt, (p) => p.agreements('employment', agreements))),
    onFact(marketplaceContractLinesChanged, (manager, { agreements }, { occurredAt }) => into(manager, 'marketplace', occurredAt, (p) => p.agreements('produce', agreements))),
    onFact(runFinished, (manager, run, { occurredAt }) => into(manager, 'matching', occurredAt, (p) => p.run(run))),
    onFact(proposalsMade, (manager, page, { occurredAt }) => into(manager, 'matching', occurredAt, (p) => p.pairs(page))),
    onFact(projectsChanged, (manager, { projects }, { occurredAt }) => into(manager, 'intake', occurredAt, (p) => p.projects(projects))),
  ];
}
