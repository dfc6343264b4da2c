import { DataSource } from 'typeorm';
import { marketplaceEntriesChanged, marketplaceImports, produceProposals, marketplaceSnapshot, orderLines, lots, proposalsMade } from '@jiedui/contracts';
import { consentController, ProposalAnswers, Proposals } from '@jiedui/consent';
import { importController, ImportJob, ImportLeftovers, listController } from '@jiedui/list-store';
import { Bus, Jobs, Live, onFact, Outbox, StoredFiles } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { runService } from '@jiedui/service-host';
import { produceConsent } from './contract-lines/produce-consent.js';
import { orderLineSpec } from './order-lines/order-line-list.js';
import { lotSpec } from './lots/lot-list.js';

const specs = [orderLineSpec, lotSpec];
const LAPSE_EVERY_MS = 10_000;

await runService({
  name: 'marketplace',
  controllers: [
    listController(orderLines, orderLineSpec, marketplaceEntriesChanged), listController(lots, lotSpec, marketplaceEntriesChanged),
    importController(marketplaceImports, specs), consentController(produceProposals, marketplaceSnapshot, produceConsent, specs),
  ],
  providers: [],
  facts: (get) => {
    const proposals = new Proposals(produceConsent, get(DataSource));
    return [onFact(proposalsMade, async (manager, payload) => proposals.takeRunPage(manager, payload))];
  },
  jobs: (get) => new ImportJob(specs, marketplaceEntriesChanged, new URL('./imports/stage.thread.js', import.meta.url), get(DataSource), get(Outbox), get(Live), get(Jobs)).handlers(),
  regularly: (get) => {
    const answers = new ProposalAnswers(produceConsent, get(DataSource), get(Outbox), get(Bus), get(Protection));
    const leftovers = new ImportLeftovers(get(DataSource), get(StoredFiles));
    return { everyMs: LAPSE_EVERY_MS, work: async () => { await Promise.all([answers.lapse(), leftovers.clear()]); } };
  },
});
