import type { GatewayHealth, ServiceHealth, SystemHealth } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { systemHealthQuery } from '../api/system-health.js';
import { fullNumber, localTime, unknownMark, useTexts, type MessageKey, type Texts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { StateWord } from '../shell/state-word.js';
import './operations.css';
import { stateOfGateway, stateOfService, stateTone, stateWord, type ProcessState } from './service-state.js';

/** How the whole system runs now, for whoever runs it. */
export function OperationsPage(): ReactNode {
  const { may } = useActor();
  return may('operations.read') ? <Running /> : <ForbiddenPage />;
}

function Running(): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery(systemHealthQuery);
  return (
    <>
      <div className="page-head" style={{ marginBottom: 6 }}><h1>{t('running.title')}</h1>{data !== undefined && <Overall health={data} />}<span className="grow" />{data !== undefined && <span className="muted small" data-testid="running-at">{t('running.at', { time: clock(data.at) })}</span>}</div>
      <p className="muted" style={{ marginBottom: 14 }}>{t('running.what')}</p>
      {error !== null && data === undefined && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {error !== null && data !== undefined && <div className="notice warn" role="status" data-testid="running-stale">{t('running.stale', { time: clock(data.at) })}</div>}
      {data === undefined && error === null && <div className="running" data-testid="running-loading">{Array.from({ length: 7 }, (_, i) => <div className="panel" key={i}><Skeleton active title paragraph={{ rows: 3 }} /></div>)}</div>}
      {data !== undefined && <All health={data} />}
    </>
  );
}

function All({ health: { gateway, services } }: { health: SystemHealth }): ReactNode {
  const { t } = useTexts();
  if (services.length === 0) return <div className="empty">{t('running.empty')}</div>;
  return (
    <>
      <Keeping bus={gateway.bus} />
      <div className="running">
        <Process id="gateway" name={t('running.gateway')} what={t('running.gateway.what')} state={stateOfGateway(gateway)} since={null}>
          <GatewayFigures health={gateway} />
        </Process>
        {services.map(({ service, health, silentSince }) => (
          <Process key={service} id={service} name={t(`letter.service.${service}`)} what={t(`running.service.what.${service}`)} state={stateOfService(health)} since={health === null ? silentSince : null}>
            {health === null ? null : <ServiceFigures service={service} health={health} />}
          </Process>
        ))}
      </div>
    </>
  );
}

/** All in a word: who is away first, then who is behind. */
function Overall({ health: { gateway, services } }: { health: SystemHealth }): ReactNode {
  const { t } = useTexts();
  const states = [stateOfGateway(gateway), ...services.map((one) => stateOfService(one.health))];
  const count = (state: ProcessState['state']): number => states.filter((one) => one.state === state).length;
  const away = count('away'), behind = count('behind');
  return (
    <span data-testid="running-overall" className="running-overall" aria-live="polite">
      {away > 0 && <StateWord tone="bad">{t('running.all.away', { n: away })}</StateWord>}
      {behind > 0 && <StateWord tone="warn">{t('running.all.behind', { n: behind })}</StateWord>}
      {away + behind === 0 && <StateWord tone="good">{t('running.all.good')}</StateWord>}
    </span>
  );
}

function Keeping({ bus }: { bus: GatewayHealth['bus'] }): ReactNode {
  const { t } = useTexts();
  const durability = bus.reachable ? bus.durability ?? 'unknown' : 'unknown';
  return (
    <dl className="running-bus" data-testid="running-durability">
      <div><dt>{t('running.bus')}</dt><dd><StateWord tone={bus.reachable ? 'good' : 'bad'}>{t(bus.reachable ? 'running.reached' : 'running.notReached')}</StateWord>{bus.version !== null && <span className="muted small figure"> {t('running.version')} {bus.version}</span>}</dd></div>
      <div><dt>{t('running.durability')}</dt><dd><StateWord tone={durability === 'full' ? 'good' : 'warn'}><span className="running-wrap">{t(`running.durability.${durability}`)}</span></StateWord></dd></div>
    </dl>
  );
}

function Process({ id, name, what, state, since, children }: { id: string; name: string; what: string; state: ProcessState; since: string | null; children: ReactNode }): ReactNode {
  const { t } = useTexts();
  return (
    <section className={`panel running-one ${state.state}`} data-testid={`running-${id}`} data-state={state.state} aria-label={name}>
      <div className="running-head"><h2>{name}</h2><span className="muted small">{what}</span><StateWord tone={stateTone[state.state]}>{t(stateWord[state.state])}</StateWord></div>
      {since !== null ? <p className="running-why">{t('running.since', { time: clock(since) })}</p> : state.reasons.length > 0 && <p className="running-why">{state.reasons.map((why) => t(why)).join('；')}</p>}
      {children}
    </section>
  );
}

interface Figure { readonly label: MessageKey; readonly value: ReactNode; readonly note?: string | undefined; readonly isBad?: boolean }

function GatewayFigures({ health }: { health: GatewayHealth }): ReactNode {
  const texts = useTexts();
  return <Figures first={[{ label: 'running.requests', value: `${fullNumber(health.requests)} / ${fullNumber(health.waiting)}` }, ...ofProcess(health, texts), { label: 'running.version', value: health.version }]} more={[]} />;
}

function ServiceFigures({ service, health }: { service: string; health: ServiceHealth }): ReactNode {
  const texts = useTexts();
  const { t } = texts;
  const { outbox, jobs, audit, consumers, deadLetters, database, redis } = health;
  const known = (value: number | null | undefined): string => (value === null || value === undefined ? unknownMark : fullNumber(value));
  const oldest = (seconds: number | null | undefined): string | undefined => (seconds === null || seconds === undefined || seconds < 1 ? undefined : t('running.oldest', { time: duration(seconds, texts) }));
  const waiting = consumers.map(({ pending, ackPending }) => (pending === null || ackPending === null ? null : pending + ackPending));
  const first: readonly Figure[] = [
    { label: 'running.outbox', value: known(outbox?.waiting), note: oldest(outbox?.oldestSeconds) },
    { label: 'running.consumers', value: consumers.length === 0 ? t('running.none') : waiting.includes(null) ? unknownMark : fullNumber(waiting.reduce<number>((sum, n) => sum + (n ?? 0), 0)), note: consumers.length < 2 ? undefined : consumers.flatMap(({ producer }, i) => ((waiting[i] ?? 0) === 0 ? [] : [`${t(`letter.service.${producer}`)} ${known(waiting[i])}`])).join('、') },
    { label: 'running.jobs', value: `${known(jobs?.waiting)} / ${known(jobs?.active)}`, note: oldest(jobs?.oldestSeconds) },
    { label: 'running.deadLetters', value: (deadLetters ?? 0) > 0 ? <Link to={`/dead-letters?service=${service}`} data-testid={`running-letters-${service}`}>{known(deadLetters)}</Link> : known(deadLetters), isBad: (deadLetters ?? 0) > 0 },
  ];
  const more: readonly Figure[] = [
    { label: 'running.failed', value: known(jobs?.failed), isBad: (jobs?.failed ?? 0) > 0 },
    { label: 'running.audit', value: known(audit?.unchained), note: oldest(audit?.oldestSeconds) },
    { label: 'running.anchor', value: audit === null || audit.headSeconds === null ? unknownMark : duration(audit.headSeconds, texts) },
    { label: 'running.database', value: `${fullNumber(database.pool.inUse)} / ${fullNumber(database.pool.idle)}` },
    { label: 'running.migrations', value: known(database.migrations) },
    { label: 'running.queue', value: t(redis.reachable ? 'running.reached' : 'running.notReached'), isBad: !redis.reachable },
    ...ofProcess(health, texts),
    { label: 'running.version', value: health.version },
  ];
  return <Figures first={first} more={more} />;
}

function ofProcess({ memoryBytes, eventLoopLagMs, uptimeSeconds }: GatewayHealth | ServiceHealth, texts: Texts): readonly Figure[] {
  return [
    { label: 'running.memory', value: `${fullNumber(Math.round(memoryBytes / 1048576))} MB` },
    { label: 'running.late', value: texts.t('running.milliseconds', { n: fullNumber(Math.round(eventLoopLagMs)) }) },
    { label: 'running.uptime', value: duration(uptimeSeconds, texts) },
  ];
}

function Figures({ first, more }: { first: readonly Figure[]; more: readonly Figure[] }): ReactNode {
  const { t } = useTexts();
  const [isOpen, open] = useState(false);
  return (
    <>
      <dl className="running-figures">
        {[...first, ...(isOpen ? more : [])].map(({ label, value, note, isBad }) => (
          <div key={label}><dt>{t(label)}</dt><dd className={isBad === true ? 'bad' : ''}><span className="figure">{value}</span>{note !== undefined && note !== '' && <span className="muted small"> {note}</span>}</dd></div>
        ))}
      </dl>
      {more.length > 0 && <Button type="link" size="small" className="running-more" aria-expanded={isOpen} onClick={() => open(!isOpen)}>{t(isOpen ? 'running.less' : 'running.more')}</Button>}
    </>
  );
}

/** The greatest whole unit: `42 秒`, `3 小时`. */
function duration(seconds: number, { t }: Texts): string {
  if (seconds < 60) return t('running.seconds', { n: Math.round(seconds) });
  if (seconds < 3600) return t('running.minutes', { n: Math.floor(seconds / 60) });
  if (seconds < 86_400 * 2) return t('running.hours', { n: Math.floor(seconds / 3600) });
  return t('running.days', { n: Math.floor(seconds / 86_400) });
}

const time = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** The time of day with seconds; the day too when it is another one. */
function clock(at: string): string {
  const when = new Date(at);
  return Date.now() - when.getTime() > 12 * 3600_000 ? localTime(at) : time.format(when);
}
