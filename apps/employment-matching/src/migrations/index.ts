import { ExcludedPairs1763700030000 } from '@jiedui/consent';
import { DeadLetterDecision1763700009000, IdempotencyKeys1763700007000, PlatformTables1763700000000, SeeingInside1763700021000, StreamOrigin1763700008000 } from '@jiedui/messaging';
import { AuditTables1763700010000 } from '@jiedui/protection';
import { StagedPersonKeys1763700011000 } from '@jiedui/list-store';
import { EmploymentTables1763700002000 } from './employment-tables.js';
import { ConsentRecords1763700013000 } from './consent-records.js';
import { EarlierConsents1763700014000 } from './earlier-consents.js';
import { Departures1763700030800 } from './departures.js';
import { Notices1763700030310 } from './notices.js';
import { HelpDeadlines1763700030810 } from './help-deadlines.js';
import { Households1763700030200 } from './households.js';
import { ListedHouseholds1763700030210 } from './listed-households.js';
import { OccupationReview1763700030500 } from './occupation-review.js';
import { ListIssues1763700030600 } from './list-issues.js';
import { Training1763700030700 } from './training.js';
import { PersonKeys1763700012000 } from './person-keys.js';
import { PlannedReach1763700023000 } from './planned-reach.js';
import { ReachParts1763700030900 } from './reach-parts.js';
import { Placements1763700030100 } from './placements.js';
import { PlacementsByAgreement1763700030830 } from './placements-by-agreement.js';
import { RecruitmentEvents1763700030820 } from './recruitment-events.js';
import { TierEnds1763700024000 } from './tier-ends.js';
import { TravelGroups1763700030910 } from './travel-groups.js';
import { WorkerMessages1763700030320 } from './worker-messages.js';
import { WorkerLinks1763700030300 } from './worker-links.js';

/** This service's schema, in order. */
export const migrations = [PlatformTables1763700000000, EmploymentTables1763700002000, IdempotencyKeys1763700007000, StreamOrigin1763700008000, DeadLetterDecision1763700009000, AuditTables1763700010000, StagedPersonKeys1763700011000, PersonKeys1763700012000, ConsentRecords1763700013000, EarlierConsents1763700014000, SeeingInside1763700021000, PlannedReach1763700023000, TierEnds1763700024000, ExcludedPairs1763700030000, Placements1763700030100, Households1763700030200, ListedHouseholds1763700030210, WorkerLinks1763700030300, Notices1763700030310, WorkerMessages1763700030320, OccupationReview1763700030500, ListIssues1763700030600, Training1763700030700, Departures1763700030800, HelpDeadlines1763700030810, RecruitmentEvents1763700030820, PlacementsByAgreement1763700030830, ReachParts1763700030900, TravelGroups1763700030910];
