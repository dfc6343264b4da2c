import type { SessionView } from '@jiedui/contracts';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { localTime, useTexts } from '../messages/index.js';

/** Where an account is signed in, each with a way to end it. The reader's own session ends by signing out. */
export function SessionList({ sessions, onEnd, isBusy }: { sessions: readonly SessionView[]; onEnd: (id: string) => void; isBusy: boolean }): ReactNode {
  const { t } = useTexts();
  if (sessions.length === 0) return <p className="muted" data-testid="sessions-none">{t('accounts.sessions.none')}</p>;
  return (
    <ul className="account-list" data-testid="sessions">
      {sessions.map((session) => (
        <li key={session.id}>
          <span>{t('accounts.session.since', { time: localTime(session.createdAt) })} <span className="muted">{t('accounts.session.used', { time: localTime(session.usedAt) })}</span></span>
          {session.isCurrent ? <span className="muted">{t('accounts.session.current')}</span> : <Button size="small" disabled={isBusy} onClick={() => onEnd(session.id)} data-testid="session-end">{t('accounts.act.endSession')}</Button>}
        </li>
      ))}
    </ul>
  );
}
