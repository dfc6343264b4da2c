import type { Fact, Operation } from './operation.js';
import { figures, publicFigures } from './assessment/assessment-operations.js';
import { employmentImports, employmentProposals, employmentSnapshot, posts, workers } from './employment/employment-operations.js';
import { alerts } from './employment/alert-operations.js';
import { barredEmployers } from './employment/barred-employer.js';
import { minimumWages, minimumWagesChanged } from './employment/minimum-wage-operations.js';
import { departures } from './employment/departure-operations.js';
import { listIssues } from './employment/list-issue-operations.js';
import { training } from './employment/training-operations.js';
import { households } from './employment/household-operations.js';
import { hardship } from './employment/hardship-operations.js';
import { occupationReview } from './employment/occupation-operations.js';
import { workerPrivacy } from './employment/personal-data-operations.js';
import { notices } from './employment/notice-operations.js';
import { helpRequests, ownWork } from './employment/own-work-operations.js';
import { placements, placementsSnapshot } from './employment/placement-operations.js';
import { recruitmentEvents } from './employment/recruitment-event-operations.js';
import { subsidies, subsidyClaims } from './employment/subsidy-operations.js';
import { workerMessages } from './employment/worker-message-operations.js';
import { workerDoor, workerLinks } from './employment/worker-link-operations.js';
import { projects, projectsChanged, projectsSnapshot, screening } from './intake/intake-operations.js';
import { lots, marketplaceImports, marketplaceSnapshot, orderLines, produceProposals } from './marketplace/marketplace-operations.js';
import { employmentCertified, employmentEntriesChanged, employmentPairsChanged, employmentPlacementsChanged, marketplaceContractLinesChanged, marketplaceEntriesChanged, marketplacePairsChanged } from './matching/entry-snapshot.js';
import { matchingExplanations, matchingPolicies, matchingRuns, proposalsMade, proposalsSupplemented, runFinished } from './matching/matching-operations.js';
import { matchingTrials } from './matching/trial.js';
import { deadLetters } from './operations/dead-letter-operations.js';
import { audits } from './operations/audit-operations.js';
import { healths } from './operations/health-operations.js';
import { accounts, invitations } from './registry/account-operations.js';
import { registry } from './registry/registry-operations.js';
import { invitationCodes, ownAccount, sessions, signInProvider } from './registry/session-operations.js';

/** Every operation there is. A service does not start when one of its own is missing a handler. */
export const allOperations: readonly Operation[] = [
  ...Object.values(sessions), ...Object.values(invitationCodes), ...Object.values(ownAccount), ...Object.values(signInProvider), ...Object.values(registry), ...Object.values(accounts), ...Object.values(invitations),
  ...Object.values(posts), ...Object.values(workers), ...Object.values(workerPrivacy), ...Object.values(hardship), ...Object.values(occupationReview), ...Object.values(households), ...Object.values(alerts), ...Object.values(listIssues), ...Object.values(training), ...Object.values(employmentImports), ...Object.values(employmentProposals), employmentSnapshot, ...Object.values(placements), placementsSnapshot, ...Object.values(departures), ...Object.values(recruitmentEvents), ...Object.values(subsidies), ...Object.values(subsidyClaims), ...Object.values(barredEmployers), ...Object.values(minimumWages),
  ...Object.values(workerLinks), ...Object.values(workerDoor), ...Object.values(ownWork), ...Object.values(helpRequests), ...Object.values(notices), ...Object.values(workerMessages),
  ...Object.values(orderLines), ...Object.values(lots), ...Object.values(marketplaceImports), ...Object.values(produceProposals), marketplaceSnapshot,
  ...Object.values(matchingRuns), ...Object.values(matchingExplanations), ...Object.values(matchingPolicies), ...Object.values(matchingTrials),
  ...Object.values(projects), ...Object.values(screening), projectsSnapshot,
  ...Object.values(figures), ...Object.values(publicFigures),
  ...Object.values(deadLetters).flatMap((each) => Object.values(each)), ...Object.values(audits).flatMap((each) => Object.values(each)), ...Object.values(healths).flatMap((each) => Object.values(each)),
];

/** Every fact there is. */
export const allFacts: readonly Fact[] = [
  employmentEntriesChanged, employmentPairsChanged, employmentPlacementsChanged, employmentCertified, minimumWagesChanged,
  marketplaceEntriesChanged, marketplacePairsChanged, marketplaceContractLinesChanged,
  proposalsMade, proposalsSupplemented, runFinished,
  projectsChanged,
];
