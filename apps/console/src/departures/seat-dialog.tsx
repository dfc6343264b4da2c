import type { DepartureView } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { Pager, type Position, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { Outcome } from './outcome.js';
import { useRenewDepartures } from './use-renew-departures.js';

interface SeatDialogProps { readonly open: boolean; readonly departure: DepartureView; readonly onClose: () => void }

/** Puts people who are about to depart on it: those chosen, or all that a search finds. */
export function SeatDialog({ open, departure, onClose }: SeatDialogProps): ReactNode {
  const { t } = useTexts();
  return <Modal open={open} onCancel={onClose} destroyOnHidden width={820} footer={null} title={t('departure.seat.title', { free: fullNumber(departure.seats - departure.people) })} data-testid="seat-dialog"><Content departure={departure} onClose={onClose} /></Modal>;
}

function Content({ departure, onClose }: Omit<SeatDialogProps, 'open'>): ReactNode {
  const { t } = useTexts();
  const renew = useRenewDepartures();
  const [search, setSearch] = useState('');
  const [position, setPosition] = useState<Position>({ size: 20 });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [withGroups, setWithGroups] = useState(true);
  const filter = { programme: departure.programme, region: departure.region, state: 'accepted' as const, ...(search === '' ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['placements', 'to-seat', filter, position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.placements.follow, { ...filter, ...position }, signal) });
  const seat = useMutation({
    mutationFn: (all: boolean) => call(operations.departures.seat, { id: departure.id, version: departure.version, withGroups, ...(all ? { filter } : { ids: [...chosen] }) }),
    onSuccess: () => renew(),
  });
  if (seat.data !== undefined) return <Outcome reply={seat.data} done="departure.seat.done" onClose={onClose} />;
  return (
    <>
      <p className="muted">{t('departure.text.seat')}</p>
      {seat.error !== null && <ProblemNotice error={seat.error} />}
      <div className="filters">
        <Input.Search allowClear placeholder={t('placement.search.county')} onSearch={(text) => { setSearch(text.trim()); setPosition({ size: 20 }); }} style={{ width: 280, maxWidth: '100%' }} data-testid="seat-search" /><Total page={data} />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="seat-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} empty={<div className="empty">{t(search === '' ? 'departure.seat.none' : 'placement.empty.filtered')}</div>}
          selection={{ keys: chosen, change: setChosen }}
          columns={[
            { key: 'worker', title: t('placement.col.worker'), width: 190, render: (one) => <><div style={{ fontWeight: 500 }}>{one.workerTitle}</div><div className="muted small">{one.workerExternalId}</div></> },
            { key: 'post', title: t('placement.col.post'), render: (one) => <>{one.postTitle}<div className="muted small">{one.employer} {one.postRegionName}</div></> },
            { key: 'start', title: t('placement.startOn'), render: (one) => <span className="figure">{one.startOn ?? '—'}</span> },
          ]}
        />
      )}
      <Pager page={data} position={position} onMove={setPosition} />
      <Checkbox checked={withGroups} onChange={(event) => setWithGroups(event.target.checked)} style={{ margin: '10px 0' }} data-testid="seat-groups">{t('departure.seat.withGroups')}</Checkbox>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'flex-end' }}>
        <Button onClick={onClose}>{t('act.cancel')}</Button>
        {chosen.length === 0 && data !== undefined && data.total > 0 && <Button loading={seat.isPending} onClick={() => seat.mutate(true)} data-testid="seat-all">{t('departure.seat.all', { n: fullNumber(data.total) })}</Button>}
        <Button type="primary" disabled={chosen.length === 0} loading={seat.isPending} onClick={() => seat.mutate(false)} data-testid="seat-confirm">{t('departure.seat.n', { n: chosen.length })}</Button>
      </div>
    </>
  );
}
