import type { HouseholdClass, HouseholdState, ReductionReason, RelocationMeasure, RiskMeasure, RiskReason } from '@jiedui/contracts';

/** Codes in the order in which they are offered. */
export const householdStates = ['monitored', 'cleared', 'reduced', 'void'] as const satisfies readonly HouseholdState[];
export const householdClasses = ['unstable', 'marginal', 'hardship'] as const satisfies readonly HouseholdClass[];
export const riskReasons = ['illness', 'disability', 'schooling', 'disaster', 'accident', 'job-lost', 'income-drop', 'business-failed', 'labour-shortage', 'other'] as const satisfies readonly RiskReason[];
export const riskMeasures = ['job-introduction', 'training', 'public-post', 'industry', 'temporary-relief', 'minimum-living', 'medical', 'education', 'housing', 'social-help', 'other'] as const satisfies readonly RiskMeasure[];
export const relocationMeasures = ['jobs', 'workshop', 'industry', 'training', 'community', 'schooling', 'insurance', 'title-deed', 'other'] as const satisfies readonly RelocationMeasure[];
export const reductionReasons = ['died', 'moved-away', 'merged'] as const satisfies readonly ReductionReason[];
