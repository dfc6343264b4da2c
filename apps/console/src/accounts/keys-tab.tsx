import type { ServiceKeyView } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';

/** The signing keys of the installation's processes, to be looked at. */
export function KeysTab(): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['service-keys'], queryFn: ({ signal }) => call(operations.accounts.keys, {}, signal) });
  const age = (madeAt: string): string => {
    const days = Math.floor((Date.now() - Date.parse(madeAt)) / 86_400_000);
    return days === 0 ? t('keys.today') : t('keys.age', { n: days });
  };
  return (
    <>
      <p className="muted">{t('keys.what')}</p>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable<ServiceKeyView>
          testId="keys-table" rows={data?.items} rowKey={(row) => row.name} empty={<div className="empty">{t('count.none')}</div>} scrollX={760}
          columns={[
            { key: 'name', title: t('keys.name'), width: 140, render: (row) => row.name },
            { key: 'algorithm', title: t('keys.algorithm'), width: 100, render: (row) => row.algorithm },
            { key: 'thumbprint', title: t('keys.thumbprint'), width: 380, render: (row) => <code style={{ overflowWrap: 'anywhere' }}>{row.thumbprint}</code> },
            { key: 'madeAt', title: t('keys.madeAt'), width: 200, render: (row) => <span className="figure">{localTime(row.madeAt)} <span className="muted">{age(row.madeAt)}</span></span> },
          ]}
        />
      )}
    </>
  );
}
