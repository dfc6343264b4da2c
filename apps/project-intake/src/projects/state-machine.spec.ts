import { describe, expect, it } from '@jest/globals';
import { projectRules } from '@jiedui/contracts';
import { faultsOfRules } from './state-machine.js';

describe('project state machine', () => {
  it('is sound as declared', () => {
    expect(faultsOfRules(projectRules)).toEqual([]);
  });

  it('names a state that cannot be reached, and one that cannot be left', () => {
    const without = projectRules.filter((rule) => rule.act !== 'start');
    expect(faultsOfRules(without)).toEqual(expect.arrayContaining(['state under-way cannot be reached from draft', 'state completed cannot be reached from draft']));
    expect(faultsOfRules(projectRules.filter((rule) => rule.act !== 'complete'))).toContain('state under-way has no exit and is not final');
  });

  it('gives each approval to one side only', () => {
    expect(projectRules.find((rule) => rule.act === 'approve-receiver')?.sides).toEqual(['receiver']);
    expect(projectRules.find((rule) => rule.act === 'approve-supporter')?.sides).toEqual(['supporter']);
    expect(projectRules.find((rule) => rule.act === 'pay')?.sides).toEqual(['supporter']);
  });

  it('lets money flow only where both have approved', () => {
    expect(projectRules.find((rule) => rule.act === 'pay')?.from).toEqual(['approved', 'under-way']);
  });
});
