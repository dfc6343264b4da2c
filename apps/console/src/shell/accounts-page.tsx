import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from './actor-context.js';
import { ForbiddenPage } from './error-pages.js';
import { ProblemNotice } from './problem-notice.js';
import { RecordsTable } from './records-table.js';
import { StateWord } from './state-word.js';

/** The accounts of the installation, for the security administrator. */
export function AccountsPage(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const [search, setSearch] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['accounts', search], enabled: may('account.read'), placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.registry.accounts, search === '' ? {} : { search }, signal),
  });
  if (!may('account.read')) return <ForbiddenPage />;
  return (
    <>
      <div className="page-head"><h1>{t('accounts.title')}</h1></div>
      <div className="filters"><Input.Search allowClear placeholder={t('accounts.search')} onSearch={setSearch} style={{ maxWidth: 320 }} /></div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <RecordsTable
        testId="accounts-table" rows={data?.items} rowKey={(row) => row.id} empty={<div className="empty">{t('count.none')}</div>}
        columns={[
          { key: 'account', title: t('accounts.account'), render: (row) => row.account },
          { key: 'name', title: t('accounts.name'), render: (row) => row.displayName },
          { key: 'organisation', title: t('accounts.organisation'), render: (row) => row.organisationName ?? '—' },
          { key: 'roles', title: t('accounts.roles'), width: 320, render: (row) => <span style={{ whiteSpace: 'normal' }}>{[...new Set(row.roles)].map((role) => t(`role.${role}`)).join('、')}</span> },
          { key: 'state', title: t('accounts.state'), render: (row) => <StateWord tone={row.disabled ? 'bad' : 'good'}>{t(row.disabled ? 'accounts.disabled' : 'accounts.enabled')}</StateWord> },
          { key: 'last', title: t('accounts.lastSignIn'), render: (row) => <span className="figure">{localTime(row.lastSignIn)}</span> },
        ]}
      />
    </>
  );
}
