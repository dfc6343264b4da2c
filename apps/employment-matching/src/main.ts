import { DataSource } from 'typeorm';
import { employmentEntriesChanged, employmentImports, employmentProposals, employmentSnapshot, posts, proposalsMade, workers } from '@jiedui/contracts';
import { consentController, ProposalAnswers, Proposals } from '@jiedui/consent';
import { importController, ImportJob, ImportLeftovers, listController } from '@jiedui/list-store';
import { Bus, Jobs, Live, onFact, Outbox, StoredFiles } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { runService } from '@jiedui/service-host';
import { employmentConsent } from './placements/employment-consent.js';
import { postSpec } from './posts/post-list.js';
import { workerSpec } from './workers/worker-list.js';
import { PurgePersons } from './workers/purge-persons.js';
import { WorkerPrivacyController } from './workers/worker-privacy-controller.js';

const specs = [postSpec, workerSpec];
const LAPSE_EVERY_MS = 10_000;

await runService({
  name: 'employment', guardedTables: ['person_key', 'consent_record'],
  controllers: [
    listController(posts, postSpec, employmentEntriesChanged), listController(workers, workerSpec, employmentEntriesChanged),
    importController(employmentImports, specs), consentController(employmentProposals, employmentSnapshot, employmentConsent, specs), WorkerPrivacyController,
  ],
  providers: [],
  facts: (get) => {
    const proposals = new Proposals(employmentConsent, get(DataSource));
    return [onFact(proposalsMade, async (manager, payload) => proposals.takeRunPage(manager, payload))];
  },
  jobs: (get) => new ImportJob(specs, employmentEntriesChanged, new URL('./imports/stage.thread.js', import.meta.url), get(DataSource), get(Outbox), get(Live), get(Jobs)).handlers(),
  regularly: (get) => {
    const answers = new ProposalAnswers(employmentConsent, get(DataSource), get(Outbox), get(Bus));
    const leftovers = new ImportLeftovers(get(DataSource), get(StoredFiles)), purge = new PurgePersons(workerSpec, get(DataSource), get(Outbox), get(Protection));
    return { everyMs: LAPSE_EVERY_MS, work: async () => { await Promise.all([answers.lapse(), leftovers.clear(), purge.work()]); } };
  },
});
