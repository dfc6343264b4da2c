import { accountsMessages } from './accounts-messages.js';
import { auditMessages } from './audit-messages.js';
import { deadLetterMessages } from './dead-letter-messages.js';
import { departuresMessages } from './departures-messages.js';
import { figuresMessages } from './figures-messages.js';
import { hardshipMessages } from './hardship-messages.js';
import { occupationsMessages } from './occupations-messages.js';
import { homeMessages } from './home-messages.js';
import { householdsMessages } from './households-messages.js';
import { importsMessages } from './imports-messages.js';
import { listIssuesMessages } from './list-issues-messages.js';
import { listsMessages } from './lists-messages.js';
import { matchingMessages } from './matching-messages.js';
import { minimumWagesMessages } from './minimum-wages-messages.js';
import { noticesMessages } from './notices-messages.js';
import { operationsMessages } from './operations-messages.js';
import { placementsMessages } from './placements-messages.js';
import { privacyMessages } from './privacy-messages.js';
import { projectsMessages } from './projects-messages.js';
import { proposalsMessages } from './proposals-messages.js';
import { barredEmployersMessages } from './barred-employers-messages.js';
import { recruitmentEventsMessages } from './recruitment-events-messages.js';
import { registryMessages } from './registry-messages.js';
import { shellMessages } from './shell-messages.js';
import { trainingMessages } from './training-messages.js';
import { trialsMessages } from './trials-messages.js';
import { subsidiesMessages } from './subsidies-messages.js';
import { workerLinksMessages } from './worker-links-messages.js';
import { workerPageMessages } from './worker-page-messages.js';

/** Every word the console says, Chinese first, English second. */
export const catalogue = {
  ...shellMessages, ...homeMessages, ...registryMessages, ...listsMessages, ...importsMessages,
  ...matchingMessages, ...proposalsMessages, ...projectsMessages, ...figuresMessages, ...deadLetterMessages, ...auditMessages, ...operationsMessages, ...privacyMessages, ...placementsMessages, ...accountsMessages, ...hardshipMessages, ...occupationsMessages, ...householdsMessages, ...listIssuesMessages, ...trainingMessages, ...departuresMessages, ...recruitmentEventsMessages, ...subsidiesMessages, ...barredEmployersMessages, ...minimumWagesMessages, ...workerLinksMessages, ...workerPageMessages, ...noticesMessages, ...trialsMessages,
} satisfies Record<string, readonly [zh: string, en: string]>;

export type MessageKey = keyof typeof catalogue;
