import { describe, expect, it } from '@jest/globals';
import { faultsOfDraft } from './check-draft.js';
import { sampleProjects } from './sample-projects.js';

const pairing = { programme: 'three-gorges', unit: '500235', supporter: '320000' };
const draft = { field: 's3-4-2', industryCode: '1373', totalFen: 1000, grantFen: 1000, startOn: '2026-01-01', endOn: '2026-12-31' };
const codes = (changes: Partial<typeof draft>, under = pairing): string[] => faultsOfDraft(under, { ...draft, ...changes }).map((fault) => `${fault.field} ${fault.code}`);

describe('faultsOfDraft', () => {
  it('takes a grant as large as the total, and none larger', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ grantFen: 1001 })).toEqual(['grantFen GRANT_ABOVE_TOTAL']);
  });

  it('asks for a pairing of the programme', () => {
    expect(codes({}, { ...pairing, supporter: '310000' })).toEqual(['supporter NOT_A_PAIRING']);
    expect(codes({ field: 's0-1-1' }, { programme: 'danjiangkou', unit: '500235', supporter: '320000' })).toEqual(['supporter NOT_A_PAIRING']);
  });

  it('asks for the second level of the catalogue and for a 小类', () => {
    expect(codes({ field: 's3-4' })).toEqual(['field UNKNOWN_FIELD']);
    expect(codes({ industryCode: '26' })).toEqual(['industryCode INDUSTRY_TOO_BROAD']);
    expect(codes({ industryCode: '9999' })).toEqual(['industryCode UNKNOWN_INDUSTRY']);
    expect(codes({ industryCode: 'C2684' })).toEqual([]);
  });

  it('names every fault at once', () => {
    expect(codes({ grantFen: 2000, field: 'x-1', endOn: '2025-01-01' })).toHaveLength(3);
  });

  it('finds nothing wrong with the sample projects, which say that they are samples', () => {
    for (const sample of sampleProjects) {
      expect(faultsOfDraft(sample, { field: sample.field, industryCode: sample.industryCode, totalFen: sample.totalWan, grantFen: sample.grantWan, startOn: null, endOn: null })).toEqual([]);
      expect(sample.name).toContain('样例');
      expect(sample.payments.reduce((sum, [, wan]) => sum + wan, 0)).toBeLessThanOrEqual(sample.grantWan);
    }
  });
});
