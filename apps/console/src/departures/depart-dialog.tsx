import type { DepartureView, StatedStayReason } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { DayInput } from '../shell/day-input.js';
import { Pager, type Position } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { stayReasons } from './departure-words.js';
import { Outcome } from './outcome.js';
import { useRenewDepartures } from './use-renew-departures.js';

interface DepartDialogProps { readonly open: boolean; readonly departure: DepartureView; readonly onClose: () => void }

/** The departure leaves: the day, and who stayed behind and why. */
export function DepartDialog({ open, departure, onClose }: DepartDialogProps): ReactNode {
  const { t } = useTexts();
  return <Modal open={open} onCancel={onClose} destroyOnHidden width={720} footer={null} title={t('departure.depart.title', { n: departure.people })} data-testid="depart-dialog"><Content departure={departure} onClose={onClose} /></Modal>;
}

function Content({ departure, onClose }: Omit<DepartDialogProps, 'open'>): ReactNode {
  const { t } = useTexts();
  const renew = useRenewDepartures(), today = todayInShanghai();
  const [on, setOn] = useState<string | null>(departure.leavesOn <= today ? departure.leavesOn : today);
  const [position, setPosition] = useState<Position>({ size: 50 });
  const [stayed, setStayed] = useState<Readonly<Record<string, StatedStayReason>>>({});
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['passengers', departure.id, 'seated', position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.departures.passengers, { id: departure.id, state: 'seated', ...position }, signal) });
  const depart = useMutation({
    mutationFn: () => call(operations.departures.depart, { id: departure.id, version: departure.version, on: on ?? '', stayed: Object.entries(stayed).map(([id, reason]) => ({ id, reason })) }),
    onSuccess: () => renew(),
  });
  if (depart.data !== undefined) return <Outcome reply={depart.data} done="departure.depart.done" onClose={onClose} />;
  const staying = Object.keys(stayed).length;
  const mark = (id: string, reason: StatedStayReason | undefined): void => setStayed(({ [id]: _, ...others }) => (reason === undefined ? others : { ...others, [id]: reason }));
  return (
    <>
      <p className="muted">{t('departure.text.depart')}</p>
      {depart.error !== null && <ProblemNotice error={depart.error} />}
      <Form layout="vertical"><Form.Item label={t('departure.departedOn')} required style={{ maxWidth: 220 }}><DayInput value={on} onChange={setOn} testId="depart-on" /></Form.Item></Form>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="depart-table" rows={data?.items} rowKey={(one) => one.placementId} busy={isPlaceholderData} empty={<div className="empty">{t('departure.passengers.none')}</div>}
          columns={[
            { key: 'worker', title: t('departure.passenger.worker'), width: 200, render: (one) => <><div style={{ fontWeight: 500 }}>{one.name ?? one.workerTitle}</div><div className="muted small">{one.workerExternalId}</div></> },
            { key: 'post', title: t('departure.passenger.post'), render: (one) => <>{one.postTitle}<div className="muted small">{one.employer}</div></> },
            { key: 'stay', title: t('departure.depart.stayed'), render: (one) => <Select<StatedStayReason> allowClear placeholder={t('departure.depart.goes')} {...(stayed[one.placementId] === undefined ? {} : { value: stayed[one.placementId] })} onChange={(reason: StatedStayReason | undefined) => mark(one.placementId, reason)} options={stayReasons.map((reason) => ({ value: reason, label: t(`departure.stay.${reason}`) }))} style={{ width: 150 }} data-testid="depart-stay" /> },
          ]}
        />
      )}
      <Pager page={data} position={position} onMove={setPosition} />
      <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', marginTop: 12 }}>
        <Button onClick={onClose}>{t('act.cancel')}</Button>
        <Button type="primary" disabled={on === null} loading={depart.isPending} onClick={() => depart.mutate()} data-testid="depart-confirm">{t('departure.depart.confirm', { n: Math.max(0, departure.people - staying) })}</Button>
      </div>
    </>
  );
}
