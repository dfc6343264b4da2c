import { describe, expect, it } from '@jest/globals';
import { catalogue } from './catalogue.js';

/** Abbreviations that official Chinese texts use as they are. */
const kept = /CSV|XLSX|UTF-8|GB18030|MB|GB\/T|\{\w+\}/g;

describe('the message catalogue', () => {
  it('has no English word in Chinese', () => {
    const wrong = Object.entries(catalogue).filter(([key, [zh]]) => key !== 'header.language' && key !== 'own.language' && /[A-Za-z]/.test(zh.replaceAll(kept, '')));
    expect(wrong).toEqual([]);
  });

  it('fills the same places in both languages', () => {
    const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
    for (const [key, [zh, en]] of Object.entries(catalogue)) expect([key, places(en)]).toEqual([key, places(zh)]);
  });
});
