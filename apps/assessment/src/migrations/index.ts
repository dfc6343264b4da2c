import { DeadLetterDecision1763700009000, IdempotencyKeys1763700007000, PlatformTables1763700000000, SeeingInside1763700021000, StreamOrigin1763700008000 } from '@jiedui/messaging';
import { AuditTables1763700010000 } from '@jiedui/protection';
import { AssessmentTables1763700003000 } from './assessment-tables.js';
import { PlacementStages1763700030200 } from './placement-stages.js';

/** This service's schema, in order. */
export const migrations = [PlatformTables1763700000000, AssessmentTables1763700003000, IdempotencyKeys1763700007000, StreamOrigin1763700008000, DeadLetterDecision1763700009000, AuditTables1763700010000, SeeingInside1763700021000, PlacementStages1763700030200];
