import type { AlertEvent, AlertView } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { TierBadge } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { AlertActs } from './alert-acts.js';
import { AlertStateWord, useSubject } from './alert-lines.js';

/** One alert: where it stands, what comes next and for whom, who did what. */
export function AlertDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone(), subject = useSubject();
  const { data, error, refetch } = useQuery({ queryKey: ['alert', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.alerts.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer
      open={id !== undefined} onClose={onClose} size={phone ? '100%' : 620} data-testid="alert-drawer" title={shown === undefined ? '' : t('alert.title', { cause: pick(shown.alert.causeName), subject: subject(shown.alert) })}
      footer={shown === undefined || shown.alert.acts.length === 0 ? null : <AlertActs alert={shown.alert} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <Body alert={shown.alert} history={shown.history} />}
    </Drawer>
  );
}

function Body({ alert, history }: { alert: AlertView; history: readonly AlertEvent[] }): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const { worker, household, placement, state } = alert;
  const rows: readonly (readonly [string, ReactNode])[] = [
    ...(household === null ? [] : [[t('household.col.number'), <><Link to={`/households?row=${household.id}`}>{household.number}</Link> <span className="muted">{pick(household.className)}</span></>] as const]),
    ...(worker === null ? [] : [[t('placement.col.worker'), <><Link to={`/lists/workers?row=${worker.id}`}>{worker.externalId}</Link> {worker.name ?? ''} <span className="muted">{worker.title}</span> <TierBadge tier={worker.tier} of="worker" /></>] as const]),
    ...(placement === null ? [] : [[t('alert.placement'), <>{may('placement.read') ? <Link to={`/placements?row=${placement.id}`}>{placement.reasonName === null ? unknownMark : pick(placement.reasonName)}</Link> : placement.reasonName === null ? unknownMark : pick(placement.reasonName)} <span className="figure muted">{placement.endedOn}</span></>] as const]),
    [t('alert.col.raised'), <><span className="figure">{alert.raisedOn}</span>{alert.bySystem && <span className="muted"> {t('alert.bySystem')}</span>}</>], [t('alert.col.assignee'), alert.assignee ?? t('alert.unassigned')],
    [t('alert.measures'), alert.measures.length === 0 ? unknownMark : alert.measures.map((one) => pick(one.name)).join('、')], ...(alert.closedOn === null ? [] : [[t('alert.closedOn'), <span key="closed" className="figure">{alert.closedOn}</span>] as const]),
  ];
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}><AlertStateWord alert={alert} /><span className="muted">{alert.regionName}</span></div>
      {(state === 'registered' || state === 'assigned' || state === 'measured') && <div className={alert.late ? 'notice bad' : 'notice'} data-testid="alert-next"><strong>{t('alert.next')}</strong>{alert.late && ` · ${t('alert.late')}`}<div>{t(`alert.next.${state}`, { day: alert.dueOn, ...(state === 'assigned' ? { who: alert.assignee ?? '' } : {}) })}</div></div>}
      <h2>{t('alert.facts')}</h2>
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '32%', fontWeight: 400 }}>{label}</th><td style={{ overflowWrap: 'anywhere' }}>{value}</td></tr>)}</tbody></table>
      <h2 style={{ marginTop: 22 }}>{t('alert.history')}</h2>
      <Timeline data-testid="alert-history" items={history.map((event, i) => ({ key: String(i), content: <Event event={event} /> }))} />
    </>
  );
}

function Event({ event }: { event: AlertEvent }): ReactNode {
  const { t, pick } = useTexts();
  const what = [event.measureName === null ? null : pick(event.measureName), event.reasonName === null ? null : pick(event.reasonName), event.assignee, event.dueOn === null ? null : t('alert.dueBy', { day: event.dueOn }), event.on, event.words].filter((part) => part !== null);
  return <div>{pick(event.actName)} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span>{what.length > 0 && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{what.join(' · ')}</div>}</div>;
}
