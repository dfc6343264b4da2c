import type { HouseholdEvent, HouseholdState, HouseholdView, HouseholdWorker, ReplyOf, households } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { AlertLines } from '../alerts/alert-lines.js';
import { call, operations } from '../api/index.js';
import { localTime, unknownMark, useTexts, type MessageKey } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { StateWord, TierBadge, type Tone } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { HouseholdActs } from './household-acts.js';

const tones: Record<HouseholdState, Tone> = { monitored: 'wait', cleared: 'good', reduced: 'plain', void: 'plain' };

export function HouseholdStateWord({ household }: { household: Pick<HouseholdView, 'state' | 'stateName'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={tones[household.state]}>{pick(household.stateName)}</StateWord>;
}

/** One household of the register: what is known, who of it is on the list, its alerts, every move in and out. */
export function HouseholdDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ queryKey: ['household', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.households.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer
      open={id !== undefined} onClose={onClose} size={phone ? '100%' : 640} data-testid="household-drawer" title={shown === undefined ? '' : t('household.title', { number: shown.household.number })}
      footer={shown === undefined || shown.household.acts.length === 0 ? null : <HouseholdActs household={shown.household} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <Body shown={shown} />}
    </Drawer>
  );
}

function Body({ shown: { household, history, workers, alerts } }: { shown: ReplyOf<typeof households.get> }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}>
        <HouseholdStateWord household={household} /><strong>{pick(household.className)}</strong><span className="muted">{household.regionName}{household.fromList && ` · ${t('household.fromList')}`}</span>
      </div>
      {household.state === 'monitored' && household.reason === null && <div className="notice warn" data-testid="household-incomplete">{t('household.complete')}</div>}
      {household.contradictions > 0 && <div className="notice warn" data-testid="household-look">{t('household.look')}</div>}
      <h2>{t('household.facts')}</h2>
      <Facts household={household} />
      <h2 style={{ marginTop: 22 }}>{t('household.workers')}</h2>
      {workers.length === 0 ? <p className="muted">{t('household.workers.none')}</p> : <ul className="plain-lines" style={{ margin: 0, padding: 0, listStyle: 'none' }} data-testid="household-workers">{workers.map((one) => <Worker key={one.id} worker={one} />)}</ul>}
      <h2 style={{ marginTop: 22 }}>{t('household.alerts')}</h2>
      {alerts.length === 0 ? <p className="muted">{t('household.alerts.none')}</p> : <AlertLines alerts={alerts} />}
      <h2 style={{ marginTop: 22 }}>{t('household.history')}</h2>
      <Timeline data-testid="household-history" items={history.map((event) => ({ key: event.id, content: <Event event={event} /> }))} />
    </>
  );
}

function Facts({ household }: { household: HouseholdView }): ReactNode {
  const { t, pick } = useTexts();
  const list = (names: readonly string[], words: string | null): string => [names.join('、'), words].filter((part) => part !== null && part !== '').join('；') || unknownMark;
  const rows: readonly (readonly [MessageKey, ReactNode])[] = [
    ['household.field.reason', household.reasonName === null ? <StateWord tone="warn">{t('household.noReason')}</StateWord> : `${pick(household.reasonName)}${household.reasonWords === null ? '' : `：${household.reasonWords}`}`],
    ['household.field.enteredOn', household.enteredOn], ['household.field.foundBy', household.foundBy ?? unknownMark], ...(household.leftOn === null ? [] : [['household.field.leftOn', household.leftOn] as const]),
    ['household.field.township', household.township ?? unknownMark], ['household.field.members', household.members === null ? unknownMark : t('household.people', { n: household.members })],
    ['household.field.measures', list(household.measures.map((one) => t(`risk.measure.${one}`)), household.measureWords)], ['household.field.relocated', t(household.relocated ? 'household.relocated.yes' : 'household.relocated.no')],
    ...(household.relocated ? [['household.field.relocationMeasures', list(household.relocationMeasures.map((one) => t(`relocation.${one}`)), household.relocationWords)] as const] : []),
  ];
  return <table className="plain-table light" data-testid="household-facts"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '32%', fontWeight: 400 }}>{t(label)}</th><td style={{ overflowWrap: 'anywhere' }}>{value}</td></tr>)}</tbody></table>;
}

function Worker({ worker }: { worker: HouseholdWorker }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <li style={{ display: 'flex', flexWrap: 'wrap', gap: 8, padding: '6px 0', borderBottom: '1px solid var(--line)' }}>
      <Link to={`/lists/workers?row=${worker.id}`}>{worker.externalId}</Link>{worker.name !== null && <span>{worker.name}</span>}<span className="muted">{worker.title}</span><TierBadge tier={worker.tier} of="worker" />
      <span className="muted">{worker.className === null ? t('household.workers.noClass') : pick(worker.className)}</span>{worker.status === 'withdrawn' && <span className="muted">{t('household.workers.withdrawn')}</span>}{worker.contradicts && <StateWord tone="warn">{t('household.workers.contradicts')}</StateWord>}
    </li>
  );
}

const fieldNames: Readonly<Record<string, MessageKey>> = {
  enteredOn: 'household.field.enteredOn', township: 'household.field.township', members: 'household.field.members', reason: 'household.field.reason', reasonWords: 'household.field.reasonWords', foundBy: 'household.field.foundBy', measures: 'household.field.measures',
  measureWords: 'household.field.measureWords', relocated: 'household.field.relocated', relocationMeasures: 'household.field.relocationMeasures', relocationWords: 'household.field.relocationWords',
};

function Event({ event }: { event: HouseholdEvent }): ReactNode {
  const { t, pick } = useTexts();
  const what = [
    event.classFrom === null ? pick(event.classTo) : pick(event.classFrom) === pick(event.classTo) ? null : `${pick(event.classFrom)} → ${pick(event.classTo)}`,
    event.reasonName === null ? null : pick(event.reasonName), event.on, event.words,
    ...event.changes.map(({ field, from, to }) => t('household.change', { field: fieldNames[field] === undefined ? field : t(fieldNames[field]), from: from === null ? t('household.none') : pick(from), to: to === null ? t('household.none') : pick(to) })),
  ].filter((part) => part !== null);
  return (
    <div style={event.corrected ? { opacity: 0.6 } : {}}>
      {pick(event.actName)}{event.corrected && <span className="muted small"> · {t('household.corrected')}</span>} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span>
      {what.length > 0 && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{what.join(' · ')}</div>}
    </div>
  );
}
