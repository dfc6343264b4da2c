import { DataSource } from 'typeorm';
import { employmentEntriesChanged, employmentImports, employmentProposals, employmentSnapshot, posts, proposalsMade, proposalsSupplemented, workers } from '@jiedui/contracts';
import { consentController, ProposalAnswers, Proposals } from '@jiedui/consent';
import { importController, ImportJob, ImportLeftovers, listController } from '@jiedui/list-store';
import { codeTitle } from '@jiedui/lists';
import { Bus, Jobs, Live, onFact, Outbox, StoredFiles } from '@jiedui/messaging';
import { inTransaction } from '@jiedui/persistence';
import { Protection } from '@jiedui/protection';
import { runService } from '@jiedui/service-host';
import { faultsOfAlerts } from './alerts/alert-row.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { faultsOfDepartures } from './departures/departure-rules.js';
import { faultsOfBars } from './barred-employers/bar-row.js';
import { BarredEmployersController } from './barred-employers/barred-employers.controller.js';
import { CarryOut } from './barred-employers/carry-out.js';
import { DeparturesController } from './departures/departures.controller.js';
import { EndTiers } from './hardship/end-tiers.js';
import { HardshipController } from './hardship/hardship.controller.js';
import { faultsOfHelpRequests } from './help-requests/help-rules.js';
import { HelpRequestsController } from './help-requests/help-requests.controller.js';
import { faultsOfHouseholds } from './households/household-row.js';
import { HouseholdsController } from './households/households.controller.js';
import { RegisterEarlier } from './households/listed-households.js';
import { faultsOfListIssues } from './list-issues/issue-row.js';
import { ListIssuesController } from './list-issues/list-issues.controller.js';
import { clearNotices } from './notices/notices.js';
import { MinimumWagesController } from './minimum-wages/minimum-wages.controller.js';
import { readMinimumWages } from './minimum-wages/standards-in-force.js';
import { NoticesController } from './notices/notices.controller.js';
import { OwnWorkController } from './own-work/own-work.controller.js';
import { beginMissing } from './placements/begin-placement.js';
import { employmentConsent } from './placements/employment-consent.js';
import { PlacementActs } from './placements/placement-acts.js';
import { faultsOfRules } from './placements/placement-machine.js';
import { Placements } from './placements/placements.js';
import { PlacementsController } from './placements/placements.controller.js';
import { OccupationReview } from './occupations/occupation-review.js';
import { OccupationsController } from './occupations/occupations.controller.js';
import { RecodeRows } from './occupations/recode-rows.js';
import { readTitleCorrections, titleCorrections } from './occupations/title-corrections.js';
import { postSpec } from './posts/post-list.js';
import { dropAll } from './training/enrolment-row.js';
import { TrainingController } from './training/training.controller.js';
import { faultsOfTraining } from './training/training-rules.js';
import { faultsOfEvents } from './recruitment-events/event-row.js';
import { RecruitmentEventsController } from './recruitment-events/recruitment-events.controller.js';
import { SubsidiesController } from './subsidies/subsidies.controller.js';
import { dropClaims } from './subsidies/claim-row.js';
import { faultsOfSubsidies } from './subsidies/subsidy-rules.js';
import { WorkerLinksController } from './worker-links/worker-links.controller.js';
import { messageSettings } from './worker-messages/message-settings.js';
import { WechatBindings } from './worker-messages/wechat-bindings.js';
import { WechatChannel } from './worker-messages/wechat-channel.js';
import { SmsChannel } from './worker-messages/worker-channel.js';
import { WorkerMessagesController } from './worker-messages/worker-messages.controller.js';
import { WorkerMessages } from './worker-messages/worker-messages.js';
import { workerSpec } from './workers/worker-list.js';
import { PurgePersons } from './workers/purge-persons.js';
import { WorkerPrivacyController } from './workers/worker-privacy-controller.js';

const specs = [postSpec, workerSpec];
const LAPSE_EVERY_MS = 10_000;
const ways = await messageSettings(process.env), sms = ways?.sms ?? null, wechat = ways?.wechat ?? null;
const channels = { sms: sms === null ? null : new SmsChannel(sms), wechat: wechat === null ? null : new WechatChannel(wechat) };

await runService({
  name: 'employment', guardedTables: ['person_key', 'consent_record'],
  controllers: [
    listController(posts, postSpec, employmentEntriesChanged), listController(workers, workerSpec, employmentEntriesChanged),
    importController(employmentImports, specs), consentController(employmentProposals, employmentSnapshot, employmentConsent, specs), WorkerPrivacyController, PlacementsController, DeparturesController, RecruitmentEventsController, SubsidiesController, BarredEmployersController, HardshipController, HouseholdsController, AlertsController, WorkerLinksController, OwnWorkController, HelpRequestsController, NoticesController, OccupationsController, ListIssuesController, TrainingController, WorkerMessagesController, MinimumWagesController,
  ],
  providers: [
    { provide: WechatBindings, useFactory: (dataSource: DataSource, protection: Protection) => new WechatBindings(channels.wechat, dataSource, protection), inject: [DataSource, Protection] },
    { provide: WorkerMessages, useFactory: (bindings: WechatBindings, dataSource: DataSource, protection: Protection, jobs: Jobs) => new WorkerMessages(ways, channels, bindings, dataSource, protection, jobs), inject: [WechatBindings, DataSource, Protection, Jobs] },
  ],
  facts: (get) => {
    const proposals = new Proposals(employmentConsent, get(DataSource));
    return [onFact(proposalsMade, async (manager, payload) => proposals.takeRunPage(manager, payload)), onFact(proposalsSupplemented, async (manager, payload) => proposals.takeSupplement(manager, payload))];
  },
  prepare: async () => {
    const faults = [...faultsOfRules(), ...faultsOfHouseholds(), ...faultsOfAlerts(), ...faultsOfListIssues(), ...faultsOfTraining(), ...faultsOfDepartures(), ...faultsOfHelpRequests(), ...faultsOfEvents(), ...faultsOfBars(), ...faultsOfSubsidies()];
    if (faults.length > 0) throw new Error(`the rules of placements, households, alerts, list issues, courses, departures, requests for help, recruitment events, barred employers and subsidies do not add up:\n  ${faults.join('\n  ')}`);
    // The coder is read before anybody waits for an answer: it takes half a second that nothing else is done in.
    codeTitle('普工', titleCorrections());
    await Promise.resolve();
  },
  jobs: (get) => [...new ImportJob(specs, employmentEntriesChanged, new URL('./imports/stage.thread.js', import.meta.url), get(DataSource), get(Outbox), get(Live), get(Jobs)).handlers(), get(WorkerMessages).handler()],
  started: async (get) => readMinimumWages(get(DataSource)),
  regularly: (get) => {
    const answers = new ProposalAnswers(employmentConsent, get(DataSource), get(Outbox), get(Bus), get(Protection));
    const leftovers = new ImportLeftovers(get(DataSource), get(StoredFiles)), purge = new PurgePersons(workerSpec, get(DataSource), get(Outbox), get(Protection)), tiers = new EndTiers(workerSpec, get(DataSource), get(Outbox)), earlier = new RegisterEarlier(get(DataSource));
    const acts = new PlacementActs(get(DataSource), get(Outbox), new Placements(get(DataSource), get(Protection)));
    const bars = new CarryOut(get(DataSource), get(Outbox), acts);
    const review = new OccupationReview(postSpec, workerSpec, get(DataSource)), recode = new RecodeRows(postSpec, workerSpec, get(DataSource), get(Outbox));
    const occupations = async (): Promise<void> => {
      await readTitleCorrections(get(DataSource));
      if (await recode.work()) review.countSoon();
      await review.count();
    };
    const messages = get(WorkerMessages);
    return { everyMs: LAPSE_EVERY_MS, work: async () => { await Promise.all([answers.lapse(), leftovers.clear(), purge.work(), tiers.work(), acts.sweep(), bars.sweep(), earlier.work(), occupations(), beginMissing(get(DataSource).manager), clearNotices(get(DataSource).manager), readMinimumWages(get(DataSource)), messages.look(), get(WechatBindings).sweep(), inTransaction(get(DataSource), async (manager) => dropAll(manager, { workerIds: null }, 'consent-withdrawn')), inTransaction(get(DataSource), async (manager) => dropClaims(manager))]); } };
  },
});
