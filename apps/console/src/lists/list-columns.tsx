import type { ListRow } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { localTime, unknownMark, useTexts, type MessageKey } from '../messages/index.js';
import { Count, Jin } from '../shell/number.js';
import type { RecordColumn } from '../shell/records-table.js';
import { StateWord, TierBadge, type Tone } from '../shell/state-word.js';
import type { ListKind } from './list-kinds.js';

const statusTone: Record<ListRow['status'], Tone> = { open: 'wait', filled: 'good', withdrawn: 'plain', expired: 'warn' };
const statusWord: Record<ListRow['status'], MessageKey> = { open: 'list.status.open', filled: 'list.status.filled', withdrawn: 'list.status.withdrawn', expired: 'list.status.expired' };

export function RowStatusWord({ status }: { status: ListRow['status'] }): ReactNode {
  const { t } = useTexts();
  return <StateWord tone={statusTone[status]}>{t(statusWord[status])}</StateWord>;
}

/** An occupation that has no name at hand is a bare code, which says nothing to a reader. */
const codeOnly = /^[\d-]+$/;

/** Columns of a list's table, the head first and frozen; tiers only where the reader may see them. */
export function useListColumns(kind: ListKind, tiers: boolean): readonly RecordColumn<ListRow>[] {
  const { t } = useTexts();
  const quantity = (value: number): ReactNode => (kind.unit === 'jin' ? <Jin units={value} /> : <Count value={value} />);
  const columns: (RecordColumn<ListRow> | null)[] = [
    {
      key: 'title', title: t(kind.head), sort: 'title', width: 210,
      render: (row) => <><div style={{ fontWeight: 500 }}>{row.title}</div><div className="muted small">{row.externalId === '' ? t('list.unnumbered') : row.externalId}{row.categoryName !== null && row.categoryName !== row.title && !codeOnly.test(row.categoryName) ? ` · ${row.categoryName}` : ''}</div></>,
    },
    kind.code === 'worker' ? null : { key: 'organisation', title: t('list.col.organisation'), width: 170, render: (row) => row.organisationName },
    { key: 'region', title: t(kind.region), sort: 'region', width: 130, render: (row) => row.regionName },
    kind.tierOf === null || !tiers ? null : { key: 'tier', title: t('list.col.tier'), width: 96, render: (row) => <TierBadge tier={row.tier} of={kind.tierOf ?? 'worker'} /> },
    kind.code === 'worker' ? null : {
      key: 'quantity', title: t(kind.unit === 'jin' ? 'list.col.quantity.jin' : 'list.col.quantity.people'), number: true, sort: 'quantity', width: 124,
      render: (row) => <span className="figure">{quantity(row.quantity)}{row.taken > 0 && <span className="muted">（{quantity(row.taken)}）</span>}</span>,
    },
    { key: 'amount', title: t(kind.amount), number: true, sort: 'amount', width: 146, render: (row) => <span className="figure">{kind.amountText(row, t('list.wage.month')) ?? unknownMark}</span> },
    { key: 'dates', title: t(kind.dates), sort: 'from', width: 124, render: (row) => <Days row={row} /> },
    { key: 'status', title: t('list.col.status'), width: 90, render: (row) => <RowStatusWord status={row.status} /> },
    { key: 'updated', title: t('list.col.updated'), sort: 'updated', width: 134, deskOnly: true, render: (row) => <span className="figure muted">{localTime(row.updatedAt)}</span> },
  ];
  return columns.filter((column) => column !== null);
}

function Days({ row }: { row: ListRow }): ReactNode {
  const { t } = useTexts();
  if (row.toOn === null) return <span className="figure">{row.fromOn ?? unknownMark}</span>;
  return <><span className="figure">{row.fromOn ?? unknownMark}</span> <span className="figure">{t('list.until', { day: row.toOn })}</span></>;
}
