import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allOperations, isAudited } from '@jiedui/contracts';
import { catalogue, type MessageKey } from '../messages/catalogue.js';
import { actionWords } from './audit-words.js';

const chinese = { t: (key: MessageKey): string => catalogue[key][0] };
const root = path.resolve(import.meta.dirname, '../../../..');

/** What the services write into the trail by themselves: the literals beside `action` and in the registry's own record. */
function writtenActions(): string[] {
  const folders = ['apps', 'libs'].flatMap((part) => readdirSync(path.join(root, part)).filter((name) => name !== 'console').map((name) => path.join(root, part, name, 'src')));
  const sources = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts')).map((file) => path.join(folder, file)));
  return sources.flatMap((file) => readFileSync(file, 'utf8').split('\n').filter((line) => /\baction[:,]|\brecord\(manager|AuditTrail\.append/.test(line)).flatMap((line) => [...line.matchAll(/'((?:account|session|worker|audit|proposals)\.[a-z-]+)'/g)].map(([, action = '']) => action)));
}

describe('actionWords', () => {
  it('has words for every operation that leaves an entry', () => {
    const coded = allOperations.filter(isAudited).map(({ name }) => `operation.${name}`).filter((action) => actionWords(action, chinese) === action);
    expect(coded).toEqual([]);
  });

  it('has words for what the services write by themselves', () => {
    const written = [...new Set(writtenActions())];
    expect(written).toEqual(expect.arrayContaining(['account.second-factor-set', 'account.password-refused', 'session.refused', 'worker.revealed', 'proposals.taken']));
    expect(written.filter((action) => actionWords(action, chinese) === action)).toEqual([]);
  });
});
