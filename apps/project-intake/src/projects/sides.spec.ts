import { describe, expect, it } from '@jest/globals';
import { Parameters, regionSql } from '@jiedui/access';
import { type Actor, type Role } from '@jiedui/contracts';
import { isWithin, units } from '@jiedui/reference-data';
import type { ProjectRow } from './project-row.js';
import { actsOf, sidesOf } from './sides.js';

const actor = (role: Role, region: string, id = 'someone', programme: string | null = null): Actor => ({
  kind: 'person', id, displayName: '测试', organisationName: null, grants: [{ role, programme, region, organisation: null }],
});
const yunyang = { programme: 'three-gorges', unit: '500235', supporter: '320000' };
const row = (changes: Partial<ProjectRow> = {}): ProjectRow => ({
  id: '', ...yunyang, name: '', field: 's3-4-2', site: '', summary: '', industryCode: null, totalFen: 100, grantFen: 50, paidFen: 0, startOn: null, endOn: null, state: 'submitted',
  screening: null, conditionAnswer: '', receiverApprovedBy: null, sample: false, createdBy: '', createdAt: new Date(0), updatedAt: new Date(0), updatedText: '', version: 1, filedOn: '', approvedOn: null,
  milestones: 0, milestonesDone: 0, milestonesLate: 0, ...changes,
});

describe('sidesOf', () => {
  it('gives the county, and the city above it, the receiver\'s side only', () => {
    expect(sidesOf(actor('receiving-office', '500235'), yunyang)).toEqual(['receiver']);
    expect(sidesOf(actor('receiving-office', '500000'), yunyang)).toEqual(['receiver']);
    expect(sidesOf(actor('receiving-office', '500236'), yunyang)).toEqual([]);
  });

  it('gives the supporter\'s side to exactly that place', () => {
    expect(sidesOf(actor('supporter-office', '320000'), yunyang)).toEqual(['supporter']);
    expect(sidesOf(actor('supporter-office', '370000'), { programme: 'three-gorges', unit: '420506', supporter: '370200' })).toEqual([]);
    expect(sidesOf(actor('supporter-office', '110108'), { programme: 'danjiangkou', unit: '411326', supporter: '110000' })).toEqual([]);
  });

  it('keeps 重庆市 as supporter apart from 重庆市 as receiver', () => {
    const inside = { ...yunyang, supporter: '500000' };
    expect(sidesOf(actor('supporter-office', '500000'), inside)).toEqual(['supporter']);
    expect(sidesOf(actor('receiving-office', '500000'), inside)).toEqual(['receiver']);
  });

  it('stays in the programme of the grant', () => {
    expect(sidesOf(actor('supporter-office', '110000', 'x', 'danjiangkou'), { programme: 'three-gorges', unit: '422823', supporter: '110000' })).toEqual([]);
  });
});

describe('actsOf', () => {
  it('offers each side what is its turn', () => {
    expect(actsOf(actor('receiving-office', '500235'), row())).toEqual(['approve-receiver', 'return', 'withdraw']);
    expect(actsOf(actor('supporter-office', '320000'), row())).toEqual(['return', 'withdraw']);
    expect(actsOf(actor('supporter-office', '320000'), row({ state: 'approved-by-receiver' }))).toEqual(['approve-supporter', 'return', 'withdraw']);
  });

  it('does not let one person approve for both sides', () => {
    const both: Actor = { ...actor('supporter-office', '320000', 'same'), grants: [...actor('supporter-office', '320000').grants, ...actor('receiving-office', '500235').grants] };
    expect(actsOf(both, row({ state: 'approved-by-receiver', receiverApprovedBy: 'same' }))).not.toContain('approve-supporter');
    expect(actsOf(both, row({ state: 'approved-by-receiver', receiverApprovedBy: 'another' }))).toContain('approve-supporter');
  });

  it('does not complete over open milestones, nor withdraw or pay past the money', () => {
    const county = actor('receiving-office', '500235');
    expect(actsOf(county, row({ state: 'under-way', milestones: 2, milestonesDone: 1 }))).not.toContain('complete');
    expect(actsOf(county, row({ state: 'under-way', milestones: 2, milestonesDone: 2 }))).toContain('complete');
    expect(actsOf(county, row({ state: 'approved', paidFen: 1 }))).not.toContain('withdraw');
    expect(actsOf(actor('supporter-office', '320000'), row({ state: 'approved', paidFen: 50 }))).not.toContain('pay');
  });

  it('offers nothing to an evaluator', () => {
    expect(actsOf(actor('evaluator', '500235', 'e', 'three-gorges'), row())).toEqual([]);
  });
});

describe('rows of a region', () => {
  it('are read from the database as the region tree has them, so that nobody acts for what they cannot see', () => {
    const codes = units().map((unit) => unit.code);
    const ancestors = new Set(codes.flatMap((code) => [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`]));
    for (const ancestor of ancestors) {
      const parameters = new Parameters();
      regionSql('unit', ancestor, parameters);
      const [from = '', to = ''] = parameters.values.map(String);
      expect([ancestor, codes.filter((code) => code >= from && code < to)]).toEqual([ancestor, codes.filter((code) => isWithin(code, ancestor))]);
    }
  });
});
