import type { Entitlement } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Popconfirm, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { useRenewSubsidies, yuan } from './subsidy-words.js';

/** Policies in force for a placement and for the courses its worker passed: the amount with the button to claim it, or what is missing yet. */
export function PlacementSubsidies({ placementId, version }: { placementId: string; version: number }): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['entitlements', placementId, version], queryFn: ({ signal }) => call(operations.subsidyClaims.entitlements, { id: placementId }, signal) });
  return (
    <section data-testid="placement-subsidies" style={{ marginTop: 22 }}>
      <h2>{t('subsidy.entitlements')}</h2>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {data?.items.length === 0 && <p className="muted">{t('subsidy.entitlements.none')}</p>}
      <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>{data?.items.map((one) => <Line key={`${one.policyId} ${one.subjectId}`} one={one} />)}</ul>
    </section>
  );
}

function Line({ one }: { one: Entitlement }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewSubsidies(), say = useProblemMessage();
  const claim = useMutation({
    mutationFn: () => call(operations.subsidyClaims.make, { policyId: one.policyId, subjects: [one.subjectId] }),
    onSuccess: ({ done, reasons }) => {
      if (done.length > 0) void message.success(t('claim.made'));
      else for (const { code, message: why } of reasons) void message.warning({ key: code, content: pick(why) });
      renew();
    },
    onError: say,
  });
  return (
    <li style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', padding: '8px 0', borderBottom: '1px solid var(--line)' }} data-testid="entitlement">
      <div style={{ flex: '1 1 220px', minWidth: 0 }}>
        <div style={{ fontWeight: 500 }}>{one.title}</div>
        <div className="muted small">{pick(one.kindName)} · {pick(one.claimantName)} · {one.office}{one.subject === 'course' && <> · {one.subjectTitle}</>}</div>
        {one.missing.length > 0 && <div className="small" data-testid="entitlement-missing">{one.missing.map(({ message: why }) => pick(why)).join('；')}</div>}
      </div>
      {one.amountFen !== null && <span className="figure" style={{ fontWeight: 500 }}>{yuan(one.amountFen)}</span>}
      {one.mayClaim && one.amountFen !== null && <Popconfirm title={t('claim.text.claim', { yuan: yuan(one.amountFen) })} okText={t('claim.act.claim')} cancelText={t('act.back')} okButtonProps={{ 'data-testid': 'claim-make-confirm' }} onConfirm={() => claim.mutate()}><Button size="small" type="primary" loading={claim.isPending} data-testid="claim-make">{t('claim.act.claim')}</Button></Popconfirm>}
    </li>
  );
}
