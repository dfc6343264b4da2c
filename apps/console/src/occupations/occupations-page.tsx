import type { ReviewedTitle } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { SettleDialog } from './settle-dialog.js';

const states = ['open', 'settled'] as const;

/** 职业核对: titles whose occupation the system is not sure of, those of most rows first, and what was settled. */
export function OccupationsPage(): ReactNode {
  const { may } = useActor();
  return may('occupation.settle') ? <Titles /> : <ForbiddenPage />;
}

function Titles(): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const address = useAddress(), search = address.get('search'), state = states.find((one) => one === address.get('state')) ?? 'open';
  const [chosen, setChosen] = useState<ReviewedTitle | null>(null);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['occupations', programme, state, search, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.occupationReview.titles, { programme, state, ...address.position, ...(search === undefined ? {} : { search }) }, signal),
  });
  return (
    <>
      <div className="page-head"><h1>{t('occupations.title')}</h1><Total page={data} /></div>
      <p className="muted">{t('occupations.text')}</p>
      <div className="filters">
        <Input.Search allowClear defaultValue={search ?? ''} placeholder={t('occupations.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={{ width: 220 }} data-testid="occupations-search" />
        <Select value={state} onChange={(value: string) => address.set({ state: value === 'open' ? undefined : value })} options={states.map((one) => ({ value: one, label: t(`occupations.state.${one}`) }))} style={{ width: 120 }} data-testid="occupations-state" />
        {data?.countedAt != null && <span className="muted">{t('occupations.countedAt', { at: localTime(data.countedAt) })}</span>}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="occupations-table" rows={data?.items} rowKey={(one) => `${one.programme} ${one.title}`} busy={isPlaceholderData} onOpen={setChosen}
          empty={<div className="empty">{t(search !== undefined ? 'occupations.emptyFiltered' : state === 'open' ? 'occupations.empty' : 'occupations.emptySettled')}</div>}
          columns={[
            { key: 'title', title: t('occupations.col.title'), width: 220, render: (one) => <span style={{ fontWeight: 500 }}>{one.title}</span> },
            { key: 'rows', title: t('occupations.col.rows'), render: (one) => <span className="figure">{t('occupations.rows', { posts: fullNumber(one.posts), workers: fullNumber(one.workers) })}</span> },
            { key: 'now', title: t('occupations.col.now'), render: (one) => <Now of={one} /> },
            { key: 'next', title: t(state === 'open' ? 'occupations.col.next' : 'occupations.state.settled'), render: (one) => (one.settled === null ? <span className="muted">{one.next.map(({ name }) => name).join('、')}</span>
              : <span className="muted">{t('occupations.settledBy', { by: one.settled.by, at: localTime(one.settled.at) })}{!one.settled.isDone && `（${t('occupations.following')}）`}</span>) },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <SettleDialog title={chosen} onClose={() => setChosen(null)} />
    </>
  );
}

/** What a title is coded as, with its chance in words. */
function Now({ of }: { of: ReviewedTitle }): ReactNode {
  const { t } = useTexts();
  if (of.now === null) return <span className="muted">{t('occupations.uncoded')}</span>;
  return <span>{of.now.name} <span className="muted">{of.now.code}{of.now.probability !== null && ` · ${t('occupations.chance', { percent: Math.round(of.now.probability * 100) })}`}</span></span>;
}
