import type { AlertState } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Segmented, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { riskReasons } from '../households/risk-choices.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { AlertDrawer } from './alert-drawer.js';
import { AlertDue, AlertStateWord, useSubject } from './alert-lines.js';

const states = ['registered', 'assigned', 'measured', 'cleared', 'dismissed'] as const satisfies readonly AlertState[];
const dues = ['open', 'late'] as const;

/** 帮扶预警: risks found, and what is done about them. */
export function AlertsPage(): ReactNode {
  const { may } = useActor();
  return may('alert.read') ? <AlertList /> : <ForbiddenPage />;
}

function AlertList(): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone(), subject = useSubject();
  const { code: programme } = useProgramme();
  const address = useAddress(), units = useUnitOptions();
  const due = dues.find((one) => one === address.get('due')), state = states.find((one) => one === address.get('state')), cause = riskReasons.find((one) => one === address.get('cause')), search = address.get('search'), region = address.get('region');
  const filters = { ...(due === undefined ? {} : { due }), ...(state === undefined ? {} : { state }), ...(cause === undefined ? {} : { cause }), ...(search === undefined ? {} : { search }), ...(region === undefined ? {} : { region }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['alerts', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.alerts.list, { programme, ...filters, ...address.position }, signal) });
  const choose = (name: string) => (value: string | null | undefined): void => address.set({ [name]: value ?? undefined });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 150 };
  return (
    <>
      <div className="page-head"><h1>{t('nav.alerts')}</h1><Total page={data} /></div>
      <p className="muted">{t('alert.text')}</p>
      <div className="filters">
        <Segmented value={due ?? ''} onChange={(value) => address.set({ due: value === '' ? undefined : value })} options={[{ value: '', label: t('alert.all') }, ...dues.map((one) => ({ value: one as string, label: t(`alert.due.${one}`) }))]} data-testid="alerts-due" />
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} placeholder={t('alert.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 260 }} data-testid="alerts-search" />
        <Select allowClear placeholder={t('alert.filter.state')} value={state ?? null} onChange={choose('state')} options={states.map((one) => ({ value: one, label: t(`alert.state.${one}`) }))} style={width} data-testid="alerts-state" />
        <Select allowClear placeholder={t('alert.filter.cause')} value={cause ?? null} onChange={choose('cause')} options={riskReasons.map((one) => ({ value: one, label: t(`risk.reason.${one}`) }))} style={width} data-testid="alerts-cause" />
        {units.length > 1 && <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={choose('region')} options={units} style={width} popupMatchSelectWidth={false} />}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="alerts-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(Object.keys(filters).length > 0 ? 'alert.empty.filtered' : 'alert.empty')}</div>}
          columns={[
            { key: 'subject', title: t('alert.col.subject'), width: 240, render: (one) => <><div style={{ fontWeight: 500 }}>{subject(one)} {one.worker?.name ?? ''}</div><div className="muted small">{[one.regionName, one.worker === null || one.household === null ? null : t('alert.household', { number: one.household.number })].filter((part) => part !== null).join(' · ')}</div></> },
            { key: 'cause', title: t('alert.col.cause'), render: (one) => <>{pick(one.causeName)}{one.bySystem && <div className="muted small">{t('alert.bySystem')}</div>}</> },
            { key: 'state', title: t('alert.col.state'), render: (one) => <AlertStateWord alert={one} /> },
            { key: 'assignee', title: t('alert.col.assignee'), render: (one) => (one.assignee === null ? one.closedOn === null ? <StateWord tone="warn">{t('alert.unassigned')}</StateWord> : '—' : one.assignee) },
            { key: 'due', title: t('alert.col.due'), render: (one) => <AlertDue alert={one} /> },
            { key: 'raised', title: t('alert.col.raised'), render: (one) => <span className="figure">{one.raisedOn}</span> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <AlertDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
    </>
  );
}
