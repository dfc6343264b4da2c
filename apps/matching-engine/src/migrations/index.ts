import { DeadLetterDecision1763700009000, IdempotencyKeys1763700007000, PlatformTables1763700000000, SeeingInside1763700021000, StreamOrigin1763700008000 } from '@jiedui/messaging';
import { AuditTables1763700010000 } from '@jiedui/protection';
import { MatchingTables1763700005000 } from './matching-tables.js';
import { MinimumWages1763700032500 } from './minimum-wages.js';
import { NewPosts1763700032400 } from './new-posts.js';
import { RunGap1763700006000 } from './run-gap.js';
import { Trials1763700031000 } from './trials.js';

/** This service's schema, in order. */
export const migrations = [PlatformTables1763700000000, MatchingTables1763700005000, RunGap1763700006000, IdempotencyKeys1763700007000, StreamOrigin1763700008000, DeadLetterDecision1763700009000, AuditTables1763700010000, SeeingInside1763700021000, Trials1763700031000, NewPosts1763700032400, MinimumWages1763700032500];
