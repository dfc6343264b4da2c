import { z } from 'zod';
import { RegionCode } from '../units.js';

const Weight = z.int().min(0).max(1000);

/** Weights of the employment parts; they add up to F = 1000 (DESIGN section 3). */
export const EmploymentWeights = z.strictObject({
  wage: Weight, distance: Weight, skills: Weight, pairing: Weight, housing: Weight, stability: Weight,
}).refine((w) => Object.values(w).reduce((a, b) => a + b, 0) === 1000, { error: '权重之和须为 1000 / weights must add up to 1000' });

/** Weights of the produce parts; they add up to F = 1000. */
export const ProduceWeights = z.strictObject({
  price: Weight, distance: Weight, freshness: Weight, certification: Weight, pairing: Weight,
}).refine((w) => Object.values(w).reduce((a, b) => a + b, 0) === 1000, { error: '权重之和须为 1000 / weights must add up to 1000' });

/** Weights and thresholds of a market's rules: versioned data that an administrator edits; every run records the one it used. */
export const MatchingPolicy = z.strictObject({
  version: z.int().positive(),
  /** Day the run stands on; rules have no clock. Filled in by the run when null. */
  asOf: z.iso.date().nullable(),
  employment: z.strictObject({
    weights: EmploymentWeights,
    /** Days a worker may become available after the post's start. */
    startGraceDays: z.int().min(0).max(365),
    /** Whether a worker who needs housing is kept from posts without any. */
    housingHard: z.boolean(),
    /** Kilometres at which the distance part reaches 0. */
    distanceScaleKm: z.int().positive(),
    /** Share of missing schooling years never excludes; this says whether the education demand is hard at all. */
    educationHard: z.boolean(),
    experienceHard: z.boolean(),
  }),
  produce: z.strictObject({
    weights: ProduceWeights,
    /** Kilometres a lorry covers a day, for transit days. */
    transitKmPerDay: z.int().positive(),
    distanceScaleKm: z.int().positive(),
    /** Days of shelf life that must be left on arrival. */
    shelfLifeLeftDays: z.int().min(0),
    /** A lot is tier 2 when its monitored households are at least this share of its households. */
    monitoredShare: z.number().min(0).max(1),
  }),
  /** 最低工资标准, fen a month by region, in force on the day the run stands on; filled in by the run, as that day is. Absent: none held. */
  minimumWages: z.record(RegionCode, z.int().positive()).optional(),
  /** Hours an unanswered sent proposal holds its places. */
  holdHours: z.int().positive(),
});
export type MatchingPolicy = z.infer<typeof MatchingPolicy>;

/** The policy a new programme starts with. */
export const defaultPolicy: MatchingPolicy = {
  version: 1, asOf: null,
  employment: {
    weights: { wage: 300, distance: 150, skills: 200, pairing: 200, housing: 70, stability: 80 },
    startGraceDays: 30, housingHard: true, distanceScaleKm: 2000, educationHard: true, experienceHard: false,
  },
  produce: {
    weights: { price: 300, distance: 150, freshness: 200, certification: 150, pairing: 200 },
    transitKmPerDay: 600, distanceScaleKm: 2500, shelfLifeLeftDays: 2, monitoredShare: 0.5,
  },
  holdHours: 72,
};
