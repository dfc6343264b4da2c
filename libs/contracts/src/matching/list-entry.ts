import { z } from 'zod';
import { Day, Fen, Id, Month, ProgrammeCode, RegionCode, UnitPrice } from '../units.js';

/** A market is two lists and a rule set (DESIGN section 3). */
export const Market = z.enum(['employment', 'produce']);
export type Market = z.infer<typeof Market>;

/** Economic side: `demand` wants labour or goods (posts, order lines), `supply` has them (workers, lots). */
export const Side = z.enum(['demand', 'supply']);
export type Side = z.infer<typeof Side>;

/** 1 hard-to-employ member of a zero-employment household, 2 monitored household, 3 lifted out or resettled, 4 everyone else. */
export const ProtectionTier = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type ProtectionTier = z.infer<typeof ProtectionTier>;

/** What a tier can stand on (lists.md, 就业需求清单). */
export const TierGround = z.enum(['zero-employment-household', 'hard-to-employ', 'monitoring', 'lifted-out', 'resettled']);
/** A finding on a worker or the household: who found it and until when, as far as that is known; `kind` of a monitored household (三类户). */
export const TierFinding = z.strictObject({ ground: TierGround, state: z.enum(['in-force', 'expired', 'none']), kind: z.string().nullable(), authority: z.string().nullable(), validUntil: Day.nullable() });
export type TierFinding = z.infer<typeof TierFinding>;
/** The last day of a tier whose findings end, and the tier that follows; null where it ends by nothing but a change. */
export const TierEnd = z.strictObject({ on: Day, then: ProtectionTier });
export type TierEnd = z.infer<typeof TierEnd>;
/** A tier with all that it could stand on. */
export const TierDerivation = z.strictObject({ tier: ProtectionTier, ends: TierEnd.nullable(), findings: z.array(TierFinding) });
export type TierDerivation = z.infer<typeof TierDerivation>;

/** 0 none, 1 小学, 2 初中, 3 高中, 4 中专, 5 大专, 6 本科, 7 硕士, 8 博士. 高中 and 中专 satisfy each other. */
export const EducationLevel = z.int().min(0).max(8);

/** A certificate held; `expiresOn` null when it does not expire or the date is not known. */
export const HeldCertificate = z.strictObject({ name: z.string(), expiresOn: Day.nullable() });
export type HeldCertificate = z.infer<typeof HeldCertificate>;

export const Housing = z.enum(['board-and-lodging', 'lodging', 'board', 'none']);
export type Housing = z.infer<typeof Housing>;
export const PostKind = z.enum(['ordinary', 'near-home', 'work-for-relief', 'public-welfare']);
export type PostKind = z.infer<typeof PostKind>;

/** What the employment rules read of a post. `null` is unknown and never excludes. */
export const PostFeatures = z.strictObject({
  kind: z.literal('post'),
  title: z.string(),
  /** 职业分类大典 2022, `6-11-01-03`; null when the title could not be coded. */
  occupation: z.string().nullable(),
  wageMinFen: Fen.nullable(), wageMaxFen: Fen.nullable(),
  education: EducationLevel.nullable(), experienceYears: z.number().min(0).nullable(),
  certificates: z.array(z.string()), skills: z.array(z.string()),
  housing: Housing.nullable(), insurance: z.boolean().nullable(),
  startOn: Day.nullable(), closesOn: Day.nullable(),
  /** Units whose workers may take it; empty means all units of the programme. */
  targetUnits: z.array(RegionCode),
  postKind: PostKind,
  /** Employer as the submitting organisation knows it: groups that travel together need one employer and one region. */
  employerKey: z.string(),
  /** Place of the supporter (province or city code) the employer belongs to, for the pairing rule; null when unknown. */
  supporter: RegionCode.nullable(),
});
export type PostFeatures = z.infer<typeof PostFeatures>;

/** What the employment rules read of a worker. No personal data. */
export const WorkerFeatures = z.strictObject({
  kind: z.literal('worker'),
  /** Occupation codes wished for; a post is in a wish when its 小类 (`x-xx-xx`) is. */
  wishes: z.array(z.string()),
  education: EducationLevel.nullable(), experienceYears: z.number().min(0).nullable(),
  certificates: z.array(HeldCertificate), skills: z.array(z.string()),
  wageWishFen: Fen.nullable(), wageMinFen: Fen.nullable(),
  /** Region codes; `sameProvince` and `nearby` (same county) stand for 省内 and 就近. */
  regionsWished: z.array(RegionCode), regionsExcluded: z.array(RegionCode),
  wishesSameProvince: z.boolean(), wishesNearby: z.boolean(), excludesOtherProvinces: z.boolean(),
  needsHousing: z.boolean().nullable(),
  availableOn: Day.nullable(),
  /** Month in which the legal working age of 16 (劳动法 art. 15) is reached, given only for people it may still concern; null otherwise. */
  legalAgeFrom: Month.nullable(),
  /** Opaque group key: together means one enterprise and one work region, or not at all. */
  travelGroup: z.string().nullable(),
  consent: z.boolean(),
  tierEnds: TierEnd.nullable().default(null),
});
export type WorkerFeatures = z.infer<typeof WorkerFeatures>;

export const CertificationKind = z.enum(['green-food', 'organic', 'geographical-indication', 'conformity']);
export type CertificationKind = z.infer<typeof CertificationKind>;
/** 0 不限, 1 二级, 2 一级, 3 特级. */
export const GradeLevel = z.int().min(0).max(3);

/** What the produce rules read of an order line. Quantities are in units of 500 g. */
export const OrderLineFeatures = z.strictObject({
  kind: z.literal('orderLine'),
  category: z.string(), product: z.string().nullable(),
  priceMax: UnitPrice,
  certifications: z.array(CertificationKind), grade: GradeLevel,
  deliverFrom: Day, deliverTo: Day,
  coldChain: z.boolean(),
  minShipmentUnits: z.int().min(0), splittable: z.boolean(),
  targetUnits: z.array(RegionCode),
  /** Place of the supporter the buyer belongs to; null when unknown. */
  supporter: RegionCode.nullable(),
});
export type OrderLineFeatures = z.infer<typeof OrderLineFeatures>;

/** What the produce rules read of a lot. */
export const LotFeatures = z.strictObject({
  kind: z.literal('lot'),
  category: z.string(), product: z.string().nullable(),
  price: UnitPrice,
  certifications: z.array(z.strictObject({ kind: CertificationKind, expiresOn: Day.nullable() })),
  grade: GradeLevel,
  harvestFrom: Day, harvestTo: Day,
  /** Days from harvest; null unknown. */
  shelfLifeDays: z.int().positive().nullable(),
  coldChain: z.boolean().nullable(),
  minShipmentUnits: z.int().min(0),
});
export type LotFeatures = z.infer<typeof LotFeatures>;

export const Features = z.discriminatedUnion('kind', [PostFeatures, WorkerFeatures, OrderLineFeatures, LotFeatures]);
export type Features = z.infer<typeof Features>;

/** `open` can be matched; `closed` is filled, expired or withdrawn and takes part no more. */
export const EntryStatus = z.enum(['open', 'closed']);

/**
 * All that the engine knows of a row of one of the four lists (DESIGN section 3). `capacity` is headcount or 1 in
 * employment, units of 500 g in produce. `tier` is of the supply entry; demand entries carry 4. `region` is the work
 * region, the worker's or lot's unit, or the delivery region. `label` is what a page may show without personal data.
 */
export const ListEntry = z.strictObject({
  market: Market, programme: ProgrammeCode, side: Side, id: Id, version: z.int().positive(),
  /** The row's own number as its submitter gave it: for files and pages. */
  externalId: z.string(), label: z.string(),
  /** The organisation that answers for the row. */
  organisation: z.string(),
  capacity: z.int().min(0).max(1_000_000_000), tier: ProtectionTier,
  region: RegionCode,
  features: Features,
  status: EntryStatus,
});
export type ListEntry = z.infer<typeof ListEntry>;
export type EntryOf<F extends Features> = Omit<ListEntry, 'features'> & { features: F };
