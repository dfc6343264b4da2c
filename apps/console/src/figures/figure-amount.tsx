import type { figures, ReplyOf } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { fullNumber, shortNumber, useTexts } from '../messages/index.js';
import { Count, Yuan } from '../shell/number.js';

export type Definition = ReplyOf<typeof figures.definitions>['items'][number];
export type FigureCode = Definition['code'];

/** A figure's value in the unit of its definition. */
export function FigureAmount({ unit, value }: { unit: Definition['unit'] | undefined; value: number | null }): ReactNode {
  if (value !== null && unit === 'grams') return <Grams grams={value} />;
  return unit === 'fen' ? <Yuan fen={value} /> : <Count value={value} />;
}

/** Weight in kilograms below a tonne, in tonnes from there on. */
export function Grams({ grams }: { grams: number }): ReactNode {
  const { t, language } = useTexts();
  const kilograms = grams / 1000;
  const text = kilograms >= 1000 ? t('unit.tonnes', { n: shortNumber(kilograms / 1000, language) }) : t('unit.kg', { n: fullNumber(kilograms) });
  return <span className="figure" title={t('unit.kg', { n: fullNumber(kilograms) })}>{text}</span>;
}
