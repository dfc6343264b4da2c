import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EnrolmentAct, type EnrolmentActor, EnrolmentReason, enrolmentReasonRules, enrolmentRules, EnrolmentState, TrainingAct, trainingRules, TrainingState } from '@jiedui/contracts';
import { certificateItem, certificateOf, type HeldRow, withCertificate, withoutCertificate } from './certificates.js';
import { detailFaults, type CourseDetails, takenFaults } from './course-draft.js';
import { ageBandOf, certificateEnd, enrolmentActs, enrolmentRule, faultsOfTraining, seatHindrance, type Seats, takesReason, trainingActs, withSeatTaken } from './training-rules.js';

describe('the rules of courses', () => {
  it('are sound as declared: no dead state, every act can be done, every reason is declared', () => {
    expect(faultsOfTraining()).toEqual([]);
    expect([...new Set(trainingRules.map((rule) => rule.act))].sort()).toEqual([...TrainingAct.options].sort());
    expect([...new Set(enrolmentRules.map((rule) => rule.act))].sort()).toEqual([...EnrolmentAct.options].sort());
    expect(enrolmentReasonRules.map((one) => one.reason).sort()).toEqual([...EnrolmentReason.options].sort());
  });

  it('are named where they are not', () => {
    expect(faultsOfTraining(trainingRules.filter((rule) => rule.act !== 'begin'))).toEqual(expect.arrayContaining(['course: state running cannot be reached', 'course: act end can never be done']));
    expect(faultsOfTraining(trainingRules, enrolmentRules.filter((rule) => rule.act !== 'attend'))).toEqual(expect.arrayContaining(['seat: state passed cannot be reached']));
    expect(faultsOfTraining(trainingRules, [...enrolmentRules, { act: 'drop', from: ['dropped'], to: 'enrolled', while: [], by: [], name: { zh: '', en: '' } }])).toEqual(expect.arrayContaining(['seat: state dropped is the last and is left', 'seat: act drop is declared twice', 'seat: act drop is for nobody to do']));
  });

  it('lead from the plan to the end, and results may follow the end', () => {
    const way = Object.fromEntries(TrainingState.options.map((state) => [state, trainingActs(state)]));
    expect(way).toEqual({ planned: ['amend', 'open', 'cancel'], open: ['amend', 'begin', 'cancel'], running: ['amend', 'end', 'cancel'], ended: [], cancelled: [] });
    const holder = (state: EnrolmentState, course: TrainingState): readonly string[] => enrolmentActs(state, course, ['holder']);
    expect([holder('enrolled', 'open'), holder('enrolled', 'running'), holder('attended', 'ended'), holder('passed', 'ended'), holder('dropped', 'ended'), holder('attended', 'cancelled')]).toEqual([['drop'], ['attend', 'drop'], ['pass', 'fail', 'drop'], ['reopen'], [], ['drop']]);
    expect([enrolmentActs('enrolled', 'open', ['county']), enrolmentActs('attended', 'running', ['county']), enrolmentActs('passed', 'ended', ['county'])]).toEqual([['drop'], ['drop'], []]);
  });

  it('let nobody pass who was not there, and give nobody but the system its reasons', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...EnrolmentAct.options), { maxLength: 20 }), fc.constantFrom<EnrolmentActor>('holder', 'county', 'system'), (acts, by) => {
      let state: EnrolmentState = 'enrolled', attended = 0;
      for (const act of acts) {
        if (!enrolmentActs(state, 'running', [by]).includes(act)) continue;
        if (act === 'attend') attended += 1;
        state = enrolmentRule(act).to;
      }
      expect((state === 'passed' || state === 'failed') && attended === 0).toBe(false);
    }), { numRuns: 500 });
    expect([takesReason('pass', undefined), takesReason('pass', 'health'), takesReason('fail', undefined), takesReason('fail', 'exam-failed'), takesReason('fail', 'health'), takesReason('drop', 'health'), takesReason('drop', 'course-cancelled'), takesReason('drop', 'consent-withdrawn')]).toEqual([true, false, false, true, false, true, false, false]);
  });
});

describe('a seat', () => {
  const seats = (more: Partial<Seats> = {}): Seats => ({ seats: 3, taken: 0, quotas: new Map(), posts: new Map(), ...more });
  const code = (of: Seats, region = '500235', post: string | null = null): string | undefined => seatHindrance(of, region, post)?.code;

  it('is there while there are some, for the county, and for the post', () => {
    expect([code(seats()), code(seats({ taken: 3 }))]).toEqual([undefined, 'NO_SEATS']);
    const quotas = new Map([['500235', { seats: 1, taken: 0 }], ['500236', { seats: 2, taken: 2 }]]);
    expect([code(seats({ quotas })), code(seats({ quotas }), '500236'), code(seats({ quotas }), '500237')]).toEqual([undefined, 'QUOTA_FULL', 'NOT_FOR_COUNTY']);
    const posts = new Map([['a', { seats: 2, taken: 1 }], ['b', { seats: 0, taken: 0 }]]);
    expect([code(seats({ taken: 1, posts }), '500235', 'a'), code(seats({ taken: 1, posts }), '500235', 'b'), code(seats({ taken: 1, posts }), '500235', 'c'), code(seats({ taken: 1, posts })), code(seats({ taken: 2, posts }))]).toEqual([undefined, 'NOT_A_POST', 'NOT_A_POST', undefined, 'ONLY_KEPT_SEATS']);
    expect(code(seats({ taken: 2, posts: new Map([['a', { seats: 2, taken: 2 }]]) }), '500235', 'a')).toBe('POST_FULL');
  });

  it('is never given twice, whoever asks in whatever order', () => {
    const county = fc.constantFrom('500235', '500236', '500237'), post = fc.constantFrom('a', 'b', null);
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.tuple(county, post), { maxLength: 30 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), (all, asked, quota, kept) => {
      const quotas: [string, { seats: number; taken: number }][] = quota === 0 ? [] : [['500235', { seats: Math.min(quota, all), taken: 0 }], ['500236', { seats: all, taken: 0 }]];
      let now: Seats = { seats: all, taken: 0, quotas: new Map(quotas), posts: new Map([['a', { seats: Math.min(kept, all), taken: 0 }]]) };
      for (const [region, of] of asked) if (seatHindrance(now, region, of) === null) now = withSeatTaken(now, region, of);
      const fits = [...now.quotas.values(), ...now.posts.values(), now].every((one) => one.taken <= one.seats), keptOf = now.posts.get('a');
      expect([fits, now.taken - (keptOf?.taken ?? 0) <= now.seats - (keptOf?.seats ?? 0)]).toEqual([true, true]);
    }), { numRuns: 500 });
  });
});

describe('what a form says', () => {
  const draft = (more: Partial<CourseDetails> = {}): CourseDetails => ({ kind: 'short', track: 'transfer-skills', scheme: null, title: '电工班', organiser: '样例培训中心', place: '云阳县', startsOn: '2026-12-01', endsOn: '2026-12-20', certificate: '电工证', certificateMonths: null, occupation: null, year: null, seats: 10, quotas: [], posts: [], ...more });
  const codes = (more: Partial<CourseDetails>): string[] => detailFaults(draft(more), 'three-gorges', '2026-11-22').map((fault) => `${fault.field} ${fault.code}`);

  it('is taken, or named by field', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ endsOn: '2026-11-30' })).toEqual(['endsOn DAY_BEFORE']);
    expect(codes({ startsOn: '2013-12-31', endsOn: '2014-01-02' })).toEqual(['startsOn DAY_TOO_EARLY']);
    expect(codes({ startsOn: '2036-01-01', endsOn: '2036-02-01' })).toEqual(['startsOn DAY_TOO_FAR']);
    expect(codes({ kind: 'school' })).toEqual(['year YEAR_MISSING', 'quotas QUOTAS_MISSING']);
    expect(codes({ year: 2027 })).toEqual(['year NO_YEAR']);
    for (const name of ['电工证、焊工证', '驾驶证(C1)', '无']) expect(codes({ certificate: name })).toEqual(['certificate CERTIFICATE']);
    expect(codes({ certificate: null, certificateMonths: 12 })).toEqual(['certificateMonths NO_CERTIFICATE']);
    expect(codes({ occupation: '9-99-99-99' })).toEqual(['occupation CELL.OCCUPATION']);
    expect(codes({ quotas: [{ region: '110000', seats: 1 }] })).toEqual(['quotas NOT_A_UNIT']);
    expect(codes({ quotas: [{ region: '500235', seats: 6 }, { region: '500235', seats: 6 }] })).toEqual(['quotas DOUBLE', 'quotas MORE_THAN_SEATS']);
    expect(codes({ title: '电工班 13912345678' })).toEqual(['title NAMES_A_PERSON']);
  });

  it('takes no seat away from whoever has it', () => {
    const held: Seats = { seats: 10, taken: 4, quotas: new Map([['500235', { seats: 5, taken: 4 }]]), posts: new Map([['a', { seats: 2, taken: 1 }]]) }, fields = (more: Partial<CourseDetails>): string[] => takenFaults(draft({ quotas: [{ region: '500235', seats: 5 }], posts: [{ id: 'a', seats: 2 }], ...more }), held).map((one) => one.field);
    expect([fields({}), fields({ seats: 3 }), fields({ quotas: [{ region: '500235', seats: 3 }] }), fields({ quotas: [{ region: '500236', seats: 5 }] }), fields({ quotas: [] }), fields({ posts: [] }), fields({ posts: [{ id: 'a', seats: 8 }] })]).toEqual([[], ['seats'], ['quotas'], ['quotas'], [], ['posts'], ['posts']]);
  });
});

describe('a certificate', () => {
  const row = (text: string | null, held: HeldRow['held']): HeldRow => ({ text, held }), electrician = { name: '电工证', expiresOn: null };

  it('is added once, renewed, and taken back as it was', () => {
    expect(withCertificate(row(null, []), electrician)).toEqual({ text: '电工证', held: [electrician] });
    expect(withCertificate(row('无', []), electrician)).toMatchObject({ text: '电工证' });
    const old = row('焊工证(2025-01)', [{ name: '焊工证', expiresOn: '2025-01-31' }]), fresh = { name: '焊工证', expiresOn: '2027-05-31' };
    expect(withCertificate(old, fresh)).toEqual({ text: '焊工证(2025-01)、焊工证(2027-05-31)', held: [...old.held, fresh] });
    expect([withCertificate(row('焊工证', [{ name: '焊工证', expiresOn: null }]), fresh), withCertificate(row('x', Array.from({ length: 20 }, (_, i) => ({ name: `证${i}`, expiresOn: null }))), fresh)]).toEqual([null, 'full']);
    const more = withCertificate(old, fresh);
    expect(more === null || more === 'full' ? more : withoutCertificate(more, fresh)).toEqual(old);
  });

  it('is written as the column reads it', () => {
    for (const one of [electrician, { name: '焊工证', expiresOn: '2027-05-31' }]) expect(certificateOf(certificateItem(one))).toEqual(one);
  });

  it('holds to the same day, or the last of a shorter month', () => {
    expect([certificateEnd('2026-11-22', 12), certificateEnd('2026-08-31', 6), certificateEnd('2023-11-30', 3), certificateEnd('2026-12-31', 1)]).toEqual(['2027-11-22', '2027-02-28', '2024-02-29', '2027-01-31']);
  });
});

describe('an age band', () => {
  it('is told by birth and day, unknown under the working age', () => {
    expect(['2010-11-22', '2010-11-23', '2001-11', '1991-11-22', '1981-11-22', '1966-11-23', '1966-11-22', null].map((birth) => ageBandOf(birth, '2026-11-22'))).toEqual(['16-24', 'unknown', '25-34', '35-44', '45-59', '45-59', '60+', 'unknown']);
  });
});
