import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { BarDialog } from './bar-dialog.js';
import { BarDrawer } from './bar-drawer.js';
import { barReasons, barStates, BarStateWord, useReasonWords } from './bar-words.js';

/** 停用单位: employers that offer no work in the programme any more, and what followed from it. */
export function BarredEmployersPage(): ReactNode {
  const { may } = useActor();
  return may('barred-employer.read') ? <Bars /> : <ForbiddenPage />;
}

function Bars(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const phone = usePhone(), address = useAddress(), reason = useReasonWords();
  const { code: programme } = useProgramme();
  const [barring, setBarring] = useState(false);
  const state = barStates.find((one) => one === address.get('state')), why = barReasons.find((one) => one === address.get('reason')), search = address.get('search'), writes = may('barred-employer.write');
  const filters = { ...(state === undefined ? {} : { state }), ...(why === undefined ? {} : { reason: why }), ...(search === undefined ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['bars', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.barredEmployers.list, { programme, ...filters, ...address.position }, signal) });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 160 }, isFiltered = state !== undefined || why !== undefined || search !== undefined;
  return (
    <>
      <div className="page-head"><h1>{t('nav.barredEmployers')}</h1><Total page={data} /><span className="grow" />{writes && <div className="acts no-print"><Button danger onClick={() => setBarring(true)} data-testid="bar-new">{t('bar.act.bar')}</Button></div>}</div>
      <p className="muted">{t('bar.text')}</p>
      <div className="filters">
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} maxLength={80} placeholder={t('bar.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 240 }} data-testid="bars-search" />
        <Select allowClear placeholder={t('bar.filter.state')} value={state ?? null} onChange={(value: string | null | undefined) => address.set({ state: value ?? undefined })} options={barStates.map((one) => ({ value: one as string, label: t(`bar.state.${one}`) }))} style={width} data-testid="bars-state" />
        <Select allowClear placeholder={t('bar.field.reason')} value={why ?? null} onChange={(value: string | null | undefined) => address.set({ reason: value ?? undefined })} options={barReasons.map((one) => ({ value: one as string, label: t(`bar.reason.${one}`) }))} style={width} data-testid="bars-reason" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="bars-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(isFiltered ? 'bar.empty.filtered' : writes ? 'bar.empty.own' : 'bar.empty')}</div>}
          columns={[
            { key: 'name', title: t('bar.field.name'), width: 260, render: (one) => <><div style={{ fontWeight: 500 }}>{one.name}</div><div className="muted small">{one.source}</div></> },
            { key: 'reason', title: t('bar.field.reason'), width: 220, render: (one) => <div style={{ maxWidth: 260, whiteSpace: 'normal' }}>{reason(one)}</div> },
            { key: 'from', title: t('bar.field.fromOn'), render: (one) => <span className="figure">{one.fromOn}</span> },
            { key: 'posts', title: t('bar.effect.posts'), number: true, render: (one) => <span className="figure">{fullNumber(one.effects.posts)}</span> },
            { key: 'ended', title: t('bar.effect.ended'), number: true, render: (one) => <span className="figure">{fullNumber(one.effects.ended)}</span> },
            { key: 'looks', title: t('bar.effect.looks'), number: true, render: (one) => <span className="figure">{fullNumber(one.effects.looks)}</span> },
            { key: 'state', title: t('bar.filter.state'), render: (one) => <BarStateWord bar={one} /> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <BarDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
      <BarDialog open={barring} onClose={() => setBarring(false)} onDone={(made) => { setBarring(false); address.open({ row: made.id }); }} />
    </>
  );
}
