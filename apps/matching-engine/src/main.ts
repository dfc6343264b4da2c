import { employmentCertified, employmentEntriesChanged, employmentPairsChanged, marketplaceEntriesChanged, marketplacePairsChanged, minimumWagesChanged, type PairState } from '@jiedui/contracts';
import { onFact, StoredFiles } from '@jiedui/messaging';
import { runService } from '@jiedui/service-host';
import type { EntityManager } from 'typeorm';
import { EntriesService } from './entries/entries.service.js';
import { ExplanationsController } from './explanations/explanations.controller.js';
import { ExplanationsService } from './explanations/explanations.service.js';
import { NewPostsJob } from './new-posts/new-posts-job.js';
import { PoliciesController } from './policies/policies.controller.js';
import { PoliciesService } from './policies/policies.service.js';
import { RunJob } from './runs/run-job.js';
import { RunRequests } from './runs/run-requests.js';
import { RunOutcomeService } from './runs/run-outcome.service.js';
import { RunsController } from './runs/runs.controller.js';
import { RunsService } from './runs/runs.service.js';
import { runSettings } from './settings.js';
import { TrialJob } from './trials/trial-job.js';
import { TrialsController } from './trials/trials.controller.js';
import { TrialsService } from './trials/trials.service.js';

/** A certificate's file is kept this long after it was asked for. */
const CERTIFICATE_DAYS = 7;

// Read again by every run; here so that a value that does not do is said at the start.
runSettings();

await runService({
  name: 'matching',
  controllers: [RunsController, ExplanationsController, PoliciesController, TrialsController],
  providers: [EntriesService, PoliciesService, RunRequests, NewPostsJob, RunJob, RunsService, RunOutcomeService, ExplanationsService, TrialJob, TrialsService],
  facts: (get) => {
    const entries = get(EntriesService);
    const requests = get(RunRequests), newPosts = get(NewPostsJob);
    const takePairs = async (manager: EntityManager, pairs: readonly PairState[]): Promise<void> => {
      await entries.takePairs(manager, pairs);
      // A refusal frees capacity and excludes the pair: the list is matched again.
      const lists = new Map(pairs.filter((pair) => pair.state === 'refused').map((pair) => [`${pair.market} ${pair.programme}`, pair]));
      for (const pair of lists.values()) await requests.ask(manager, pair.market, pair.programme, 'refusal', '系统');
    };
    return [
      onFact(employmentEntriesChanged, async (manager, payload) => { await entries.takeEntries(manager, payload.entries); await newPosts.ask(manager, payload.entries); }),
      onFact(marketplaceEntriesChanged, async (manager, payload) => entries.takeEntries(manager, payload.entries)),
      onFact(employmentCertified, async (manager, { programme }) => { await requests.ask(manager, 'employment', programme, 'course', '系统'); }),
      onFact(minimumWagesChanged, async (manager, { standards }) => get(PoliciesService).takeMinimumWages(manager, standards)),
      onFact(employmentPairsChanged, async (manager, payload) => takePairs(manager, payload.pairs)),
      onFact(marketplacePairsChanged, async (manager, payload) => takePairs(manager, payload.pairs)),
    ];
  },
  jobs: (get) => [get(RunJob), get(TrialJob), get(NewPostsJob)],
  regularly: (get) => ({ everyMs: 3600_000, work: async () => get(StoredFiles).expire(CERTIFICATE_DAYS) }),
  started: async (get) => { await get(EntriesService).rebuildMissing(); await get(PoliciesService).rebuildMinimumWages(); },
});
