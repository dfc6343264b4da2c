import type { DepartureEvent, DepartureView, SplitGroup } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, unknownMark, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { DepartureActs } from './departure-acts.js';
import { DepartureStateWord } from './departure-words.js';
import { Passengers } from './passengers.js';

/** One departure: when and where, what comes next, who is on it, who of a group is missing, who did what. */
export function DepartureDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ queryKey: ['departure', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.departures.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer
      open={id !== undefined} onClose={onClose} size={phone ? '100%' : 760} data-testid="departure-drawer" title={shown === undefined ? '' : t('departure.titleOf', { region: shown.departure.regionName, day: shown.departure.leavesOn })}
      footer={shown === undefined ? null : <DepartureActs departure={shown.departure} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <Body key={shown.departure.id} departure={shown.departure} history={shown.history} groups={shown.groups} />}
    </Drawer>
  );
}

function Body({ departure, history, groups }: { departure: DepartureView; history: readonly DepartureEvent[]; groups: readonly SplitGroup[] }): ReactNode {
  const { t, pick } = useTexts();
  const { contact } = departure;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('departure.col.when'), <span key="when" className="figure">{departure.leavesOn} {departure.leavesAt}</span>], [t('departure.field.meetingPlace'), departure.meetingPlace], [t('departure.field.destination'), departure.destination],
    [t('departure.col.vehicle'), [pick(departure.vehicleName), departure.vehicleNumber].filter((part) => part !== null).join(' ')], [t('departure.field.seats'), <span key="seats" className="figure">{t('departure.seatsOf', { people: fullNumber(departure.people), seats: fullNumber(departure.seats) })}</span>],
    [t('departure.field.costs'), pick(departure.costsName)], [t('departure.contact'), <>{contact.name} <span className="figure">{contact.phone}</span>{contact.masked && <span className="muted small"> {t('departure.contact.masked')}</span>}</>],
    [t('departure.supporter'), departure.supporter?.name ?? unknownMark], ...(departure.departedOn === null ? [] : [[t('departure.departedOn'), <span key="departed" className="figure">{departure.departedOn}</span>] as const]),
    ...(departure.cancelled === null ? [] : [[t('departure.cancelled'), [pick(departure.cancelled.reasonName), departure.cancelled.words].filter((part) => part !== null).join('：')] as const]),
  ];
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}><DepartureStateWord departure={departure} /></div>
      <div className="notice" data-testid="departure-next"><strong>{t('departure.next')}</strong><div>{t(departure.state === 'planned' ? departure.people === 0 ? 'departure.next.empty' : departure.due && departure.acts.includes('depart') ? 'departure.next.due' : 'departure.next.planned' : `departure.next.${departure.state}`)}</div></div>
      {groups.length > 0 && departure.state === 'planned' && <Groups groups={groups} />}
      <h2>{t('departure.facts')}</h2>
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '26%', fontWeight: 400 }}>{label}</th><td style={{ overflowWrap: 'anywhere' }}>{value}</td></tr>)}</tbody></table>
      {departure.state !== 'cancelled' && <Passengers departure={departure} />}
      <h2 style={{ marginTop: 22 }}>{t('departure.history')}</h2>
      <Timeline data-testid="departure-history" items={history.map((event, i) => ({ key: String(i), content: <div>{pick(event.actName)}{event.people !== null && event.people > 0 && ` ${t('departure.people.n', { n: fullNumber(event.people) })}`} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span>{event.words !== null && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{event.words}</div>}</div> }))} />
    </>
  );
}

/** Groups of which some would leave without the others. */
function Groups({ groups }: { groups: readonly SplitGroup[] }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <div className="notice warn" style={{ marginTop: 10 }} data-testid="departure-groups">
      <strong>{t('departure.groups')}</strong>
      <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>
        {groups.map((one) => <li key={one.group}>{t('departure.groups.one', { group: one.group, aboard: one.aboard, missing: one.missing.map((each) => `${each.workerExternalId}（${each.stateName === null ? t('departure.groups.noPlacement') : pick(each.stateName)}）`).join('、') })}</li>)}
      </ul>
    </div>
  );
}
