import type { ReactNode } from 'react';
import { fullNumber, shortNumber, unknownMark, useTexts } from '../messages/index.js';

/** A count: 万 and 亿 with all digits on hover, `—` when not known. */
export function Count({ value }: { value: number | null | undefined }): ReactNode {
  const { language } = useTexts();
  if (value === null || value === undefined) return <span className="figure">{unknownMark}</span>;
  return <span className="figure" title={fullNumber(value)}>{shortNumber(value, language)}</span>;
}

/** Units of 500 g, which are the 斤 of the trade. */
export function Jin({ units }: { units: number | null | undefined }): ReactNode {
  const { t, language } = useTexts();
  if (units === null || units === undefined) return <span className="figure">{unknownMark}</span>;
  return <span className="figure" title={t('unit.jinNote', { jin: fullNumber(units), kg: fullNumber(units / 2) })}>{t('unit.jin', { n: shortNumber(units, language) })}</span>;
}

/** Money in fen, shown in yuan. */
export function Yuan({ fen, per }: { fen: number | null | undefined; per?: string }): ReactNode {
  const { t, language } = useTexts();
  if (fen === null || fen === undefined) return <span className="figure">{unknownMark}</span>;
  const yuan = fen / 100;
  return <span className="figure" title={t('unit.yuan', { n: fullNumber(yuan) })}>{t('unit.yuan', { n: shortNumber(yuan, language) })}{per === undefined ? '' : `/${per}`}</span>;
}

/** Seconds as people say them. */
export function useDuration(): (seconds: number | null) => string {
  const { t } = useTexts();
  return (seconds) => {
    if (seconds === null) return unknownMark;
    if (seconds < 60) return t('unit.seconds', { n: seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds) });
    return t('unit.minutes', { m: Math.floor(seconds / 60), s: Math.round(seconds % 60) });
  };
}
