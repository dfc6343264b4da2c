import type { AccountView } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Tabs } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress, type Address } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { AccountDrawer } from './account-drawer.js';
import { AccountForm } from './account-form.js';
import { accountStates, accountTone, roles, roleWords } from './account-words.js';
import { KeysTab } from './keys-tab.js';
import { LinksTab } from './links-tab.js';
import { OneTimeLink, type ShownLink } from './one-time-link.js';
import './accounts.css';

/** The people of the installation, for the security administrator: roles and scopes, links, sessions, keys. */
export function AccountsPage(): ReactNode {
  const { may } = useActor();
  return may('account.read') ? <Accounts /> : <ForbiddenPage />;
}

const tabs = ['people', 'links', 'keys'] as const;

function Accounts(): ReactNode {
  const { t } = useTexts();
  const address = useAddress();
  const [creating, setCreating] = useState(false);
  const [link, setLink] = useState<ShownLink | null>(null);
  const tab = tabs.find((one) => one === address.get('tab')) ?? 'people';
  return (
    <>
      <div className="page-head">
        <h1>{t('accounts.title')}</h1><span className="grow" />
        <div className="acts"><Button type="primary" onClick={() => setCreating(true)} data-testid="account-invite">{t('accounts.invite')}</Button></div>
      </div>
      <Tabs
        activeKey={tab} onChange={(key) => address.set({ tab: key === 'people' ? undefined : key, search: undefined, state: undefined, role: undefined, id: undefined })}
        items={tabs.map((key) => ({ key, label: <span data-testid={`accounts-tab-${key}`}>{t(`accounts.tab.${key}`)}</span> }))}
      />
      {tab === 'people' && <People address={address} />}
      {tab === 'links' && <LinksTab address={address} />}
      {tab === 'keys' && <KeysTab />}
      <AccountDrawer id={address.get('id')} onClose={() => address.close({ id: undefined })} onLink={setLink} />
      <AccountForm open={creating} account={null} onClose={() => setCreating(false)} onSaved={(account, made) => { setCreating(false); address.open({ id: account.id }); if (made !== null) setLink(made); }} />
      <OneTimeLink link={link} onClose={() => setLink(null)} />
    </>
  );
}

function People({ address }: { address: Address }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const search = address.get('search') ?? '', role = roles.find((one) => one === address.get('role')), state = accountStates.find((one) => one === address.get('state'));
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['accounts', search, role, state, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.accounts.list, { ...(search === '' ? {} : { search }), ...(role === undefined ? {} : { role }), ...(state === undefined ? {} : { state }), ...address.position }, signal),
  });
  const isNarrowed = search !== '' || role !== undefined || state !== undefined;
  return (
    <>
      <div className="filters">
        <Input.Search key={search} defaultValue={search} allowClear placeholder={t('accounts.search')} aria-label={t('accounts.search')} maxLength={40} onSearch={(text) => address.set({ search: text.trim() })} style={phone ? { width: '100%' } : { width: 300 }} data-testid="accounts-search" />
        <Select value={role ?? ''} onChange={(value: string) => address.set({ role: value })} aria-label={t('accounts.roles')} style={phone ? { flex: 1, minWidth: 130 } : { width: 190 }} options={[{ value: '', label: t('accounts.role.all') }, ...roles.map((one) => ({ value: one as string, label: t(`role.${one}`) }))]} />
        <Select value={state ?? ''} onChange={(value: string) => address.set({ state: value })} aria-label={t('accounts.state')} style={phone ? { flex: 1, minWidth: 110 } : { width: 140 }} options={[{ value: '', label: t('accounts.state.all') }, ...accountStates.map((one) => ({ value: one as string, label: t(`accounts.state.${one}`) }))]} />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data.total > 0 && <div style={{ marginBottom: 8 }}><Total page={data} /></div>}
      {(error === null || data !== undefined) && (
        <RecordsTable<AccountView>
          testId="accounts-table" rows={data?.items} rowKey={(row) => row.id} busy={isPlaceholderData} onOpen={(row) => address.open({ id: row.id })} scrollX={1000}
          empty={<div className="empty" data-testid="accounts-none"><h2>{t('accounts.none')}</h2>{isNarrowed && <div className="acts"><Button onClick={() => address.set({ search: undefined, role: undefined, state: undefined })}>{t('act.clear')}</Button></div>}</div>}
          columns={[
            { key: 'account', title: t('accounts.account'), width: 150, render: (row) => <span style={{ fontWeight: 500 }}>{row.account}{row.sample && <span className="muted small"> {t('accounts.sample')}</span>}</span> },
            { key: 'name', title: t('accounts.name'), width: 160, render: (row) => row.displayName },
            { key: 'organisation', title: t('accounts.organisation'), width: 200, render: (row) => row.organisationName ?? '—' },
            { key: 'roles', title: t('accounts.roles'), width: 230, render: (row) => <span style={{ whiteSpace: 'normal' }}>{roleWords(row.roles, t)}</span> },
            { key: 'factor', title: t('accounts.factor'), width: 110, render: (row) => <span className={row.hasSecondFactor ? '' : 'muted'}>{t(row.hasSecondFactor ? 'accounts.factor.on' : 'accounts.factor.off')}</span> },
            { key: 'state', title: t('accounts.state'), width: 120, render: (row) => <StateWord tone={accountTone(row.state)}>{t(`accounts.state.${row.state}`)}</StateWord> },
            { key: 'last', title: t('accounts.lastSignIn'), width: 150, render: (row) => <span className="figure">{row.lastSignIn === null ? t('accounts.never') : localTime(row.lastSignIn)}</span> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
    </>
  );
}
