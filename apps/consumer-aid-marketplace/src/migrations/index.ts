import { ExcludedPairs1763700030000 } from '@jiedui/consent';
import { DeadLetterDecision1763700009000, IdempotencyKeys1763700007000, PlatformTables1763700000000, SeeingInside1763700021000, StreamOrigin1763700008000 } from '@jiedui/messaging';
import { AuditTables1763700010000 } from '@jiedui/protection';
import { StagedPersonKeys1763700011000 } from '@jiedui/list-store';
import { MarketplaceTables1763700003000 } from './marketplace-tables.js';

/** This service's schema, in order. */
export const migrations = [PlatformTables1763700000000, MarketplaceTables1763700003000, IdempotencyKeys1763700007000, StreamOrigin1763700008000, DeadLetterDecision1763700009000, AuditTables1763700010000, StagedPersonKeys1763700011000, SeeingInside1763700021000, ExcludedPairs1763700030000];
