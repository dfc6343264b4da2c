import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
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
import { HouseholdDrawer, HouseholdStateWord } from './household-drawer.js';
import { HouseholdForm } from './household-form.js';
import { householdClasses, householdStates, riskReasons } from './risk-choices.js';

const todos = ['complete', 'look'] as const;

/** 监测户台账: the register of monitored households. */
export function HouseholdsPage(): ReactNode {
  const { may } = useActor();
  return may('household.read') ? <Register /> : <ForbiddenPage />;
}

function Register(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const phone = usePhone();
  const { code: programme } = useProgramme();
  const address = useAddress(), units = useUnitOptions();
  const [isEntering, setEntering] = useState(false);
  const state = householdStates.find((one) => one === address.get('state')), kind = householdClasses.find((one) => one === address.get('class')), reason = riskReasons.find((one) => one === address.get('reason'));
  const todo = todos.find((one) => one === address.get('todo')), relocated = address.get('relocated') === 'true' ? 'true' as const : undefined, search = address.get('search'), region = address.get('region');
  const filters = { ...(state === undefined ? {} : { state }), ...(kind === undefined ? {} : { class: kind }), ...(reason === undefined ? {} : { reason }), ...(todo === undefined ? {} : { todo }), ...(relocated === undefined ? {} : { relocated }), ...(search === undefined ? {} : { search }), ...(region === undefined ? {} : { region }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['households', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.households.list, { programme, ...filters, ...address.position }, signal) });
  const choose = (name: string) => (value: string | null | undefined): void => address.set({ [name]: value ?? undefined });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 150 };
  return (
    <>
      <div className="page-head"><h1>{t('nav.households')}</h1><Total page={data} /><span className="grow" />{may('household.write') && <div className="acts no-print"><Button type="primary" onClick={() => setEntering(true)} data-testid="household-create">{t('household.act.create')}</Button></div>}</div>
      <p className="muted">{t('household.text')}</p>
      <div className="filters">
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} placeholder={t('household.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 220 }} data-testid="households-search" />
        <Select allowClear placeholder={t('household.filter.state')} value={state ?? null} onChange={choose('state')} options={householdStates.map((one) => ({ value: one, label: t(`household.state.${one}`) }))} style={width} data-testid="households-state" />
        <Select allowClear placeholder={t('household.filter.class')} value={kind ?? null} onChange={choose('class')} options={householdClasses.map((one) => ({ value: one, label: t(`household.class.${one}`) }))} style={width} data-testid="households-class" />
        <Select allowClear placeholder={t('household.filter.reason')} value={reason ?? null} onChange={choose('reason')} options={riskReasons.map((one) => ({ value: one, label: t(`risk.reason.${one}`) }))} style={width} data-testid="households-reason" />
        <Select allowClear placeholder={t('household.filter.todo')} value={todo ?? null} onChange={choose('todo')} options={todos.map((one) => ({ value: one, label: t(`household.todo.${one}`) }))} style={width} popupMatchSelectWidth={false} data-testid="households-todo" />
        <Select allowClear placeholder={t('household.filter.relocated')} value={relocated ?? null} onChange={choose('relocated')} options={[{ value: 'true', label: t('household.relocated') }]} style={width} popupMatchSelectWidth={false} />
        {units.length > 1 && <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={choose('region')} options={units} style={width} popupMatchSelectWidth={false} />}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="households-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(Object.keys(filters).length > 0 ? 'household.empty.filtered' : 'household.empty')}</div>}
          columns={[
            { key: 'number', title: t('household.col.number'), width: 210, render: (one) => <><div style={{ fontWeight: 500 }}>{one.number}</div><div className="muted small">{[one.regionName, one.township, one.members === null ? null : t('household.people', { n: one.members })].filter((part) => part !== null).join(' · ')}</div></> },
            { key: 'class', title: t('household.col.class'), render: (one) => <>{pick(one.className)}{one.relocated && <div className="muted small">{t('household.relocated')}</div>}</> },
            { key: 'reason', title: t('household.col.reason'), render: (one) => (one.reasonName === null ? <StateWord tone="warn">{t('household.noReason')}</StateWord> : pick(one.reasonName)) },
            { key: 'state', title: t('household.col.state'), render: (one) => <HouseholdStateWord household={one} /> },
            { key: 'entered', title: t('household.col.entered'), render: (one) => <span className="figure">{one.enteredOn}</span> },
            { key: 'workers', title: t('household.col.workers'), render: (one) => <><span className="figure">{one.workers}</span>{one.contradictions > 0 && <> <StateWord tone="warn">{t('household.contradictions', { n: one.contradictions })}</StateWord></>}</> },
            { key: 'alerts', title: t('household.col.alerts'), number: true, render: (one) => <span className="figure">{one.openAlerts}</span> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <HouseholdDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
      <HouseholdForm household={null} open={isEntering} onClose={() => setEntering(false)} onSaved={(made) => { setEntering(false); address.open({ row: made.id }); }} />
    </>
  );
}
