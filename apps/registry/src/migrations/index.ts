import { DeadLetterDecision1763700009000, IdempotencyKeys1763700007000, PlatformTables1763700000000, SeeingInside1763700021000, StreamOrigin1763700008000 } from '@jiedui/messaging';
import { AuditTables1763700010000 } from '@jiedui/protection';
import { AccountAdministration1763700015000 } from './account-administration.js';
import { RegistryTables1763700001000 } from './registry-tables.js';

/** This service's schema, in order. */
export const migrations = [PlatformTables1763700000000, RegistryTables1763700001000, IdempotencyKeys1763700007000, StreamOrigin1763700008000, DeadLetterDecision1763700009000, AuditTables1763700010000, AccountAdministration1763700015000, SeeingInside1763700021000];
