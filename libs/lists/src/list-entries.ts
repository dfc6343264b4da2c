import { type EntryOf, type LotFeatures, type OrderLineFeatures, organisationKey, type PostFeatures, type WorkerFeatures } from '@jiedui/contracts';
import { categoryName, regionName, supporterPlaceOf } from '@jiedui/reference-data';
import { lotTier, type LotRow } from './lots/lots.columns.js';
import type { OrderLineRow } from './order-lines/order-lines.columns.js';
import type { PostRow } from './posts/posts.columns.js';
import { capacityUnits } from './quantities.js';
import { deriveTier } from './workers/tier-derivation.js';
import { legalAgeFrom, type WorkerRow } from './workers/workers.columns.js';

/** What a stored row adds to a parsed one. */
export interface EntryIdentity {
  readonly id: string;
  readonly version: number;
  /** Organisation that answers for the row. */
  readonly organisation: string;
  readonly status: 'open' | 'closed';
  /**
   * Place of the supporter the employer or buyer belongs to. Undefined: told by the place of work or delivery where that
   * lies with a supporter of the programme; null: known to be of none.
   */
  readonly supporter?: string | null;
}

const supporterOf = (identity: EntryIdentity, programme: string, region: string): string | null =>
  identity.supporter === undefined ? supporterPlaceOf(programme, region) : identity.supporter;

/** An employer as groups that travel together see it: the credit code, else the name without blanks and brackets' forms. */
export const employerKey = (row: Pick<PostRow, 'creditCode' | 'employer'>): string => row.creditCode ?? organisationKey(row.employer);

/** A post as the engine sees it: capacity is the headcount. */
export function postEntry(row: PostRow, identity: EntryIdentity): EntryOf<PostFeatures> {
  return {
    market: 'employment', programme: row.programme, side: 'demand', id: identity.id, version: identity.version,
    externalId: row.externalId ?? '', label: `${row.employer} ${row.title}`, organisation: identity.organisation,
    capacity: row.headcount, tier: 4, region: row.region, status: identity.status,
    features: {
      kind: 'post', title: row.title, occupation: row.occupation, wageMinFen: row.wageMinFen, wageMaxFen: row.wageMaxFen,
      education: row.education, experienceYears: row.experienceYears, certificates: [...row.certificates], skills: [...row.skills],
      housing: row.housing, insurance: row.insurance, startOn: row.startOn, closesOn: row.closesOn, targetUnits: [...row.targetUnits],
      postKind: row.kind, employerKey: employerKey(row), supporter: supporterOf(identity, row.programme, row.region),
    },
  };
}

/** A worker as the engine sees them: no name, no ID number, no phone, no birth date. `today` settles which findings are in force. */
export function workerEntry(row: WorkerRow, identity: EntryIdentity, today: string): EntryOf<WorkerFeatures> {
  const { tier, ends } = deriveTier(row, today);
  return {
    market: 'employment', programme: row.programme, side: 'supply', id: identity.id, version: identity.version,
    externalId: row.externalId ?? '', label: [regionName(row.unit), row.wishes[0]?.title ?? '求职', row.externalId ?? ''].filter((p) => p !== '').join(' '), organisation: identity.organisation,
    capacity: 1, tier, region: row.unit, status: identity.status,
    features: {
      kind: 'worker', wishes: [...new Set(row.wishes.map((w) => w.occupation ?? w.title))], education: row.education, experienceYears: row.experienceYears,
      certificates: row.certificates.map((c) => ({ name: c.name, expiresOn: c.expiresOn })), skills: [...row.skills],
      wageWishFen: row.wageWishFen, wageMinFen: row.wageMinFen, regionsWished: [...row.regionsWished], regionsExcluded: [...row.regionsExcluded],
      wishesSameProvince: row.wishesSameProvince, wishesNearby: row.wishesNearby, excludesOtherProvinces: row.excludesOtherProvinces,
      needsHousing: row.needsHousing, availableOn: row.availableOn, legalAgeFrom: legalAgeFrom(row, today),
      travelGroup: row.travelGroup === null ? null : `${row.unit}:${row.travelGroup}`, consent: row.consent.given, tierEnds: ends,
    },
  };
}

/** An order line as the engine sees it: capacity in units of 500 g, odd grams left out. */
export function orderLineEntry(row: OrderLineRow, identity: EntryIdentity): EntryOf<OrderLineFeatures> {
  return {
    market: 'produce', programme: row.programme, side: 'demand', id: identity.id, version: identity.version,
    externalId: row.externalId ?? '', label: `${row.buyer} ${row.product ?? categoryName(row.category) ?? row.category}`, organisation: identity.organisation,
    capacity: capacityUnits(row.quantityGrams), tier: 4, region: row.region, status: identity.status,
    features: {
      kind: 'orderLine', category: row.category, product: row.product, priceMax: { fen: row.priceMax.fen, grams: row.priceMax.grams },
      certifications: [...row.certifications], grade: row.grade, deliverFrom: row.deliverFrom, deliverTo: row.deliverTo, coldChain: row.coldChain,
      minShipmentUnits: Math.ceil(row.minShipmentGrams / 500), splittable: row.splittable, targetUnits: [...row.targetUnits],
      supporter: supporterOf(identity, row.programme, row.region),
    },
  };
}

/** A lot as the engine sees it. `monitoredShare` is the policy's. */
export function lotEntry(row: LotRow, identity: EntryIdentity, monitoredShare: number): EntryOf<LotFeatures> {
  return {
    market: 'produce', programme: row.programme, side: 'supply', id: identity.id, version: identity.version,
    externalId: row.externalId ?? '', label: `${row.producer} ${row.product ?? categoryName(row.category) ?? row.category}`, organisation: identity.organisation,
    capacity: capacityUnits(row.quantityGrams), tier: lotTier(row, monitoredShare), region: row.unit, status: identity.status,
    features: {
      kind: 'lot', category: row.category, product: row.product, price: { fen: row.price.fen, grams: row.price.grams },
      certifications: row.certifications.map((c) => ({ kind: c.kind, expiresOn: c.expiresOn })), grade: row.grade,
      harvestFrom: row.harvestFrom, harvestTo: row.harvestTo, shelfLifeDays: row.shelfLifeDays, coldChain: row.coldChain,
      minShipmentUnits: Math.ceil(row.minShipmentGrams / 500),
    },
  };
}
