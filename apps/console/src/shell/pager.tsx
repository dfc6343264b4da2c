import { Button, Select } from 'antd';
import type { ReactNode } from 'react';
import { fullNumber, useTexts } from '../messages/index.js';

/** Where a keyset list stands: at the start, after a cursor, or at its end. */
export interface Position { readonly cursor?: string; readonly last?: 'true'; readonly size: number }
export const pageSizes = [20, 50, 100] as const;

interface PagerProps {
  readonly page: { readonly next: string | null; readonly previous: string | null; readonly total: number; readonly exact: boolean } | undefined;
  readonly position: Position;
  readonly onMove: (position: Position) => void;
}

/** First, previous, next and last of a keyset list. */
export function Pager({ page, position, onMove }: PagerProps): ReactNode {
  const { t } = useTexts();
  if (page === undefined || (page.next === null && page.previous === null && page.total <= pageSizes[0])) return null;
  const { size } = position;
  const go = (cursor: string | null): void => { if (cursor !== null) onMove({ size, cursor }); };
  return (
    <nav className="pager no-print" aria-label={t('page.paging')}>
      <span className="grow muted"><Total page={page} /></span>
      <Select size="small" value={size} onChange={(n: number) => onMove({ size: n })} options={pageSizes.map((n) => ({ value: n, label: t('page.size', { n }) }))} aria-label={t('page.size', { n: size })} style={{ minWidth: 110 }} />
      <Button size="small" disabled={page.previous === null} onClick={() => onMove({ size })} data-testid="page-first">{t('page.first')}</Button>
      <Button size="small" disabled={page.previous === null} onClick={() => go(page.previous)} data-testid="page-previous">{t('page.previous')}</Button>
      <Button size="small" disabled={page.next === null} onClick={() => go(page.next)} data-testid="page-next">{t('page.next')}</Button>
      <Button size="small" disabled={page.next === null} onClick={() => onMove({ size, last: 'true' })} data-testid="page-last">{t('page.last')}</Button>
    </nav>
  );
}

/** The count beside a title; 约 when it was not counted to the end. */
export function Total({ page }: { page: { readonly total: number; readonly exact: boolean } | undefined }): ReactNode {
  const { t } = useTexts();
  if (page === undefined) return null;
  return <span className="muted figure" data-testid="list-total">{t(page.exact ? 'count.exact' : 'count.about', { n: fullNumber(page.total) })}</span>;
}
