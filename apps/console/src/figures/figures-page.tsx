import { useQuery } from '@tanstack/react-query';
import { Select, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { ByPairing } from './by-pairing.js';
import { Definitions } from './definitions.js';
import { FigureAmount } from './figure-amount.js';
import { figureGroups } from './figure-groups.js';
import { Trends } from './trends.js';

/** The place that figures are asked for: the programme, a unit, a supporter, as the address says. */
export interface FigurePlace { readonly programme: string; readonly unit?: string; readonly supporter?: string }

/** The dashboard: every figure opens to the records it was counted from. */
export function FiguresPage(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const { code: programme } = useProgramme();
  const address = useAddress();
  const units = useUnitOptions();
  const unit = address.get('unit');
  const supporter = address.get('supporter');
  const place: FigurePlace = { programme, ...(unit === undefined ? {} : { unit }), ...(supporter === undefined ? {} : { supporter }) };
  const allowed = may('figures.read');
  const { data: supporters } = useQuery({ queryKey: ['supporters', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.supporters, { programme }, signal) });
  const { data: definitions } = useQuery({ queryKey: ['figure-definitions'], staleTime: 60_000, enabled: allowed, queryFn: ({ signal }) => call(operations.figures.definitions, {}, signal) });
  const { data, error, refetch } = useQuery({ queryKey: ['dashboard', place], enabled: allowed, queryFn: ({ signal }) => call(operations.figures.dashboard, { ...place }, signal) });
  if (!allowed) return <ForbiddenPage />;
  const values = new Map(data?.figures.map((one) => [one.code, one.value]));
  const known = new Map(definitions?.items.map((one) => [one.code, one]));
  const newest = data?.freshness.map((one) => one.freshAt).filter((at) => at !== null).sort().at(-1) ?? null;
  const query = new URLSearchParams({ ...(unit === undefined ? {} : { unit }), ...(supporter === undefined ? {} : { supporter }) });
  return (
    <>
      <div className="page-head"><h1>{t('figures.title')}</h1>{newest !== null && <span className="muted">{t('figures.fresh', { time: localTime(newest) })}</span>}</div>
      <div className="filters">
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('figures.unit')} value={unit ?? null} onChange={(value: string | null | undefined) => address.set({ unit: value ?? undefined })} options={units} style={{ width: 180 }} popupMatchSelectWidth={false} data-testid="figures-unit" />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('figures.supporter')} value={supporter ?? null} onChange={(value: string | null | undefined) => address.set({ supporter: value ?? undefined })} options={(supporters?.items ?? []).map((one) => ({ value: one.code, label: one.name }))} style={{ width: 180 }} popupMatchSelectWidth={false} data-testid="figures-supporter" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active />}
      {data !== undefined && figureGroups.map((group) => (
        <section className="panel" key={group.title}>
          <h2>{t(group.title)}</h2>
          <div className="numbers" data-testid="figures">
            {group.codes.filter((code) => values.has(code)).map((code) => {
              const definition = known.get(code);
              return (
                <Link key={code} to={`/figures/records?figure=${code}&${query.toString()}`} className="number-block" style={{ color: 'inherit' }} title={definition === undefined ? '' : pick(definition.wording)} data-testid={`figure-${code}`}>
                  <div className="value"><FigureAmount unit={definition?.unit} value={values.get(code) ?? null} /></div><div className="label">{definition === undefined ? '' : pick(definition.name)}</div>
                </Link>
              );
            })}
          </div>
        </section>
      ))}
      <Trends place={place} />
      {unit === undefined && supporter === undefined && <ByPairing programme={programme} />}
      {data !== undefined && data.lastRuns.length > 0 && (
        <section className="panel">
          <h2>{t('figures.runs')}</h2>
          {data.lastRuns.map((run) => (
            <p key={run.runId} style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
              {may('run.read') ? <Link to={`/runs/${run.runId}`}>{t('run.one', { n: run.sequence, market: t(`market.${run.market}`) })}</Link> : t('run.one', { n: run.sequence, market: t(`market.${run.market}`) })}
              <span>{t('run.matched')} <span className="figure">{fullNumber(run.matchedSupply)} / {fullNumber(run.supplyEntries)}</span></span>
              <StateWord tone={run.certificate === 'verified' ? 'good' : run.certificate === 'failed' ? 'bad' : 'plain'}>{t('explain.run.certificate', { state: t(`run.certificate.${run.certificate}`) })}</StateWord>
              <span className="muted figure">{localTime(run.finishedAt)}</span>
            </p>
          ))}
        </section>
      )}
      <Definitions items={definitions?.items ?? []} />
    </>
  );
}
