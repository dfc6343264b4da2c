import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EntryOf, type ListEntry, type PostFeatures, type TrialChange, type WorkerFeatures } from '@jiedui/contracts';
import { certificateForm, employmentRuleSet, excludesRegion, gridGeography, gridPolicy, randomContext, randomEmployment, type MarketShape } from '@jiedui/market-rules';
import { programmeLists } from '../programme-lists.js';
import { runMatching } from '../run-matching.js';
import { changedEntries, granting } from './changed-entries.js';
import { placedIn, Trial, TrialCancelled, type TrialInput } from './trial.js';
import { whatMightHelp } from './what-would-help.js';

type Post = EntryOf<PostFeatures>;
type Worker = EntryOf<WorkerFeatures>;
const shape: MarketShape = { seed: 5, demand: 30, supply: 160, families: 4, units: 6, places: 12, awkward: 0.3 };

/** A market without travel groups: there more places and fewer obstacles never cost anybody a place. */
function freeMarket(seed: number): { posts: Post[]; workers: Worker[]; input: TrialInput } {
  const { demand: posts, supply } = randomEmployment({ ...shape, seed });
  const workers = supply.map((worker) => ({ ...worker, features: { ...worker.features, travelGroup: null } }));
  return { posts, workers, input: { programme: 'three-gorges', entries: [...posts, ...workers], policy: gridPolicy, asOf: '2026-03-01', geography: gridGeography } };
}

/** Forty welders without a certificate, and one post of thirty-five places that asks for it. */
function welders(): TrialInput {
  const { posts: [post], workers: [worker], input } = freeMarket(1);
  if (post === undefined || worker === undefined) throw new Error('an empty market');
  const certified: Post = { ...post, capacity: 35, status: 'open', region: '440100', features: { ...post.features, occupation: '6-18-02-04', certificates: ['焊工证书'], education: null, experienceYears: null, housing: 'lodging', startOn: null, closesOn: null, targetUnits: [], postKind: 'ordinary', wageMinFen: 500_000, wageMaxFen: 600_000 } };
  const people = Array.from({ length: 40 }, (_, k): Worker => ({
    ...worker, id: `0190a000-0000-7000-8000-${String(k).padStart(12, '0')}`, status: 'open', capacity: 1, tier: k < 3 ? 1 : 4, region: '500101',
    features: { ...worker.features, wishes: ['6-18-02-04'], certificates: [], education: null, consent: true, regionsExcluded: [], excludesOtherProvinces: false, needsHousing: false, wageMinFen: null, availableOn: null, legalAgeFrom: null, travelGroup: null },
  }));
  return { ...input, entries: [certified, ...people] };
}

const course = (seats: number): TrialChange => ({ kind: 'course', certificate: '焊工证', seats, unit: null });

describe('a trial', () => {
  it('places as many as a course has seats, and says how many more it could have had', async () => {
    const trial = await Trial.of(welders()), tried = await trial.with([course(30)]);
    expect(placedIn(trial.now)).toBe(0);
    expect(tried).toMatchObject({ more: 30, moreWithoutLimit: 35 });
    expect(tried.run.certificate.isVerified).toBe(true);
    expect(tried.seatedTiers.filter((tier) => tier === 1)).toHaveLength(3);
    expect(await trial.with([course(50)])).toMatchObject({ more: 35, moreWithoutLimit: 35 });
    expect(await trial.with([course(30), { kind: 'seats', postId: trial.now.prices[0]?.id ?? '', more: 5 }])).toMatchObject({ more: 30 });
  }, 60_000);

  it('finds who needs two of the changes at once', async () => {
    const input = welders(), far = { ...input, entries: input.entries.map((entry) => (entry.features.kind === 'worker' ? { ...entry, features: { ...entry.features, excludesOtherProvinces: true } } : entry)) } as TrialInput;
    const trial = await Trial.of(far), bus: TrialChange = { kind: 'bus', from: '500101', to: '440100', seats: 20 };
    expect([(await trial.with([course(30)])).more, (await trial.with([bus])).more]).toEqual([0, 0]);
    expect(await trial.with([course(30), bus])).toMatchObject({ more: 20, moreWithoutLimit: 35 });
  }, 60_000);

  it('opens a place whose province was ruled out, though a post names the province alone', async () => {
    const input = welders(), [post, ...people] = input.entries;
    if (post?.features.kind !== 'post') throw new Error('no post');
    const open = { ...post, capacity: 3, features: { ...post.features, certificates: [] } }, wide = { ...open, id: '0190b000-0000-7000-8000-000000000001', region: '440000', capacity: 1 };
    const shut = people.map((worker) => (worker.features.kind === 'worker' ? { ...worker, features: { ...worker.features, regionsExcluded: ['440000'] } } : worker));
    const trial = await Trial.of({ ...input, entries: [open, wide, ...shut] as ListEntry[] });
    expect(placedIn(trial.now)).toBe(0);
    expect(await trial.with([{ kind: 'bus', from: '500101', to: '440100', seats: 9 }])).toMatchObject({ more: expect.any(Number), moreWithoutLimit: 4 });
  }, 60_000);

  it('asks for a raise that three of four need, and for none that no employer pays', async () => {
    const input = welders(), [post, ...people] = input.entries;
    if (post?.features.kind !== 'post') throw new Error('no post');
    const open = { ...post, capacity: 35, features: { ...post.features, certificates: [], wageMinFen: 400_000, wageMaxFen: 450_000 } };
    const wanting = people.map((worker, k) => (worker.features.kind === 'worker' ? { ...worker, features: { ...worker.features, wageMinFen: k < 4 ? 100_000_000 : 460_000 + k * 1000 } } : worker));
    const entries = [open, ...wanting] as ListEntry[], changed = { ...input, entries }, trial = await Trial.of(changed), [lists] = programmeLists(employmentRuleSet, changed).lists;
    if (lists === undefined) throw new Error('no lists');
    // Of the 36 who can be reached the 28th asks for 491,000.
    expect(whatMightHelp(lists, trial.now)).toEqual([{ kind: 'wage', postId: open.id, moreFen: 50_000 }]);
    expect(() => whatMightHelp(lists, trial.now, () => true)).toThrow(TrialCancelled);
  }, 60_000);

  it('puts in front what most people wait for', async () => {
    const input = welders(), trial = await Trial.of(input), [lists] = programmeLists(employmentRuleSet, input).lists;
    if (lists === undefined) throw new Error('no lists');
    expect(whatMightHelp(lists, trial.now)).toEqual([{ kind: 'course', certificate: '焊工证书', seats: 30, unit: null }]);
  }, 60_000);

  it('comes to what the changed lists come to, and leaves the lists as they are', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 500 }), fc.nat(), fc.nat(), async (seed, a, b) => {
      const { posts, workers, input } = freeMarket(seed), before = JSON.stringify(input.entries);
      const post = posts[a % posts.length], worker = workers[b % workers.length];
      if (post === undefined || worker === undefined) throw new Error('an empty market');
      const trial = await Trial.of(input);
      for (const change of [{ kind: 'seats', postId: post.id, more: 3 }, { kind: 'lodging', postId: post.id }, { kind: 'wage', postId: post.id, moreFen: 50_000 }, course(4), { kind: 'bus', from: worker.region, to: b % 2 === 0 ? post.region : gridGeography.provinceOf(post.region), seats: 4 }] satisfies TrialChange[]) {
        const tried = await trial.with([change]), room = tried.moreWithoutLimit ?? tried.more;
        expect(tried.run.certificate.isVerified).toBe(true);
        expect(tried.more).toBeGreaterThanOrEqual(0);
        expect(tried.more).toBeLessThanOrEqual(Math.min(room, change.kind === 'seats' ? change.more : 'seats' in change ? change.seats : Infinity));
        const all = await runMatching({ ...input, market: 'employment', entries: changedEntries(input.entries, [change], { ...input }, new Map()) });
        if (all.status !== 'optimal') throw new Error(all.status);
        expect(placedIn(all) - placedIn(trial.now)).toBe(room);
      }
      expect(JSON.stringify(input.entries)).toBe(before);
    }), { numRuns: 6 });
  }, 120_000);

  it('opens with a bus its own place and no other', () => {
    const ctx = randomContext(shape);
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), fc.boolean(), (seed, a, wide) => {
      const { posts, workers, input } = freeMarket(seed), goal = posts[a % posts.length]?.region ?? '', to = wide ? gridGeography.provinceOf(goal) : goal;
      for (const worker of workers) {
        const grant = granting({ kind: 'bus', from: worker.region, to, seats: 5 }, input.entries, ctx), after = grant(worker);
        for (const { region } of posts) expect(excludesRegion(after, region, ctx)).toBe(excludesRegion(worker, region, ctx) && (grant(worker) === worker || (!gridGeography.isWithin(region, to) && !gridGeography.isWithin(to, region))));
      }
    }), { numRuns: 4 });
  });

  it('gives a certificate in place of one that runs out, and nothing to who holds it for good', () => {
    const { workers, input } = freeMarket(3), ctx = randomContext(shape), grant = granting({ kind: 'course', certificate: '电工证', seats: 5, unit: null }, input.entries, ctx);
    const held = (worker: Worker): (string | null)[] => worker.features.certificates.filter(({ name }) => certificateForm(name) === certificateForm('电工证')).map(({ expiresOn }) => expiresOn);
    for (const worker of workers) {
      if (held(worker).includes(null)) expect(grant(worker)).toBe(worker);
      else expect(held(grant(worker))).toEqual([null]);
    }
    expect(new Set(workers.map((worker) => held(worker).includes(null)))).toEqual(new Set([true, false]));
  });
});
