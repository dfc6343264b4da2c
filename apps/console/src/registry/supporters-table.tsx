import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';

/** Supporters in the document's order with the units each is paired with. */
export function SupportersTable({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['supporters', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.supporters, { programme }, signal) });
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return (
    <RecordsTable
      testId="supporters-table" rows={data?.items} rowKey={(one) => one.code} empty={<div className="empty">{t('count.none')}</div>} scrollX={760}
      columns={[
        { key: 'name', title: t('supporter.name'), width: 160, render: (one) => <span style={{ fontWeight: 500 }}>{one.name}</span> },
        { key: 'kind', title: t('supporter.kind'), width: 130, render: (one) => t(`supporter.kind.${one.kind}`) },
        { key: 'count', title: t('supporter.count'), number: true, width: 90, render: (one) => <span className="figure">{one.units.length}</span> },
        {
          key: 'units', title: t('supporter.units'),
          render: (one) => one.units.map((unit, i) => <span key={unit.code}>{i > 0 && '、'}<Link to={`/registry/units/${unit.code}`}>{unit.name}</Link>{unit.kind === '省内对口支援' && <span className="muted small">（{t('pairing.inProvince')}）</span>}</span>),
        },
      ]}
    />
  );
}
