import type { ReplyOf, training as operationsOf, TrainingView } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, unknownMark, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { TrainingActs } from './training-acts.js';
import { TrainingSeats } from './training-seats.js';
import { TrainingStateWord } from './training-words.js';

type Shown = ReplyOf<(typeof operationsOf)['get']>;

/** One course: where it stands and what comes next, its seats, who takes them, who did what. */
export function TrainingDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ queryKey: ['training-course', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.training.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer
      open={id !== undefined} onClose={onClose} size={phone ? '100%' : 720} data-testid="training-drawer" title={shown?.course.title ?? ''}
      footer={shown === undefined || (shown.course.acts.length === 0 && !shown.course.mayEnrol) ? null : <TrainingActs course={shown.course} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <Body key={shown.course.id} {...shown} />}
    </Drawer>
  );
}

function Body({ course, history, bands }: Shown): ReactNode {
  const { t, pick } = useTexts();
  const next = nextOf(course);
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('training.col.organiser'), <>{course.organiser} <span className="muted">{course.regionName === null ? '' : `${course.regionName} · `}{pick(course.sideName)}</span></>],
    [t('training.fact.track'), <>{pick(course.trackName)} <span className="muted">{pick(course.kindName)}{course.year !== null && ` · ${t('training.fact.year', { year: course.year })}`}</span></>], ...(course.schemeName === null ? [] : [[t('training.fact.scheme'), pick(course.schemeName)] as const]),
    [t('training.field.place'), course.place], [t('training.col.days'), <span className="figure">{t('training.fact.days', { from: course.startsOn, to: course.endedOn ?? course.endsOn })}</span>],
    [t('training.col.certificate'), course.certificate === null ? unknownMark : <>{course.certificate} {course.certificateMonths !== null && <span className="muted">{t('training.fact.months', { n: course.certificateMonths })}</span>}</>],
    ...(course.occupation === null ? [] : [[t('training.fact.occupation'), <>{course.occupation.name} <span className="muted figure">{course.occupation.code}</span></>] as const]),
    [t('training.fact.counts'), t('training.counts', course.counts)],
  ];
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}><TrainingStateWord course={course} /></div>
      {next !== null && <div className="notice" data-testid="training-next"><strong>{t('training.next')}</strong><div>{t(next.key, next.places)}</div></div>}
      <h2>{t('training.facts')}</h2>
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '26%', fontWeight: 400 }}>{label}</th><td style={{ overflowWrap: 'anywhere' }}>{value}</td></tr>)}</tbody></table>
      <h2 style={{ marginTop: 22 }}>{t('training.seats')}</h2>
      <SeatTable course={course} />
      <TrainingSeats course={course} />
      {bands.length > 0 && (
        <>
          <h2 style={{ marginTop: 22 }}>{t('training.bands')}</h2>
          <p className="muted small">{t('training.bands.text')}</p>
          <table className="plain-table" data-testid="training-bands">
            <thead><tr><th>{t('training.bands.band')}</th><th style={{ textAlign: 'right' }}>{t('training.bands.enrolled')}</th><th style={{ textAlign: 'right' }}>{t('training.bands.passed')}</th></tr></thead>
            <tbody>{bands.map((one) => <tr key={one.band}><td>{t(`training.band.${one.band}`)}</td><td className="figure" style={{ textAlign: 'right' }}>{fullNumber(one.enrolled)}</td><td className="figure" style={{ textAlign: 'right' }}>{fullNumber(one.passed)}</td></tr>)}</tbody>
          </table>
        </>
      )}
      <h2 style={{ marginTop: 22 }}>{t('training.history')}</h2>
      <Timeline data-testid="training-history" items={history.map((event, i) => {
        const what = [event.on, event.reasonName === null ? null : pick(event.reasonName), event.changed.length === 0 ? null : t('training.changed', { what: event.changed.map(pick).join('、') }), event.words].filter((part) => part !== null);
        return { key: String(i), content: <div>{pick(event.actName)} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span>{what.length > 0 && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{what.join(' · ')}</div>}</div> };
      })} />
    </>
  );
}

/** Seats by county and by post, and how many of them are taken. */
function SeatTable({ course }: { course: TrainingView }): ReactNode {
  const { t } = useTexts();
  const lines = [
    ...course.quotas.map((one) => ({ key: one.region, label: one.name, ...one })), ...course.posts.map((one) => ({ key: one.id, label: t(one.seats === 0 ? 'training.seats.linked' : 'training.seats.kept', { title: one.title, employer: one.employer }), ...one })),
  ];
  return (
    <table className="plain-table light" data-testid="training-quotas">
      <tbody>
        <tr><td>{t('training.seats.all')} {course.quotas.length === 0 && <span className="muted">{t('training.seats.shared')}</span>}</td><td className="figure" style={{ textAlign: 'right', whiteSpace: 'nowrap' }}>{t('training.seats.of', { taken: fullNumber(course.taken), seats: fullNumber(course.seats) })}</td></tr>
        {lines.map(({ key, label, taken, seats }) => <tr key={key}><td style={{ overflowWrap: 'anywhere' }}>{label}</td><td className="figure" style={{ textAlign: 'right', whiteSpace: 'nowrap' }}>{seats === 0 ? unknownMark : t('training.seats.of', { taken: fullNumber(taken), seats: fullNumber(seats) })}</td></tr>)}
      </tbody>
    </table>
  );
}

function nextOf({ state, taken, seats, startsOn, counts }: TrainingView): { key: 'training.next.planned' | 'training.next.open' | 'training.next.running' | 'training.next.results'; places: Record<string, string | number> } | null {
  const waiting = counts.enrolled + counts.attended;
  if (state === 'open') return { key: 'training.next.open', places: { taken: fullNumber(taken), free: fullNumber(seats - taken), day: startsOn } };
  if (state === 'planned' || state === 'running') return { key: `training.next.${state}`, places: {} };
  return state === 'ended' && waiting > 0 ? { key: 'training.next.results', places: { n: fullNumber(waiting) } } : null;
}
