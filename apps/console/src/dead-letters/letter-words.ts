import type { DeadLetterView } from '@jiedui/contracts';
import type { operations } from '../api/index.js';
import type { MessageKey, Texts } from '../messages/index.js';
import type { Tone } from '../shell/state-word.js';

/** The services that keep dead letters, in the order the page offers them: matching gets the most facts. */
export const letterServices = ['matching', 'employment', 'marketplace', 'intake', 'assessment', 'registry'] as const satisfies readonly (keyof typeof operations.deadLetters)[];
export type LetterService = (typeof letterServices)[number];

export const letterReasons: readonly DeadLetterView['reason'][] = ['UNPROCESSABLE', 'RETRIES_EXHAUSTED', 'BEHIND_PARKED'];

/** The service of that name; undefined for any other text. */
export function letterServiceOf(text: string | undefined): LetterService | undefined {
  return letterServices.find((one) => one === text);
}

/** `matching-from-employment` as 匹配 ← 就业; a name of another shape as it is. */
export function consumerWords(consumer: string, { t }: Texts): string {
  const ends = consumer.split('-from-').map(letterServiceOf);
  const [to, from] = ends;
  return to === undefined || from === undefined ? consumer : `${t(`letter.service.${to}`)} ← ${t(`letter.service.${from}`)}`;
}

const facts: Readonly<Record<string, MessageKey>> = {
  'employment.entries.changed': 'letter.fact.employment.entries', 'employment.pairs.changed': 'letter.fact.employment.pairs', 'employment.placements.changed': 'letter.fact.employment.placements', 'employment.certified': 'letter.fact.employment.certified',
  'marketplace.entries.changed': 'letter.fact.marketplace.entries', 'marketplace.pairs.changed': 'letter.fact.marketplace.pairs', 'marketplace.contract-lines.changed': 'letter.fact.marketplace.contractLines',
  'employment.minimum-wages.changed': 'letter.fact.employment.minimumWages',
  'matching.proposals.made': 'letter.fact.matching.proposals', 'matching.proposals.supplemented': 'letter.fact.matching.supplemented', 'matching.run.finished': 'letter.fact.matching.finished', 'intake.projects.changed': 'letter.fact.intake.projects',
};

/** `evt.employment.entries.changed.v1` in words; a kind of fact that is new here as it is. */
export function factWords(subject: string, { t }: Texts): string {
  const key = facts[subject.replace(/^evt\./, '').replace(/\.v\d+$/, '')];
  return key === undefined ? subject : t(key);
}

/** Where a letter stands, and in which colour. */
export function letterState(letter: DeadLetterView): { readonly tone: Tone; readonly word: MessageKey } {
  if (letter.decision !== null) return { tone: letter.decision.kind === 'replayed' ? 'good' : 'plain', word: `letter.state.${letter.decision.kind}` };
  return letter.isFirst ? { tone: 'bad', word: 'letter.state.open' } : { tone: 'wait', word: 'letter.state.waiting' };
}
