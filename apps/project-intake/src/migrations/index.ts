import { DeadLetterDecision1763700009000, IdempotencyKeys1763700007000, PlatformTables1763700000000, SeeingInside1763700021000, StreamOrigin1763700008000 } from '@jiedui/messaging';
import { AuditTables1763700010000 } from '@jiedui/protection';
import { GuardedRows1763700020000 } from './guarded-rows.js';
import { IntakeTables1763700002000 } from './intake-tables.js';
import { PlannedReach1763700023000 } from './planned-reach.js';
import { ReachParts1763700030900 } from './reach-parts.js';
import { ReachKeptPlan1763700032300 } from './reach-kept-plan.js';

/** This service's schema, in order. */
export const migrations = [PlatformTables1763700000000, IntakeTables1763700002000, IdempotencyKeys1763700007000, StreamOrigin1763700008000, DeadLetterDecision1763700009000, AuditTables1763700010000, GuardedRows1763700020000, SeeingInside1763700021000, PlannedReach1763700023000, ReachParts1763700030900, ReachKeptPlan1763700032300];
