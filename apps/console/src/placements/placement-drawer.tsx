import type { PlacementEvent, PlacementView } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Steps, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { TierBadge } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { PlacementSubsidies } from '../subsidies/placement-subsidies.js';
import { WorkerLinkButton } from '../worker-links/worker-link.js';
import { PlacementActs } from './placement-acts.js';
import { PlacementStateWord, stages } from './placement-words.js';

/** One placement: where it stands, what comes next and for whom, what was agreed, who did what. */
export function PlacementDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ queryKey: ['placement', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.placements.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer
      open={id !== undefined} onClose={onClose} size={phone ? '100%' : 620} data-testid="placement-drawer" title={shown === undefined ? '' : t('placement.titleOf', { worker: `${shown.placement.workerTitle} ${shown.placement.workerExternalId}`, post: shown.placement.postTitle })}
      footer={shown === undefined || shown.placement.acts.length === 0 ? null : <PlacementActs placement={shown.placement} ends={shown.ends} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <Body placement={shown.placement} history={shown.history} />}
    </Drawer>
  );
}

function Body({ placement, history }: { placement: PlacementView; history: readonly PlacementEvent[] }): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}>
        <PlacementStateWord placement={placement} /><TierBadge tier={placement.tier} of="worker" /><span className="muted">{placement.unitName} · {placement.employer}</span>
      </div>
      {placement.attention !== null && <div className="notice bad" data-testid="placement-attention">{pick(placement.attention)}</div>}
      <div className={placement.late ? 'notice warn' : 'notice'} data-testid="placement-next"><strong>{t('placement.next')}</strong>{placement.late && ` · ${t('placement.late')}`}<div><NextStep placement={placement} /></div></div>
      {placement.state !== 'ended' && <div style={{ margin: '0 0 14px' }}><WorkerLinkButton workerId={placement.workerId} title={`${placement.workerTitle} ${placement.workerExternalId}`} small /></div>}
      <h2>{t('placement.stages')}</h2>
      <Stages placement={placement} />
      <h2 style={{ marginTop: 18 }}>{t('placement.terms')}</h2>
      <Terms placement={placement} />
      {may('subsidy-claim.read') && <PlacementSubsidies placementId={placement.id} version={placement.version} />}
      <h2 style={{ marginTop: 22 }}>{t('placement.history')}</h2>
      {history.length === 0 ? <p className="muted">{t('placement.history.none')}</p> : <Timeline data-testid="placement-history" items={history.map((event, i) => ({ key: String(i), content: <Event event={event} /> }))} />}
    </>
  );
}

function NextStep({ placement }: { placement: PlacementView }): ReactNode {
  const { t } = useTexts();
  const { state } = placement;
  if (state === 'agreed' || state === 'offered' || state === 'accepted' || state === 'departed' || state === 'ended') return t(`placement.next.${state}`);
  if (state === 'retained-6') return t('placement.next.done');
  return placement.followed ? t('placement.next.check', { months: { 'on-the-job': 1, 'retained-1': 3, 'retained-3': 6 }[state], day: placement.dueOn ?? unknownMark }) : t('placement.next.notFollowed');
}

/** The stages in their order, each with its day and what was found. */
function Stages({ placement }: { placement: PlacementView }): ReactNode {
  const { t } = useTexts();
  const check = (months: number): ReactNode => {
    const one = placement.checks.find((each) => each.months === months);
    return one === undefined ? null : <>{one.on} · {one.wageFen === null ? t('placement.paidUnknown') : t('placement.paid', { wage: yuan(one.wageFen) })}</>;
  };
  const reached: Record<(typeof stages)[number], ReactNode> = {
    agreed: placement.agreedOn, offered: placement.startOn === null ? null : `${t('placement.startOn')} ${placement.startOn}`, accepted: placement.acceptedOn === null ? null : `${placement.acceptedOn}${placement.consentManner === null ? '' : ` · ${t(`placement.manner.${placement.consentManner}`)}`}`,
    departed: placement.departedOn, 'on-the-job': placement.arrivedOn === null ? null : <>{placement.arrivedOn} · {t(insuredWord(placement.insured))}</>, 'retained-1': check(1), 'retained-3': check(3), 'retained-6': check(6),
  };
  // An ended one stands where it got to.
  const got = stages.findLastIndex((stage) => reached[stage] !== null);
  const now = placement.state === 'ended' ? got : stages.findIndex((stage) => stage === placement.state);
  return (
    <Steps
      size="small" orientation="vertical" current={now} status={placement.state === 'ended' ? 'error' : placement.state === 'retained-6' ? 'finish' : 'process'} data-testid="placement-stages"
      items={stages.map((stage) => ({ title: t(`placement.stage.${stage}`), content: <span className="figure muted small">{reached[stage]}</span> }))}
    />
  );
}

function Terms({ placement }: { placement: PlacementView }): ReactNode {
  const { t, pick } = useTexts();
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('placement.col.worker'), `${placement.workerTitle} ${placement.workerExternalId} · ${placement.unitName}`], [t('placement.col.post'), `${placement.postTitle} ${placement.postExternalId} · ${placement.postRegionName}`],
    [t('placement.employer'), placement.employer], [t('agreement.col.supporter'), placement.supporterName ?? unknownMark], [t('placement.startOn'), placement.startOn ?? unknownMark],
    [t('placement.wage'), placement.wageFen === null ? unknownMark : yuan(placement.wageFen)], [t('placement.housing'), placement.housing === null ? unknownMark : t(`placement.housing.${placement.housing}`)],
    ...(placement.end === null ? [] : [[t('placement.field.reason'), `${pick(placement.end.reasonName)} · ${placement.end.on}${placement.end.words === null ? '' : ` · ${placement.end.words}`}`] as const]),
    ...(placement.followed ? [] : [['', t('placement.notFollowed')] as const]),
  ];
  return <table className="plain-table light"><tbody>{rows.map(([label, value], i) => <tr key={String(i)}><td className="muted" style={{ width: 90 }}>{label}</td><td>{value}</td></tr>)}</tbody></table>;
}

function Event({ event }: { event: PlacementEvent }): ReactNode {
  const { t, pick } = useTexts();
  const what = [
    event.reasonName === null ? null : pick(event.reasonName), event.on === null ? null : t('placement.onDay', { day: event.on }), event.wageFen === null ? null : yuan(event.wageFen),
    event.manner === null ? null : t(`placement.manner.${event.manner}`), event.insured === null ? null : t(insuredWord(event.insured)), event.words,
  ].filter((part) => part !== null);
  return (
    <div style={event.undone ? { opacity: 0.6 } : {}}>
      {pick(event.actName)}{event.undone && <span className="muted small"> · {t('placement.undone')}</span>} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span>
      {what.length > 0 && <div className="muted">{what.join(' · ')}</div>}
    </div>
  );
}

function insuredWord(insured: boolean | null): 'placement.insured.yes' | 'placement.insured.no' | 'placement.insured.unknown' {
  return insured === null ? 'placement.insured.unknown' : insured ? 'placement.insured.yes' : 'placement.insured.no';
}

const yuan = (fen: number): string => `${fullNumber(fen / 100)} 元`;
