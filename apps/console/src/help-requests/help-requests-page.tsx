import type { HelpRequestView } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Checkbox, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { HelpDialog } from './help-dialog.js';
import { helpKinds, helpStates, HelpStateWord } from './help-words.js';

/** 务工人员求助: what workers asked on their phone page or at the office, answered by their county by a day. */
export function HelpRequestsPage(): ReactNode {
  const { may } = useActor();
  return may('help-request.answer') ? <HelpRequests /> : <ForbiddenPage />;
}

function HelpRequests(): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const address = useAddress(), units = useUnitOptions();
  const [open, setOpen] = useState<HelpRequestView | null>(null);
  const state = helpStates.find((one) => one === address.get('state')), kind = helpKinds.find((one) => one === address.get('kind')), due = address.get('due') === 'late' ? 'late' as const : undefined, region = address.get('region'), search = address.get('search');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['help-requests', programme, state, kind, due, region, search, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.helpRequests.list, { programme, ...address.position, ...(state === undefined ? {} : { state }), ...(kind === undefined ? {} : { kind }), ...(due === undefined ? {} : { due }), ...(region === undefined ? {} : { region }), ...(search === undefined ? {} : { search }) }, signal),
  });
  const isFiltered = state !== undefined || due !== undefined || kind !== undefined || region !== undefined || search !== undefined;
  return (
    <>
      <div className="page-head"><h1>{t('help.title')}</h1><Total page={data} /></div>
      <p className="muted">{t('help.text')}</p>
      <div className="filters">
        <Select value={state ?? ''} onChange={(value: string) => address.set({ state: value === '' ? undefined : value })} options={[{ value: '', label: t('help.all') }, ...helpStates.map((one) => ({ value: one as string, label: t(`help.state.${one}`) }))]} style={{ width: 120 }} data-testid="help-state" />
        <Select allowClear placeholder={t('help.kind')} value={kind ?? null} onChange={(value: string | null | undefined) => address.set({ kind: value ?? undefined })} options={helpKinds.map((one) => ({ value: one as string, label: t(`help.kind.${one}`) }))} style={{ width: 120 }} />
        <Checkbox checked={due === 'late'} onChange={(event) => address.set({ due: event.target.checked ? 'late' : undefined })} data-testid="help-late">{t('help.late.only')}</Checkbox>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={{ width: 180 }} popupMatchSelectWidth={false} />
        <Input.Search allowClear defaultValue={search ?? ''} placeholder={t('help.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={{ width: 220 }} data-testid="help-search" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="help-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={setOpen}
          empty={<div className="empty">{t(isFiltered ? 'help.emptyFiltered' : 'help.empty')}</div>}
          columns={[
            { key: 'worker', title: t('help.col.worker'), width: 220, render: (one) => <><div style={{ fontWeight: 500 }}>{one.workerTitle}</div><div className="muted small">{one.workerExternalId} {one.regionName}</div></> },
            { key: 'kind', title: t('help.kind'), render: (one) => t(`help.kind.${one.kind}`) },
            { key: 'words', title: t('help.col.words'), width: 360, render: (one) => <div style={{ maxWidth: 340, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{one.words === '' ? t('help.erased') : one.words}</div> },
            { key: 'asked', title: t('help.col.asked'), render: (one) => <span className="figure">{localTime(one.askedAt)}</span> },
            { key: 'due', title: t('help.col.due'), render: (one) => <span className="figure">{one.dueOn}</span> },
            { key: 'state', title: t('help.col.state'), render: (one) => <><HelpStateWord request={one} />{one.takenBy !== null && one.state === 'taken' && <div className="muted small">{one.takenBy}</div>}</> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      {open !== null && <HelpDialog key={open.id} request={open} onClose={() => setOpen(null)} />}
    </>
  );
}
