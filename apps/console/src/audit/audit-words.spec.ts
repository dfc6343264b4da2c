import { describe, expect, it } from '@jest/globals';
import { allOperations, isAudited } from '@jiedui/contracts';
import { catalogue, type MessageKey } from '../messages/catalogue.js';
import { actionWords } from './audit-words.js';

const chinese = { t: (key: MessageKey): string => catalogue[key][0] };

describe('actionWords', () => {
  it('has words for every operation that leaves an entry', () => {
    const coded = allOperations.filter(isAudited).map(({ name }) => `operation.${name}`).filter((action) => actionWords(action, chinese) === action);
    expect(coded).toEqual([]);
  });
});
