import type { DepartureView, SeatState } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Input, Popconfirm, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { addressOf, call, operations } from '../api/index.js';
import { unknownMark, useTexts } from '../messages/index.js';
import { Pager, type Position, Total } from '../shell/pager.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { seatTones } from './departure-words.js';
import { useRenewDepartures } from './use-renew-departures.js';

const states = ['seated', 'departed', 'stayed', 'released'] as const satisfies readonly SeatState[];

/** Who is on a departure, as far as this reader sees placements; the county takes people off it here. */
export function Passengers({ departure }: { departure: DepartureView }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewDepartures(), say = useProblemMessage();
  const [position, setPosition] = useState<Position>({ size: 20 });
  const [state, setState] = useState<SeatState | null>(null);
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['passengers', departure.id, state, search, position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.departures.passengers, { id: departure.id, ...position, ...(state === null ? {} : { state }), ...(search === '' ? {} : { search }) }, signal),
  });
  const chosen = selected.filter((id) => data?.items.some((one) => one.placementId === id && one.state === 'seated') === true), takes = departure.acts.includes('unseat');
  const unseat = useMutation({
    mutationFn: () => call(operations.departures.unseat, { id: departure.id, version: departure.version, ids: [...chosen] }),
    onSuccess: () => { setSelected([]); void message.success(t('departure.done')); renew(); }, onError: say,
  });
  return (
    <section style={{ marginTop: 22 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{t('departure.passengers')}</h2><Total page={data} /><span style={{ flex: 1 }} />
        {takes && chosen.length > 0 && <Popconfirm title={t('departure.unseat.ask', { n: chosen.length })} okText={t('departure.act.unseat')} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'departure-unseat-confirm' }} onConfirm={() => unseat.mutate()}><Button loading={unseat.isPending} data-testid="departure-unseat">{t('departure.unseat.n', { n: chosen.length })}</Button></Popconfirm>}
        {departure.own > 0 && <Button href={addressOf(operations.departures.export, { id: departure.id })} data-testid="departure-export">{t('departure.export')}</Button>}
      </div>
      <div className="filters">
        <Input.Search allowClear placeholder={t('departure.passengers.search')} onSearch={(text) => { setSearch(text.trim()); setPosition({ size: 20 }); }} style={{ width: 220 }} data-testid="passengers-search" />
        <Select<SeatState | null> allowClear placeholder={t('departure.passengers.state')} value={state} onChange={(value: SeatState | null | undefined) => { setState(value ?? null); setPosition({ size: 20 }); }} options={states.map((one) => ({ value: one, label: t(`departure.seat.${one}`) }))} style={{ width: 130 }} />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="passengers-table" rows={data?.items} rowKey={(one) => one.placementId} busy={isPlaceholderData} empty={<div className="empty">{t(state !== null || search !== '' ? 'departure.passengers.filtered' : 'departure.passengers.none')}</div>}
          {...(takes ? { selection: { keys: chosen, change: (keys: string[]) => setSelected(keys), canSelect: (key: string) => data?.items.some((one) => one.placementId === key && one.state === 'seated') === true } } : {})}
          columns={[
            { key: 'worker', title: t('departure.passenger.worker'), width: 190, render: (one) => <><div style={{ fontWeight: 500 }}>{one.name ?? one.workerTitle}</div><div className="muted small">{one.workerExternalId} {one.unitName}</div></> },
            { key: 'post', title: t('departure.passenger.post'), render: (one) => <>{one.postTitle}<div className="muted small">{one.employer}</div></> },
            ...(data?.items.some((one) => one.group !== null) === true ? [{ key: 'group', title: t('departure.passenger.group'), render: (one: { group: string | null }) => one.group ?? unknownMark }] : []),
            { key: 'start', title: t('departure.passenger.startOn'), render: (one) => <span className="figure">{one.startOn ?? unknownMark}</span> },
            { key: 'state', title: t('departure.passengers.state'), render: (one) => <StateWord tone={seatTones[one.state]}>{pick(one.stateName)}{one.reasonName !== null && `：${pick(one.reasonName)}`}</StateWord> },
          ]}
        />
      )}
      <Pager page={data} position={position} onMove={setPosition} />
    </section>
  );
}
