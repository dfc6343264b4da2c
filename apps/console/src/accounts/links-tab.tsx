import type { InvitationView } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import type { Address } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { linkStates, linkTone, roleWords } from './account-words.js';

/** Every one-time link that was made: open, used, run out, withdrawn. */
export function LinksTab({ address }: { address: Address }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const client = useQueryClient();
  const { message } = App.useApp();
  const say = useProblemMessage();
  const search = address.get('search') ?? '', state = linkStates.find((one) => one === address.get('state'));
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['invitations', search, state, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.invitations.list, { ...(search === '' ? {} : { search }), ...(state === undefined ? {} : { state }), ...address.position }, signal),
  });
  const withdraw = useMutation({
    mutationFn: (id: string) => call(operations.invitations.withdraw, { id }), onError: say,
    onSuccess: () => { void message.success(t('link.withdrawn')); for (const key of ['invitations', 'account', 'accounts']) void client.invalidateQueries({ queryKey: [key] }); },
  });
  return (
    <>
      <div className="filters">
        <Input.Search key={search} defaultValue={search} allowClear placeholder={t('accounts.search')} aria-label={t('accounts.search')} maxLength={40} onSearch={(text) => address.set({ search: text.trim() })} style={phone ? { width: '100%' } : { width: 300 }} />
        <Select value={state ?? ''} onChange={(value: string) => address.set({ state: value })} aria-label={t('accounts.state')} style={phone ? { width: '100%' } : { width: 140 }} options={[{ value: '', label: t('accounts.state.all') }, ...linkStates.map((one) => ({ value: one as string, label: t(`link.state.${one}`) }))]} data-testid="links-state" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data.total > 0 && <div style={{ marginBottom: 8 }}><Total page={data} /></div>}
      {(error === null || data !== undefined) && (
        <RecordsTable<InvitationView>
          testId="links-table" rows={data?.items} rowKey={(row) => row.id} busy={isPlaceholderData} scrollX={1060} empty={<div className="empty">{t('link.none')}</div>}
          columns={[
            { key: 'account', title: t('accounts.account'), width: 150, render: (row) => <Button type="link" style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }} onClick={() => address.open({ id: row.accountId })}>{row.account}</Button> },
            { key: 'name', title: t('accounts.name'), width: 150, render: (row) => row.displayName },
            { key: 'roles', title: t('accounts.roles'), width: 180, render: (row) => roleWords(row.roles, t) },
            { key: 'kind', title: t('link.kind'), width: 100, render: (row) => t(`link.kind.${row.kind}`) },
            { key: 'state', title: t('accounts.state'), width: 100, render: (row) => <StateWord tone={linkTone(row.state)}>{t(`link.state.${row.state}`)}</StateWord> },
            { key: 'by', title: t('link.createdBy'), width: 120, render: (row) => row.createdBy },
            { key: 'at', title: t('link.createdAt'), width: 140, render: (row) => <span className="figure">{localTime(row.createdAt)}</span> },
            { key: 'until', title: t('link.expiresAt'), width: 140, render: (row) => <span className="figure">{localTime(row.expiresAt)}</span> },
            { key: 'act', title: '', width: 80, render: (row) => (row.state === 'open' ? <Button size="small" onClick={() => withdraw.mutate(row.id)} disabled={withdraw.isPending} data-testid="link-withdraw">{t('link.withdraw')}</Button> : null) },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
    </>
  );
}
