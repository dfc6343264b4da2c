import { BULK_CLAIMS } from '@jiedui/contracts';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { App, Button, Input, Popconfirm } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { useRenewSubsidies, yuan } from './subsidy-words.js';

/** Whom the reader can claim for under a policy now; some or all of them are claimed for at once. */
export function EligibleList({ policyId }: { policyId: string }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewSubsidies(), say = useProblemMessage();
  const [search, setSearch] = useState(''), [chosen, setChosen] = useState<readonly string[]>([]);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['eligible', policyId, search], initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call(operations.subsidyClaims.eligible, { id: policyId, ...(search === '' ? {} : { search }), ...(pageParam === '' ? {} : { after: pageParam }) }, signal),
    getNextPageParam: ({ after }) => after,
  });
  const rows = data?.pages.flatMap(({ items }) => items), picked = (rows ?? []).filter((one) => chosen.includes(one.subjectId)).slice(0, BULK_CLAIMS);
  const claim = useMutation({
    mutationFn: () => call(operations.subsidyClaims.make, { policyId, subjects: picked.map((one) => one.subjectId) }),
    onSuccess: ({ done, reasons }) => {
      if (done.length > 0) void message.success(t('subsidy.eligible.done', { n: done.length }));
      for (const { code, message: why, count } of reasons) void message.warning({ key: code, content: t('subsidy.eligible.skipped', { n: count, why: pick(why) }) });
      setChosen([]);
      renew();
    },
    onError: say,
  });
  const sum = yuan(picked.reduce((fen, one) => fen + one.amountFen, 0));
  return (
    <section style={{ marginTop: 22 }} data-testid="eligible">
      <h2>{t('subsidy.eligible')}</h2>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, margin: '8px 0' }}>
        <Input.Search allowClear placeholder={t('subsidy.eligible.search')} onSearch={(text) => { setChosen([]); setSearch(text.trim()); }} style={{ flex: '1 1 200px', maxWidth: 280 }} data-testid="eligible-search" />
        {(rows?.length ?? 0) > 0 && <Button onClick={() => setChosen((rows ?? []).slice(0, BULK_CLAIMS).map((one) => one.subjectId))} data-testid="eligible-all">{t('subsidy.eligible.all')}</Button>}
        {picked.length > 0 && <Popconfirm title={t('claim.text.claim', { yuan: sum })} okText={t('claim.act.claim')} cancelText={t('act.back')} okButtonProps={{ 'data-testid': 'eligible-claim-confirm' }} onConfirm={() => claim.mutate()}><Button type="primary" loading={claim.isPending} data-testid="eligible-claim">{t('subsidy.eligible.claim', { n: picked.length, yuan: sum })}</Button></Popconfirm>}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="eligible-table" rows={rows} rowKey={(one) => one.subjectId} busy={isFetching && !isFetchingNextPage && data !== undefined} selection={{ keys: chosen, change: setChosen }}
          empty={<p className="muted">{t(hasNextPage ? 'subsidy.eligible.notYet' : 'subsidy.eligible.none')}</p>}
          columns={[
            { key: 'worker', title: t('claim.col.worker'), render: (one) => <>{one.workerTitle} <span className="muted">{one.workerExternalId}</span><div className="muted small">{one.regionName}</div></> },
            { key: 'subject', title: t('claim.col.subject'), render: (one) => <>{one.subjectTitle}{one.employer !== null && <div className="muted small">{one.employer}</div>}</> },
            { key: 'amount', title: t('claim.col.amount'), number: true, render: (one) => <span className="figure">{yuan(one.amountFen)}</span> },
          ]}
        />
      )}
      {hasNextPage && <div style={{ marginTop: 8 }}><Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()} data-testid="eligible-more">{t('subsidy.eligible.more')}</Button></div>}
    </section>
  );
}
