import type { recruitmentEvents, ReplyOf } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { EventActs } from './event-acts.js';
import { counted, daysOf, EventStateWord, SumsRow } from './event-words.js';

export type ShownEvent = ReplyOf<typeof recruitmentEvents.get>;

/** One event: plan against counts, by firm and by county, and who did what. */
export function EventDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ queryKey: ['recruitment-event', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.recruitmentEvents.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer open={id !== undefined} onClose={onClose} size={phone ? '100%' : 680} data-testid="event-drawer" title={shown === undefined ? '' : shown.event.name} footer={shown === undefined || shown.event.acts.length === 0 ? null : <EventActs shown={shown} />}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <Body shown={shown} />}
    </Drawer>
  );
}

function Body({ shown: { event, enterprises, counties, history } }: { shown: ShownEvent }): ReactNode {
  const { t, pick } = useTexts();
  const rows: readonly (readonly [string, string])[] = [
    [t('event.filter.kind'), pick(event.kindName)], [t('event.col.days'), daysOf(event)], [t('event.field.place'), event.place], [t('event.col.organiser'), `${event.organiser}（${event.organiserRegion?.name ?? pick(event.sideName)}）`],
    ...(event.cancelled === null ? [] : [[t('event.field.reason'), [pick(event.cancelled.reasonName), event.cancelled.words].filter((part) => part !== null).join('：')] as const]),
  ];
  const number = { textAlign: 'right' } as const;
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}><EventStateWord event={event} /></div>
      {(event.state === 'planned' || event.state === 'held') && <div className="notice" data-testid="event-next"><strong>{t('event.next')}</strong><div>{t(`event.next.${event.state}`)}</div></div>}
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '26%', fontWeight: 400 }}>{label}</th><td style={{ overflowWrap: 'anywhere' }}>{value}</td></tr>)}</tbody></table>
      <h2 style={{ marginTop: 22 }}>{t('event.results')}</h2>
      <SumsRow sums={event.sums} testId="event-own-sums" />
      <p className="muted small">{t('event.placed.text')}</p>
      <h2>{t('event.enterprises')}</h2>
      {enterprises.length === 0 ? <p className="muted">{t('event.enterprises.none')}</p> : (
        <table className="plain-table" data-testid="event-enterprises">
          <thead><tr><th>{t('event.enterprise')}</th><th style={number}>{t('event.sum.posts')}</th><th style={number}>{t('event.sum.hires')}</th><th style={number}>{t('event.sum.placed')}</th></tr></thead>
          <tbody>{enterprises.map((one) => <tr key={one.name}><td style={{ overflowWrap: 'anywhere' }}>{one.name}</td><td style={number} className="figure">{fullNumber(one.posts)}</td><td style={number} className="figure">{counted(one.hires)}</td><td style={number} className="figure">{fullNumber(one.placed)}</td></tr>)}</tbody>
        </table>
      )}
      <h2 style={{ marginTop: 22 }}>{t('event.counties')}</h2>
      {counties.length === 0 ? <p className="muted">{t('event.counties.none')}</p> : (
        <table className="plain-table" data-testid="event-counties">
          <thead><tr><th>{t('event.county')}</th><th style={number}>{t('event.sum.quota')}</th><th style={number}>{t('event.sum.attended')}</th><th style={number}>{t('event.sum.placed')}</th></tr></thead>
          <tbody>{counties.map((one) => <tr key={one.region}><td>{one.regionName}</td><td style={number} className="figure">{fullNumber(one.quota)}</td><td style={number} className="figure">{counted(one.attended)}</td><td style={number} className="figure">{fullNumber(one.placed)}</td></tr>)}</tbody>
        </table>
      )}
      <h2 style={{ marginTop: 22 }}>{t('event.history')}</h2>
      <Timeline data-testid="event-history" items={history.map((one, i) => ({ key: String(i), content: <div>{pick(one.actName)} <span className="muted small">{one.by} · <span className="figure">{localTime(one.at)}</span></span>{one.words !== null && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{one.words}</div>}</div> }))} />
    </>
  );
}
