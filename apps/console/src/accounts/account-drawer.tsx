import type { AccountDetail } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts, type MessageKey } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { StateWord } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { AccountForm } from './account-form.js';
import { accountTone } from './account-words.js';
import type { ShownLink } from './one-time-link.js';
import { SessionList } from './session-list.js';

/** One account: its roles, what protects it, its sessions, and everything the security administrator does to it. */
export function AccountDrawer({ id, onClose, onLink }: { id: string | undefined; onClose: () => void; onLink: (link: ShownLink) => void }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  return (
    <Drawer open={id !== undefined} onClose={onClose} size={phone ? '100%' : 640} title={t('accounts.one')} destroyOnHidden data-testid="account-drawer">
      {id !== undefined && <One key={id} id={id} onLink={onLink} />}
    </Drawer>
  );
}

type Act = 'disable' | 'enable' | 'unlock' | 'resetSecondFactor' | 'endSessions';

function One({ id, onLink }: { id: string; onLink: (link: ShownLink) => void }): ReactNode {
  const { t } = useTexts();
  const { actor, may } = useActor();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const say = useProblemMessage();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['account', id], queryFn: ({ signal }) => call(operations.accounts.get, { id }, signal) });
  const changed = (account?: AccountDetail): void => {
    if (account !== undefined) client.setQueryData(['account', id], account);
    for (const key of ['accounts', 'invitations', ...(account === undefined ? ['account'] : [])]) void client.invalidateQueries({ queryKey: [key] });
  };
  const acting = useMutation({
    mutationFn: ({ act, version, session }: { act: Act; version: number; session?: string | undefined }) => (act === 'unlock' ? call(operations.accounts.unlock, { id })
      : act === 'endSessions' ? call(operations.accounts.endSessions, { id, ...(session === undefined ? {} : { session }) }) : call(operations.accounts[act], { id, version })),
    onSuccess: (account) => { void message.success(t('accounts.done')); changed(account); },
    onError: (refusal) => { say(refusal); changed(); },
  });
  const linking = useMutation({
    mutationFn: async (name: string): Promise<ShownLink> => ({ ...await call(operations.accounts.link, { id }), name }),
    onSuccess: (link) => { changed(); onLink(link); }, onError: say,
  });
  if (data === undefined) return error === null ? <Skeleton active /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  const isOwn = data.id === actor.id, { version } = data;
  const ask = (title: string, content: MessageKey, work: () => Promise<unknown>, danger = false): void => {
    modal.confirm({ title, content: t(content), okText: title, cancelText: t('act.cancel'), okButtonProps: { danger }, onOk: () => work().catch(() => undefined) });
  };
  const perform = (act: Act): Promise<unknown> => acting.mutateAsync({ act, version });
  const link = (): Promise<unknown> => linking.mutateAsync(data.displayName);
  const linkWord = t(data.state !== 'invited' ? 'accounts.act.link.reset' : data.invitation === null ? 'accounts.act.link.invitation' : 'accounts.act.link.again');
  return (
    <>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {may('account.write') && (
        <div className="account-acts" style={{ marginBottom: 16 }}>
          <Button type="primary" onClick={() => setEditing(true)} data-testid="account-edit">{t('accounts.edit')}</Button>
          {data.state !== 'disabled' && <Button loading={linking.isPending} onClick={() => ask(linkWord, 'accounts.ask.link', link)} data-testid="account-link">{linkWord}</Button>}
          {data.state === 'locked' && <Button onClick={() => void perform('unlock').catch(() => undefined)} data-testid="account-unlock">{t('accounts.act.unlock')}</Button>}
          {data.hasSecondFactor && !isOwn && <Button onClick={() => ask(t('accounts.act.resetSecondFactor'), 'accounts.ask.resetSecondFactor', () => perform('resetSecondFactor'), true)} data-testid="account-reset-factor">{t('accounts.act.resetSecondFactor')}</Button>}
          {data.state === 'disabled'
            ? <Button onClick={() => void perform('enable').catch(() => undefined)} data-testid="account-enable">{t('accounts.act.enable')}</Button>
            : !isOwn && <Button danger onClick={() => ask(t('accounts.act.disable'), 'accounts.ask.disable', () => perform('disable'), true)} data-testid="account-disable">{t('accounts.act.disable')}</Button>}
        </div>
      )}
      <Facts account={data} />
      <h2>{t('accounts.grants')}</h2>
      <Grants account={data} />
      <div style={{ display: 'flex', alignItems: 'center', gap: 8, marginBottom: 8 }}>
        <h2 style={{ margin: 0, flex: 1 }}>{t('accounts.sessions')}</h2>
        {data.sessions.length > 1 && <Button size="small" onClick={() => ask(t('accounts.act.endSessions'), 'accounts.ask.endSessions', () => perform('endSessions'))}>{t('accounts.act.endSessions')}</Button>}
      </div>
      <SessionList sessions={data.sessions} onEnd={(session) => acting.mutate({ act: 'endSessions', version, session })} isBusy={acting.isPending} />
      <AccountForm open={editing} account={data} onClose={() => setEditing(false)} onSaved={(account) => { setEditing(false); changed(account); }} />
    </>
  );
}

function Facts({ account }: { account: AccountDetail }): ReactNode {
  const { t } = useTexts();
  const rows: readonly (readonly [MessageKey, ReactNode])[] = [
    ['accounts.account', <strong key="a" data-testid="account-shown">{account.account}</strong>],
    ['accounts.name', account.displayName],
    ['accounts.organisation', account.organisationName ?? '—'],
    ['accounts.state', <span key="s" data-testid="account-state"><StateWord tone={accountTone(account.state)}>{t(`accounts.state.${account.state}`)}</StateWord></span>],
    ...(account.lockedUntil === null ? [] : [['accounts.lockedUntil', <span key="l" className="figure">{localTime(account.lockedUntil)}</span>] as const]),
    ...(account.invitation === null ? [] : [['link.kind', <span key="i">{t('link.open', { time: localTime(account.invitation.expiresAt) })}</span>] as const]),
    ['accounts.factor', t(account.hasSecondFactor ? 'accounts.factor.on' : 'accounts.factor.off')],
    ...(account.isProviderLinked ? [['accounts.provider', t('accounts.provider.linked')] as const] : []),
    ['accounts.lastSignIn', <span key="t" className="figure">{account.lastSignIn === null ? t('accounts.never') : localTime(account.lastSignIn)}</span>],
    ['accounts.createdAt', <span key="c" className="figure">{localTime(account.createdAt)}</span>],
  ];
  return <table className="plain-table light account-facts"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted">{t(label)}</th><td>{value}</td></tr>)}</tbody></table>;
}

function Grants({ account }: { account: AccountDetail }): ReactNode {
  const { t } = useTexts();
  const { programmes } = useProgramme();
  return (
    <ul className="account-list" data-testid="account-grants">
      {account.grants.map((grant, i) => (
        <li key={String(i)}>
          <span><strong>{t(`role.${grant.role}`)}</strong> <span className="muted">{[programmes.find((one) => one.code === grant.programme)?.name ?? grant.programme, grant.region === null ? null : `${grant.regionName ?? ''} ${grant.region}`, grant.organisation].filter((part) => part !== null && part !== undefined).join(' · ')}</span></span>
        </li>
      ))}
    </ul>
  );
}
